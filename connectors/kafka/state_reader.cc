#include "connectors/kafka/state_reader.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "connectors/kafka/client_conf.h"
#include "connectors/kafka/client_owner.h"
#include "connectors/kafka/handles.h"
#include "pipeline/check.h"

namespace syndicated {
namespace {

constexpr int kOffsetsTimeoutMs = 10'000;
constexpr int kLeaderAskedMax = 50;  // a tenth of a second each; a topic that was just made has none yet
constexpr Duration kProgressTimeout = seconds(60);

constexpr std::size_t kMessagesMax = 1000;  // taken from librdkafka at a time

struct Extent {
  std::int64_t next = 0;
  std::int64_t end = 0;
};

Result<ClientPtr> make_reader(const KafkaOptions& options, const char* isolation,
                              ClientOwner& owner) {
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
  set("max.partition.fetch.bytes", "8000000");
  const Result<void> applied = apply_cluster(
      options.cluster, {KafkaClient::consumer, options.name + ".restore"}, conf.get());
  if (!applied) return applied.error();
  set("group.id", (options.name + ".restore").c_str());
  set("enable.auto.commit", "false");
  set("isolation.level", isolation);
  set("enable.partition.eof", "true");
  set("auto.offset.reset", "earliest");
  Result<ClientPtr> client = owner.make_client(KafkaClient::consumer, std::move(conf));
  if (client) rd_kafka_poll_set_consumer(client->get());
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
    const Result<CommitMark> mark = read_commit_mark(value);
    if (!mark) return;
    std::uint64_t& last = restored.last_seq[static_cast<std::size_t>(log)];
    // Somebody else may have written between our last commit and the moment when our point was made.
    if (restored.from_snapshot && mark->after != last) restored.has_gap = true;
    last = mark->seq;
    return;
  }
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  reader.on_record({log, Time{rd_kafka_message_timestamp(&message, &type)}, std::string(key),
                    std::string(value)});
}

// Passes records on, and keeps them for the next start.
class Keeper final : public StateReader {
 public:
  Keeper(StateReader& reader, Snapshot& snapshot) : reader_(reader), snapshot_(snapshot) {}
  void on_record(const StateRecord& record) override {
    snapshot_.append(record.log, record.time, record.value);
    reader_.on_record(record);
  }

 private:
  StateReader& reader_;
  Snapshot& snapshot_;
};

struct LogExtent {
  StateLog log = StateLog::marks;
  std::string topic;
  Extent at;
};

using Logs = std::array<LogExtent, kStateLogs>;

bool has_no_leader_yet(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION || code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC ||
         code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
         code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
         code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION;
}

Result<Logs> ask_extents(const KafkaOptions& options) {
  ClientOwner owner(options.cluster);
  const Result<ClientPtr> client = make_reader(options, "read_uncommitted", owner);
  if (!client) return client.error();
  Logs logs;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    LogExtent& one = logs[i];
    one.log = static_cast<StateLog>(i);
    one.topic = state_topic(options.name, one.log);
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
    for (int asked = 0; asked < kLeaderAskedMax; ++asked) {
      code = rd_kafka_query_watermark_offsets(client->get(), one.topic.c_str(), 0, &one.at.next,
                                              &one.at.end, kOffsetsTimeoutMs);
      if (!has_no_leader_yet(code)) break;
      KafkaPtr<rd_kafka_message_t>(rd_kafka_consumer_poll(client->get(), 100)).reset();
    }
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return Error{ErrorKind::unavailable,
                   "ask for the end of " + one.topic + ": " + rd_kafka_err2str(code)};
    }
  }
  return logs;
}

bool complete(const Logs& logs) {
  return std::all_of(logs.begin(), logs.end(),
                     [](const LogExtent& one) { return one.at.next >= one.at.end; });
}

LogExtent* find_log(Logs& logs, const rd_kafka_message_t& message) {
  if (message.rkt == nullptr) return nullptr;
  const std::string_view topic = rd_kafka_topic_name(message.rkt);
  for (LogExtent& one : logs) {
    if (one.topic == topic) return &one;
  }
  return nullptr;
}

// Takes what the snapshot has, so that the logs are read from its point on.
void use_snapshot(Snapshot& snapshot, StateReader& reader, Logs& logs, RestoredLogs& restored) {
  const std::optional<SnapshotPoint> point = snapshot.open();
  bool fits = point.has_value();
  for (std::size_t i = 0; i < 2 && fits; ++i) {
    fits = logs[i].at.next <= point->next[i] && point->next[i] <= logs[i].at.end;
  }
  if (!fits) {
    snapshot.forget();
    return;
  }
  snapshot.stream(reader);
  restored.from_snapshot = true;
  for (std::size_t i = 0; i < 2; ++i) {
    logs[i].at.next = point->next[i];
    restored.last_seq[i] = point->last_seq[i];
  }
}

SnapshotPoint point_of(const Logs& logs, const RestoredLogs& restored) {
  return {{logs[0].at.next, logs[1].at.next}, {restored.last_seq[0], restored.last_seq[1]}};
}

// One message, or what is said in its place. True: a log was read further.
Result<bool> take(const rd_kafka_message_t& message, Logs& logs, StateReader& reader,
                  RestoredLogs& restored, std::string& trouble) {
  LogExtent* const one = find_log(logs, message);
  if (one != nullptr && message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    one->at.next = std::max(one->at.next, message.offset);
    return true;
  }
  if (one != nullptr && message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    apply(one->log, message, reader, restored);
    one->at.next = message.offset + 1;
    return true;
  }
  trouble = std::string(": ") + rd_kafka_message_errstr(&message);
  if (message.err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
    return Error{ErrorKind::config, "read the state logs" + trouble +
                                        "; grant READ on them to this user"};
  }
  return false;
}

}  // namespace

Result<RestoredLogs> read_state_logs(const KafkaOptions& options, const Clock& clock,
                                     StateReader& reader, Snapshot& snapshot,
                                     const std::atomic<bool>* stopping) {
  Result<Logs> asked = ask_extents(options);
  if (!asked) return asked.error();
  Logs& logs = *asked;
  ClientOwner owner(options.cluster);
  const Result<ClientPtr> client = make_reader(options, "read_committed", owner);
  if (!client) return client.error();
  RestoredLogs restored;
  for (std::size_t i = 0; i < logs.size(); ++i) restored.begins[i] = logs[i].at.next;
  use_snapshot(snapshot, reader, logs, restored);
  if (complete(logs)) return restored;
  Keeper keeper(reader, snapshot);

  // The messages of all three go to one queue, from which they are taken many at a time.
  const KafkaPtr<rd_kafka_queue_t> messages(rd_kafka_queue_new(client->get()));
  const PartitionsPtr list(rd_kafka_topic_partition_list_new(kStateLogs));
  for (const LogExtent& one : logs) {
    rd_kafka_topic_partition_list_add(list.get(), one.topic.c_str(), 0)->offset = one.at.next;
    const KafkaPtr<rd_kafka_queue_t> own(
        rd_kafka_queue_get_partition(client->get(), one.topic.c_str(), 0));
    if (own != nullptr) rd_kafka_queue_forward(own.get(), messages.get());
  }
  rd_kafka_assign(client->get(), list.get());
  std::string trouble;
  Duration moved_at = clock.steady();
  while (!complete(logs)) {
    if (stopping != nullptr && *stopping) {
      return Error{ErrorKind::unavailable, "stopped while the state was read"};
    }
    rd_kafka_message_t* taken[kMessagesMax];
    const ssize_t count =
        rd_kafka_consume_batch_queue(messages.get(), 50, taken, kMessagesMax);
    std::optional<Error> failed;
    const auto use = [&](rd_kafka_message_t* one) {
      const KafkaPtr<rd_kafka_message_t> message(one);
      if (failed) return;
      const Result<bool> moved = take(*message, logs, keeper, restored, trouble);
      if (!moved) failed = moved.error();
      if (moved && *moved) moved_at = clock.steady();
    };
    for (ssize_t i = 0; i < count; ++i) use(taken[i]);
    rd_kafka_message_t* const said = rd_kafka_consumer_poll(client->get(), 0);
    if (said != nullptr) use(said);
    if (failed) return *failed;
    if (clock.steady() - moved_at > kProgressTimeout) {
      return Error{ErrorKind::unavailable,
                   "the state logs could not be read to their ends" + trouble +
                       "; if brokers answer, a transaction may hang: kafka-transactions.sh "
                       "find-hanging --broker-id N --max-transaction-timeout 1 names it, and `abort` ends it in all "
                       "of its topics"};
    }
  }
  rd_kafka_consumer_close(client->get());
  snapshot.close_with(point_of(logs, restored));
  return restored;
}

Result<std::array<std::int64_t, 2>> ask_state_ends(const KafkaOptions& options) {
  const Result<Logs> logs = ask_extents(options);
  if (!logs) return logs.error();
  return std::array<std::int64_t, 2>{(*logs)[0].at.end, (*logs)[1].at.end};
}

}  // namespace syndicated
