#include "connectors/kafka/state_topics.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/kafka/state_log.h"

namespace syndicated {
namespace {

constexpr int kTimeoutMs = 10'000;
// A question that took too long is answered by librdkafka itself, a little later; as in group_check.cc.
constexpr int kAnswerLateMs = 5000;

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

// How a person changes a topic.
std::string command_to_set(const std::string& topic, const std::string& key,
                           const std::string& value) {
  return "kafka-configs.sh --alter --entity-type topics --entity-name " + topic +
         " --add-config " + key + "=" + value;
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

using Settings = std::map<std::string, std::string>;

std::int64_t number_of(const Settings& settings, const std::string& key, std::int64_t fallback) {
  const auto found = settings.find(key);
  if (found == settings.end()) return fallback;
  std::int64_t number = fallback;
  const char* const end = found->second.data() + found->second.size();
  const auto [stopped, problem] = std::from_chars(found->second.data(), end, number);
  return problem == std::errc{} && stopped == end ? number : fallback;
}

// The settings by topic; without the topics that the brokers do not tell about.
std::map<std::string, Settings> ask_settings(rd_kafka_t* client, const std::vector<Wanted>& wanted,
                                             Duration timeout, Log& log) {
  using ResourcePtr =
      std::unique_ptr<rd_kafka_ConfigResource_t, void (*)(rd_kafka_ConfigResource_t*)>;
  std::vector<ResourcePtr> owners;
  std::vector<rd_kafka_ConfigResource_t*> asked;
  for (const Wanted& one : wanted) {
    owners.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, one.topic.c_str()),
                        rd_kafka_ConfigResource_destroy);
    asked.push_back(owners.back().get());
  }
  const std::unique_ptr<rd_kafka_AdminOptions_t, void (*)(rd_kafka_AdminOptions_t*)> options(
      rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS),
      rd_kafka_AdminOptions_destroy);
  const int timeout_ms = static_cast<int>(timeout.ms);
  rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_ms, nullptr, 0);
  const KafkaPtr<rd_kafka_queue_t> queue(rd_kafka_queue_new(client));
  rd_kafka_DescribeConfigs(client, asked.data(), asked.size(), options.get(), queue.get());
  const std::unique_ptr<rd_kafka_event_t, void (*)(rd_kafka_event_t*)> event(
      rd_kafka_queue_poll(queue.get(), timeout_ms + kAnswerLateMs), rd_kafka_event_destroy);
  std::map<std::string, Settings> told;
  std::string why = event == nullptr ? "no answer" : "";
  if (event != nullptr && rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    why = rd_kafka_event_error_string(event.get());
  }
  std::size_t count = 0;
  const rd_kafka_ConfigResource_t** const found =
      why.empty() ? rd_kafka_DescribeConfigs_result_resources(
                        rd_kafka_event_DescribeConfigs_result(event.get()), &count)
                  : nullptr;
  for (std::size_t i = 0; i < count; ++i) {
    if (rd_kafka_ConfigResource_error(found[i]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      why = rd_kafka_err2str(rd_kafka_ConfigResource_error(found[i]));
      continue;
    }
    std::size_t entries = 0;
    const rd_kafka_ConfigEntry_t** const entry =
        rd_kafka_ConfigResource_configs(found[i], &entries);
    Settings& settings = told[rd_kafka_ConfigResource_name(found[i])];
    for (std::size_t j = 0; j < entries; ++j) {
      const char* const value = rd_kafka_ConfigEntry_value(entry[j]);
      if (value != nullptr) settings[rd_kafka_ConfigEntry_name(entry[j])] = value;
    }
  }
  if (!why.empty()) {
    log.info("The brokers do not tell how the topics are set up; they are not checked",
             {{"reason", why}});
  }
  return told;
}

// Whether a state log keeps what is needed, for as long as it is.
Result<void> check_state_topic(const Wanted& wanted, const Settings& settings, Log& log) {
  for (const auto& [key, value] : wanted.config) {
    const auto found = settings.find(key);
    if (found == settings.end() || found->second == value) continue;
    const std::string help = "; run: " + command_to_set(wanted.topic, key, value);
    if (key == "retention.ms" || key == "retention.bytes") {
      const std::int64_t least = key == "retention.ms" ? number_of({{key, value}}, key, 0)
                                                       : std::int64_t{-1};
      const std::int64_t has = number_of(settings, key, -1);
      const bool enough = has < 0 || (least >= 0 && has >= least);
      if (enough) continue;
    }
    if (key == "message.timestamp.type") {
      // Then the daemon's own clock decides when a record is old, and not the brokers'.
      log.warn("A state topic does not count the age of its records by the brokers' clock",
               {{"topic", wanted.topic}, {"mend", command_to_set(wanted.topic, key, value)}});
      continue;
    }
    return Error{ErrorKind::config, "the state topic " + wanted.topic + " has " + key + "=" +
                                        found->second + ", so that it loses records that are "
                                        "still needed" + help};
  }
  return {};
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

Result<TopicLimits> check_topics(rd_kafka_t* client, const KafkaOptions& options, Log& log) {
  const std::vector<Wanted> all = wanted_topics(options);
  const std::map<std::string, Settings> told = ask_settings(client, all, options.question_timeout, log);
  TopicLimits limits;
  for (const Wanted& wanted : all) {
    const auto found = told.find(wanted.topic);
    if (found == told.end()) continue;
    const std::int64_t bytes = number_of(found->second, "max.message.bytes", 0);
    if (bytes > 0 && (limits.message_bytes == 0 || bytes < limits.message_bytes)) {
      limits.message_bytes = bytes;
    }
    if (!wanted.is_state) continue;
    const Result<void> fits = check_state_topic(wanted, found->second, log);
    if (!fits) return fits.error();
  }
  return limits;
}

}  // namespace syndicated
