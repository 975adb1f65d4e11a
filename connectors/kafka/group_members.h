// Who is a member of a group right now: so that nothing takes over from a daemon that runs.
#pragma once

#include <string>
#include <vector>

#include "connectors/kafka/handles.h"
#include "connectors/kafka/kafka_options.h"
#include "pipeline/result.h"

namespace syndicated {

struct GroupMember {
  std::string id;      // of a static member: its instance, "-" and something random
  std::string client;  // its client id
  std::string host;
};

// The members of a group; none for a group that is not there. A daemon that has ended stays one for
// its session timeout, as a static member does. Errors: unavailable, after `timeout` without an
// answer; config when the group may not be looked at. Any thread.
Result<std::vector<GroupMember>> group_members(rd_kafka_t* client, const std::string& group,
                                               Duration timeout);

// The same for the daemon's group, with a client made for the question. Blocks for up to 10 s.
Result<std::vector<GroupMember>> group_members(const KafkaOptions& options);

}  // namespace syndicated
