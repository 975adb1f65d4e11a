#include "connectors/kafka/properties.h"

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "connectors/kafka/client_conf.h"

namespace syndicated {
namespace {

// A conf of librdkafka that ends with the test.
class Conf {
 public:
  Conf() : conf_(rd_kafka_conf_new()) {}
  ~Conf() { rd_kafka_conf_destroy(conf_); }
  Conf(const Conf&) = delete;
  Conf& operator=(const Conf&) = delete;

  rd_kafka_conf_t* get() const { return conf_; }

  // "" also for what is not set.
  std::string value(const char* name) const {
    char text[512] = "";
    std::size_t size = sizeof text;
    return rd_kafka_conf_get(conf_, name, text, &size) == RD_KAFKA_CONF_OK ? text : "";
  }

 private:
  rd_kafka_conf_t* conf_;
};

KafkaCluster small_cluster() {
  KafkaCluster cluster;
  cluster.brokers = {"a.example:9092", "[::1]:9093"};
  return cluster;
}

KafkaCluster sasl_cluster(KafkaProtocol protocol, SaslMechanism mechanism) {
  KafkaCluster cluster = small_cluster();
  cluster.security.protocol = protocol;
  cluster.security.mechanism = mechanism;
  cluster.security.user = "desk";
  cluster.security.password = "canary-password";
  return cluster;
}

TEST(Properties, EachNameIsInOneListAndEachRefusalHasAReason) {
  std::set<std::string_view> names;
  for (const KafkaProperty& known : known_properties()) {
    EXPECT_TRUE(names.insert(known.name).second) << known.name;
    EXPECT_TRUE(known.for_producer || known.for_consumer) << known.name;
    EXPECT_EQ(find_property(known.name), &known);
    EXPECT_EQ(find_refused_property(known.name), nullptr);
  }
  for (const RefusedProperty& refused : refused_properties()) {
    EXPECT_TRUE(names.insert(refused.name).second) << refused.name;
    EXPECT_FALSE(refused.reason.empty()) << refused.name;
    EXPECT_EQ(find_refused_property(refused.name), &refused);
    EXPECT_EQ(check_property(refused.name, "1").error().kind, ErrorKind::policy) << refused.name;
  }
  EXPECT_EQ(find_property("linger"), nullptr);
  EXPECT_EQ(find_property(""), nullptr);
}

// A name of the allow-list that librdkafka does not know could never be set.
TEST(Properties, LibrdkafkaKnowsEachNameThatMayBeSet) {
  const Conf conf;
  for (const KafkaProperty& known : known_properties()) {
    char words[512] = "";
    const rd_kafka_conf_res_t result = rd_kafka_conf_set(
        conf.get(), std::string(known.name).c_str(), "\x01", words, sizeof words);
    EXPECT_NE(result, RD_KAFKA_CONF_UNKNOWN) << known.name;
  }
}

TEST(Properties, AreJudgedByLibrdkafka) {
  struct Case {
    const char* name;
    const char* value;
    bool good;
  };
  constexpr Case cases[] = {
      {"linger.ms", "50", true},
      {"linger.ms", "0", true},
      {"linger.ms", "900001", false},
      {"linger.ms", "-1", false},
      {"linger.ms", "soon", false},
      {"compression.type", "zstd", true},
      {"compression.type", "brotli", false},
      {"compression.level", "12", true},
      {"compression.level", "13", false},
      {"socket.keepalive.enable", "true", true},
      {"socket.keepalive.enable", "perhaps", false},
      {"debug", "broker,security", true},
      {"debug", "", false},
      {"debug", "everything", false},
      {"broker.address.family", "v6", true},
      {"client.rack", "eu-west-1a", true},
      {"no.such.name", "1", false},
      {"", "1", false},
  };
  for (const Case& one : cases) {
    const Result<void> result = check_property(one.name, one.value);
    EXPECT_EQ(result.has_value(), one.good) << one.name << " " << one.value;
    if (result) continue;
    EXPECT_EQ(result.error().kind, ErrorKind::invalid);
    EXPECT_FALSE(result.error().what.empty());
    EXPECT_EQ(result.error().what.find('\n'), std::string::npos);
  }
}

TEST(ClientConf, HasTheGuardsAndTheBrokers) {
  for (const KafkaClient kind : {KafkaClient::producer, KafkaClient::consumer}) {
    const Conf conf;
    ASSERT_TRUE(apply_cluster(small_cluster(), {kind, "desk.0"}, conf.get()));
    EXPECT_EQ(conf.value("bootstrap.servers"), "a.example:9092,[::1]:9093");
    EXPECT_EQ(conf.value("client.id"), "desk.0");
    EXPECT_EQ(conf.value("socket.nagle.disable"), "true");
    EXPECT_EQ(conf.value("allow.auto.create.topics"), "false");
    EXPECT_EQ(conf.value("security.protocol"), "plaintext");
  }
}

TEST(ClientConf, GivesEachKindOfClientItsPropertiesAndOverridesTheCallersTuning) {
  KafkaCluster cluster = small_cluster();
  cluster.properties = {
      {"linger.ms", "77"}, {"fetch.min.bytes", "99"}, {"socket.max.fails", "3"}};
  for (const KafkaClient kind : {KafkaClient::producer, KafkaClient::consumer}) {
    const bool is_producer = kind == KafkaClient::producer;
    const Conf conf;
    rd_kafka_conf_set(conf.get(), "linger.ms", "20", nullptr, 0);
    rd_kafka_conf_set(conf.get(), "fetch.min.bytes", "2", nullptr, 0);
    ASSERT_TRUE(apply_cluster(cluster, {kind, "desk"}, conf.get()));
    EXPECT_EQ(conf.value("linger.ms"), is_producer ? "77" : "20");
    EXPECT_EQ(conf.value("fetch.min.bytes"), is_producer ? "2" : "99");
    EXPECT_EQ(conf.value("socket.max.fails"), "3");
  }
}

TEST(ClientConf, SetsTlsWithVerifiedNames) {
  KafkaCluster cluster = small_cluster();
  cluster.security.protocol = KafkaProtocol::tls;
  cluster.security.ca_file = "/ca.pem";
  cluster.security.certificate_file = "/desk.pem";
  cluster.security.key_file = "/desk.key";
  cluster.security.key_password = "canary-key";
  const Conf conf;
  ASSERT_TRUE(apply_cluster(cluster, {KafkaClient::producer, "desk"}, conf.get()));
  EXPECT_EQ(conf.value("security.protocol"), "ssl");
  EXPECT_EQ(conf.value("enable.ssl.certificate.verification"), "true");
  EXPECT_EQ(conf.value("ssl.endpoint.identification.algorithm"), "https");
  EXPECT_EQ(conf.value("ssl.ca.location"), "/ca.pem");
  EXPECT_EQ(conf.value("ssl.certificate.location"), "/desk.pem");
  EXPECT_EQ(conf.value("ssl.key.location"), "/desk.key");
  EXPECT_EQ(conf.value("ssl.key.password"), "canary-key");
  EXPECT_EQ(conf.value("sasl.username"), "");
}

TEST(ClientConf, SetsSaslForEachMechanismWithAPassword) {
  struct Case {
    SaslMechanism mechanism;
    const char* name;
  };
  for (const Case& one : {Case{SaslMechanism::plain, "PLAIN"},
                          Case{SaslMechanism::scram_sha_256, "SCRAM-SHA-256"},
                          Case{SaslMechanism::scram_sha_512, "SCRAM-SHA-512"}}) {
    const Conf conf;
    const KafkaCluster cluster = sasl_cluster(KafkaProtocol::sasl_tls, one.mechanism);
    ASSERT_TRUE(apply_cluster(cluster, {KafkaClient::consumer, "desk"}, conf.get()));
    EXPECT_EQ(conf.value("security.protocol"), "sasl_ssl");
    EXPECT_EQ(conf.value("sasl.mechanism"), one.name);
    EXPECT_EQ(conf.value("sasl.username"), "desk");
    EXPECT_EQ(conf.value("sasl.password"), "canary-password");
  }
}

TEST(ClientConf, SendsAPasswordInClearOnlyWhenItWasAllowed) {
  KafkaCluster cluster = sasl_cluster(KafkaProtocol::sasl_plaintext, SaslMechanism::plain);
  {
    const Conf conf;
    const Result<void> result = apply_cluster(cluster, {KafkaClient::producer, "x"}, conf.get());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::config);
    EXPECT_EQ(result.error().what.find("canary"), std::string::npos);
    EXPECT_EQ(conf.value("sasl.password"), "");
  }
  cluster.security.allow_cleartext_password = true;
  const Conf conf;
  EXPECT_TRUE(apply_cluster(cluster, {KafkaClient::producer, "x"}, conf.get()));
}

TEST(ClientConf, LeavesTheSecretOfTheIdentityProviderToWhoeverBringsTokens) {
  KafkaCluster cluster = sasl_cluster(KafkaProtocol::sasl_tls, SaslMechanism::oauthbearer);
  cluster.security.token_url = "https://login.example/token";
  cluster.security.client_id = "desk";
  cluster.security.client_secret = "canary-secret";
  const Conf conf;
  const Result<void> result = apply_cluster(cluster, {KafkaClient::producer, "x"}, conf.get());
  EXPECT_TRUE(result.has_value()) << result.error().what;
  EXPECT_EQ(conf.value("sasl.mechanism"), "OAUTHBEARER");
  EXPECT_EQ(conf.value("sasl.password"), "");
}

TEST(ClientConf, NamesTheKeyOfTheFirstProblem) {
  struct Case {
    std::map<std::string, std::string> properties;
    const char* words;
  };
  const Case cases[] = {
      {{{"linger.ms", "soon"}}, "`kafka.properties.linger.ms` cannot be used: "},
      {{{"group.id", "x"}}, "`kafka.properties.group.id` cannot be used: `name` sets it"},
      {{{"nonsense", "x"}}, "`kafka.properties.nonsense` cannot be used: "},
      {{{"client.rack", std::string("a\0b", 3)}}, "`kafka.properties.client.rack` cannot be used"},
  };
  for (const Case& one : cases) {
    KafkaCluster cluster = small_cluster();
    cluster.properties = one.properties;
    const Conf conf;
    const Result<void> result = apply_cluster(cluster, {KafkaClient::producer, "x"}, conf.get());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::config);
    EXPECT_EQ(result.error().what.find(one.words), 0u) << result.error().what;
  }
  const Conf conf;
  const Result<void> none = apply_cluster({}, {KafkaClient::producer, "x"}, conf.get());
  EXPECT_EQ(none.error().what, "`kafka.brokers` cannot be used: it is empty");
}

TEST(ClientConf, NeverRepeatsASecretThatCannotBeUsed) {
  KafkaCluster cluster = sasl_cluster(KafkaProtocol::sasl_tls, SaslMechanism::plain);
  cluster.security.password = std::string("canary\0x", 8);
  const Conf conf;
  const Result<void> result = apply_cluster(cluster, {KafkaClient::producer, "x"}, conf.get());
  EXPECT_EQ(result.error().what, "`kafka.sasl.password_file` cannot be used: it holds a NUL");
}

TEST(TryClient, FindsWhatDoesNotFitTogether) {
  struct Case {
    const char* name;
    const char* value;
    KafkaClient client;
    bool good;
  };
  constexpr Case cases[] = {
      {"socket.timeout.ms", "10100", KafkaClient::producer, true},
      {"socket.timeout.ms", "10101", KafkaClient::producer, false},
      {"max.poll.interval.ms", "45000", KafkaClient::consumer, true},
      {"max.poll.interval.ms", "1000", KafkaClient::consumer, false},
      {"receive.message.max.bytes", "1000000", KafkaClient::consumer, false},
  };
  for (const Case& one : cases) {
    KafkaOptions options;
    options.cluster.properties = {{one.name, one.value}};
    const Result<void> result = try_client(options, one.client);
    EXPECT_EQ(result.has_value(), one.good) << one.name << " " << one.value;
    if (result) continue;
    EXPECT_EQ(result.error().kind, ErrorKind::config);
  }
}

TEST(TryClient, ReadsTheCertificates) {
  KafkaOptions options;
  options.cluster.security.protocol = KafkaProtocol::tls;
  options.cluster.security.ca_file = "/does/not/exist.pem";
  const Result<void> result = try_client(options, KafkaClient::producer);
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().what.find("ssl.ca.location"), std::string::npos) << result.error().what;
}

// Debugging writes the settings to the log; the secrets must not be among them.
TEST(TryClient, LogsNoSecret) {
  static std::string log;
  const Conf template_conf;
  KafkaCluster cluster = sasl_cluster(KafkaProtocol::sasl_plaintext, SaslMechanism::scram_sha_512);
  cluster.properties = {{"debug", "all"}};
  ASSERT_TRUE(apply_cluster(cluster, {KafkaClient::producer, "x"}, template_conf.get()));
  rd_kafka_conf_t* const conf = rd_kafka_conf_dup(template_conf.get());
  rd_kafka_conf_set(conf, "bootstrap.servers", "", nullptr, 0);
  rd_kafka_conf_set(conf, "log.queue", "true", nullptr, 0);  // so that the test's thread gets them
  rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char* line) {
    log += line;
  });
  char words[512] = "";
  rd_kafka_t* const client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, words, sizeof words);
  ASSERT_NE(client, nullptr) << words;
  rd_kafka_set_log_queue(client, nullptr);
  rd_kafka_poll(client, 0);
  rd_kafka_destroy(client);
  EXPECT_NE(log.find("sasl.username"), std::string::npos) << "nothing was logged: " << log;
  EXPECT_EQ(log.find("canary"), std::string::npos) << log;
}

}  // namespace
}  // namespace syndicated
