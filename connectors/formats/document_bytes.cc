#include "connectors/formats/document_bytes.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace syndicated {
namespace {

constexpr std::size_t kBlockBytes = 64 * 1024;

Error reading_failed() {
  return {ErrorKind::io, std::string("read the document: ") + std::strerror(errno)};
}

}  // namespace

Result<void> MemoryBytes::rewind() {
  at_ = 0;
  return {};
}

Result<std::string_view> MemoryBytes::next() {
  const std::string_view block = bytes_.substr(at_, block_bytes_);
  at_ += block.size();
  return block;
}

FileBytes::FileBytes(std::FILE* file) : file_(file) {
  struct stat status{};
  if (fstat(fileno(file_), &status) == 0 && S_ISREG(status.st_mode))
    size_ = static_cast<std::uint64_t>(status.st_size);
  block_.resize(kBlockBytes);
}

Result<void> FileBytes::rewind() {
  if (fseeko(file_, 0, SEEK_SET) != 0) return reading_failed();
  return {};
}

Result<std::string_view> FileBytes::next() {
  const std::size_t count = std::fread(block_.data(), 1, block_.size(), file_);
  if (count == 0 && std::ferror(file_) != 0) return reading_failed();
  return std::string_view(block_).substr(0, count);
}

bool read_up_to(std::size_t size, std::FILE* file, std::string& bytes) {
  for (bool ended = false; !ended && bytes.size() < size;) {
    // In growing steps: most documents are small.
    const std::size_t before = bytes.size();
    const std::size_t wanted = std::min(size - before, std::max(kBlockBytes, before));
    bytes.resize(before + wanted);
    const std::size_t count = std::fread(bytes.data() + before, 1, wanted, file);
    bytes.resize(before + count);
    ended = count < wanted;
  }
  return std::ferror(file) == 0;
}

}  // namespace syndicated
