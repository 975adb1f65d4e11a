#include "connectors/local/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace syndicated {
namespace {

constexpr std::size_t kBlockBytes = 256 * 1024;

Error failed(const char* what) {
  const ErrorKind kind = errno == ENOSPC || errno == EDQUOT ? ErrorKind::no_space : ErrorKind::io;
  return {kind, std::string(what) + ": " + std::strerror(errno)};
}

// A file that nobody else can see.
std::FILE* open_nameless() {
  const char* const directory = std::getenv("TMPDIR");
  std::string path = std::string(directory != nullptr && *directory != 0 ? directory : "/tmp") +
                     "/syndicated.XXXXXX";
  const int descriptor = mkostemp(path.data(), O_CLOEXEC);
  if (descriptor < 0) return nullptr;
  unlink(path.c_str());
  return fdopen(descriptor, "w+b");
}

}  // namespace

Result<void> Spool::append(std::string_view bytes) {
  if (file_ == nullptr) file_.reset(open_nameless());
  if (file_ == nullptr) return failed("keep a large document in a temporary file");
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) {
    return failed("write a large document to a temporary file");
  }
  size_ += bytes.size();
  return {};
}

Result<void> Spool::rewind() {
  if (file_ == nullptr) return {};
  if (std::fflush(file_.get()) != 0 || fseeko(file_.get(), 0, SEEK_SET) != 0) {
    return failed("read a large document from its temporary file");
  }
  return {};
}

Result<std::string_view> Spool::next() {
  if (file_ == nullptr) return std::string_view();
  block_.resize(kBlockBytes);
  const std::size_t count = std::fread(block_.data(), 1, block_.size(), file_.get());
  if (count == 0 && std::ferror(file_.get()) != 0)
    return failed("read a large document from its temporary file");
  return std::string_view(block_).substr(0, count);
}

}  // namespace syndicated
