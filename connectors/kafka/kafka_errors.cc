#include "connectors/kafka/kafka_errors.h"

#include <librdkafka/rdkafka.h>

namespace syndicated {
bool is_fenced(int code) {
  return code == RD_KAFKA_RESP_ERR__FENCED || code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
         code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH ||
         code == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID;
}

Error error_of(int code, const std::string& what) {
  if (is_fenced(code)) return {ErrorKind::fenced, what + "; another daemon runs under the same name"};
  switch (code) {
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
      return {ErrorKind::config,
              what + "; grant WRITE and DESCRIBE on the transactional id to this user"};
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return {ErrorKind::config,
              what + "; grant WRITE on the topics, or IDEMPOTENT_WRITE on the cluster, to this user"};
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return {ErrorKind::config, what + "; grant WRITE on the topics to this user"};
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
      return {ErrorKind::config, what + "; grant READ on the group to this user"};
    case RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT:
      return {ErrorKind::config, what + "; lower `kafka.transaction_timeout`, or raise "
                                        "transaction.max.timeout.ms of the brokers"};
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
      return {ErrorKind::config, what + "; raise max.message.bytes of the topic or lower `limits.body`"};
    default:
      return {ErrorKind::unavailable, what};
  }
}

Error error_of(const std::string& tried, const rd_kafka_error_t* error) {
  return error_of(rd_kafka_error_code(error), tried + ": " + rd_kafka_error_string(error));
}

bool is_refused_entry(int code, const std::string& trouble) {
  const auto says = [&trouble](const char* words) { return trouble.find(words) != std::string::npos; };
  if (code == RD_KAFKA_RESP_ERR__AUTHENTICATION) return true;
  // RFC 8446 6.2: bad_certificate, certificate_required. They come after the handshake, as a lost connection.
  if (says("SSL alert number 42") || says("SSL alert number 116")) return true;
  // A balancer without a broker behind it takes the connection and closes it.
  return code == RD_KAFKA_RESP_ERR__SSL && !says("unexpected eof") && !says("Disconnected") &&
         !says("Connection reset");
}

Error refused_entry(const KafkaSecurity& security, const std::string& trouble) {
  const bool tls = trouble.find("SSL") != std::string::npos && trouble.find("SASL") == std::string::npos;
  if (tls) {
    return {ErrorKind::policy, "the TLS connection was refused: " + trouble +
                                   "; check `kafka.tls.ca_file`, the host names in `kafka.brokers`, "
                                   "and `certificate_file` if the brokers ask for one"};
  }
  std::string what = "the brokers refused the login: " + trouble +
                     (security.with_tokens() ? "; check that they take tokens of this `kafka.oauth.token_url`"
                                             : "; check `kafka.sasl`: mechanism, user and password");
  const bool scram = security.mechanism == SaslMechanism::scram_sha_256 ||
                     security.mechanism == SaslMechanism::scram_sha_512;
  constexpr int kScramMended = 0x020601ff;
  if (scram && rd_kafka_version() < kScramMended) {
    // librdkafka repeats its nonce (pull request 4895); brokers before 4.0 overlook that.
    what += std::string(". librdkafka ") + rd_kafka_version_str() +
            " cannot do SCRAM with brokers from Kafka 4.0 on: use librdkafka 2.6.1 or later, or "
            "`mechanism: plain` over TLS";
  }
  return {ErrorKind::policy, what};
}

}  // namespace syndicated
