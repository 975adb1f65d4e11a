// finish: the parallel stage that interprets and encodes. It can only degrade (wire.problems), never drop.
#pragma once

#include "pipeline/encoder.h"
#include "pipeline/options.h"
#include "pipeline/stage.h"

namespace syndicated {

class Finish final : public Stage {
 public:
  static constexpr bool kParallel = true;

  // The encoder outlives the stage.
  Finish(const FinishOptions& options, const Encoder& encoder);

  void run(Batch& batch) override;

 private:
  // False when the record does not fit the output and the entry became a reject. Its chain counts it as
  // published all the same, so that a later revision is version 2; prepare leaves that to rare shapes.
  bool publish(Batch& batch, Entry& entry) const;

  const FinishOptions options_;
  const Encoder& encoder_;
};

}  // namespace syndicated
