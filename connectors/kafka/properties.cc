#include "connectors/kafka/properties.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

namespace syndicated {
namespace {

constexpr KafkaProperty both(std::string_view name) { return {name, true, true}; }
constexpr KafkaProperty producer(std::string_view name) { return {name, true, false}; }
constexpr KafkaProperty consumer(std::string_view name) { return {name, false, true}; }

constexpr KafkaProperty known[] = {
    both("api.version.request.timeout.ms"),
    producer("batch.num.messages"),
    producer("batch.size"),
    both("broker.address.family"),
    both("broker.address.ttl"),
    consumer("check.crcs"),
    both("client.rack"),
    producer("compression.level"),
    producer("compression.type"),
    both("connections.max.idle.ms"),
    consumer("coordinator.query.interval.ms"),
    both("debug"),
    consumer("fetch.error.backoff.ms"),
    consumer("fetch.max.bytes"),
    consumer("fetch.min.bytes"),
    consumer("fetch.wait.max.ms"),
    consumer("heartbeat.interval.ms"),
    producer("linger.ms"),
    both("log.connection.close"),
    both("log.thread.name"),
    consumer("max.partition.fetch.bytes"),
    consumer("max.poll.interval.ms"),
    both("message.copy.max.bytes"),
    producer("message.max.bytes"),
    both("metadata.max.age.ms"),
    producer("queue.buffering.backpressure.threshold"),
    producer("queue.buffering.max.kbytes"),
    producer("queue.buffering.max.messages"),
    consumer("queued.max.messages.kbytes"),
    consumer("queued.min.messages"),
    both("receive.message.max.bytes"),
    both("reconnect.backoff.max.ms"),
    both("reconnect.backoff.ms"),
    producer("request.timeout.ms"),
    producer("retry.backoff.ms"),
    both("sasl.oauthbearer.extensions"),
    both("socket.connection.setup.timeout.ms"),
    both("socket.keepalive.enable"),
    both("socket.max.fails"),
    both("socket.receive.buffer.bytes"),
    both("socket.send.buffer.bytes"),
    both("socket.timeout.ms"),
    both("ssl.cipher.suites"),
    both("ssl.crl.location"),
    both("ssl.curves.list"),
    both("ssl.sigalgs.list"),
    producer("sticky.partitioning.linger.ms"),
    both("topic.metadata.propagation.max.ms"),
    both("topic.metadata.refresh.fast.interval.ms"),
    both("topic.metadata.refresh.interval.ms"),
    both("topic.metadata.refresh.sparse"),
};

constexpr std::string_view exactly_once = "the daemon sets it: exactly once depends on it";
constexpr std::string_view partitions = "the order of a story's records depends on it";
constexpr std::string_view callbacks = "it is not a setting but a part of the program";
constexpr std::string_view file_only = "a key or certificate comes from a file: `kafka.tls`";
constexpr std::string_view no_code = "it would load code into the daemon";
constexpr std::string_view kerberos = "no Kerberos (GSSAPI); see `kafka.sasl.mechanism`";
constexpr std::string_view verified = "certificates and host names of brokers are always verified";
constexpr std::string_view obsolete = "it has no effect any more";

constexpr RefusedProperty refused[] = {
    {"acks", exactly_once},
    {"allow.auto.create.topics", "`kafka.create_topics` decides it"},
    {"api.version.fallback.ms", obsolete},
    {"api.version.request", exactly_once},
    {"auto.commit.enable", exactly_once},
    {"auto.commit.interval.ms", exactly_once},
    {"auto.offset.reset", "`start` of a topic decides it"},
    {"bootstrap.servers", "`kafka.brokers` sets it"},
    {"broker.version.fallback", obsolete},
    {"client.id", "`name` sets it"},
    {"compression.codec", "write `compression.type`"},
    {"consume.callback.max.messages", callbacks},
    {"delivery.report.only.error", exactly_once},
    {"delivery.timeout.ms", "`kafka.transaction_timeout` bounds it"},
    {"enable.auto.commit", exactly_once},
    {"enable.auto.offset.store", exactly_once},
    {"enable.gapless.guarantee", exactly_once},
    {"enable.idempotence", exactly_once},
    {"enable.partition.eof", exactly_once},
    {"enable.sasl.oauthbearer.unsecure.jwt", "tokens come from `kafka.oauth.token_url`"},
    {"enable.ssl.certificate.verification", verified},
    {"enabled_events", callbacks},
    {"fetch.message.max.bytes", "write `max.partition.fetch.bytes`"},
    {"group.id", "`name` sets it"},
    {"group.instance.id", "`name` sets it"},
    {"group.protocol.type", exactly_once},
    {"interceptors", no_code},
    {"internal.termination.signal", callbacks},
    {"isolation.level", exactly_once},
    {"log.queue", callbacks},
    {"log_level", "`log.level` decides what is logged"},
    {"max.in.flight", exactly_once},
    {"max.in.flight.requests.per.connection", exactly_once},
    {"message.send.max.retries", exactly_once},
    {"message.timeout.ms", "`kafka.transaction_timeout` bounds it"},
    {"metadata.broker.list", "`kafka.brokers` sets it"},
    {"offset.store.method", exactly_once},
    {"offset.store.path", exactly_once},
    {"offset.store.sync.interval.ms", exactly_once},
    {"partition.assignment.strategy", exactly_once},
    {"partitioner", partitions},
    {"plugin.library.paths", no_code},
    {"produce.offset.report", obsolete},
    {"queue.buffering.max.ms", "write `linger.ms`"},
    {"queuing.strategy", partitions},
    {"reconnect.backoff.jitter.ms", obsolete},
    {"request.required.acks", exactly_once},
    {"retries", exactly_once},
    {"sasl.kerberos.keytab", kerberos},
    {"sasl.kerberos.kinit.cmd", kerberos},
    {"sasl.kerberos.min.time.before.relogin", kerberos},
    {"sasl.kerberos.principal", kerberos},
    {"sasl.kerberos.service.name", kerberos},
    {"sasl.mechanism", "`kafka.sasl.mechanism` sets it"},
    {"sasl.mechanisms", "`kafka.sasl.mechanism` sets it"},
    {"sasl.oauthbearer.client.id", "`kafka.oauth.client_id` sets it"},
    {"sasl.oauthbearer.client.secret",
     "a secret comes from `kafka.oauth.client_secret_file` or `client_secret_credential`"},
    {"sasl.oauthbearer.config", "tokens come from `kafka.oauth.token_url`"},
    {"sasl.oauthbearer.method", "tokens come from `kafka.oauth.token_url`"},
    {"sasl.oauthbearer.scope", "`kafka.oauth.scope` sets it"},
    {"sasl.oauthbearer.token.endpoint.url", "`kafka.oauth.token_url` sets it"},
    {"sasl.password",
     "a secret comes from `kafka.sasl.password_file` or `kafka.sasl.password_credential`"},
    {"sasl.username", "`kafka.sasl.user` sets it"},
    {"security.protocol", "`kafka.security.protocol` sets it"},
    {"session.timeout.ms", "`kafka.session_timeout` sets it"},
    {"socket.blocking.max.ms", obsolete},
    {"socket.nagle.disable", "it is always true: a commit waits for several round trips"},
    {"ssl.ca.certificate.stores", "`kafka.tls.ca_file` sets what is trusted"},
    {"ssl.ca.location", "`kafka.tls.ca_file` sets it"},
    {"ssl.ca.pem", "`kafka.tls.ca_file` sets it"},
    {"ssl.certificate.location", "`kafka.tls.certificate_file` sets it"},
    {"ssl.certificate.pem", file_only},
    {"ssl.endpoint.identification.algorithm", verified},
    {"ssl.engine.id", no_code},
    {"ssl.engine.location", no_code},
    {"ssl.key.location", "`kafka.tls.key_file` sets it"},
    {"ssl.key.password",
     "a secret comes from `kafka.tls.key_password_file` or `kafka.tls.key_password_credential`"},
    {"ssl.key.pem", file_only},
    {"ssl.keystore.location", "use `kafka.tls.certificate_file` and `kafka.tls.key_file`"},
    {"ssl.keystore.password",
     "a secret comes from `kafka.tls.key_password_file` or `kafka.tls.key_password_credential`"},
    {"ssl.providers", no_code},
    {"statistics.interval.ms", "nothing of the daemon reads them"},
    {"topic.blacklist", "only the topics in `sources.topics` are read"},
    {"topic.metadata.refresh.fast.cnt", obsolete},
    {"transaction.timeout.ms", "`kafka.transaction_timeout` sets it"},
    {"transactional.id", "`name` sets it"},
};

template <class Row, std::size_t count>
constexpr bool is_in_order(const Row (&rows)[count]) {
  return std::is_sorted(std::begin(rows), std::end(rows),
                        [](const Row& a, const Row& b) { return a.name < b.name; });
}
static_assert(is_in_order(known) && is_in_order(refused));

template <class Row>
const Row* find_row(std::span<const Row> rows, std::string_view name) {
  const auto found =
      std::lower_bound(rows.begin(), rows.end(), name,
                       [](const Row& row, std::string_view wanted) { return row.name < wanted; });
  return found != rows.end() && found->name == name ? &*found : nullptr;
}

struct ConfCloser {
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
};

}  // namespace

std::span<const KafkaProperty> known_properties() { return known; }
std::span<const RefusedProperty> refused_properties() { return refused; }

const KafkaProperty* find_property(std::string_view name) {
  return find_row(known_properties(), name);
}

const RefusedProperty* find_refused_property(std::string_view name) {
  return find_row(refused_properties(), name);
}

Result<void> check_property(std::string_view name, std::string_view value) {
  if (const RefusedProperty* const row = find_refused_property(name)) {
    return Error{ErrorKind::policy, std::string(row->reason)};
  }
  if (find_property(name) == nullptr) {
    return Error{ErrorKind::invalid, "no property of this name may be set"};
  }
  const std::unique_ptr<rd_kafka_conf_t, ConfCloser> scratch(rd_kafka_conf_new());
  std::array<char, 512> words{};
  const rd_kafka_conf_res_t result =
      rd_kafka_conf_set(scratch.get(), std::string(name).c_str(), std::string(value).c_str(),
                        words.data(), words.size());
  if (result == RD_KAFKA_CONF_OK) return {};
  std::string what = words.data();
  while (!what.empty() && (what.back() == '\n' || what.back() == ' ')) what.pop_back();
  return Error{ErrorKind::invalid, std::move(what)};
}

}  // namespace syndicated
