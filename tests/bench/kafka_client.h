// What both programs of the Kafka benchmark need of librdkafka: clients, and an end at any error.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "connectors/kafka/handles.h"
#include "connectors/kafka/properties.h"

namespace syndicated {

[[noreturn]] void fail(const std::string& what);
void must(rd_kafka_error_t* error, const std::string& what);
void must(int error, const std::string& what);  // an rd_kafka_resp_err_t

using Properties = std::vector<std::pair<const char*, std::string>>;

// A producer of it ends the program when a message is not delivered.
ClientPtr make_handle(KafkaClient kind, const Properties& properties);

}  // namespace syndicated
