#include "connectors/kafka/state_topics.h"

#include <librdkafka/rdkafka.h>

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "connectors/kafka/state_log.h"

namespace syndicated {
namespace {

constexpr int kTimeoutMs = 15'000;

struct Wanted {
  std::string topic;
  int partitions = 1;
  bool is_state = false;
  std::vector<std::pair<std::string, std::string>> config;
};

std::vector<Wanted> wanted_topics(const KafkaOptions& options) {
  const int outputs = static_cast<int>(options.sink.output_partitions);
  const std::string stamp = "LogAppendTime";
  const auto retained = [&](Duration retention) {
    return std::vector<std::pair<std::string, std::string>>{
        {"cleanup.policy", "delete"},
        {"retention.ms", std::to_string(retention.ms)},
        {"retention.bytes", "-1"},
        {"message.timestamp.type", stamp}};
  };
  return {
      {records_topic(options.sink), outputs, false, {}},
      {relations_topic(options.sink), outputs, false, {}},
      {dead_letters_topic(options.sink), outputs, false, {}},
      {state_topic(options.name, StateLog::marks), 1, true,
       retained(options.sink.marks_retention)},
      {state_topic(options.name, StateLog::decisions), 1, true,
       retained(options.sink.decisions_retention)},
      {state_topic(options.name, StateLog::heads), 1, true,
       {{"cleanup.policy", "compact"}, {"message.timestamp.type", stamp}}},
  };
}

// How a person makes the topic.
std::string command_for(const Wanted& wanted) {
  std::string command = "kafka-topics.sh --create --topic " + wanted.topic + " --partitions " +
                        std::to_string(wanted.partitions);
  for (const auto& [key, value] : wanted.config) command += " --config " + key + "=" + value;
  return command;
}

// Partition counts of the topics that exist.
Result<std::map<std::string, int>> existing_topics(rd_kafka_t* client) {
  const rd_kafka_metadata_t* found = nullptr;
  const rd_kafka_resp_err_t code = rd_kafka_metadata(client, 1, nullptr, &found, kTimeoutMs);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Error{ErrorKind::unavailable,
                 std::string("ask the brokers for their topics: ") + rd_kafka_err2str(code)};
  }
  const std::unique_ptr<const rd_kafka_metadata_t, void (*)(const rd_kafka_metadata_t*)> owner(
      found, rd_kafka_metadata_destroy);
  std::map<std::string, int> topics;
  for (int i = 0; i < found->topic_cnt; ++i) {
    topics[found->topics[i].topic] = found->topics[i].partition_cnt;
  }
  return topics;
}

Result<void> create(rd_kafka_t* client, const Wanted& wanted, std::uint32_t replication) {
  char what[512];
  const std::unique_ptr<rd_kafka_NewTopic_t, void (*)(rd_kafka_NewTopic_t*)> topic(
      rd_kafka_NewTopic_new(wanted.topic.c_str(), wanted.partitions,
                            replication == 0 ? -1 : static_cast<int>(replication), what,
                            sizeof what),
      rd_kafka_NewTopic_destroy);
  if (topic == nullptr) return Error{ErrorKind::config, "make " + wanted.topic + ": " + what};
  for (const auto& [key, value] : wanted.config) {
    rd_kafka_NewTopic_set_config(topic.get(), key.c_str(), value.c_str());
  }
  const std::unique_ptr<rd_kafka_AdminOptions_t, void (*)(rd_kafka_AdminOptions_t*)> options(
      rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_CREATETOPICS),
      rd_kafka_AdminOptions_destroy);
  rd_kafka_AdminOptions_set_operation_timeout(options.get(), kTimeoutMs, nullptr, 0);
  const KafkaPtr<rd_kafka_queue_t> queue(rd_kafka_queue_new(client));
  rd_kafka_NewTopic_t* one = topic.get();
  rd_kafka_CreateTopics(client, &one, 1, options.get(), queue.get());
  const std::unique_ptr<rd_kafka_event_t, void (*)(rd_kafka_event_t*)> event(
      rd_kafka_queue_poll(queue.get(), 2 * kTimeoutMs), rd_kafka_event_destroy);
  if (event == nullptr) {
    return Error{ErrorKind::unavailable, "make the topic " + wanted.topic + ": no answer"};
  }
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Error{ErrorKind::unavailable, "make the topic " + wanted.topic + ": " +
                                             rd_kafka_event_error_string(event.get())};
  }
  std::size_t count = 0;
  const rd_kafka_topic_result_t** results = rd_kafka_CreateTopics_result_topics(
      rd_kafka_event_CreateTopics_result(event.get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const rd_kafka_resp_err_t code = rd_kafka_topic_result_error(results[i]);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
      continue;
    }
    const char* why = rd_kafka_topic_result_error_string(results[i]);
    return Error{ErrorKind::config, "make the topic " + wanted.topic + ": " +
                                        (why != nullptr ? why : rd_kafka_err2str(code)) +
                                        "; or make it yourself: " + command_for(wanted)};
  }
  return {};
}

}  // namespace

std::string records_topic(const KafkaSinkOptions& options) { return options.records_topic; }

std::string relations_topic(const KafkaSinkOptions& options) {
  return options.relations_topic.empty() ? options.records_topic + ".relations"
                                         : options.relations_topic;
}

std::string dead_letters_topic(const KafkaSinkOptions& options) {
  return options.dead_letters_topic.empty() ? options.records_topic + ".dead"
                                            : options.dead_letters_topic;
}

Result<void> ensure_topics(rd_kafka_t* client, const KafkaOptions& options, Log& log) {
  const Result<std::map<std::string, int>> existing = existing_topics(client);
  if (!existing) return existing.error();
  for (const Wanted& wanted : wanted_topics(options)) {
    const auto found = existing->find(wanted.topic);
    if (found == existing->end()) {
      if (!options.sink.create_topics) {
        return Error{ErrorKind::config,
                     "the topic " + wanted.topic + " does not exist; run: " + command_for(wanted)};
      }
      const Result<void> created = create(client, wanted, options.sink.replication);
      if (!created) return created;
      log.info("Made a topic", {{"topic", wanted.topic}, {"partitions", wanted.partitions}});
    } else if (wanted.is_state && found->second != 1) {
      return Error{ErrorKind::config,
                   "the state topic " + wanted.topic + " has " + std::to_string(found->second) +
                       " partitions, but the state of one daemon is one ordered log; give this "
                       "daemon a new `name`, or remove the topic and run: " + command_for(wanted)};
    }
  }
  return {};
}

}  // namespace syndicated
