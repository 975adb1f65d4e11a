#include "config/keys.h"

#include <algorithm>
#include <type_traits>

namespace syndicated {
namespace {

constexpr std::int64_t kib = 1024, mib = 1024 * kib, gib = 1024 * mib;
constexpr std::int64_t ms = 1, second = 1000, minute = 60 * second, hour = 60 * minute,
                       day = 24 * hour;

constexpr std::string_view level_words[] = {"debug", "info", "warn", "error"};
constexpr std::string_view profile_words[] = {"full", "relay"};
constexpr std::string_view copies_words[] = {"relate", "drop", "publish"};
constexpr std::string_view format_words[] = {"auto", "feed", "ndjson", "text", "json"};
constexpr std::string_view protocol_words[] = {"plaintext", "tls", "sasl_plaintext", "sasl_tls"};
constexpr std::string_view mechanism_words[] = {"plain", "scram_sha_256", "scram_sha_512",
                                                "oauthbearer"};

// The feed decoder tells the kinds of feeds apart by itself, and a ninjs item is a JSON document.
constexpr Alias format_aliases[] = {{"atom", "feed"}, {"ninjs", "json"}, {"rss", "feed"}};

// A row's accessor: the rows stay readable as data.
#define FIELD(expression) [](const Target& target) -> Field { return &target.expression; }

constexpr Key config_keys[] = {
    {.path = "version",
     .kind = Kind::number,
     .field = FIELD(config->version),
     .minimum = 1,
     .maximum = 1,
     .required = true,
     .about = "The form of this file."},
    {.path = "name",
     .kind = Kind::identifier,
     .field = FIELD(config->name),
     .about = "The name of this daemon, in its log and in the names that it makes elsewhere."},
    {.path = "authority",
     .kind = Kind::authority,
     .field = FIELD(config->prepare.authority),
     .about = "Who names the items: a domain of yours and a date on which you owned it (RFC 4151). "
              "Part of every uri; choose it before the first run and never change it."},

    {.path = "profile",
     .kind = Kind::choice,
     .field = FIELD(config->profile),
     .about = "full reads, cleans, compares and enriches items. relay passes JSON objects as they "
              "are, each id once, and adds the members syndicated_uri and syndicated_version."},

    {.path = "state.dir",
     .kind = Kind::path,
     .field = FIELD(config->journal.state_dir),
     .in_example = InExample::value,
     .example = "/var/lib/syndicated",
     .about = "The directory of the journal, owned by one daemon. Default: $STATE_DIRECTORY. With "
              "`output.kafka` it only holds snapshots, which shorten a start, and may be left "
              "out."},
    {.path = "state.fsync",
     .kind = Kind::boolean,
     .field = FIELD(config->journal.fsync),
     .about =
         "Whether each commit waits for the disk. false: commits survive the end of the process, "
         "but not of the machine."},

    {.path = "log.level",
     .kind = Kind::choice,
     .field = FIELD(config->log_level),
     .about = "The least important events that are logged."},

    {.path = "limits.entries_per_document",
     .kind = Kind::number,
     .field = FIELD(config->prepare.entries_max),
     .minimum = 1,
     .maximum = 1'000'000,
     .about = "Entries read from one document; the rest is one dead letter."},
    {.path = "limits.body",
     .kind = Kind::size,
     .field = FIELD(config->prepare.body_bytes_max),
     .minimum = kib,
     .maximum = 64 * mib,
     .about = "The text of one item; a larger one is a dead letter."},
    {.path = "limits.document",
     .kind = Kind::size,
     .field = FIELD(config->document_bytes_max),
     .minimum = kib,
     .maximum = gib,
     .about = "A document in a file; a larger one is a dead letter, and what is no feed already "
              "from 16 MB on."},
    {.path = "limits.line",
     .kind = Kind::size,
     .field = FIELD(config->line_bytes_max),
     .minimum = kib,
     .maximum = 64 * mib,
     .about = "A line of an NDJSON file; a longer one is a dead letter."},

    {.path = "line.workers",
     .kind = Kind::number,
     .field = FIELD(config->line.workers),
     .maximum = 256,
     .about = "Threads for the parallel stages; 0 is one per core."},
    {.path = "line.channel",
     .kind = Kind::size,
     .field = FIELD(config->line.channel_bytes_max),
     .minimum = mib,
     .maximum = 4 * gib,
     .about = "Bytes that wait in each of the four channels; a full one stops what is before it."},
    {.path = "line.commit_interval",
     .kind = Kind::duration,
     .field = FIELD(config->line.commit_interval),
     .minimum = ms,
     .maximum = minute,
     .about = "A commit happens at the first of this time, commit_entries and commit_bytes."},
    {.path = "line.commit_entries",
     .kind = Kind::number,
     .field = FIELD(config->line.commit_entries_max),
     .minimum = 1,
     .maximum = 10'000'000,
     .about = "Entries in one commit."},
    {.path = "line.commit_bytes",
     .kind = Kind::size,
     .field = FIELD(config->line.commit_bytes_max),
     .minimum = kib,
     .maximum = gib,
     .about = "Bytes in one commit."},
    {.path = "line.drain_timeout",
     .kind = Kind::duration,
     .field = FIELD(config->line.drain_timeout),
     .minimum = second,
     .maximum = hour,
     .about =
         "How long a stop waits for what is under way; the rest is read again at the next start."},

    {.path = "deduplicate.enabled",
     .kind = Kind::boolean,
     .field = FIELD(config->deduplicate.enabled),
     .about = "false publishes every entry as it comes."},
    {.path = "deduplicate.exact_window",
     .kind = Kind::duration,
     .field = FIELD(config->deduplicate.exact_window),
     .minimum = minute,
     .maximum = 3650 * day,
     .about = "How long an id, a URL and a body are remembered."},
    {.path = "deduplicate.near_window",
     .kind = Kind::duration,
     .field = FIELD(config->deduplicate.near_window),
     .minimum = minute,
     .maximum = 3650 * day,
     .about = "How long a story takes new members; at most exact_window."},
    {.path = "deduplicate.keys",
     .kind = Kind::number,
     .field = FIELD(config->deduplicate.keys_max),
     .minimum = 1000,
     .maximum = 1'000'000'000,
     .about = "Keys remembered in each table; the oldest go first."},
    {.path = "deduplicate.copies",
     .kind = Kind::choice,
     .field = FIELD(config->finish.copies),
     .about = "What becomes of a text that another source has published before: a small relation "
              "record, "
              "nothing, or a record of its own."},

    {.path = "http.contact",
     .kind = Kind::text,
     .field = FIELD(config->http.user_agent_contact),
     .in_example = InExample::comment,
     .example = "news-ops@example.org",
     .about = "A mail address or a URL that publishers see in the User-Agent."},
    {.path = "http.body",
     .kind = Kind::size,
     .field = FIELD(config->http.body_bytes_max),
     .minimum = kib,
     .maximum = gib,
     .about = "A response after decompression; a larger one is given up."},
    {.path = "http.ratio",
     .kind = Kind::number,
     .field = FIELD(config->http.compression_ratio_max),
     .minimum = 1,
     .maximum = 100'000,
     .about = "Decompressed over transferred bytes; a higher ratio is given up."},
    {.path = "http.redirects",
     .kind = Kind::number,
     .field = FIELD(config->http.redirects_max),
     .maximum = 20,
     .about = "Redirects that a request follows."},
    {.path = "http.connect_timeout",
     .kind = Kind::duration,
     .field = FIELD(config->http.connect_timeout),
     .minimum = 100 * ms,
     .maximum = 10 * minute,
     .about = "For name, connection and TLS."},
    {.path = "http.total_timeout",
     .kind = Kind::duration,
     .field = FIELD(config->http.total_timeout),
     .minimum = 100 * ms,
     .maximum = hour,
     .about = "For a whole request with its redirects."},
    {.path = "http.min_speed.bytes",
     .kind = Kind::size,
     .field = FIELD(config->http.low_speed_bytes),
     .maximum = gib,
     .about = "Bytes per second."},
    {.path = "http.min_speed.time",
     .kind = Kind::duration,
     .field = FIELD(config->http.low_speed_time),
     .minimum = second,
     .maximum = hour,
     .about = "How long a server may be slower."},
    {.path = "http.connections",
     .kind = Kind::number,
     .field = FIELD(config->http.connections_max),
     .minimum = 1,
     .maximum = 10'000,
     .about = "Connections at a time."},
    {.path = "http.per_host",
     .kind = Kind::number,
     .field = FIELD(config->http.connections_per_host),
     .minimum = 1,
     .maximum = 100,
     .about = "Connections to one host at a time."},
    {.path = "http.min_interval",
     .kind = Kind::duration,
     .field = FIELD(config->feed_interval_min),
     .minimum = 10 * ms,
     .maximum = day,
     .about =
         "No feed may be configured to be polled more often. Lower it for servers of your own."},
    {.path = "http.retry.first",
     .kind = Kind::duration,
     .field = FIELD(config->http.retry_first),
     .minimum = 10 * ms,
     .maximum = day,
     .about = "The wait after the first failure; it doubles with each further one."},
    {.path = "http.retry.max",
     .kind = Kind::duration,
     .field = FIELD(config->http.retry_max),
     .minimum = 10 * ms,
     .maximum = 30 * day,
     .about = "The longest wait. A feed is never given up."},
    {.path = "http.allow_networks",
     .kind = Kind::networks,
     .field = FIELD(config->http.allow_networks),
     .about =
         "Networks that every feed may reach besides public addresses, for example [10.1.2.0/24]."},
    {.path = "http.ports",
     .kind = Kind::ports,
     .field = FIELD(config->http.ports),
     .about = "Ports that may be reached; an empty list allows any."},
    {.path = "http.ca_file",
     .kind = Kind::path,
     .field = FIELD(config->http.ca_file),
     .in_example = InExample::comment,
     .example = "/etc/ssl/certs/ca-certificates.crt",
     .about = "Certificates that are trusted instead of the system's."},

    {.path = "kafka.brokers",
     .kind = Kind::brokers,
     .field = FIELD(config->kafka.cluster.brokers),
     .in_example = InExample::comment,
     .example = "[\"kafka-1.example.org:9092\", \"kafka-2.example.org:9092\"]",
     .about = "Where the daemon first asks for the cluster: host:port, IPv6 in brackets."},
    {.path = "kafka.create_topics",
     .kind = Kind::boolean,
     .field = FIELD(config->kafka.sink.create_topics),
     .about = "Whether missing output and state topics are made; false reports them instead."},
    {.path = "kafka.replication",
     .kind = Kind::number,
     .field = FIELD(config->kafka.sink.replication),
     .maximum = 100,
     .about = "Copies of each topic that is made; 0 is the broker's default."},
    {.path = "kafka.output_partitions",
     .kind = Kind::number,
     .field = FIELD(config->kafka.sink.output_partitions),
     .minimum = 1,
     .maximum = 10'000,
     .about = "Partitions of each output topic that is made."},
    {.path = "kafka.transaction_timeout",
     .kind = Kind::duration,
     .field = FIELD(config->kafka.sink.transaction_timeout),
     .minimum = second,
     .maximum = hour,
     .about = "The broker gives up a commit that takes longer; more than line.commit_interval."},
    {.path = "kafka.session_timeout",
     .kind = Kind::duration,
     .field = FIELD(config->kafka.session_timeout),
     .minimum = 6 * second,
     .maximum = 30 * minute,
     .about = "A daemon that is silent for longer is taken for dead."},
    {.path = "kafka.properties",
     .kind = Kind::properties,
     .field = FIELD(config->kafka.cluster.properties),
     .about = "Further settings of the client library by its own names, for example "
              "{linger.ms: 50, compression.type: zstd}. What exactly once, security or another "
              "key depends on is refused."},
    {.path = "kafka.security.protocol",
     .kind = Kind::choice,
     .field = FIELD(config->kafka.cluster.security.protocol),
     .about = "Encryption (tls) and authentication by name (sasl)."},
    {.path = "kafka.tls.ca_file",
     .kind = Kind::path,
     .field = FIELD(config->kafka.cluster.security.ca_file),
     .in_example = InExample::comment,
     .example = "/etc/syndicated/kafka-ca.pem",
     .about = "Certificates that are trusted instead of the system's."},
    {.path = "kafka.tls.certificate_file",
     .kind = Kind::path,
     .field = FIELD(config->kafka.cluster.security.certificate_file),
     .in_example = InExample::comment,
     .example = "/etc/syndicated/kafka-client.pem",
     .about = "The client's own certificate, for brokers that ask for one."},
    {.path = "kafka.tls.key_file",
     .kind = Kind::path,
     .field = FIELD(config->kafka.cluster.security.key_file),
     .in_example = InExample::comment,
     .example = "/etc/syndicated/kafka-client.key",
     .about = "The private key of the certificate."},
    {.path = "kafka.tls.key_password_file",
     .kind = Kind::secret_path,
     .field = FIELD(config->kafka_secrets.key_password_file),
     .in_example = InExample::comment,
     .example = "/etc/syndicated/kafka-client.password",
     .about = "A file that holds the key's password and that not everybody may read."},
    {.path = "kafka.tls.key_password_credential",
     .kind = Kind::credential,
     .field = FIELD(config->kafka_secrets.key_password_credential),
     .in_example = InExample::comment,
     .example = "kafka-client.password",
     .about = "Instead of a file: a credential of the systemd unit (LoadCredential=)."},
    {.path = "kafka.sasl.mechanism",
     .kind = Kind::choice,
     .field = FIELD(config->kafka.cluster.security.mechanism),
     .about = "How the daemon proves who it is."},
    {.path = "kafka.sasl.user",
     .kind = Kind::text,
     .field = FIELD(config->kafka.cluster.security.user),
     .in_example = InExample::comment,
     .example = "syndicated",
     .about = "The user."},
    {.path = "kafka.sasl.password_file",
     .kind = Kind::secret_path,
     .field = FIELD(config->kafka_secrets.password_file),
     .in_example = InExample::comment,
     .example = "/etc/syndicated/kafka.password",
     .about = "A file that holds the password and that not everybody may read."},
    {.path = "kafka.sasl.password_credential",
     .kind = Kind::credential,
     .field = FIELD(config->kafka_secrets.password_credential),
     .in_example = InExample::comment,
     .example = "kafka.password",
     .about = "Instead of a file: a credential of the systemd unit (LoadCredential=)."},
    {.path = "kafka.sasl.allow_cleartext",
     .kind = Kind::boolean,
     .field = FIELD(config->kafka.cluster.security.allow_cleartext_password),
     .about = "Whether `plain` may send the password without TLS."},
    {.path = "kafka.oauth.token_url",
     .kind = Kind::url,
     .field = FIELD(config->kafka.cluster.security.token_url),
     .in_example = InExample::comment,
     .example = "https://login.example.org/oauth2/token",
     .about = "Where the identity provider hands out tokens."},
    {.path = "kafka.oauth.client_id",
     .kind = Kind::text,
     .field = FIELD(config->kafka.cluster.security.client_id),
     .in_example = InExample::comment,
     .example = "syndicated",
     .about = "The name of the daemon there."},
    {.path = "kafka.oauth.client_secret_file",
     .kind = Kind::secret_path,
     .field = FIELD(config->kafka_secrets.client_secret_file),
     .in_example = InExample::comment,
     .example = "/etc/syndicated/kafka-client.secret",
     .about = "A file that holds the client's secret and that not everybody may read."},
    {.path = "kafka.oauth.client_secret_credential",
     .kind = Kind::credential,
     .field = FIELD(config->kafka_secrets.client_secret_credential),
     .in_example = InExample::comment,
     .example = "kafka-client.secret",
     .about = "Instead of a file: a credential of the systemd unit (LoadCredential=)."},
    {.path = "kafka.oauth.scope",
     .kind = Kind::text,
     .field = FIELD(config->kafka.cluster.security.scope),
     .in_example = InExample::comment,
     .example = "kafka",
     .about = "What the token is asked for."},
    {.path = "kafka.oauth.ca_file",
     .kind = Kind::path,
     .field = FIELD(config->kafka.cluster.security.token_ca_file),
     .in_example = InExample::comment,
     .example = "/etc/syndicated/login-ca.pem",
     .about = "Certificates that are trusted there instead of the system's."},

    {.path = "sources.feeds",
     .kind = Kind::feeds,
     .field = FIELD(config->feeds),
     .about = "Feeds that are polled over HTTP."},
    {.path = "sources.files",
     .kind = Kind::files,
     .field = FIELD(config->files),
     .about = "Files, directories and stdin."},
    {.path = "sources.topics",
     .kind = Kind::topics,
     .field = FIELD(config->kafka.topics),
     .in_example = InExample::comment,
     .about = "Kafka topics; they need `kafka.brokers` and `output.kafka`."},

    {.path = "output.kafka.records",
     .kind = Kind::topic,
     .field = FIELD(config->kafka.sink.records_topic),
     .in_example = InExample::comment,
     .example = "news",
     .about = "The topic of the records, each exactly once for readers with read_committed."},
    {.path = "output.kafka.relations",
     .kind = Kind::topic,
     .field = FIELD(config->kafka.sink.relations_topic),
     .in_example = InExample::comment,
     .example = "news.relations",
     .about = "Which records copy which. Default: records with .relations behind it."},
    {.path = "output.kafka.dead_letters",
     .kind = Kind::topic,
     .field = FIELD(config->kafka.sink.dead_letters_topic),
     .in_example = InExample::comment,
     .example = "news.dead",
     .about = "What could not be processed, with the reason. Default: records with .dead behind "
              "it."},
    {.path = "output.file.path",
     .kind = Kind::path,
     .field = FIELD(config->output.path),
     .in_example = InExample::value,
     .example = "/var/lib/syndicated/news.ndjson",
     .about = "One JSON record per line, each exactly once."},
    {.path = "output.file.relations",
     .kind = Kind::path,
     .field = FIELD(config->output.relations_path),
     .in_example = InExample::comment,
     .example = "/var/lib/syndicated/news.relations.ndjson",
     .about = "Which records copy which. Default: path with .relations behind it."},
    {.path = "output.file.dead_letters",
     .kind = Kind::path,
     .field = FIELD(config->output.dead_letters_path),
     .in_example = InExample::comment,
     .example = "/var/lib/syndicated/news.dead.ndjson",
     .about = "What could not be processed, with the reason. Default: path with .dead behind it."},
    {.path = "output.stdout",
     .kind = Kind::boolean,
     .field = FIELD(config->output.to_stdout),
     .about = "Records to stdout instead of a file. After a crash some may come twice."},
};

constexpr Group config_groups[] = {
    {"state", "What the daemon remembers."},
    {"log", "What the daemon tells about itself."},
    {"limits", "Bounds for what comes in."},
    {"line", "The line from the sources to the output."},
    {"deduplicate", "What counts as news."},
    {"http", "How feeds are fetched."},
    {"http.min_speed", "A server that is slower for a while is given up."},
    {"http.retry", "After a failure."},
    {"kafka", "The Kafka cluster that topics are read from and written to."},
    {"kafka.security", "How the connections are protected."},
    {"kafka.tls", "For the protocols with tls."},
    {"kafka.sasl", "For the protocols with sasl."},
    {"kafka.oauth", "For the mechanism oauthbearer: OpenID Connect, client credentials."},
    {"sources", "Where news comes from. At least one source is needed."},
    {"output", "Where records go: Kafka, a file or stdout."},
    {"output.kafka", "Topics, written in transactions."},
    {"output.file", "A file that only grows."},
};

constexpr Key feed_keys[] = {
    {.path = "id",
     .kind = Kind::identifier,
     .field = FIELD(feed->options.info.id),
     .required = true,
     .in_example = InExample::value,
     .example = "example-news",
     .about = "The stable name of the source, unique among all. Part of every uri."},
    {.path = "url",
     .kind = Kind::url,
     .field = FIELD(feed->options.url),
     .required = true,
     .in_example = InExample::value,
     .example = "https://news.example.org/feed.xml",
     .about = "The address of the feed."},
    {.path = "interval",
     .kind = Kind::duration,
     .field = FIELD(feed->options.interval),
     .minimum = 10 * ms,
     .maximum = 30 * day,
     .about = "Between two polls; at least http.min_interval."},
    {.path = "outlet",
     .kind = Kind::text,
     .field = FIELD(feed->options.info.outlet),
     .in_example = InExample::comment,
     .example = "The Example",
     .about = "The publisher's name."},
    {.path = "domain",
     .kind = Kind::host,
     .field = FIELD(feed->options.info.domain),
     .in_example = InExample::comment,
     .example = "news.example.org",
     .about = "The publisher's host."},
    {.path = "language",
     .kind = Kind::language,
     .field = FIELD(feed->options.info.language),
     .in_example = InExample::comment,
     .example = "en",
     .about = "The language of the items (BCP 47), where they do not say it."},
    {.path = "country",
     .kind = Kind::country,
     .field = FIELD(feed->options.info.country),
     .in_example = InExample::comment,
     .example = "IN",
     .about = "The publisher's country (ISO 3166-1); settles what a time zone such as IST means."},
    {.path = "utc_offset",
     .kind = Kind::utc_offset,
     .field = FIELD(feed->options.info.utc_offset_minutes),
     .about = "The offset of times that do not name a zone."},
    {.path = "allow_networks",
     .kind = Kind::networks,
     .field = FIELD(feed->options.allow_networks),
     .about = "Networks that this feed alone may reach besides public addresses."},
    {.path = "auth.user",
     .kind = Kind::text,
     .field = FIELD(feed->options.user),
     .in_example = InExample::comment,
     .example = "reader",
     .about = "The user."},
    {.path = "auth.password_file",
     .kind = Kind::secret_path,
     .field = FIELD(feed->password_file),
     .in_example = InExample::comment,
     .example = "/etc/syndicated/example-news.password",
     .about = "A file that holds the password and that not everybody may read."},
    {.path = "auth.password_credential",
     .kind = Kind::credential,
     .field = FIELD(feed->password_credential),
     .in_example = InExample::comment,
     .example = "example-news.password",
     .about = "Instead of a file: a credential of the systemd unit (LoadCredential=)."},
};

constexpr Group feed_groups[] = {
    {"auth", "HTTP basic authentication."},
};

constexpr Key file_keys[] = {
    {.path = "id",
     .kind = Kind::identifier,
     .field = FIELD(file->info.id),
     .required = true,
     .in_example = InExample::value,
     .example = "inbox",
     .about = "The stable name of the source, unique among all. Part of every uri."},
    {.path = "path",
     .kind = Kind::path,
     .field = FIELD(file->path),
     .required = true,
     .in_example = InExample::value,
     .example = "/var/lib/syndicated/inbox",
     .about = "A file, a directory (its files in byte order) or \"-\" for stdin."},
    {.path = "format",
     .kind = Kind::choice,
     .field = FIELD(file->info.format),
     .about = "How the bytes are read: a feed document (rss and atom mean the same), JSON lines, "
              "wire text, a JSON document (ninjs means the same), or decided for each file."},
    {.path = "follow",
     .kind = Kind::boolean,
     .field = FIELD(file->follow),
     .about = "Wait for new files and lines; false reads what is there and finishes."},
    {.path = "outlet",
     .kind = Kind::text,
     .field = FIELD(file->info.outlet),
     .in_example = InExample::comment,
     .example = "The Example",
     .about = "The publisher's name."},
    {.path = "domain",
     .kind = Kind::host,
     .field = FIELD(file->info.domain),
     .in_example = InExample::comment,
     .example = "news.example.org",
     .about = "The publisher's host."},
    {.path = "language",
     .kind = Kind::language,
     .field = FIELD(file->info.language),
     .in_example = InExample::comment,
     .example = "en",
     .about = "The language of the items (BCP 47), where they do not say it."},
    {.path = "country",
     .kind = Kind::country,
     .field = FIELD(file->info.country),
     .in_example = InExample::comment,
     .example = "IN",
     .about = "The publisher's country (ISO 3166-1); settles what a time zone such as IST means."},
    {.path = "utc_offset",
     .kind = Kind::utc_offset,
     .field = FIELD(file->info.utc_offset_minutes),
     .about = "The offset of times that do not name a zone."},
};

constexpr Key topic_keys[] = {
    {.path = "id",
     .kind = Kind::identifier,
     .field = FIELD(topic->info.id),
     .required = true,
     .in_example = InExample::value,
     .example = "wire",
     .about = "The stable name of the source, unique among all. Part of every uri."},
    {.path = "topic",
     .kind = Kind::topic,
     .field = FIELD(topic->topic),
     .required = true,
     .in_example = InExample::value,
     .example = "wire.raw",
     .about = "The topic; each message is one payload."},
    {.path = "format",
     .kind = Kind::choice,
     .field = FIELD(topic->info.format),
     .about = "How the bytes are read: a feed document (rss and atom mean the same), JSON lines, "
              "wire text, a JSON document (ninjs means the same), or decided for each message."},
    {.path = "start",
     .kind = Kind::moment,
     .field = FIELD(topic[0]),
     .about = "Where a partition is begun that was never read: earliest, latest or a time as in "
              "2025-04-07T00:00:00Z."},
    {.path = "outlet",
     .kind = Kind::text,
     .field = FIELD(topic->info.outlet),
     .in_example = InExample::comment,
     .example = "The Example",
     .about = "The publisher's name."},
    {.path = "domain",
     .kind = Kind::host,
     .field = FIELD(topic->info.domain),
     .in_example = InExample::comment,
     .example = "news.example.org",
     .about = "The publisher's host."},
    {.path = "language",
     .kind = Kind::language,
     .field = FIELD(topic->info.language),
     .in_example = InExample::comment,
     .example = "en",
     .about = "The language of the items (BCP 47), where they do not say it."},
    {.path = "country",
     .kind = Kind::country,
     .field = FIELD(topic->info.country),
     .in_example = InExample::comment,
     .example = "IN",
     .about = "The publisher's country (ISO 3166-1); settles what a time zone such as IST means."},
    {.path = "utc_offset",
     .kind = Kind::utc_offset,
     .field = FIELD(topic->info.utc_offset_minutes),
     .about = "The offset of times that do not name a zone."},
};

#undef FIELD

constexpr Table the_config_table{"", config_keys, config_groups};
constexpr Table the_feed_table{"a feed", feed_keys, feed_groups};
constexpr Table the_file_table{"a file source", file_keys, {}};
constexpr Table the_topic_table{"a topic source", topic_keys, {}};

// The name below `group` on the way to `path`, "" when the path is elsewhere.
std::string_view name_below(std::string_view path, std::string_view group) {
  if (!group.empty()) {
    if (path.size() <= group.size() || path.substr(0, group.size()) != group) return {};
    if (path[group.size()] != '.') return {};
    path.remove_prefix(group.size() + 1);
  }
  return path.substr(0, path.find('.'));
}

}  // namespace

const Table& config_table() { return the_config_table; }
const Table& feed_table() { return the_feed_table; }
const Table& file_table() { return the_file_table; }
const Table& topic_table() { return the_topic_table; }

std::span<const std::string_view> words_of(const Field& field) {
  if (std::holds_alternative<LogLevel*>(field)) return level_words;
  if (std::holds_alternative<Profile*>(field)) return profile_words;
  if (std::holds_alternative<CopyPolicy*>(field)) return copies_words;
  if (std::holds_alternative<Format*>(field)) return format_words;
  if (std::holds_alternative<KafkaProtocol*>(field)) return protocol_words;
  if (std::holds_alternative<SaslMechanism*>(field)) return mechanism_words;
  return {};
}

std::size_t choice_of(const Field& field) {
  return std::visit(
      [](auto* value) -> std::size_t {
        using Value = std::remove_pointer_t<decltype(value)>;
        if constexpr (std::is_enum_v<Value>) return static_cast<std::size_t>(*value);
        return 0;
      },
      field);
}

void set_choice(const Field& field, std::size_t index) {
  std::visit(
      [index](auto* value) {
        using Value = std::remove_pointer_t<decltype(value)>;
        if constexpr (std::is_enum_v<Value>) *value = static_cast<Value>(index);
      },
      field);
}

std::span<const Alias> aliases_of(const Field& field) {
  if (std::holds_alternative<Format*>(field)) return format_aliases;
  return {};
}

const Key* find_key(const Table& table, std::string_view path) {
  for (const Key& key : table.keys) {
    if (key.path == path) return &key;
  }
  return nullptr;
}

bool is_group(const Table& table, std::string_view path) {
  return std::any_of(table.groups.begin(), table.groups.end(),
                     [&](const Group& group) { return group.path == path; });
}

std::vector<std::string_view> names_in(const Table& table, std::string_view group) {
  std::vector<std::string_view> names;
  for (const Key& key : table.keys) {
    const std::string_view name = name_below(key.path, group);
    if (!name.empty() && (names.empty() || names.back() != name)) names.push_back(name);
  }
  return names;
}

}  // namespace syndicated
