// Where a group stands. Internal to the folder.
#pragma once

#include <string>

#include "connectors/kafka/handles.h"
#include "pipeline/result.h"
#include "pipeline/time.h"

namespace syndicated {

// Fills the offsets and the metadata that the group committed into `partitions`; the client has to be
// a reader with that group. A coordinator that moves or has only just started is asked again. Errors:
// unavailable after `timeout`; config when the group may not be read. Blocks for up to twice `timeout`.
Result<void> read_group_offsets(rd_kafka_t* client, const std::string& group,
                                rd_kafka_topic_partition_list_t* partitions, Duration timeout);

}  // namespace syndicated
