// Source: the seam through which data enters. It does I/O and no work: bytes and positions, nothing decoded.
#pragma once

#include "pipeline/batch.h"
#include "pipeline/clock.h"
#include "pipeline/result.h"
#include "pipeline/state_store.h"

namespace syndicated {

class Source {
 public:
  virtual ~Source() = default;

  // Called once, before the first poll, with what the last commit says. Owner thread.
  virtual Result<void> start(const Recovered& recovered) = 0;

  // Waits until there is a batch or `deadline` (a steady time) has passed. Gives a batch, nullptr for nothing
  // yet, or an error: ErrorKind::unavailable is passing (the source has its own back-off, call again);
  // ErrorKind::rebuild drops the line, to build it again from what was committed (a group was rebalanced); any
  // other kind stops the line. Every batch carries the positions and heads that its commit makes durable.
  // Owner thread.
  virtual Result<BatchPtr> poll(Duration deadline) = 0;

  // Called instead of poll while the line is full: keeps connections and group membership alive until
  // `deadline` and starts nothing new. Owner thread.
  virtual void idle(Duration deadline) = 0;

  // True when there will never be another batch (a bounded read is complete). Owner thread.
  virtual bool finished() const = 0;

  // Makes a poll or idle that waits return soon. Any thread.
  virtual void wake() = 0;
};

}  // namespace syndicated
