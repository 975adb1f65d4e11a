// What a member has to know about its group before it commits in its name. Internal to the folder.
#pragma once

#include <string>
#include <string_view>

#include "connectors/kafka/handles.h"
#include "pipeline/result.h"
#include "pipeline/time.h"

namespace syndicated {

// Whether serialized group metadata names a generation and a member. A generation below zero or a
// member without a name would be committed without any check by the broker. Errors: rebuild. Pure.
Result<void> check_group_metadata(std::string_view metadata);

// Whether the group has no member but the one of this instance; asked before joining, so that an
// owner is not disturbed. Brokers that do not tell are no error. Errors: policy, naming the member:
// a person has to stop it, or to give this daemon another name. Blocks for up to `timeout`.
Result<void> check_group_is_ours(rd_kafka_t* client, const std::string& group,
                                 const std::string& instance, Duration timeout);

}  // namespace syndicated
