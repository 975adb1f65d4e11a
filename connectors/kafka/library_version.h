// Which librdkafka runs, and what it can and cannot do. It may be newer than the one that was compiled against.
// Any thread.
#pragma once

#include <string>

namespace syndicated {

// "2.0.2"
std::string kafka_library_version();

// What works around faults of the running version: "offsets only grow; ...".
std::string kafka_guards();

// What the running version cannot do, in the same form; "" nothing.
std::string kafka_limits();

}  // namespace syndicated
