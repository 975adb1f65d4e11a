// Decoder: the seam between raw bytes and items. connectors/formats has the real one.
#pragma once

#include <vector>

#include "pipeline/batch.h"

namespace syndicated {

struct DecodedEntry {
  std::uint32_t place = 0;  // 1-based line or entry number
  Item item;
};

struct Decoded {
  std::vector<DecodedEntry> entries;
  std::vector<Reject> rejects;  // Reject::payload is left 0; the caller sets it
  LimitHits limits;
};

class Decoder {
 public:
  virtual ~Decoder() = default;

  // Never fails: bad input is data. A payload without any entry and without a reject is a valid empty
  // document. Pure; any thread.
  virtual Decoded decode(const Payload& payload) const = 0;
};

}  // namespace syndicated
