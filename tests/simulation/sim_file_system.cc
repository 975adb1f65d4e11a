#include "tests/simulation/sim_file_system.h"

#include <algorithm>
#include <utility>

namespace syndicated {
namespace {

// Small, so that even short files are torn in several ways.
constexpr std::size_t kSectorBytes = 64;

Error refused(const std::string& tried, const std::string& path, const std::string& why,
              ErrorKind kind = ErrorKind::io) {
  return Error{kind, "cannot " + tried + " " + path + ": " + why};
}

}  // namespace

class SimFile final : public File {
 public:
  SimFile(SimFileSystem& disk, SimFileSystem::InodePtr inode, std::string path)
      : disk_(disk),
        inode_(std::move(inode)),
        path_(std::move(path)),
        generation_(disk.generation_) {}

  Result<FileInfo> info() override {
    if (Result<void> ok = usable(); !ok) return ok.error();
    return FileInfo{.kind = FileKind::regular,
                    .inode = inode_->number,
                    .size = inode_->content.size(),
                    .modified_ns = inode_->modified_ns};
  }

  Result<std::string> read(std::uint64_t offset, std::size_t size) override {
    if (Result<void> ok = usable(); !ok) return ok.error();
    if (offset >= inode_->content.size()) return std::string();
    return inode_->content.substr(offset, size);
  }

  Result<void> write(std::uint64_t offset, std::string_view bytes) override {
    if (Result<void> ok = usable(); !ok) return ok.error();
    const bool powered = disk_.step();
    const std::uint64_t size = inode_->content.size();
    const std::uint64_t grows = std::max(size, offset + bytes.size()) - size;
    const bool breaks = disk_.writes_until_failure_ > 0 && --disk_.writes_until_failure_ == 0;
    const bool full = grows > disk_.free_bytes_;
    std::size_t taken = bytes.size();
    if (full) taken -= static_cast<std::size_t>(grows - disk_.free_bytes_);
    if (breaks) taken = std::min(taken, bytes.size() / 2);
    if (!powered) taken = std::min<std::size_t>(taken, disk_.partial_() % (bytes.size() + 1));
    change({.is_write = true, .offset = offset, .bytes = std::string(bytes.substr(0, taken))});
    if (disk_.free_bytes_ != ~std::uint64_t{0}) {
      disk_.free_bytes_ -= inode_->content.size() - size;
    }
    if (!powered) return refused("write", path_, "the power went off");
    if (breaks) return refused("write", path_, "I/O error");
    if (full) return refused("write", path_, "no space left", ErrorKind::no_space);
    return {};
  }

  Result<void> truncate(std::uint64_t size) override {
    if (Result<void> ok = usable(); !ok) return ok.error();
    if (disk_.truncations_fail_) return refused("truncate", path_, "I/O error");
    const bool powered = disk_.step();
    if (powered || disk_.partial_() % 2 == 0) change({.offset = size, .bytes = {}});
    if (!powered) return refused("truncate", path_, "the power went off");
    return {};
  }

  Result<void> sync() override {
    if (Result<void> ok = usable(); !ok) return ok.error();
    const bool powered = disk_.step();
    const bool breaks = disk_.syncs_until_failure_ > 0 && --disk_.syncs_until_failure_ == 0;
    if (breaks) {
      // As Linux does it: the bytes are thrown away but still read back, and the next sync knows
      // nothing of it.
      failed_ = true;
      std::erase_if(inode_->unsynced, [](const auto& change) { return change.is_write; });
    }
    if (failed_) return refused("sync", path_, "I/O error");
    if (powered || disk_.partial_() % 2 == 0) {
      for (const SimFileSystem::Change& change : inode_->unsynced) {
        SimFileSystem::apply(change, inode_->durable);
      }
      inode_->unsynced.clear();
    }
    if (!powered) return refused("sync", path_, "the power went off");
    return {};
  }

 private:
  Result<void> usable() const {
    if (generation_ != disk_.generation_) return refused("use", path_, "its process has ended");
    return disk_.alive(path_);
  }

  void change(SimFileSystem::Change change) {
    SimFileSystem::apply(change, inode_->content);
    inode_->unsynced.push_back(std::move(change));
    inode_->modified_ns = ++disk_.time_ns_;
  }

  SimFileSystem& disk_;
  SimFileSystem::InodePtr inode_;
  std::string path_;
  std::uint64_t generation_;
  bool failed_ = false;
};

class SimLock final : public FileLock {
 public:
  SimLock(SimFileSystem& disk, std::string path)
      : disk_(disk), path_(std::move(path)), generation_(disk.generation_) {}
  ~SimLock() override {
    if (generation_ == disk_.generation_) disk_.locked_.erase(path_);
  }

 private:
  SimFileSystem& disk_;
  std::string path_;
  std::uint64_t generation_;
};

SimFileSystem::SimFileSystem() : directories_{"/", "."} {}
SimFileSystem::~SimFileSystem() = default;

Result<void> SimFileSystem::alive(const std::string& path) const {
  if (power_cut_) return refused("use", path, "there is no power");
  return {};
}

bool SimFileSystem::step() {
  if (operations_++ < power_cut_at_) return true;
  power_cut_ = true;
  return false;
}

void SimFileSystem::apply(const Change& change, std::string& content) {
  if (!change.is_write) {
    content.resize(change.offset, '\0');
    return;
  }
  if (change.bytes.empty()) return;
  if (content.size() < change.offset + change.bytes.size()) {
    content.resize(change.offset + change.bytes.size(), '\0');
  }
  content.replace(change.offset, change.bytes.size(), change.bytes);
}

void SimFileSystem::apply_name(const NameChange& change,
                               std::map<std::string, InodePtr>& names) const {
  if (!change.from.empty()) names.erase(change.from);
  if (!change.to.empty()) names[change.to] = change.inode;
}

Result<std::unique_ptr<File>> SimFileSystem::open(const std::string& path, OpenOptions options) {
  if (Result<void> ok = alive(path); !ok) return ok.error();
  if (forbidden_.contains(path)) return refused("open", path, "permission denied");
  auto found = names_.find(path);
  if (found == names_.end()) {
    if (options.mode == OpenMode::read) return refused("open", path, "no such file");
    if (!directories_.contains(parent_of(path))) return refused("open", path, "no such directory");
    if (!step() && partial_() % 2 == 0) return refused("open", path, "the power went off");
    InodePtr inode = std::make_shared<Inode>();
    inode->number = next_inode_++;
    inode->modified_ns = ++time_ns_;
    found = names_.emplace(path, inode).first;
    unsynced_names_[parent_of(path)].push_back({.from = "", .to = path, .inode = inode});
    if (power_cut_) return refused("open", path, "the power went off");
  }
  return std::unique_ptr<File>(std::make_unique<SimFile>(*this, found->second, path));
}

Result<FileInfo> SimFileSystem::info(const std::string& path) {
  if (Result<void> ok = alive(path); !ok) return ok.error();
  if (directories_.contains(path)) return FileInfo{.kind = FileKind::directory};
  const auto found = names_.find(path);
  if (found == names_.end()) return FileInfo{};
  return FileInfo{.kind = FileKind::regular,
                  .inode = found->second->number,
                  .size = found->second->content.size(),
                  .modified_ns = found->second->modified_ns};
}

Result<std::vector<std::string>> SimFileSystem::list(const std::string& path,
                                                     std::size_t names_max) {
  if (Result<void> ok = alive(path); !ok) return ok.error();
  if (forbidden_.contains(path)) return refused("list", path, "permission denied");
  if (!directories_.contains(path)) return refused("list", path, "no such directory");
  std::vector<std::string> names;
  for (const auto& [name, inode] : names_) {
    if (parent_of(name) == path) names.push_back(name.substr(name.find_last_of('/') + 1));
  }
  for (const std::string& directory : directories_) {
    if (directory != path && parent_of(directory) == path && directory.size() > 1) {
      names.push_back(directory.substr(directory.find_last_of('/') + 1));
    }
  }
  if (names.size() > names_max) return refused("list", path, "too many names", ErrorKind::limit);
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> SimFileSystem::rename(const std::string& from, const std::string& to) {
  if (Result<void> ok = alive(from); !ok) return ok;
  const auto found = names_.find(from);
  if (found == names_.end()) return refused("rename", from, "no such file");
  const bool powered = step();
  if (powered || partial_() % 2 == 0) {
    const NameChange change{.from = from, .to = to, .inode = found->second};
    apply_name(change, names_);
    unsynced_names_[parent_of(to)].push_back(change);
  }
  if (!powered) return refused("rename", from, "the power went off");
  return {};
}

Result<void> SimFileSystem::remove(const std::string& path) {
  if (Result<void> ok = alive(path); !ok) return ok;
  if (!names_.contains(path)) return refused("remove", path, "no such file");
  const bool powered = step();
  if (powered || partial_() % 2 == 0) {
    if (free_bytes_ != ~std::uint64_t{0}) free_bytes_ += names_[path]->content.size();
    const NameChange change{.from = path, .to = "", .inode = nullptr};
    apply_name(change, names_);
    unsynced_names_[parent_of(path)].push_back(change);
  }
  if (!powered) return refused("remove", path, "the power went off");
  return {};
}

Result<void> SimFileSystem::make_directory(const std::string& path) {
  if (Result<void> ok = alive(path); !ok) return ok;
  for (std::string p = path; directories_.insert(p).second;) p = parent_of(p);
  return {};
}

Result<void> SimFileSystem::sync_directory(const std::string& path) {
  if (Result<void> ok = alive(path); !ok) return ok;
  const bool powered = step();
  std::deque<NameChange>& changes = unsynced_names_[path];
  if (powered || partial_() % 2 == 0) {
    for (const NameChange& change : changes) apply_name(change, durable_names_);
    changes.clear();
  }
  if (!powered) return refused("sync", path, "the power went off");
  return {};
}

Result<std::unique_ptr<FileLock>> SimFileSystem::lock(const std::string& path) {
  if (Result<void> ok = alive(path); !ok) return ok.error();
  if (!locked_.insert(path).second) {
    return refused("lock", path, "another process holds it", ErrorKind::fenced);
  }
  return std::unique_ptr<FileLock>(std::make_unique<SimLock>(*this, path));
}

Result<void> SimFileSystem::write_standard_output(std::string_view bytes) {
  if (Result<void> ok = alive("standard output"); !ok) return ok;
  const bool powered = step();
  standard_output_.append(powered ? bytes : bytes.substr(0, partial_() % (bytes.size() + 1)));
  if (!powered) return refused("write to", "standard output", "the power went off");
  return {};
}

Result<std::uint64_t> SimFileSystem::fresh_id() { return 0x5151'0000'0000'0000 + next_inode_++; }

void SimFileSystem::restart() {
  ++generation_;
  locked_.clear();
  power_cut_ = false;
  power_cut_at_ = ~std::uint64_t{0};
  free_bytes_ = ~std::uint64_t{0};
  syncs_until_failure_ = writes_until_failure_ = 0;
  truncations_fail_ = false;
}

void SimFileSystem::kill() { restart(); }

std::string SimFileSystem::surviving(const Inode& inode, std::mt19937_64& random) const {
  std::string content = inode.durable;
  if (random() % 4 == 0) {  // all of it reached the disk in time
    for (const Change& change : inode.unsynced) apply(change, content);
    return content;
  }
  const std::size_t reached = random() % (inode.unsynced.size() + 1);
  const bool in_order = random() % 2 == 0;
  for (std::size_t i = 0; i < inode.unsynced.size(); ++i) {
    const Change& change = inode.unsynced[i];
    if (i > reached) break;
    if (!change.is_write) {
      if (i < reached) apply(change, content);
      continue;
    }
    if (i < reached && in_order) {
      apply(change, content);
      continue;
    }
    if (in_order) {
      const std::size_t torn = random() % (change.bytes.size() + 1);
      apply({.is_write = true, .offset = change.offset, .bytes = change.bytes.substr(0, torn)},
            content);
      continue;
    }
    for (std::size_t at = 0; at < change.bytes.size(); at += kSectorBytes) {
      if (random() % 2 == 0) continue;
      apply({.is_write = true,
             .offset = change.offset + at,
             .bytes = change.bytes.substr(at, kSectorBytes)},
            content);
    }
  }
  return content;
}

void SimFileSystem::crash(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  restart();
  for (auto& [folder, changes] : unsynced_names_) {
    const std::size_t reached = random() % (changes.size() + 1);
    for (std::size_t i = 0; i < reached; ++i) apply_name(changes[i], durable_names_);
    changes.clear();
  }
  names_ = durable_names_;
  for (auto& [name, inode] : names_) {
    inode->content = surviving(*inode, random);
    inode->durable = inode->content;
    inode->unsynced.clear();
  }
}

void SimFileSystem::cut_power_after(std::uint64_t operations, std::uint64_t seed) {
  power_cut_at_ = operations_ + operations;
  partial_.seed(seed);
}

std::string SimFileSystem::content(const std::string& path) const {
  const auto found = names_.find(path);
  return found == names_.end() ? std::string() : found->second->content;
}

void SimFileSystem::set_content(const std::string& path, std::string content, bool replace) {
  InodePtr& inode = names_[path];
  if (!inode || replace) {
    inode = std::make_shared<Inode>();
    inode->number = next_inode_++;
  }
  for (std::string p = parent_of(path); directories_.insert(p).second;) p = parent_of(p);
  inode->content = std::move(content);
  inode->durable = inode->content;
  inode->unsynced.clear();
  inode->modified_ns = ++time_ns_;
  durable_names_[path] = inode;
}

}  // namespace syndicated
