// DocumentBytes in memory and in a file. Not thread safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "pipeline/document_bytes.h"

namespace syndicated {

// Bytes in memory, in blocks of a size: for tests and for what was read already.
class MemoryBytes final : public DocumentBytes {
 public:
  MemoryBytes(std::string_view bytes, std::size_t block_bytes)
      : bytes_(bytes), block_bytes_(block_bytes) {}

  std::uint64_t size() const override { return bytes_.size(); }
  Result<void> rewind() override;
  Result<std::string_view> next() override;

 private:
  std::string_view bytes_;
  std::size_t block_bytes_;
  std::size_t at_ = 0;
};

// An open file, which is not owned. Its size is 0 when it is no regular one; such a one cannot be
// read again.
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

// Reads on until `bytes` holds `size` of them or the file ends. False when it cannot be read.
bool read_up_to(std::size_t size, std::FILE* file, std::string& bytes);

}  // namespace syndicated
