// SimClock: time that moves only when the simulation says so. One thread.
#pragma once

#include "pipeline/clock.h"

namespace syndicated {

class SimClock final : public Clock {
 public:
  Time now() const override { return {start_.ms + steady_.ms + jump_.ms}; }
  Duration steady() const override { return steady_; }

  void advance(Duration by) { steady_ = steady_ + by; }

  // The wall clock jumps (NTP, an operator); intervals must not notice.
  void jump(Duration by) { jump_ = jump_ + by; }

 private:
  Time start_ = from_civil(2025, 4, 7, 12, 0, 0);
  Duration steady_{1000};
  Duration jump_{0};
};

}  // namespace syndicated
