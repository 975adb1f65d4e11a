// Sink: the seam through which results leave, all of them in one commit.
#pragma once

#include <span>

#include "pipeline/batch.h"
#include "pipeline/result.h"

namespace syndicated {

enum class CommitOutcome {
  done,     // everything is durable
  rebuild,  // aborted or unknown: drop the line with its memory and recover
  fatal,    // fenced, misconfigured, or the disk refuses: stop; `error` says why
};

struct CommitResult {
  CommitOutcome outcome = CommitOutcome::done;
  Error error;  // meaningful unless done
};

class Sink {
 public:
  virtual ~Sink() = default;

  // Makes outputs, state, positions and counters of all batches durable together, or none of them. Batches
  // come in line order. Retries what can be retried inside. CHECKs that no position goes back and that every
  // batch has the line epoch the sink was opened with. Owner thread; may block for its own deadline.
  virtual CommitResult commit(std::span<const BatchPtr> batches) = 0;
};

}  // namespace syndicated
