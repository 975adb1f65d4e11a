// TopicSource: consumes Kafka topics as one static member of the daemon's group. It starts each
// partition where the recovered state says, never where the group says, so that state and input
// cannot drift apart. Offsets are committed by the sink, in its transaction.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "connectors/kafka/kafka_options.h"
#include "pipeline/clock.h"
#include "pipeline/log.h"
#include "pipeline/source.h"

namespace syndicated {

// Offsets of the group that the daemon did not write: an operator's, or those of a stray member.
enum class MovedOffsets { followed, ignored };

class TopicSource final : public Source {
 public:
  // `once`: read up to the ends found on the way, then finish. `stopping` is set by another thread to
  // end a start() that waits. Everything given outlives the source.
  TopicSource(const KafkaOptions& options, const Clock& clock, Log& log, bool once,
              MovedOffsets moved = MovedOffsets::followed, const std::atomic<bool>* stopping = nullptr);
  ~TopicSource() override;

  // Joins the group and waits for all partitions of all topics. Errors: unavailable (no broker yet),
  // config (a topic is missing, or is not the one that was read before), policy (the group has
  // another member, which is left alone), fenced.
  Result<void> start(const Recovered& recovered) override;

  // Who this is in its group, for the sink's transactions: the serialized form of librdkafka, valid
  // for this generation only. After start. Owner thread.
  const std::string& group_metadata() const;

  Result<BatchPtr> poll(Duration deadline) override;
  void idle(Duration deadline) override;
  bool finished() const override;
  void wake() override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace syndicated
