// deduplicate: the serial stage with all the state. Each entry is new, a revision of a known document,
// unchanged, or a copy of another document. decide() is pure; apply() is the only mutation, live and at
// recovery. Decisions are applied at once, speculatively: if the line's commit fails, the state is dropped
// with the line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/exact_state.h"
#include "pipeline/stage.h"
#include "pipeline/state_store.h"
#include "pipeline/stories.h"

namespace syndicated {

// What deduplicate needs of an entry.
struct Candidate {
  const Keys& keys;
  std::string_view source_id;
  Time received_at;
};

// All state of the stage.
struct DeduplicateState {
  explicit DeduplicateState(const DeduplicateOptions& options)
      : exact(options), stories(options), has_stories(options.stories) {}

  ExactState exact;
  Stories stories;
  bool has_stories = true;
  Time stream_time;  // the largest received_at seen; windows count in it, never in wall time

  Hash128 digest() const;
};

// The verdict on one entry at stream time max(state.stream_time, received_at). Pure.
Decision decide(const DeduplicateState& state, const Candidate& candidate);

// Makes the decision part of the state and appends the records to log. Nothing is written for `unchanged`,
// unless the document came under a new id.
void apply(DeduplicateState& state, const Candidate& candidate, const Decision& decision,
           std::vector<StateRecord>& log);

class Deduplicate final : public Stage, public StateReader {
 public:
  static constexpr bool kParallel = false;

  Deduplicate(const DeduplicateOptions& options, std::string authority);

  // Recovery: first the records, then what the last commit says. Before the first run.
  void on_record(const StateRecord& record) override;
  void recovered(const Recovered& recovered);

  // How many state records could not be read at recovery; more than none is a damaged or foreign state.
  std::uint64_t unreadable_records() const { return unreadable_records_; }

  void run(Batch& batch) override;

  Hash128 digest() const { return state_.digest(); }

 private:
  void pin_listed(Batch& batch, std::uint32_t payload, std::vector<Hash128> listed);

  const DeduplicateOptions options_;
  const std::string authority_;
  DeduplicateState state_;
  std::uint64_t unreadable_records_ = 0;
};

}  // namespace syndicated
