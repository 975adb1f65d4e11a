// PayloadDecoder: the real form of the Decoder seam. Format::automatic looks at the bytes: feed documents (XML or
// JSON Feed) give their entries, NDJSON one item per line, valid text that is neither gives one page item, and
// anything else is one reject that says what it looks like. Any thread; pure.
#pragma once

#include "connectors/formats/decode_document.h"
#include "pipeline/decoder.h"

namespace syndicated {

class PayloadDecoder final : public Decoder {
 public:
  struct Options {
    DecodeLimits document;                      // of a feed document
    std::size_t line_bytes_max = 4u << 20;      // of one NDJSON item
    std::size_t text_bytes_max = 1u << 20;      // of a wire text
  };

  PayloadDecoder() = default;
  explicit PayloadDecoder(Options options) : options_(options) {}

  Decoded decode(const Payload& payload) const override;

 private:
  Options options_;
};

}  // namespace syndicated
