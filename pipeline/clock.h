// Clock: the seam to time. Only sources, sinks and stations see a clock; stages never do.
#pragma once

#include "pipeline/time.h"

namespace syndicated {

class Clock {
 public:
  virtual ~Clock() = default;

  // The time of day, for people and for `received_at`. It may jump. Any thread.
  virtual Time now() const = 0;

  // A reading that never goes back, for intervals and deadlines; its zero has no meaning. Any thread.
  virtual Duration steady() const = 0;
};

// The clocks of the operating system (CLOCK_REALTIME, CLOCK_MONOTONIC).
class SystemClock final : public Clock {
 public:
  Time now() const override;
  Duration steady() const override;
};

}  // namespace syndicated
