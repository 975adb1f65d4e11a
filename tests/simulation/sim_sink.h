// SimSink: a sink and its state store in memory, atomic by construction, with the faults that a
// remote one has: a commit that is refused, one whose answer is lost, one that is still under way when
// its writer has given up, a generation of the group that is over, and fencing by a successor.
// What is committed lies in a SimCommitted, which outlives the sinks that write to it, as a broker
// does.
//
// One thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/sink.h"
#include "pipeline/state_store.h"

namespace syndicated {

struct SimOutput {
  std::string key;
  std::string bytes;
};

// The truth: what commits have made durable.
struct SimCommitted {
  SimCommitted() = default;
  SimCommitted(const SimCommitted& other)
      : last(other.last), records(other.records), outputs(other.outputs) {}

  Recovered last{.seq = 0, .line_epoch = 0};
  std::vector<StateRecord> records;  // marks and decisions, in order
  std::array<std::vector<SimOutput>, kStreams> outputs;

  // The truth as it will be when the commit that is under way arrives, which is at the next recovery:
  // that waits until nothing is under way any more.
  std::unique_ptr<SimCommitted> under_way;
};

enum class SimCommitFault : std::uint8_t {
  none,
  abort,         // nothing is written: rebuild
  answer_lost,   // everything is written, but the answer is rebuild
  nothing_lost,  // nothing is written and nobody knows: rebuild
  delayed,       // nothing is written yet and nobody knows; it is before the next recovery
  stale,         // the group was rebalanced, nothing is written: rebuild
  fenced,        // fatal, nothing is written
};
constexpr int kSimCommitFaults = 6;  // besides none

class SimSink final : public Sink, public StateStore {
 public:
  explicit SimSink(SimCommitted& committed) : committed_(committed) {}

  // Fences every other SimSink over the same truth.
  Result<Recovered> recover(StateReader& reader) override;
  CommitResult commit(std::span<const BatchPtr> batches) override;

  // What happens to the next commit; then none again.
  void set_fault(SimCommitFault fault) { fault_ = fault; }

 private:
  void write(std::span<const BatchPtr> batches, SimCommitted& into);

  SimCommitted& committed_;
  std::uint64_t line_epoch_ = 0;  // 0: has to be recovered first
  SimCommitFault fault_ = SimCommitFault::none;
};

}  // namespace syndicated
