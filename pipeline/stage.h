// Stage: the seam of work. CPU only: no I/O, clock, randomness or sleep. A stage never fails: what it cannot
// use becomes a Reject or a problem noted on the entry.
#pragma once

#include "pipeline/batch.h"

namespace syndicated {

class Stage {
 public:
  virtual ~Stage() = default;

  // Works on the batch in place. A parallel stage (kParallel of its type) is called by several threads at
  // once with different batches and holds no state that changes; a serial stage by one thread, in order.
  virtual void run(Batch& batch) = 0;
};

}  // namespace syndicated
