// The properties of librdkafka that an operator may set under `kafka.properties`: an allow-list,
// because some properties would break exactly once and others run programs or load code. One name
// for each thing: aliases are refused with the name to write. Constant; any thread.
#pragma once

#include <span>
#include <string_view>

#include "connectors/kafka/kafka_options.h"
#include "pipeline/result.h"

namespace syndicated {

enum class KafkaClient { producer, consumer };

struct KafkaProperty {
  std::string_view name;
  bool for_producer = true;
  bool for_consumer = true;
};

// A property that is known and not the operator's.
struct RefusedProperty {
  std::string_view name;
  std::string_view reason;  // what to do instead, or why not: "`kafka.brokers` sets it"
};

// What may be set, and what is refused with a reason; any other name is unknown. In byte order.
std::span<const KafkaProperty> known_properties();
std::span<const RefusedProperty> refused_properties();

// nullptr when the name is not in the list.
const KafkaProperty* find_property(std::string_view name);
const RefusedProperty* find_refused_property(std::string_view name);

// Whether librdkafka takes the value. Errors: policy for a refused name (the text is the reason),
// invalid for an unknown name or a value that is out of range (the text is librdkafka's own).
Result<void> check_property(std::string_view name, std::string_view value);

// Makes a client with these settings that knows no broker, and ends it: librdkafka judges only then
// whether its settings fit each other, and whether certificates can be read. Takes milliseconds.
// Errors: config; the text is librdkafka's own and holds no secret.
Result<void> try_client(const KafkaOptions& options, KafkaClient client);

}  // namespace syndicated
