#include "connectors/local/file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace syndicated {
namespace {

// read(2) and write(2) take no more than this in one call anyway.
constexpr std::size_t kCallBytesMax = 1u << 30;

Error failure(const char* tried, const std::string& path, int code) {
  const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
  return Error{
      full ? ErrorKind::no_space : ErrorKind::io,
      std::string("cannot ") + tried + " " + path + ": " + std::generic_category().message(code)};
}

// Calls again while a signal interrupts.
template <class Call>
auto persist(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

FileInfo info_of(const struct stat& s) {
  FileInfo info;
  info.kind = S_ISREG(s.st_mode)   ? FileKind::regular
              : S_ISDIR(s.st_mode) ? FileKind::directory
                                   : FileKind::other;
  info.inode = s.st_ino;
  info.size = static_cast<std::uint64_t>(s.st_size);
  info.modified_ns = s.st_mtim.tv_sec * 1'000'000'000 + s.st_mtim.tv_nsec;
  return info;
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

class RealFile final : public File {
 public:
  RealFile(Descriptor fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  Result<FileInfo> info() override {
    struct stat s;
    if (::fstat(fd_.get(), &s) != 0) return failure("examine", path_, errno);
    return info_of(s);
  }

  Result<std::string> read(std::uint64_t offset, std::size_t size) override {
    std::string bytes(size, '\0');
    std::size_t done = 0;
    while (done < size) {
      const std::size_t want = std::min(size - done, kCallBytesMax);
      const ssize_t got = persist([&] {
        return ::pread(fd_.get(), bytes.data() + done, want, static_cast<off_t>(offset + done));
      });
      if (got < 0) return failure("read", path_, errno);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
  }

  Result<void> write(std::uint64_t offset, std::string_view bytes) override {
    while (!bytes.empty()) {
      const std::size_t want = std::min(bytes.size(), kCallBytesMax);
      const ssize_t put = persist(
          [&] { return ::pwrite(fd_.get(), bytes.data(), want, static_cast<off_t>(offset)); });
      if (put < 0) return failure("write", path_, errno);
      offset += static_cast<std::uint64_t>(put);
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return {};
  }

  Result<void> truncate(std::uint64_t size) override {
    const int done = persist([&] { return ::ftruncate(fd_.get(), static_cast<off_t>(size)); });
    if (done != 0) return failure("truncate", path_, errno);
    return {};
  }

  Result<void> sync() override {
    if (sync_failed_) {
      return Error{ErrorKind::io, "cannot sync " + path_ + ": an earlier sync of it failed"};
    }
    if (persist([&] { return ::fdatasync(fd_.get()); }) != 0) {
      sync_failed_ = true;
      return failure("sync", path_, errno);
    }
    return {};
  }

 private:
  Descriptor fd_;
  std::string path_;
  bool sync_failed_ = false;
};

class RealLock final : public FileLock {
 public:
  explicit RealLock(Descriptor fd) : fd_(std::move(fd)) {}

 private:
  Descriptor fd_;  // closing it releases the lock
};

}  // namespace

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<std::unique_ptr<File>> RealFileSystem::open(const std::string& path, OpenOptions options) {
  const bool create = options.mode == OpenMode::create;
  // O_NONBLOCK: opening a pipe that somebody put in place of a file must not hang; it has no effect
  // on files.
  const int flags = (create ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC | O_NONBLOCK;
  const mode_t mode = options.private_file ? 0600 : 0666;
  Descriptor fd(persist([&] { return ::open(path.c_str(), flags, mode); }));
  if (fd.get() < 0) return failure("open", path, errno);
  return std::unique_ptr<File>(std::make_unique<RealFile>(std::move(fd), path));
}

Result<FileInfo> RealFileSystem::info(const std::string& path) {
  struct stat s;
  if (::stat(path.c_str(), &s) == 0) return info_of(s);
  if (errno == ENOENT || errno == ENOTDIR) return FileInfo{};
  return failure("examine", path, errno);
}

Result<std::vector<std::string>> RealFileSystem::list(const std::string& path,
                                                      std::size_t names_max) {
  DIR* directory = ::opendir(path.c_str());
  if (directory == nullptr) return failure("list", path, errno);
  std::vector<std::string> names;
  int code = 0;
  bool too_many = false;
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(directory);
    if (entry == nullptr) {
      code = errno;
      break;
    }
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    too_many = names.size() >= names_max;
    if (too_many) break;
    names.emplace_back(name);
  }
  ::closedir(directory);
  if (code != 0) return failure("list", path, code);
  if (too_many) {
    return Error{ErrorKind::limit, "cannot list " + path + ": it has more than " +
                                       std::to_string(names_max) + " names"};
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> RealFileSystem::rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return failure("rename to", to, errno);
  return {};
}

Result<void> RealFileSystem::remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0) return failure("remove", path, errno);
  return {};
}

Result<void> RealFileSystem::make_directory(const std::string& path) {
  // Each prefix once, from the top: its depth is that of the path, which the kernel bounds.
  for (std::size_t end = path.find('/', 1); end != std::string::npos;
       end = path.find('/', end + 1)) {
    const std::string parent = path.substr(0, end);
    if (::mkdir(parent.c_str(), 0777) == 0) continue;
    if (errno != EEXIST && errno != EROFS && errno != EACCES) {
      return failure("make the directory", parent, errno);
    }
  }
  if (::mkdir(path.c_str(), 0700) == 0) return sync_directory(parent_of(path));
  const int code = errno;
  Result<FileInfo> there = info(path);
  if (there && there->kind == FileKind::directory) return {};
  return failure("make the directory", path, code);
}

Result<void> RealFileSystem::sync_directory(const std::string& path) {
  Descriptor fd(persist([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  if (fd.get() < 0) return failure("open the directory", path, errno);
  if (persist([&] { return ::fsync(fd.get()); }) == 0) return {};
  // Some network file systems know no sync of a directory and say so.
  if (errno == EINVAL || errno == ENOTSUP) return {};
  return failure("sync the directory", path, errno);
}

Result<std::unique_ptr<FileLock>> RealFileSystem::lock(const std::string& path) {
  Descriptor fd(persist([&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600); }));
  if (fd.get() < 0) return failure("open the lock", path, errno);
  if (persist([&] { return ::flock(fd.get(), LOCK_EX | LOCK_NB); }) != 0) {
    if (errno != EWOULDBLOCK) return failure("lock", path, errno);
    return Error{ErrorKind::fenced, "cannot lock " + path + ": another process holds it"};
  }
  return std::unique_ptr<FileLock>(std::make_unique<RealLock>(std::move(fd)));
}

Result<void> RealFileSystem::write_standard_output(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = persist([&] {
      return ::write(STDOUT_FILENO, bytes.data(), std::min(bytes.size(), kCallBytesMax));
    });
    if (put < 0) return failure("write to", "standard output", errno);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

Result<std::uint64_t> RealFileSystem::fresh_id() {
  std::uint64_t id = 0;
  if (::getentropy(&id, sizeof id) != 0) return failure("read", "the random device", errno);
  return id;
}

}  // namespace syndicated
