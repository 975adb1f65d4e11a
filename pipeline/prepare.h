// prepare: the parallel stage without state. Decodes payloads into items, takes their texts apart, and computes
// what deduplicate compares. Whatever can be rejected is rejected here.
#pragma once

#include "pipeline/decoder.h"
#include "pipeline/options.h"
#include "pipeline/stage.h"

namespace syndicated {

// The ladder of keys, version 1: the first rung that an item has names its chain. Written into the hashed key,
// so that two rungs can never meet.
enum class Rung : std::uint8_t {
  id = 1,          // guid, atom:id, JSON Feed id
  link_date = 2,   // canonical link and the published text
  link = 3,
  title_date = 4,
  title = 5,
  body = 6,        // a text without a headline
};

class Prepare final : public Stage {
 public:
  static constexpr bool kParallel = true;

  // The decoder outlives the stage.
  Prepare(const PrepareOptions& options, const Decoder& decoder);

  void run(Batch& batch) override;

 private:
  void prepare_payload(Batch& batch, std::uint32_t payload) const;

  const PrepareOptions options_;
  const Decoder& decoder_;
};

}  // namespace syndicated
