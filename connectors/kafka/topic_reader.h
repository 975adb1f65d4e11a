// TopicReader: reads ranges of one topic without being a member of any group. It commits nothing and
// leaves no trace on the brokers, so that anybody may look at a topic beside the daemon. For `tail`
// and for `replay`.
//
//   TopicReader reader(options, {.topic = "news"}, clock);
//   Result<TopicExtents> extents = reader.extents();      // partitions, first and end offsets
//   reader.begin({{0, 100}, {1, 70}});                    // partition 0 from 100, 1 from 70
//   while (reader.position(0) < ends[0] || ...) {
//     Result<std::optional<TopicMessage>> message = reader.next(milliseconds(100));
//   }
//
// One thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "connectors/kafka/kafka_options.h"
#include "pipeline/batch.h"
#include "pipeline/clock.h"
#include "pipeline/result.h"

namespace syndicated {

// The topic of an output, with the defaults filled in.
std::string output_topic(const KafkaSinkOptions& options, Stream stream);

struct TopicMessage {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  Time time;  // the message's own
  std::string value;
};

struct TopicExtent {
  std::int64_t begin = 0;  // of what the brokers still hold
  std::int64_t end = 0;    // behind the last message that may be read now
};

using TopicExtents = std::map<std::int32_t, TopicExtent>;
using TopicOffsets = std::map<std::int32_t, std::int64_t>;  // by partition

struct TopicReaderOptions {
  std::string topic;
  bool uncommitted = false;  // also what a transaction wrote that is open or was aborted
};

class TopicReader {
 public:
  // Everything given outlives the reader.
  TopicReader(const KafkaOptions& options, TopicReaderOptions reader, const Clock& clock);
  ~TopicReader();

  // All partitions. With read_committed the end is the first offset of an open transaction. Errors:
  // unavailable after 10 s without an answer, naming the brokers; config when the topic is missing or
  // may not be read, naming the fix; policy when the brokers do not let this client in.
  Result<TopicExtents> extents();

  // In each of the partitions the first offset whose message is not older than `time`; the end where
  // all are older. Errors: as extents().
  Result<TopicOffsets> offsets_at(Time time, const TopicExtents& extents);

  // Reads from these offsets on; what was read before is forgotten. Partitions that are not named are
  // not read. Errors: unavailable.
  Result<void> begin(const TopicOffsets& offsets);

  // The next message of any partition, in the order of each partition; nullopt when none came within
  // `wait`, or when only a position moved. Errors: config when the topic may not be read (any more).
  // Brokers that are away are no error; trouble() tells.
  Result<std::optional<TopicMessage>> next(Duration wait);

  // All of the partition before this offset was given, or is not there to be given: aborted, or the
  // mark of a transaction. Only for partitions that begin() named.
  std::int64_t position(std::int32_t partition) const;

  // Why no broker answers, until the next message comes; "" while all is well.
  const std::string& trouble() const;

  // An error that says who did not answer what.
  Error unavailable(const std::string& tried) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace syndicated
