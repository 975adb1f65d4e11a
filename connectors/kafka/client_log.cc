#include "connectors/kafka/client_log.h"

#include <librdkafka/rdkafka.h>
#include <syslog.h>

namespace syndicated {
namespace {

constexpr Duration kRepeatAfter = minutes(1);

void on_log(const rd_kafka_t* client, int level, const char* kind, const char* text) {
  static_cast<ClientOwner*>(rd_kafka_opaque(client))->client_says(level, kind, text);
}

}  // namespace

void ClientOwner::client_says(int level, const char* kind, const char* text) {
  if (level <= LOG_INFO) {
    const std::lock_guard lock(mutex_);
    const Duration now = clock_.steady();
    const auto [entry, is_new] = last_.try_emplace(kind, now);
    if (!is_new && now - entry->second < kRepeatAfter) return;
    entry->second = now;
  }
  // What the client calls an error is most often a broker that does not answer: odd, nothing lost.
  const LogLevel ours = level <= LOG_WARNING ? LogLevel::warn
                        : level <= LOG_INFO  ? LogLevel::info
                                             : LogLevel::debug;
  log_.event(ours, "The Kafka client says", {{"kind", kind}, {"text", text}});
}

void pass_log_on(rd_kafka_conf_t* conf) { rd_kafka_conf_set_log_cb(conf, on_log); }

void drop_log(rd_kafka_conf_t* conf) { rd_kafka_conf_set_log_cb(conf, nullptr); }

}  // namespace syndicated
