// DocumentBytes: the seam to the bytes of a document that is not held in memory as a whole. They
// can be read again from the start, as what a document is may only show at its end. One thread at a
// time.
#pragma once

#include <cstdint>
#include <string_view>

#include "pipeline/result.h"

namespace syndicated {

class DocumentBytes {
 public:
  virtual ~DocumentBytes() = default;

  virtual std::uint64_t size() const = 0;
  virtual Result<void> rewind() = 0;

  // The next bytes, "" at the end. Valid until the next call.
  virtual Result<std::string_view> next() = 0;
};

}  // namespace syndicated
