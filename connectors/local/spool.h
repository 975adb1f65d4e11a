// Spool: the bytes of a pipe in a file without a name, for a document that is too large to be held
// and has to be read more than once. The file is in the directory for temporary files ($TMPDIR) and
// is gone with the process. One thread.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "pipeline/document_bytes.h"

namespace syndicated {

class Spool final : public DocumentBytes {
 public:
  // All appending comes before all reading. An error is one of the disk.
  Result<void> append(std::string_view bytes);

  std::uint64_t size() const override { return size_; }
  Result<void> rewind() override;
  Result<std::string_view> next() override;

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::unique_ptr<std::FILE, Closer> file_;
  std::uint64_t size_ = 0;
  std::string block_;
};

}  // namespace syndicated
