#include "config/secret.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace syndicated {
namespace {

constexpr std::size_t secret_bytes_max = 64u << 10;

Error failed(ErrorKind kind, const std::string& path, const std::string& why) {
  return {kind, "the secret in `" + path + "` cannot be used: " + why};
}

Result<std::string> read_open_file(int descriptor, const std::string& path) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) {
    return failed(ErrorKind::io, path, std::generic_category().message(errno));
  }
  if (!S_ISREG(status.st_mode)) return failed(ErrorKind::invalid, path, "it is not a regular file");
  if ((status.st_mode & S_IROTH) != 0) {
    return failed(ErrorKind::policy, path, "everybody on this machine may read it");
  }
  std::string content(secret_bytes_max + 1, '\0');
  std::size_t used = 0;
  while (used < content.size()) {
    const ssize_t count = ::read(descriptor, content.data() + used, content.size() - used);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(ErrorKind::io, path, std::generic_category().message(errno));
    if (count == 0) break;
    used += static_cast<std::size_t>(count);
  }
  if (used > secret_bytes_max) return failed(ErrorKind::limit, path, "it is larger than 64 KiB");
  content.resize(used);
  return content;
}

}  // namespace

Result<Secret> read_secret_file(const std::string& path) {
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return failed(ErrorKind::io, path, std::generic_category().message(errno));
  Result<std::string> content = read_open_file(descriptor, path);
  ::close(descriptor);
  if (!content) return content.error();
  std::string& value = *content;
  if (!value.empty() && value.back() == '\n') value.pop_back();
  if (!value.empty() && value.back() == '\r') value.pop_back();
  if (value.empty()) return failed(ErrorKind::invalid, path, "it is empty");
  for (unsigned char c : value) {
    if (c < 0x20 || c == 0x7F) {
      return failed(ErrorKind::invalid, path, "it holds a control character or a second line");
    }
  }
  return Secret(std::move(value));
}

bool is_credential_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 && name != "." && name != ".." &&
         name.find('/') == std::string_view::npos;
}

}  // namespace syndicated
