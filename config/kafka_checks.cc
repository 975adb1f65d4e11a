#include "config/kafka_checks.h"

#include <algorithm>

#include "config/quantity.h"
#include "connectors/kafka/properties.h"

namespace syndicated {
namespace {

// The broker's `transaction.max.timeout.ms` unless it is told otherwise.
constexpr Duration broker_transaction_timeout_max = minutes(15);

// Brokers name the figures of a topic with `_` for `.`, and refuse two topics that would share
// them.
std::string as_broker_counts(std::string topic) {
  std::replace(topic.begin(), topic.end(), '.', '_');
  return topic;
}

class KafkaChecker {
 public:
  KafkaChecker(const Config& config, const Places& places, Diagnostics& diagnostics)
      : config_(config),
        kafka_(config.kafka),
        security_(config.kafka.cluster.security),
        places_(places),
        diagnostics_(diagnostics) {}

  void check_all() {
    check_use();
    check_topics();
    check_timeouts();
    check_tls();
    check_sasl();
    check_oauth();
  }

 private:
  // A topic that this daemon writes.
  struct Written {
    std::string topic, origin, what;
  };

  bool has_output() const { return !kafka_.sink.records_topic.empty(); }

  void error(std::string_view code, const Place& place, std::string message,
             std::string hint = "") {
    diagnostics_.error(code, place, std::move(message), std::move(hint));
  }

  void check_use() {
    const bool has_other_output = !config_.output.path.empty() || config_.output.to_stdout;
    if (!kafka_.topics.empty() && !has_output() && has_other_output) {
      error("SY0211", places_.of({"sources.topics"}),
            "topics are read exactly once only with an output to Kafka",
            "`output: {kafka: {records: TOPIC}}` instead of the other output");
    }
    const bool is_used = has_output() || !kafka_.topics.empty();
    // Its items may be what is wrong.
    const bool may_be_told = places_.is_set("kafka.brokers") && diagnostics_.has_errors();
    if (is_used && kafka_.cluster.brokers.empty() && !may_be_told) {
      error("SY0210", places_.of({"kafka.brokers", "output.kafka", "sources.topics"}),
            "there are topics but no brokers", "`kafka: {brokers: [HOST:PORT]}`");
    }
    const KafkaSinkOptions& sink = kafka_.sink;
    const bool has_rest = !sink.relations_topic.empty() || !sink.dead_letters_topic.empty();
    if (has_rest && !has_output() && !is_told("output.kafka.records")) {
      error("SY0111", places_.of({"output.kafka"}),
            "the key `records` of `output.kafka` is missing", "`records: TOPIC`");
    }
  }

  std::vector<Written> written_topics() const {
    if (!has_output()) return {};
    const KafkaSinkOptions& sink = kafka_.sink;
    const auto or_else = [&](const std::string& topic, const char* suffix) {
      return topic.empty() ? sink.records_topic + suffix : topic;
    };
    std::vector<Written> written = {
        {sink.records_topic, "output.kafka.records", "records"},
        {or_else(sink.relations_topic, ".relations"), "output.kafka.relations", "relations"},
        {or_else(sink.dead_letters_topic, ".dead"), "output.kafka.dead_letters", "dead letters"}};
    for (const char* table : {".marks", ".decisions", ".heads"}) {
      written.push_back({config_.name + table, "name", "state"});
    }
    return written;
  }

  void check_topics() {
    const std::vector<Written> written = written_topics();
    for (std::size_t i = 0; i < written.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) check_pair(written[j], written[i]);
    }
    for (std::size_t i = 0; i < kafka_.topics.size() && !diagnostics_.is_full(); ++i) {
      const std::string origin = "sources.topics[" + std::to_string(i) + "].topic";
      const std::string& topic = kafka_.topics[i].topic;
      if (topic.empty()) continue;
      for (const Written& other : written) {
        if (other.topic != topic) continue;
        error("SY0204", places_.of({origin}),
              "`" + topic + "` is read here and holds the " + other.what + " of this daemon",
              "a daemon that reads what it writes never ends");
        break;
      }
      for (std::size_t j = 0; j < i; ++j) {
        if (kafka_.topics[j].topic != topic) continue;
        error("SY0204", places_.of({origin}), "two sources read the topic `" + topic + "`",
              places_.first_at("sources.topics[" + std::to_string(j) + "].topic"));
        break;
      }
    }
    // A topic that follows from another may be longer than a name may be.
    for (const Written& one : written) {
      if (one.topic.size() <= 249) continue;
      error("SY0112", places_.of({one.origin, "output.kafka.records"}),
            "the topic of the " + one.what + " has a name of more than 249 letters",
            "a shorter `records`, or a topic of their own");
    }
  }

  void check_pair(const Written& first, const Written& second) {
    if (as_broker_counts(first.topic) != as_broker_counts(second.topic)) return;
    const Place place = places_.of({first.what == "state" || second.what != "state" ? second.origin
                                                                                   : first.origin,
                                    "output.kafka.records"});
    if (first.topic == second.topic) {
      error("SY0204", place,
            first.what + " and " + second.what + " go to the same topic `" + first.topic + "`",
            second.what == "state" ? "NAME.marks, NAME.decisions and NAME.heads hold the state"
                                   : "");
    } else {
      error("SY0204", place,
            "the topics `" + first.topic + "` and `" + second.topic +
                "` differ only in `.` and `_`",
            "brokers refuse the second one");
    }
  }

  void check_timeouts() {
    if (!has_output()) return;
    const Duration timeout = kafka_.sink.transaction_timeout;
    const Place place = places_.of({"kafka.transaction_timeout", "line.commit_interval"});
    if (config_.line.commit_interval >= timeout) {
      error("SY0207", place,
            "`line.commit_interval` (" + format_duration(config_.line.commit_interval) +
                ") is not shorter than `kafka.transaction_timeout` (" + format_duration(timeout) +
                ")",
            "the broker gives up a transaction before it is committed");
    }
    if (timeout > broker_transaction_timeout_max) {
      diagnostics_.warning("SY0212", place,
                           "brokers refuse a transaction timeout of more than 15m unless they are "
                           "told otherwise",
                           "their setting is `transaction.max.timeout.ms`");
    }
  }

  void check_tls() {
    const std::string tls = "kafka.tls.";
    struct Part {
      const std::string& value;
      std::string name;
    };
    const Part parts[] = {
        {security_.ca_file, "ca_file"},
        {security_.certificate_file, "certificate_file"},
        {security_.key_file, "key_file"},
        {config_.kafka_secrets.key_password_file, "key_password_file"},
        {config_.kafka_secrets.key_password_credential, "key_password_credential"},
    };
    if (!is_tls(security_.protocol)) {
      for (const Part& part : parts) {
        if (part.value.empty()) continue;
        return error("SY0207", places_.of({tls + part.name}),
                     "`" + part.name + "` is set but the protocol has no TLS",
                     "`kafka: {security: {protocol: " +
                         std::string(is_sasl(security_.protocol) ? "sasl_tls" : "tls") + "}}`");
      }
    }
    check_one_source(tls + "key_password", config_.kafka_secrets.key_password_file,
                     config_.kafka_secrets.key_password_credential);
    const bool has_certificate = !security_.certificate_file.empty();
    const bool has_key = !security_.key_file.empty();
    if (has_certificate && !has_key) {
      error("SY0207", places_.of({tls + "certificate_file"}),
            "`certificate_file` has no `key_file` beside it", "`key_file: PATH`");
    }
    if (has_key && !has_certificate) {
      error("SY0207", places_.of({tls + "key_file"}),
            "`key_file` has no `certificate_file` beside it", "`certificate_file: PATH`");
    }
    const bool has_password = !config_.kafka_secrets.key_password_file.empty() ||
                              !config_.kafka_secrets.key_password_credential.empty();
    if (has_password && !has_key) {
      error("SY0207", places_.of({tls + "key_password_file", tls + "key_password_credential"}),
            "a key's password is set but no `key_file`", "`key_file: PATH`");
    }
  }

  void check_one_source(const std::string& origin, const std::string& file,
                        const std::string& credential) {
    if (file.empty() || credential.empty()) return;
    const std::string name = origin.substr(origin.rfind('.') + 1);
    error("SY0207", places_.of({origin + "_credential"}),
          "`" + name + "_file` and `" + name + "_credential` are both set",
          "leave one of them out");
  }

  // True when the key is there and wrong, which was told already.
  bool is_told(const std::string& origin) const {
    return places_.is_set(origin) && diagnostics_.has_error_at(places_.of({origin}));
  }

  // True when a secret has a source, or an error has told what is wrong with it.
  bool has_secret(const std::string& origin, const std::string& file,
                  const std::string& credential) const {
    return !file.empty() || !credential.empty() || is_told(origin) || is_told(origin + "_file") ||
           is_told(origin + "_credential");
  }

  void check_sasl() {
    const KafkaSecretSources& secrets = config_.kafka_secrets;
    const std::string sasl = "kafka.sasl.";
    const bool has_password =
        !secrets.password_file.empty() || !secrets.password_credential.empty();
    const Place user_place =
        places_.of({sasl + "user", sasl + "password_file", sasl + "password_credential"});
    check_one_source(sasl + "password", secrets.password_file, secrets.password_credential);
    if (!is_sasl(security_.protocol)) {
      if (security_.user.empty() && !has_password) return;
      return error("SY0207", user_place,
                   "a user or a password is set but the protocol has no SASL",
                   "`kafka: {security: {protocol: sasl_tls}}`");
    }
    if (security_.mechanism == SaslMechanism::oauthbearer) {
      if (security_.user.empty() && !has_password) return;
      return error("SY0207", user_place,
                   "`oauthbearer` has no user and no password", "its keys are in `kafka.oauth`");
    }
    const Place place = places_.of({"kafka.sasl", "kafka.security.protocol"});
    if (security_.user.empty() && !is_told(sasl + "user")) {
      error("SY0306", place, "the SASL protocol needs a user", "`kafka: {sasl: {user: NAME}}`");
    }
    if (!has_secret(sasl + "password", secrets.password_file, secrets.password_credential)) {
      error("SY0306", place, "the SASL protocol needs a password",
            "`password_file: PATH` or `password_credential: NAME` in `kafka.sasl`");
    }
    const bool is_bare = security_.mechanism == SaslMechanism::plain && !is_tls(security_.protocol);
    if (is_bare && !security_.allow_cleartext_password) {
      error("SY0305", places_.of({sasl + "mechanism"}),
            "`plain` without TLS sends the password as it is",
            "`protocol: sasl_tls`, another mechanism, or `allow_cleartext: true`");
    }
  }

  void check_oauth() {
    const KafkaSecretSources& secrets = config_.kafka_secrets;
    const std::string oauth = "kafka.oauth.";
    check_one_source(oauth + "client_secret", secrets.client_secret_file,
                     secrets.client_secret_credential);
    const bool has_any = !security_.token_url.empty() || !security_.client_id.empty() ||
                         !security_.scope.empty() || !security_.token_ca_file.empty() ||
                         !secrets.client_secret_file.empty() ||
                         !secrets.client_secret_credential.empty();
    const bool is_oauth =
        is_sasl(security_.protocol) && security_.mechanism == SaslMechanism::oauthbearer;
    if (!is_oauth) {
      if (!has_any) return;
      return error("SY0207", places_.of({"kafka.oauth"}),
                   "`oauth` is set but is not how the daemon authenticates",
                   "`protocol: sasl_tls` and `mechanism: oauthbearer`");
    }
    const Place place = places_.of({"kafka.oauth", "kafka.sasl.mechanism"});
    if (security_.token_url.empty() && !is_told(oauth + "token_url")) {
      error("SY0306", place, "`oauthbearer` needs a `token_url`",
            "`kafka: {oauth: {token_url: URL}}`");
    }
    if (security_.client_id.empty() && !is_told(oauth + "client_id")) {
      error("SY0306", place, "`oauthbearer` needs a `client_id`",
            "`kafka: {oauth: {client_id: NAME}}`");
    }
    if (!has_secret(oauth + "client_secret", secrets.client_secret_file,
                    secrets.client_secret_credential)) {
      error("SY0306", place, "`oauthbearer` needs a client secret",
            "`client_secret_file: PATH` or `client_secret_credential: NAME` in `kafka.oauth`");
    }
    if (security_.token_url.starts_with("http://")) {
      diagnostics_.warning("SY0305", places_.of({oauth + "token_url"}),
                           "the client secret is sent without encryption", "use `https://`");
    }
    if (!is_tls(security_.protocol)) {
      diagnostics_.warning("SY0305", places_.of({"kafka.security.protocol"}),
                           "tokens are sent to the brokers without encryption",
                           "use `sasl_tls`");
    }
  }

  const Config& config_;
  const KafkaOptions& kafka_;
  const KafkaSecurity& security_;
  const Places& places_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_kafka(const Config& config, const Places& places, Diagnostics& diagnostics) {
  KafkaChecker(config, places, diagnostics).check_all();
}

void try_kafka_clients(const Config& config, bool has_secrets, const Places& places,
                       Diagnostics& diagnostics) {
  if (config.kafka.sink.records_topic.empty()) return;
  KafkaOptions kafka = config.kafka;
  if (!has_secrets) kafka.cluster.security = KafkaSecurity{};
  for (const KafkaClient client : {KafkaClient::producer, KafkaClient::consumer}) {
    const Result<void> tried = try_client(kafka, client);
    if (tried) continue;
    const std::string& what = tried.error().what;
    Place place = places.of({"kafka.tls", "kafka"});
    for (const auto& [name, value] : kafka.cluster.properties) {
      if (what.find("`" + name + "`") == std::string::npos) continue;
      place = places.of({"kafka.properties." + name, "kafka"});
    }
    diagnostics.error("SY0213", place, what);
    return;
  }
}

}  // namespace syndicated
