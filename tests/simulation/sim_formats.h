// The simulation's formats: the decoder of script lines, and an encoder whose outputs say exactly what was
// decided, so that the model can foretell them byte for byte.
#pragma once

#include "pipeline/decoder.h"
#include "pipeline/encoder.h"

namespace syndicated {

class SimDecoder final : public Decoder {
 public:
  Decoded decode(const Payload& payload) const override;
};

class SimEncoder final : public Encoder {
 public:
  void encode_record(const Batch& batch, const Entry& entry, std::string& out) const override;
  void encode_relation(const Batch& batch, const Entry& entry, std::string& out) const override;
  void encode_dead_letter(const Batch& batch, const Reject& reject, std::string& out) const override;
};

}  // namespace syndicated
