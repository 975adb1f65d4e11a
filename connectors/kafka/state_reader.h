// Reads the state logs once, whole, for a recovery. Internal to the folder. One thread.
#pragma once

#include <array>
#include <atomic>
#include <map>
#include <string>

#include "connectors/kafka/kafka_options.h"
#include "connectors/kafka/snapshot.h"
#include "connectors/kafka/state_log.h"
#include "pipeline/clock.h"
#include "pipeline/log.h"
#include "pipeline/state_store.h"

namespace syndicated {

struct RestoredLogs {
  std::map<std::string, std::string> heads;          // all keys of the topic, with their prefixes
  std::array<std::uint64_t, kStateLogs> last_seq{};  // the last commit number met in each log
  std::array<std::int64_t, kStateLogs> begins{};     // the first offset that each log still has
  std::uint64_t records = 0;    // read from Kafka
  bool from_snapshot = false;   // the others came from the snapshot
  bool has_gap = false;         // what Kafka has behind the snapshot's point does not join on to it
};

// Streams marks and decisions to `reader`: what `snapshot` holds, if it fits the logs, then what was written since,
// which is appended to it. Each log is read to its end as a read_uncommitted reader
// sees it, asked for when the call begins, with a read_committed consumer: bounding by the last
// stable offset would miss what is committed behind it. Call it after the producer's
// initialisation, which ends the open transaction of a predecessor.
// Errors: unavailable, also when another thread sets `stopping` (may be nullptr); config when the
// topics may not be read. Blocks for at most a minute without progress.
Result<RestoredLogs> read_state_logs(const KafkaOptions& options, const Clock& clock,
                                     StateReader& reader, Snapshot& snapshot,
                                     const std::atomic<bool>* stopping);

// The ends of marks and decisions as a read_uncommitted reader sees them. Error: unavailable.
Result<std::array<std::int64_t, 2>> ask_state_ends(const KafkaOptions& options);

}  // namespace syndicated
