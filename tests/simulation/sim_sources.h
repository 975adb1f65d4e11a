// Simulated sources over a script: a log that is read by position, and a feed that is polled with validators.
// One thread.
#pragma once

#include <string>

#include "pipeline/source.h"
#include "tests/simulation/random.h"
#include "tests/simulation/script.h"
#include "tests/simulation/sim_clock.h"

namespace syndicated {

// Reads a log in batches whose borders come from the seed.
class SimLogSource final : public Source {
 public:
  SimLogSource(const ScriptLog& log, std::uint64_t seed);

  Result<void> start(const Recovered& recovered) override;
  Result<BatchPtr> poll(Duration deadline) override;
  void idle(Duration) override {}
  bool finished() const override { return !rebalanced_ && next_ == log_.payloads.size(); }
  void wake() override {}

  // The group is given out anew: what was read and not committed may be another's.
  void rebalance() { rebalanced_ = true; }

 private:
  const ScriptLog& log_;
  Random random_;
  std::size_t next_ = 0;
  bool rebalanced_ = false;
};

// Polls a feed: a poll that finds the version whose validator it holds gives a batch without a payload.
class SimFeedSource final : public Source {
 public:
  SimFeedSource(const ScriptFeed& feed, SimClock& clock, std::uint64_t seed);

  Result<void> start(const Recovered& recovered) override;
  Result<BatchPtr> poll(Duration deadline) override;
  void idle(Duration) override {}
  bool finished() const override { return finished_; }
  void wake() override {}

 private:
  const ScriptFeed& feed_;
  SimClock& clock_;
  Random random_;
  std::string origin_;
  std::string validator_;  // of the newest document that was read, committed or not
  std::uint64_t polls_ = 0;
  bool finished_ = false;
};

}  // namespace syndicated
