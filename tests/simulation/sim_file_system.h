// SimFileSystem: a disk in memory on which everything may go wrong. It keeps synced and unsynced
// changes apart: crash() loses or tears what was not synced, as a machine without power does; a
// power cut can be set for any operation, and so can a full disk, a failing sync and a write that
// stops in the middle.
//
// Model: the writes to a file since its last sync reach the disk each sector by itself or not at
// all, in any order; its changes of size in order, up to some point. Names made, renamed or removed
// since the last sync_directory() of their folder last up to some point, in order. A renamed file
// keeps its own unsynced bytes unsynced: renaming is no sync.
//
// One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "connectors/local/file_system.h"

namespace syndicated {

class SimFileSystem final : public FileSystem {
 public:
  SimFileSystem();
  ~SimFileSystem() override;

  // The seam.
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

  // Ends the process: handles and locks die, every byte written is kept.
  void kill();

  // Cuts the power: as kill(), and what was not synced is lost or torn as `seed` says. Ends every
  // fault.
  void crash(std::uint64_t seed);

  // After `operations` more changing operations the next one is done in part, as `seed` says, and
  // everything fails until kill() or crash().
  void cut_power_after(std::uint64_t operations, std::uint64_t seed);
  bool power_is_cut() const { return power_cut_; }

  // The disk takes `bytes` more, then it is full; a write may be done in part. ~0 takes the fault
  // back.
  void set_free_bytes(std::uint64_t bytes) { free_bytes_ = bytes; }

  // The `nth` sync of a file from now on fails with an I/O error (1 is the next). Its bytes can
  // still be read but will never reach the disk, not even with a later sync, as on Linux.
  void fail_sync(std::uint64_t nth) { syncs_until_failure_ = nth; }

  // The `nth` write from now on stops in the middle with an I/O error.
  void fail_write(std::uint64_t nth) { writes_until_failure_ = nth; }

  // Every truncation fails from now on, until crash() or kill().
  void fail_truncations() { truncations_fail_ = true; }

  // Reading this path fails until it is allowed again.
  void forbid(const std::string& path) { forbidden_.insert(path); }
  void allow(const std::string& path) { forbidden_.erase(path); }

  // For tests, without any fault. Setting content gives a file a new modification time, and with
  // `replace` a new inode.
  std::string content(const std::string& path) const;
  bool exists(const std::string& path) const { return names_.contains(path); }
  void set_content(const std::string& path, std::string content, bool replace = false);
  const std::string& standard_output() const { return standard_output_; }
  std::uint64_t operations() const { return operations_; }  // changing ones, so far

 private:
  friend class SimFile;
  friend class SimLock;

  struct Change {
    bool is_write = false;
    std::uint64_t offset = 0;  // or the new size
    std::string bytes;
  };
  struct Inode {
    std::uint64_t number = 0;
    std::int64_t modified_ns = 0;
    std::string content;
    std::string durable;
    std::vector<Change> unsynced;
  };
  using InodePtr =
      std::shared_ptr<Inode>;  // shared by names, durable names and open files, as on a disk
  struct NameChange {
    std::string from;  // "" none
    std::string to;    // "" none
    InodePtr inode;
  };

  Result<void> alive(const std::string& path) const;
  // Counts an operation that changes something. False: the power goes off during it.
  bool step();
  static void apply(const Change& change, std::string& content);
  void apply_name(const NameChange& change, std::map<std::string, InodePtr>& names) const;
  std::string surviving(const Inode& inode, std::mt19937_64& random) const;
  void restart();

  std::map<std::string, InodePtr> names_, durable_names_;
  std::map<std::string, std::deque<NameChange>> unsynced_names_;  // by folder
  std::set<std::string> directories_;
  std::set<std::string> locked_, forbidden_;
  std::string standard_output_;

  std::uint64_t generation_ = 0;  // of the process; handles of an older one are dead
  std::uint64_t next_inode_ = 1;
  std::int64_t time_ns_ = 1;
  std::uint64_t operations_ = 0;
  bool power_cut_ = false;
  std::uint64_t power_cut_at_ = ~std::uint64_t{0};
  std::mt19937_64 partial_;  // how the operation during which the power goes off is done in part
  std::uint64_t free_bytes_ = ~std::uint64_t{0};
  std::uint64_t syncs_until_failure_ = 0, writes_until_failure_ = 0;
  bool truncations_fail_ = false;
};

}  // namespace syndicated
