// DocumentBytes: the bytes of a document that is not held in memory as a whole. They can be read again from the
// start, as what a document is may only show at its end. Not thread safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
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

// Bytes in memory, in blocks of a size: for tests and for what was read already.
class MemoryBytes final : public DocumentBytes {
 public:
  MemoryBytes(std::string_view bytes, std::size_t block_bytes) : bytes_(bytes), block_bytes_(block_bytes) {}

  std::uint64_t size() const override { return bytes_.size(); }
  Result<void> rewind() override;
  Result<std::string_view> next() override;

 private:
  std::string_view bytes_;
  std::size_t block_bytes_;
  std::size_t at_ = 0;
};

// An open file, which must be seekable and is not owned.
class FileBytes final : public DocumentBytes {
 public:
  explicit FileBytes(std::FILE* file);

  std::uint64_t size() const override { return size_; }
  Result<void> rewind() override;
  Result<std::string_view> next() override;

 private:
  std::FILE* file_;
  std::uint64_t size_ = 0;
  std::string block_;
};

}  // namespace syndicated
