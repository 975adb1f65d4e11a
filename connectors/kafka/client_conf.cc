#include "connectors/kafka/client_conf.h"

#include <librdkafka/rdkafka.h>

#include <array>
#include <string_view>

#include "connectors/kafka/client_owner.h"

namespace syndicated {
namespace {

constexpr std::string_view protocol_names[] = {"plaintext", "ssl", "sasl_plaintext", "sasl_ssl"};
constexpr std::string_view mechanism_names[] = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512",
                                                "OAUTHBEARER"};

// Sets one property after the other until one is refused.
class Setter {
 public:
  explicit Setter(rd_kafka_conf_t* conf) : conf_(conf) {}

  // `key` is what the configuration calls it.
  void set(const char* property, std::string_view value, std::string_view key) {
    set_or_say(property, value, key, true);
  }

  // The words of librdkafka may repeat the value, so that they are not passed on.
  void set_secret(const char* property, std::string_view value, std::string_view key) {
    set_or_say(property, value, key, false);
  }

  void set_unless_empty(const char* property, std::string_view value, std::string_view key) {
    if (!value.empty()) set(property, value, key);
  }

  void refuse(std::string_view key, std::string why) {
    if (result_) {
      result_ = Error{ErrorKind::config,
                      "`" + std::string(key) + "` cannot be used: " + std::move(why)};
    }
  }

  Result<void> result() const { return result_; }

 private:
  void set_or_say(const char* property, std::string_view value, std::string_view key,
                  bool may_tell) {
    if (!result_) return;
    // A C string ends early at a NUL; half a value must not be taken for the whole.
    if (value.find('\0') != std::string_view::npos) return refuse(key, "it holds a NUL");
    std::array<char, 512> words{};
    const rd_kafka_conf_res_t set = rd_kafka_conf_set(conf_, property, std::string(value).c_str(),
                                                      words.data(), words.size());
    if (set == RD_KAFKA_CONF_OK) return;
    refuse(key, may_tell ? words.data() : "librdkafka does not take the value");
  }

  rd_kafka_conf_t* conf_;
  Result<void> result_;
};

void set_guards(const ClientSetup& setup, Setter& setter) {
  setter.set("client.id", setup.client_id, "name");
  setter.set("log_level", "6", "log.level");
  // A commit is five round trips one after the other; Nagle's algorithm would add a wait to each.
  setter.set("socket.nagle.disable", "true", "kafka.properties");
  // A broker that comes back is found within a second.
  setter.set("reconnect.backoff.max.ms", "1000", "kafka.properties");
  setter.set("allow.auto.create.topics", "false", "kafka.create_topics");
}

void set_tls(const KafkaSecurity& security, Setter& setter) {
  setter.set("enable.ssl.certificate.verification", "true", "kafka.security.protocol");
  setter.set("ssl.endpoint.identification.algorithm", "https", "kafka.security.protocol");
  setter.set_unless_empty("ssl.ca.location", security.ca_file, "kafka.tls.ca_file");
  setter.set_unless_empty("ssl.certificate.location", security.certificate_file,
                          "kafka.tls.certificate_file");
  setter.set_unless_empty("ssl.key.location", security.key_file, "kafka.tls.key_file");
  if (!security.key_password.empty()) {
    setter.set_secret("ssl.key.password", security.key_password, "kafka.tls.key_password_file");
  }
}

void set_sasl(const KafkaSecurity& security, Setter& setter) {
  setter.set("sasl.mechanism", mechanism_names[static_cast<std::size_t>(security.mechanism)],
             "kafka.sasl.mechanism");
  if (security.mechanism == SaslMechanism::oauthbearer) return;  // tokens are brought by the ClientOwner
  const bool is_bare = security.mechanism == SaslMechanism::plain && !is_tls(security.protocol);
  if (is_bare && !security.allow_cleartext_password) {
    return setter.refuse("kafka.sasl.mechanism", "PLAIN without TLS sends the password in clear");
  }
  setter.set("sasl.username", security.user, "kafka.sasl.user");
  setter.set_secret("sasl.password", security.password, "kafka.sasl.password_file");
}

void set_properties(const KafkaCluster& cluster, KafkaClient kind, Setter& setter) {
  for (const auto& [name, value] : cluster.properties) {
    const std::string key = "kafka.properties." + name;
    if (const RefusedProperty* const row = find_refused_property(name)) {
      return setter.refuse(key, std::string(row->reason));
    }
    const KafkaProperty* const property = find_property(name);
    if (property == nullptr) return setter.refuse(key, "no property of this name may be set");
    const bool applies =
        kind == KafkaClient::producer ? property->for_producer : property->for_consumer;
    if (applies) setter.set(name.c_str(), value, key);
  }
}

void set_all_but_brokers(const KafkaCluster& cluster, const ClientSetup& setup, Setter& setter) {
  const KafkaSecurity& security = cluster.security;
  set_guards(setup, setter);
  setter.set("security.protocol", protocol_names[static_cast<std::size_t>(security.protocol)],
             "kafka.security.protocol");
  if (is_tls(security.protocol)) set_tls(security, setter);
  if (is_sasl(security.protocol)) set_sasl(security, setter);
  set_properties(cluster, setup.kind, setter);
}

}  // namespace

Result<void> apply_cluster(const KafkaCluster& cluster, const ClientSetup& setup,
                           rd_kafka_conf_t* conf) {
  Setter setter(conf);
  std::string brokers;
  for (const std::string& broker : cluster.brokers) {
    if (!brokers.empty()) brokers += ',';
    brokers += broker;
  }
  if (brokers.empty()) setter.refuse("kafka.brokers", "it is empty");
  setter.set("bootstrap.servers", brokers, "kafka.brokers");
  set_all_but_brokers(cluster, setup, setter);
  return setter.result();
}

Result<void> try_client(const KafkaOptions& options, KafkaClient client) {
  KafkaPtr<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  Setter setter(conf.get());
  set_all_but_brokers(options.cluster, {client, options.name}, setter);
  // What a client is tried with besides is what its settings have to fit.
  if (client == KafkaClient::producer) {
    setter.set("transactional.id", options.name + ".0", "name");
    setter.set("transaction.timeout.ms", std::to_string(options.sink.transaction_timeout.ms),
               "kafka.transaction_timeout");
  } else {
    setter.set("group.id", options.name, "name");
    setter.set("session.timeout.ms", std::to_string(options.session_timeout.ms),
               "kafka.session_timeout");
  }
  if (const Result<void> set = setter.result(); !set) return set.error();
  ClientOwner owner(options.cluster);
  const Result<ClientPtr> made = owner.make_client(client, std::move(conf));
  if (!made) return made.error();
  return {};
}

}  // namespace syndicated
