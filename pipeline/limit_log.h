// LimitLog: tells people which source a limit has cut something off from. A feed hits the same
// limit at each poll, so that a source is named at most once in kQuiet, with the hits since it was
// named last. It outlives the lines. Any thread.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "pipeline/batch.h"
#include "pipeline/clock.h"
#include "pipeline/limit_hits.h"
#include "pipeline/log.h"

namespace syndicated {

class LimitLog {
 public:
  static constexpr Duration kQuiet = minutes(10);
  // Sources that are remembered; the hits of further ones are counted only.
  static constexpr std::size_t kSourcesMax = 10'000;

  // Both outlive it.
  LimitLog(const Clock& clock, Log& log) : clock_(clock), log_(log) {}

  // The hits of one payload, which has some.
  void note(const Payload& payload);

 private:
  struct Told {
    Duration at;      // steady
    LimitHits since;  // hits that were not told yet
  };

  const Clock& clock_;
  Log& log_;
  std::mutex mutex_;
  std::map<std::string, Told> told_;  // guarded by mutex_; by source id
};

}  // namespace syndicated
