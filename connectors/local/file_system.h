// FileSystem: the seam to the disk. The real form calls the kernel; the simulated one
// (tests/simulation/sim_file_system.h) keeps synced and unsynced bytes apart, so that a crash can
// be tried at every operation. Only what the local connector needs is here.
//
// Durability is the caller's: bytes last after sync(), a name lasts after sync_directory() of its
// folder. Errors: no_space when the disk or quota is full, io for anything else the kernel refuses;
// each says what was tried, on which path, and what the kernel answered. Interrupted calls are
// taken up again inside.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/result.h"

namespace syndicated {

enum class FileKind : std::uint8_t { absent, regular, directory, other };

struct FileInfo {
  FileKind kind = FileKind::absent;
  std::uint64_t inode = 0;       // tells one file from its replacement under the same name
  std::uint64_t size = 0;        // bytes
  std::int64_t modified_ns = 0;  // since the Unix epoch
};

// An open file. One thread at a time. Destruction closes it without a sync.
class File {
 public:
  virtual ~File() = default;

  virtual Result<FileInfo> info() = 0;

  // Gives up to `size` bytes from `offset`; fewer only where the file ends.
  virtual Result<std::string> read(std::uint64_t offset, std::size_t size) = 0;

  // Writes all bytes at `offset`. After an error any part of them may be in the file.
  virtual Result<void> write(std::uint64_t offset, std::string_view bytes) = 0;

  virtual Result<void> truncate(std::uint64_t size) = 0;

  // Makes content and size durable. After one failure the kernel may have thrown the bytes away and
  // would report the next attempt as a success; therefore every later sync of this File fails too.
  virtual Result<void> sync() = 0;
};

// Holds a lock until it is destroyed; the kernel releases it when the process ends, however it
// ends.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

enum class OpenMode : std::uint8_t {
  read,    // must exist
  create,  // read and write; an empty file when absent, mode 0600 for state and 0666 less umask
           // otherwise
};

struct OpenOptions {
  OpenMode mode = OpenMode::read;
  bool private_file = false;  // create with 0600
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  virtual Result<std::unique_ptr<File>> open(const std::string& path, OpenOptions options) = 0;

  // Follows symbolic links. A path that does not exist is no error: FileKind::absent.
  virtual Result<FileInfo> info(const std::string& path) = 0;

  // Names inside a directory without "." and "..", in byte order; at most `names_max`, else
  // ErrorKind::limit.
  virtual Result<std::vector<std::string>> list(const std::string& path, std::size_t names_max) = 0;

  // Replaces `to` in one step.
  virtual Result<void> rename(const std::string& from, const std::string& to) = 0;

  virtual Result<void> remove(const std::string& path) = 0;

  // With its parents; an existing directory is no error. The last one gets mode 0700.
  virtual Result<void> make_directory(const std::string& path) = 0;

  virtual Result<void> sync_directory(const std::string& path) = 0;

  // An exclusive lock on the file `path`, created when absent. ErrorKind::fenced when another holds
  // it.
  virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path) = 0;

  // Appends to standard output and waits until the reader took all of it.
  virtual Result<void> write_standard_output(std::string_view bytes) = 0;

  // A number that no other state directory has, for its identity.
  virtual Result<std::uint64_t> fresh_id() = 0;
};

// The file system of the operating system. Any thread; no state.
class RealFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<File>> open(const std::string& path, OpenOptions options) override;
  Result<FileInfo> info(const std::string& path) override;
  Result<std::vector<std::string>> list(const std::string& path, std::size_t names_max) override;
  Result<void> rename(const std::string& from, const std::string& to) override;
  Result<void> remove(const std::string& path) override;
  Result<void> make_directory(const std::string& path) override;
  Result<void> sync_directory(const std::string& path) override;
  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override;
  Result<void> write_standard_output(std::string_view bytes) override;
  Result<std::uint64_t> fresh_id() override;
};

// "a/b" -> "a", "b" -> ".", "/b" -> "/".
std::string parent_of(const std::string& path);

}  // namespace syndicated
