#include "connectors/kafka/client_owner.h"

#include <librdkafka/rdkafka.h>
#include <syslog.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "connectors/kafka/token_source.h"

namespace syndicated {
namespace {

constexpr Duration kRepeatAfter = minutes(1);

void on_log(const rd_kafka_t* client, int level, const char* kind, const char* text) {
  static_cast<ClientOwner*>(rd_kafka_opaque(client))->client_says(level, kind, text);
}

void on_token_due(rd_kafka_t* client, const char*, void* opaque) {
  static_cast<ClientOwner*>(opaque)->bring_token(client);
}

// "a=1,b=2" to names and values, one after the other (RFC 7628, section 3.1).
std::vector<std::string> extensions_of(const KafkaCluster& cluster) {
  const auto given = cluster.properties.find("sasl.oauthbearer.extensions");
  std::vector<std::string> words;
  if (given == cluster.properties.end()) return words;
  const std::string& text = given->second;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::size_t equals = std::min(text.find('=', begin), end);
    words.push_back(text.substr(begin, equals - begin));
    words.push_back(equals == end ? "" : text.substr(equals + 1, end - equals - 1));
    begin = end + 1;
  }
  return words;
}

}  // namespace

Result<ClientPtr> ClientOwner::make_client(KafkaClient kind, KafkaPtr<rd_kafka_conf_t> conf) {
  const bool with_tokens = cluster_.security.with_tokens();
  rd_kafka_conf_set_opaque(conf.get(), this);
  rd_kafka_conf_set_log_cb(conf.get(), log_ == nullptr ? nullptr : on_log);
  if (with_tokens) {
    rd_kafka_conf_set_oauthbearer_token_refresh_cb(conf.get(), on_token_due);
    rd_kafka_conf_enable_sasl_queue(conf.get(), 1);
  }
  std::array<char, 512> what{};
  const bool producer = kind == KafkaClient::producer;
  ClientPtr client(rd_kafka_new(producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER, conf.get(),
                                what.data(), what.size()));
  if (client == nullptr) {
    return Error{ErrorKind::config, std::string("a Kafka ") + (producer ? "producer" : "consumer") +
                                        " cannot be made: " + what.data()};
  }
  (void)conf.release();
  // A thread of librdkafka calls for tokens then, also while nobody polls the client.
  if (with_tokens) {
    const KafkaPtr<rd_kafka_error_t> failed(rd_kafka_sasl_background_callbacks_enable(client.get()));
    if (failed != nullptr) {
      return Error{ErrorKind::config, std::string("ask for tokens: ") + rd_kafka_error_string(failed.get())};
    }
  }
  return client;
}

void ClientOwner::client_says(int level, const char* kind, const char* text) {
  if (log_ == nullptr) return;
  if (level <= LOG_INFO) {
    const std::lock_guard lock(mutex_);
    const Duration now = clock_->steady();
    const auto [entry, is_new] = last_.try_emplace(kind, now);
    if (!is_new && now - entry->second < kRepeatAfter) return;
    entry->second = now;
  }
  // What the client calls an error is most often a broker that does not answer: odd, nothing lost.
  const LogLevel ours = level <= LOG_WARNING ? LogLevel::warn
                        : level <= LOG_INFO  ? LogLevel::info
                                             : LogLevel::debug;
  log_->event(ours, "The Kafka client says", {{"kind", kind}, {"text", text}});
}

void ClientOwner::bring_token(rd_kafka_t* client) {
  Result<AccessToken> token = Error{ErrorKind::config, "there is nobody to ask for a token"};
  if (cluster_.tokens != nullptr) token = cluster_.tokens->token();
  std::array<char, 512> what{};
  const std::vector<std::string> words = extensions_of(cluster_);
  std::vector<const char*> extensions;
  for (const std::string& word : words) extensions.push_back(word.c_str());
  if (token && rd_kafka_oauthbearer_set_token(client, token->value.c_str(), token->expires_at.ms,
                                              token->subject.c_str(), extensions.data(),
                                              extensions.size(), what.data(),
                                              what.size()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    token = Error{ErrorKind::policy, std::string("the token cannot be used: ") + what.data()};
  }
  {
    const std::lock_guard lock(mutex_);
    token_trouble_.reset();
    if (!token) token_trouble_ = token.error();
  }
  if (!token) rd_kafka_oauthbearer_set_token_failure(client, token.error().what.c_str());
}

std::optional<Error> ClientOwner::token_trouble() {
  const std::lock_guard lock(mutex_);
  return token_trouble_;
}

}  // namespace syndicated
