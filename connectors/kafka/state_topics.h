// Makes the topics of the daemon that do not exist yet. Internal to the folder. One thread.
#pragma once

#include <cstdint>

#include "connectors/kafka/handles.h"
#include "connectors/kafka/kafka_options.h"
#include "pipeline/log.h"
#include "pipeline/result.h"

namespace syndicated {

// The topic of each output, in the order of Stream, with the defaults filled in.
std::string records_topic(const KafkaSinkOptions& options);
std::string relations_topic(const KafkaSinkOptions& options);
std::string dead_letters_topic(const KafkaSinkOptions& options);

// Outputs and state logs exist afterwards, and the state logs have one partition. Errors:
// unavailable; config when a topic is missing and may not be made, or has another form, with the
// command that helps.
Result<void> ensure_topics(rd_kafka_t* client, const KafkaOptions& options,
                           Log& log);

struct TopicLimits {
  std::int64_t message_bytes = 0;  // the least max.message.bytes of all topics; 0 not known
};

// Asks the brokers how the topics are set up, after ensure_topics. Brokers that do not tell (no right
// to DescribeConfigs) are taken at their word. Errors: config when a state log would lose records
// that are still needed, with the command that mends it.
Result<TopicLimits> check_topics(rd_kafka_t* client, const KafkaOptions& options, Log& log);

}  // namespace syndicated
