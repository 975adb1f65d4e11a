// Who is a member of a group right now: so that nothing takes over from a daemon that runs.
#pragma once

#include <string>
#include <vector>

#include "connectors/kafka/kafka_options.h"
#include "pipeline/result.h"

namespace syndicated {

// "client id at host" of each member of the daemon's group; empty for a group that is not there. A
// daemon that has ended stays a member for its session timeout, as a static member does. Errors:
// unavailable, after 10 s without an answer; config when the group may not be looked at. Any thread.
Result<std::vector<std::string>> group_members(const KafkaOptions& options);

}  // namespace syndicated
