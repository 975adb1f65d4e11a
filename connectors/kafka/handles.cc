#include "connectors/kafka/handles.h"

#include <librdkafka/rdkafka.h>

namespace syndicated {

void KafkaDelete::operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
void KafkaDelete::operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
void KafkaDelete::operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
void KafkaDelete::operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
void KafkaDelete::operator()(rd_kafka_message_t* message) const {
  rd_kafka_message_destroy(message);
}
void KafkaDelete::operator()(rd_kafka_error_t* error) const { rd_kafka_error_destroy(error); }
void KafkaDelete::operator()(rd_kafka_topic_partition_list_t* list) const {
  rd_kafka_topic_partition_list_destroy(list);
}
void KafkaDelete::operator()(rd_kafka_consumer_group_metadata_t* metadata) const {
  rd_kafka_consumer_group_metadata_destroy(metadata);
}

std::string topic_origin(const std::string& topic, int partition) {
  return "topic:" + topic + "/" + std::to_string(partition);
}

}  // namespace syndicated
