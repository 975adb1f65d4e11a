#include "connectors/kafka/state_reader.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <string_view>

#include "connectors/kafka/client_conf.h"
#include "connectors/kafka/client_log.h"
#include "connectors/kafka/handles.h"
#include "pipeline/check.h"

namespace syndicated {
namespace {

constexpr int kOffsetsTimeoutMs = 10'000;
constexpr Duration kProgressTimeout = seconds(60);

struct Extent {
  std::int64_t next = 0;
  std::int64_t end = 0;
};

Result<ClientPtr> make_reader(const KafkaOptions& options, const char* isolation) {
  KafkaPtr<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  char what[512];
  const auto set = [&](const char* key, const char* value) {
    CHECK(rd_kafka_conf_set(conf.get(), key, value, what, sizeof what) == RD_KAFKA_CONF_OK,
          "a property that the daemon sets itself is valid");
  };
  set("fetch.wait.max.ms", "10");
  // As in TopicSource: a queue that fills up costs up to a second.
  set("queued.min.messages", "1000000");
  set("queued.max.messages.kbytes", "131072");
  const Result<void> applied = apply_cluster(
      options.cluster, {KafkaClient::consumer, options.name + ".restore"}, conf.get());
  if (!applied) return applied.error();
  set("group.id", (options.name + ".restore").c_str());
  set("enable.auto.commit", "false");
  set("isolation.level", isolation);
  set("enable.partition.eof", "true");
  drop_log(conf.get());
  set("auto.offset.reset", "earliest");
  ClientPtr client(rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), what, sizeof what));
  if (client == nullptr) return Error{ErrorKind::config, std::string("make a reader: ") + what};
  (void)conf.release();
  rd_kafka_poll_set_consumer(client.get());
  return client;
}

std::string_view bytes_of(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), data == nullptr ? 0 : size};
}

void apply(StateLog log, const rd_kafka_message_t& message, StateReader& reader,
           RestoredLogs& restored) {
  const std::string_view key = bytes_of(message.key, message.key_len);
  const std::string_view value = bytes_of(message.payload, message.len);
  ++restored.records;
  if (log == StateLog::heads) {
    if (message.payload == nullptr) {
      restored.heads.erase(std::string(key));
    } else {
      restored.heads[std::string(key)] = value;
    }
    return;
  }
  if (key == kCommitKey) {
    const Result<KafkaCommit> commit = read_commit(value);
    if (commit) restored.last_seq[static_cast<std::size_t>(log)] = commit->seq;
    return;
  }
  reader.on_record({log, {}, std::string(key), std::string(value)});
}

}  // namespace

Result<RestoredLogs> read_state_logs(const KafkaOptions& options, const Clock& clock,
                                     StateReader& reader) {
  Result<ClientPtr> ends = make_reader(options, "read_uncommitted");
  if (!ends) return ends.error();
  Result<ClientPtr> client = make_reader(options, "read_committed");
  if (!client) return client.error();
  RestoredLogs restored;
  std::map<std::string, std::pair<StateLog, Extent>> logs;
  PartitionsPtr list(rd_kafka_topic_partition_list_new(kStateLogs));
  for (const StateLog log : {StateLog::marks, StateLog::decisions, StateLog::heads}) {
    const std::string topic = state_topic(options.name, log);
    Extent at;
    const rd_kafka_resp_err_t code = rd_kafka_query_watermark_offsets(
        ends->get(), topic.c_str(), 0, &at.next, &at.end, kOffsetsTimeoutMs);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return Error{ErrorKind::unavailable,
                   "ask for the end of " + topic + ": " + rd_kafka_err2str(code)};
    }
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), 0)->offset = at.next;
    restored.begins[static_cast<std::size_t>(log)] = at.next;
    logs[topic] = {log, at};
  }
  const auto complete = [&] {
    for (const auto& [topic, entry] : logs) {
      if (entry.second.next < entry.second.end) return false;
    }
    return true;
  };
  if (complete()) return restored;
  rd_kafka_assign(client->get(), list.get());
  Duration moved_at = clock.steady();
  while (!complete()) {
    KafkaPtr<rd_kafka_message_t> message(rd_kafka_consumer_poll(client->get(), 100));
    if (clock.steady() - moved_at > kProgressTimeout) {
      return Error{ErrorKind::unavailable, "the state logs could not be read to their ends"};
    }
    if (message == nullptr || message->rkt == nullptr) continue;
    auto& [log, at] = logs.at(rd_kafka_topic_name(message->rkt));
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      at.next = std::max(at.next, message->offset);
    } else if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      apply(log, *message, reader, restored);
      at.next = message->offset + 1;
    } else {
      continue;
    }
    moved_at = clock.steady();
  }
  rd_kafka_consumer_close(client->get());
  return restored;
}

}  // namespace syndicated
