#include "config/checks.h"

#include <algorithm>
#include <filesystem>
#include <unordered_map>

#include "config/forms.h"
#include "config/kafka_checks.h"
#include "config/quantity.h"
#include "config/secret.h"

namespace syndicated {
namespace {

namespace fs = std::filesystem;

// Lexical only: a check must not depend on what is on the disk at the moment.
std::string normal_path(const std::string& path) {
  std::string out = fs::path(path).lexically_normal().string();
  while (out.size() > 1 && out.back() == '/') out.pop_back();
  return out;
}

std::string parent_path(const std::string& path) {
  const std::string parent = fs::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

class Checker {
 public:
  Checker(const Config& config, const Places& places, Diagnostics& diagnostics)
      : config_(config), places_(places), diagnostics_(diagnostics) {}

  void check_all() {
    check_presence();
    check_source_ids();
    check_feeds();
    check_paths();
    check_pairs();
    check_relay();
  }

 private:
  bool is_set(const std::string& origin) const { return places_.is_set(origin); }
  Place place_of(std::initializer_list<std::string> wanted) const { return places_.of(wanted); }
  std::string first_at(const std::string& origin) const { return places_.first_at(origin); }

  void error(std::string_view code, const Place& place, std::string message,
             std::string hint = "") {
    diagnostics_.error(code, place, std::move(message), std::move(hint));
  }

  void check_presence() {
    if (config_.feeds.empty() && config_.files.empty() && config_.kafka.topics.empty()) {
      error("SY0201", place_of({"sources"}), "there is no source",
            "`sources` needs an item in `feeds`, `files` or `topics`");
    }
    const bool to_kafka = !config_.kafka.sink.records_topic.empty() ||
                          !config_.kafka.sink.relations_topic.empty() ||
                          !config_.kafka.sink.dead_letters_topic.empty();
    const bool to_file = is_set("output.file.path");
    const auto is_wrong = [&](const std::string& origin) {
      return is_set(origin) && diagnostics_.has_error_at(place_of({origin}));
    };
    const bool is_told = is_wrong("output.stdout") || is_wrong("output.kafka.records");
    if (!to_kafka && !to_file && !config_.output.to_stdout && !is_told) {
      error("SY0202", place_of({"output.file", "output"}), "there is no output",
            "`output: {kafka: {records: ...}}`, `output: {file: {path: ...}}` or "
            "`output: {stdout: true}`");
    }
    const bool has_other_output = !config_.output.path.empty() || config_.output.to_stdout;
    if (!config_.kafka.sink.records_topic.empty() && has_other_output) {
      error("SY0202", place_of({"output.kafka"}),
            "records can go to Kafka or to " +
                std::string(config_.output.to_stdout ? "stdout" : "a file") + ", not to both",
            "leave one of them out");
    }
    if (!config_.output.path.empty() && config_.output.to_stdout) {
      error("SY0202", place_of({"output.stdout"}),
            "records can go to a file or to stdout, not to both", "leave one of them out");
    }
    if (to_file && config_.journal.state_dir.empty() && !is_set("state.dir")) {
      error("SY0205", place_of({"output.file.path"}), "a file output needs `state.dir`",
            "the journal in it makes the output exactly once");
    }
  }

  void check_source_ids() {
    std::unordered_map<std::string, std::string> seen;  // id, origin
    const auto check = [&](const std::string& id, const std::string& origin) {
      if (id.empty() || diagnostics_.is_full()) return;
      const auto [first, is_new] = seen.emplace(id, origin);
      if (is_new) return;
      error("SY0203", place_of({origin}), "two sources have the id `" + id + "`",
            first_at(first->second));
    };
    for (std::size_t i = 0; i < config_.feeds.size(); ++i) {
      check(config_.feeds[i].options.info.id, "sources.feeds[" + std::to_string(i) + "].id");
    }
    for (std::size_t i = 0; i < config_.files.size(); ++i) {
      check(config_.files[i].info.id, "sources.files[" + std::to_string(i) + "].id");
    }
    for (std::size_t i = 0; i < config_.kafka.topics.size(); ++i) {
      check(config_.kafka.topics[i].info.id, "sources.topics[" + std::to_string(i) + "].id");
    }
  }

  void check_feeds() {
    std::unordered_map<std::string, std::string> seen;  // URL, origin
    for (std::size_t i = 0; i < config_.feeds.size() && !diagnostics_.is_full(); ++i) {
      const std::string origin = "sources.feeds[" + std::to_string(i) + "]";
      const FeedConfig& feed = config_.feeds[i];
      check_feed(feed, origin);
      if (feed.options.url.empty()) continue;
      const auto [first, is_new] = seen.emplace(feed.options.url, origin + ".url");
      if (is_new) continue;
      diagnostics_.warning("SY0209", place_of({origin + ".url"}), "two feeds have the same URL",
                           first_at(first->second));
    }
  }

  void check_feed(const FeedConfig& feed, const std::string& origin) {
    if (feed.options.interval < config_.feed_interval_min) {
      error("SY0206", place_of({origin + ".interval", origin}),
            "`interval` is shorter than " + format_duration(config_.feed_interval_min),
            "`http.min_interval` sets the least; lower it for servers of your own only");
    }
    const std::optional<FeedUrl> url = split_feed_url(feed.options.url);
    const std::vector<std::uint16_t>& ports = config_.http.ports;
    if (url && !ports.empty() && std::find(ports.begin(), ports.end(), url->port) == ports.end()) {
      error("SY0208", place_of({origin + ".url"}),
            "port " + std::to_string(url->port) + " may not be reached", "add it to `http.ports`");
    }
    check_authentication(feed, origin, url && !url->is_https);
  }

  void check_authentication(const FeedConfig& feed, const std::string& origin, bool is_plain) {
    const bool has_file = is_set(origin + ".auth.password_file");
    const bool has_credential = is_set(origin + ".auth.password_credential");
    const bool has_user = !feed.options.user.empty();
    const bool has_password = !feed.password_file.empty() || !feed.password_credential.empty();
    if (!feed.password_file.empty() && !feed.password_credential.empty()) {
      error("SY0207", place_of({origin + ".auth.password_credential"}),
            "`password_file` and `password_credential` are both set", "leave one of them out");
    }
    if (has_password && !is_set(origin + ".auth.user")) {
      error("SY0306", place_of({origin + ".auth"}), "`auth` has a password but no `user`");
    }
    const bool is_written = is_set(origin + ".auth.password");  // an error already
    if (has_user && !has_file && !has_credential && !is_written) {
      error("SY0306", place_of({origin + ".auth"}), "`auth` has a user but no password",
            "add `password_file: PATH` or `password_credential: NAME`");
    }
    if (feed.options.user.find(':') != std::string::npos) {
      error("SY0112", place_of({origin + ".auth.user"}), "`user` holds a colon",
            "basic authentication (RFC 7617) ends the user there");
    }
    if (has_user && has_password && is_plain) {
      diagnostics_.warning("SY0305", place_of({origin + ".url"}),
                           "the password of this feed is sent without encryption",
                           "use `https://`");
    }
  }

  // One path must not serve two outputs, nor an output be read as a source: that would feed on
  // itself.
  void check_paths() {
    struct Use {
      std::string path, origin, what;
    };
    std::vector<Use> outputs;
    if (!config_.output.path.empty()) {
      const OutputConfig& output = config_.output;
      const std::string relations =
          output.relations_path.empty() ? output.path + ".relations" : output.relations_path;
      const std::string dead =
          output.dead_letters_path.empty() ? output.path + ".dead" : output.dead_letters_path;
      outputs = {{normal_path(output.path), "output.file.path", "records"},
                 {normal_path(relations), "output.file.relations", "relations"},
                 {normal_path(dead), "output.file.dead_letters", "dead letters"}};
    }
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (fs::path(outputs[i].path).filename().empty() || outputs[i].path == "-") {
        error("SY0204", place_of({outputs[i].origin, "output.file.path"}),
              "an output has to be the path of a file",
              "for stdout write `output: {stdout: true}`");
      }
      for (std::size_t j = 0; j < i; ++j) {
        if (outputs[i].path != outputs[j].path) continue;
        error("SY0204", place_of({outputs[i].origin, "output.file.path"}),
              outputs[i].what + " and " + outputs[j].what + " go to the same file");
      }
    }
    bool stdin_used = false;
    for (std::size_t i = 0; i < config_.files.size() && !diagnostics_.is_full(); ++i) {
      const std::string origin = "sources.files[" + std::to_string(i) + "].path";
      if (config_.files[i].path.empty()) continue;
      if (config_.files[i].path == "-") {
        if (stdin_used) error("SY0204", place_of({origin}), "two sources read stdin");
        stdin_used = true;
        continue;
      }
      const std::string path = normal_path(config_.files[i].path);
      for (const Use& output : outputs) {
        if (output.path != path && parent_path(output.path) != path) continue;
        error("SY0204", place_of({origin}),
              "this source would read the " + output.what + " of the output",
              "write the output to another directory");
        break;
      }
    }
  }

  // What is relayed is one JSON object a line.
  void check_relay() {
    if (config_.profile != Profile::relay) return;
    const auto refuse = [&](const std::string& origin, const std::string& what,
                            const std::string& hint) {
      error("SY0207", place_of({origin + ".format", origin}),
            "`profile: relay` passes lines of JSON on, and " + what, hint);
    };
    for (std::size_t i = 0; i < config_.feeds.size() && !diagnostics_.is_full(); ++i) {
      refuse("sources.feeds[" + std::to_string(i) + "]", "a polled feed has none",
             "`profile: full`");
    }
    const auto check = [&](const std::string& list, std::size_t i, Format format) {
      const bool lines = format == Format::ndjson || format == Format::automatic;
      if (!lines) {
        refuse(list + "[" + std::to_string(i) + "]", "this source has another format",
               "`format: ndjson`, or `profile: full`");
      }
    };
    for (std::size_t i = 0; i < config_.files.size(); ++i) {
      check("sources.files", i, config_.files[i].info.format);
    }
    for (std::size_t i = 0; i < config_.kafka.topics.size(); ++i) {
      check("sources.topics", i, config_.kafka.topics[i].info.format);
    }
  }

  void check_pairs() {
    const auto at_most = [&](bool holds, const std::string& smaller, const std::string& larger) {
      if (holds) return;
      error("SY0207", place_of({smaller, larger}),
            "`" + smaller + "` is more than `" + larger + "`");
    };
    const HttpOptions& http = config_.http;
    at_most(http.retry_first <= http.retry_max, "http.retry.first", "http.retry.max");
    at_most(http.connect_timeout <= http.total_timeout, "http.connect_timeout",
            "http.total_timeout");
    at_most(http.connections_per_host <= http.connections_max, "http.per_host", "http.connections");
    at_most(config_.deduplicate.near_window <= config_.deduplicate.exact_window,
            "deduplicate.near_window", "deduplicate.exact_window");
  }

  const Config& config_;
  const Places& places_;
  Diagnostics& diagnostics_;
};

std::string_view code_of(const Error& error) {
  return error.kind == ErrorKind::policy ? "SY0303" : "SY0302";
}

// Reads secrets from where the configuration says they are.
class SecretReader {
 public:
  SecretReader(const LoadOptions& options, const Origins& origins, Diagnostics& diagnostics)
      : options_(options), origins_(origins), diagnostics_(diagnostics) {}

  // `origin` is the key without "_file" or "_credential". What is wrong is told; `secret` then
  // stays as it is.
  void read(const std::string& origin, const std::string& file, const std::string& credential,
            std::string& secret) const {
    if (file.empty() && credential.empty()) return;
    const Place place = origins_.at(origin + (file.empty() ? "_credential" : "_file"));
    std::string path = file;
    if (file.empty()) {
      const auto directory = options_.environment.find("CREDENTIALS_DIRECTORY");
      if (!is_credential_name(credential)) {
        diagnostics_.error("SY0302", place, "this cannot be the name of a credential",
                           "a name without `/`, as in `LoadCredential=NAME:PATH`");
        return;
      }
      if (!options_.read_secrets) return;
      if (directory == options_.environment.end()) {
        diagnostics_.error("SY0302", place, "there is no $CREDENTIALS_DIRECTORY",
                           "systemd sets it for a unit with `LoadCredential=`");
        return;
      }
      path = directory->second + "/" + credential;
    }
    if (!options_.read_secrets) return;
    Result<Secret> read = read_secret_file(path);
    if (!read) {
      const bool is_open = read.error().kind == ErrorKind::policy;
      diagnostics_.error(code_of(read.error()), place, read.error().what,
                         is_open ? "chmod o-rwx" : "");
      return;
    }
    secret = read->reveal();
  }

 private:
  const LoadOptions& options_;
  const Origins& origins_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_config(const Config& config, const Origins& origins,
                  const std::vector<SourceText>& sources, Diagnostics& diagnostics) {
  const Places places(origins, sources);
  Checker(config, places, diagnostics).check_all();
  check_kafka(config, places, diagnostics);
}

void read_secrets(const LoadOptions& options, const Origins& origins, Config& config,
                  Diagnostics& diagnostics) {
  const SecretReader reader(options, origins, diagnostics);
  for (std::size_t i = 0; i < config.feeds.size() && !diagnostics.is_full(); ++i) {
    FeedConfig& feed = config.feeds[i];
    reader.read("sources.feeds[" + std::to_string(i) + "].auth.password", feed.password_file,
                feed.password_credential, feed.options.password);
  }
  const KafkaSecretSources& kafka = config.kafka_secrets;
  KafkaSecurity& security = config.kafka.cluster.security;
  reader.read("kafka.tls.key_password", kafka.key_password_file, kafka.key_password_credential,
              security.key_password);
  reader.read("kafka.sasl.password", kafka.password_file, kafka.password_credential,
              security.password);
  reader.read("kafka.oauth.client_secret", kafka.client_secret_file,
              kafka.client_secret_credential, security.client_secret);
}

}  // namespace syndicated
