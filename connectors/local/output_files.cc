#include "connectors/local/output_files.h"

#include <algorithm>
#include <utility>

#include "pipeline/check.h"
#include "pipeline/hash.h"

namespace syndicated {
namespace {

// How much of the end of a file is compared to know it again. Records are longer than a few hundred
// bytes, and each carries its own uri, so the last one already tells two files apart.
constexpr std::size_t kTailBytes = 1024;

constexpr const char* kWhatToDo =
    "; put the right file back, or move the state directory and the output files away to start "
    "anew";

void keep_tail(std::string& tail, std::string_view appended) {
  if (appended.size() >= kTailBytes) {
    tail.assign(appended.substr(appended.size() - kTailBytes));
    return;
  }
  tail.append(appended);
  if (tail.size() > kTailBytes) tail.erase(0, tail.size() - kTailBytes);
}

}  // namespace

// An empty output is known by its path: it has no content that could tell it from another file.
std::uint64_t OutputFiles::Output::hash() const {
  if (path.empty()) return committed_hash;
  return hash64(written == 0 ? path : written_tail);
}

OutputFiles::OutputFiles(std::array<std::string, kStreams> paths, bool fsync, FileSystem& files,
                         Log& log)
    : fsync_(fsync), files_(files), log_(log) {
  for (int i = 0; i < kStreams; ++i) outputs_[i].path = std::move(paths[i]);
}

Result<void> OutputFiles::begin_new(CommitMark& mark) {
  for (Output& output : outputs_) {
    if (output.path.empty()) continue;
    const Result<FileInfo> info = files_.info(output.path);
    if (!info) return info.error();
    if (info->kind == FileKind::absent || info->size == 0) continue;
    return Error{ErrorKind::config, "the output file " + output.path +
                                        " has content but the state directory is new; move one of "
                                        "them away, or use the state that belongs to the file"};
  }
  describe(mark);
  return {};
}

Result<void> OutputFiles::open(const CommitMark& mark) {
  for (int i = 0; i < kStreams; ++i) {
    Output& output = outputs_[i];
    output.committed = output.written = mark.lengths[i];
    output.committed_hash = mark.tail_hashes[i];
    if (output.path.empty()) continue;
    if (const Result<void> opened = open_one(output); !opened) return opened;
  }
  return {};
}

Result<void> OutputFiles::open_one(Output& output) {
  const std::string committed = std::to_string(output.committed);
  Result<FileInfo> info = files_.info(output.path);
  if (!info) return info.error();
  if (info->kind == FileKind::directory || info->kind == FileKind::other) {
    return Error{ErrorKind::config, "the output " + output.path +
                                        " is not a regular file, so it cannot be exactly once; "
                                        "use - for standard output"};
  }
  if (info->kind == FileKind::absent && output.committed > 0) {
    return Error{ErrorKind::io, "the output file " + output.path + " is missing, " + committed +
                                    " bytes of it are committed" + kWhatToDo};
  }
  if (info->size < output.committed) {
    return Error{ErrorKind::io, "the output file " + output.path + " has " +
                                    std::to_string(info->size) + " bytes, but " + committed +
                                    " are committed" + kWhatToDo};
  }
  if (output.committed == 0 && info->size > 0 && hash64(output.path) != output.committed_hash) {
    return Error{ErrorKind::config, "the output file " + output.path +
                                        " has content, but this state has not written to it yet; "
                                        "move the file away"};
  }
  Result<std::unique_ptr<File>> file = files_.open(output.path, {.mode = OpenMode::create});
  if (!file) return file.error();
  output.file = std::move(*file);
  // Also when it was there: the process that created it may have ended before its name was durable.
  if (fsync_) {
    const Result<void> synced = files_.sync_directory(parent_of(output.path));
    if (!synced) return synced;
  }
  info = output.file->info();
  if (!info) return info.error();
  output.inode = info->inode;
  const std::uint64_t size = std::min<std::uint64_t>(output.committed, kTailBytes);
  Result<std::string> tail = output.file->read(output.committed - size, size);
  if (!tail) return tail.error();
  output.committed_tail = output.written_tail = std::move(*tail);
  if (output.committed > 0 && output.hash() != output.committed_hash) {
    return Error{ErrorKind::io, "the output file " + output.path +
                                    " was replaced or changed: byte " + committed +
                                    " and those before it are not what was committed" + kWhatToDo};
  }
  return {};
}

Result<void> OutputFiles::cut() {
  for (Output& output : outputs_) {
    if (!output.file) continue;
    const Result<FileInfo> info = output.file->info();
    if (!info) return info.error();
    CHECK(info->size >= output.committed, "open() has compared the lengths");
    if (info->size == output.committed) continue;
    log_.info("cut off what was not committed",
              {{"file", output.path}, {"bytes", info->size - output.committed}});
    if (const Result<void> cut = output.file->truncate(output.committed); !cut) return cut;
    if (!fsync_) continue;
    if (const Result<void> synced = output.file->sync(); !synced) return synced;
  }
  return {};
}

Result<void> OutputFiles::write(std::span<const BatchPtr> batches) {
  std::array<std::string, kStreams> lines;
  for (const BatchPtr& batch : batches) {
    for (const syndicated::Output& output : batch->outputs) {
      CHECK(output.begin <= batch->encoded.size(), "an output lies within its batch");
      CHECK(output.size <= batch->encoded.size() - output.begin, "an output lies within its batch");
      std::string& out = lines[static_cast<std::size_t>(output.stream)];
      out.append(batch->encoded, output.begin, output.size);
      out.push_back('\n');
    }
  }
  for (int i = 0; i < kStreams; ++i) {
    if (lines[i].empty() || !outputs_[i].file) continue;
    if (const Result<void> appended = append(outputs_[i], lines[i]); !appended) return appended;
  }
  // Last, because it cannot be taken back.
  for (int i = 0; i < kStreams; ++i) {
    if (lines[i].empty() || outputs_[i].file) continue;
    const Result<void> printed = files_.write_standard_output(lines[i]);
    if (!printed) return printed;
  }
  return {};
}

Result<void> OutputFiles::append(Output& output, const std::string& bytes) {
  // Somebody who moves the file away would otherwise have us write where nobody reads.
  const Result<FileInfo> info = files_.info(output.path);
  if (!info) return info.error();
  if (info->inode != output.inode || info->size < output.committed) {
    return Error{ErrorKind::io, "the output file " + output.path +
                                    " was moved, replaced or cut while it was written to" +
                                    kWhatToDo};
  }
  const std::uint64_t offset = output.written;
  output.written += bytes.size();  // before the write: undo() has to cut even what failed
  keep_tail(output.written_tail, bytes);
  if (const Result<void> put = output.file->write(offset, bytes); !put) return put;
  if (!fsync_) return {};
  return output.file->sync();
}

void OutputFiles::describe(CommitMark& mark) const {
  for (int i = 0; i < kStreams; ++i) {
    mark.lengths[i] = outputs_[i].written;
    mark.tail_hashes[i] = outputs_[i].hash();
  }
}

void OutputFiles::accept() {
  for (Output& output : outputs_) {
    output.committed = output.written;
    output.committed_hash = output.hash();
    output.committed_tail = output.written_tail;
  }
}

Result<void> OutputFiles::undo() {
  Result<void> outcome;
  for (Output& output : outputs_) {
    if (!output.file || output.written == output.committed) continue;
    output.written = output.committed;
    output.written_tail = output.committed_tail;
    const Result<void> cut = output.file->truncate(output.committed);
    if (!cut) outcome = cut;
  }
  return outcome;
}

}  // namespace syndicated
