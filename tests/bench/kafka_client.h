// What both programs of the Kafka benchmark need of librdkafka: owners, and an end at any error.
#pragma once

#include <errno.h>
#include <librdkafka/rdkafka.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace syndicated {

[[noreturn]] inline void fail(const std::string& what) {
  std::fprintf(stderr, "%s: %s\n", program_invocation_short_name, what.c_str());
  std::exit(1);
}

inline void must(rd_kafka_error_t* error, const std::string& what) {
  if (error != nullptr) fail(what + ": " + rd_kafka_error_string(error));
}

inline void must(rd_kafka_resp_err_t error, const std::string& what) {
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) fail(what + ": " + rd_kafka_err2str(error));
}

struct Destroy {
  void operator()(rd_kafka_t* handle) const { rd_kafka_destroy(handle); }
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
  void operator()(rd_kafka_consumer_group_metadata_t* group) const {
    rd_kafka_consumer_group_metadata_destroy(group);
  }
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
template <typename T>
using Owned = std::unique_ptr<T, Destroy>;

using Properties = std::vector<std::pair<const char*, std::string>>;

inline Owned<rd_kafka_t> make_handle(rd_kafka_type_t type, const Properties& properties) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  char message[512];
  for (const auto& [name, value] : properties) {
    if (rd_kafka_conf_set(conf, name, value.c_str(), message, sizeof message) != RD_KAFKA_CONF_OK)
      fail(message);
  }
  if (type == RD_KAFKA_PRODUCER) {
    rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t*, const rd_kafka_message_t* failed, void*) {
      must(failed->err, "delivery");
    });
  }
  Owned<rd_kafka_t> handle(rd_kafka_new(type, conf, message, sizeof message));
  if (handle == nullptr) fail(message);
  return handle;
}

}  // namespace syndicated
