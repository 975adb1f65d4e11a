// Owners of what librdkafka allocates. A leaked list or handle makes the end of a client hang for
// ever, so nothing of it is held by a plain pointer. Internal to the folder.
#pragma once

#include <memory>
#include <string>

// As librdkafka declares them, so that its header stays in .cc files.
typedef struct rd_kafka_s rd_kafka_t;
typedef struct rd_kafka_conf_s rd_kafka_conf_t;
typedef struct rd_kafka_topic_s rd_kafka_topic_t;
typedef struct rd_kafka_queue_s rd_kafka_queue_t;
typedef struct rd_kafka_message_s rd_kafka_message_t;
typedef struct rd_kafka_error_s rd_kafka_error_t;
typedef struct rd_kafka_topic_partition_list_s rd_kafka_topic_partition_list_t;
typedef struct rd_kafka_consumer_group_metadata_s rd_kafka_consumer_group_metadata_t;

namespace syndicated {

struct KafkaDelete {
  void operator()(rd_kafka_t* client) const;
  void operator()(rd_kafka_conf_t* conf) const;
  void operator()(rd_kafka_topic_t* topic) const;
  void operator()(rd_kafka_queue_t* queue) const;
  void operator()(rd_kafka_message_t* message) const;
  void operator()(rd_kafka_error_t* error) const;
  void operator()(rd_kafka_topic_partition_list_t* list) const;
  void operator()(rd_kafka_consumer_group_metadata_t* metadata) const;
};

template <class T>
using KafkaPtr = std::unique_ptr<T, KafkaDelete>;

using ClientPtr = KafkaPtr<rd_kafka_t>;
using PartitionsPtr = KafkaPtr<rd_kafka_topic_partition_list_t>;

// "topic:NAME/PARTITION", as in Position.
std::string topic_origin(const std::string& topic, int partition);

}  // namespace syndicated
