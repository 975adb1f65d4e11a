#include "connectors/local/file_source.h"

#include <algorithm>

#include "connectors/local/stdin_source.h"
#include "pipeline/binary.h"

namespace syndicated {
namespace {

constexpr std::uint8_t kHeadVersion = 1;
constexpr std::size_t kScanBytes = 256 * 1024;  // read at once while the end of a long line is looked for

std::string encode_head(const FileInfo& info) {
  std::string head;
  BinaryWriter writer(head);
  writer.integer(kHeadVersion);
  writer.integer(info.inode);
  writer.integer(info.size);
  writer.integer(info.modified_ns);
  return head;
}

// What cannot be read counts as never read: the file is read again, and deduplicate keeps it quiet.
FileInfo decode_head(const std::string& head) {
  BinaryReader reader(head);
  FileInfo info;
  const auto version = reader.integer<std::uint8_t>();
  info.inode = reader.integer<std::uint64_t>();
  info.size = reader.integer<std::uint64_t>();
  info.modified_ns = reader.integer<std::int64_t>();
  info.kind = version == kHeadVersion && reader.good() ? FileKind::regular : FileKind::absent;
  return info;
}

bool passed_over(const std::string& name) {
  return name.starts_with('.') || name.ends_with(".tmp") || name.ends_with(".part");
}

}  // namespace

FileSource::FileSource(FileSourceOptions options, const Clock& clock, FileSystem& files, Log& log,
                       const DocumentCutter* cutter)
    : options_(std::move(options)), clock_(clock), files_(files), log_(log), cutter_(cutter) {}

Result<void> FileSource::start(const Recovered& recovered) {
  const Result<FileInfo> info = files_.info(options_.path);
  if (!info) return info.error();
  is_directory_ = info->kind == FileKind::directory;
  if (info->kind == FileKind::other || (info->kind == FileKind::absent && !options_.follow)) {
    return Error{ErrorKind::config, "read " + options_.path + " for the source " + options_.info.id +
                                        ": it is no file and no directory"};
  }
  prefix_ = "file:" + options_.info.id + ":";
  for (const auto& [origin, position] : recovered.positions) {
    if (!origin.starts_with(prefix_)) continue;
    Tracked& file = tracked_[origin.substr(prefix_.size())];
    file.position = position;
    const auto head = recovered.heads.find(origin);
    if (head != recovered.heads.end()) file.read_as = decode_head(head->second);
  }
  next_scan_ = clock_.steady();
  return {};
}

std::string FileSource::path_of(const std::string& name) const {
  return is_directory_ ? options_.path + "/" + name : options_.path;
}

bool FileSource::is_ndjson(const std::string& name) const {
  if (options_.info.format == Format::ndjson) return true;
  return options_.info.format == Format::automatic &&
         (name.ends_with(".ndjson") || name.ends_with(".jsonl"));
}

Result<void> FileSource::scan() {
  next_scan_ = clock_.steady() + options_.scan_interval;
  if (!is_directory_) {
    // A path that is awaited may turn out to be a directory.
    const Result<FileInfo> info = files_.info(options_.path);
    is_directory_ = info && info->kind == FileKind::directory;
  }
  if (!is_directory_) {
    look_at(options_.path);
  } else {
    const Result<std::vector<std::string>> names = files_.list(options_.path, 4 * kFilesMax);
    if (!names) return names.error();
    for (const std::string& name : *names) {
      if (!passed_over(name)) look_at(name);
    }
  }
  scanned_once_ = true;
  return {};
}

void FileSource::look_at(const std::string& name) {
  const Result<FileInfo> info = files_.info(path_of(name));
  if (!info) return warn_once(name, info.error());
  if (info->kind != FileKind::regular) return;
  auto found = tracked_.find(name);
  if (found == tracked_.end()) {
    if (tracked_.size() >= kFilesMax) {
      if (!full_told_) {
        log_.error("A source has more files than its limit; new ones are not read",
                   {{"source", options_.info.id}, {"limit", static_cast<std::uint64_t>(kFilesMax)}});
      }
      full_told_ = true;
      return;
    }
    found = tracked_.try_emplace(name).first;
    found->second.position.origin = prefix_ + name;
  }
  if (has_more(name, found->second, *info)) pending_.push_back(name);
}

// True when there is something to read; a file that began anew gets its next epoch here.
bool FileSource::has_more(const std::string& name, Tracked& file, const FileInfo& info) const {
  const bool known = file.read_as.kind != FileKind::absent;
  const bool other_file = known && file.read_as.inode != info.inode;
  if (is_ndjson(name)) {
    if (other_file || info.size < file.position.number) {
      // Once per replacement: from here on it is the new file that is known.
      ++file.position.epoch;
      file.position.number = file.scanned = 0;
      file.read_as = info;
      file.head_due = true;
    }
    return info.size > std::max(file.position.number, file.scanned);
  }
  const bool changed = other_file || (known && (file.read_as.size != info.size ||
                                                file.read_as.modified_ns != info.modified_ns));
  if (changed && file.position.number > 0) {
    ++file.position.epoch;
    file.position.number = 0;
  }
  return file.position.number == 0;
}

void FileSource::warn_once(const std::string& name, const Error& error) {
  Tracked& file = tracked_[name];
  if (file.position.origin.empty()) file.position.origin = prefix_ + name;
  if (!file.warned) {
    log_.warn("A file cannot be read; it is tried again at each scan",
              {{"source", options_.info.id}, {"reason", error.what}});
  }
  file.warned = true;
}

Result<BatchPtr> FileSource::poll(Duration deadline) {
  for (bool scanned_now = false;;) {
    if (!pending_.empty()) {
      BatchPtr batch = fill();
      if (!batch->payloads.empty()) return batch;
      continue;
    }
    if (scanned_once_ && !options_.follow) {
      finished_ = true;
      return BatchPtr{};
    }
    if (clock_.steady() >= next_scan_ && !scanned_now) {
      scanned_now = true;
      const Result<void> scanned = scan();
      if (!scanned) {
        if (!path_warned_) {
          log_.warn("A directory cannot be read; it is tried again",
                    {{"source", options_.info.id}, {"reason", scanned.error().what}});
        }
        path_warned_ = true;
        if (!options_.follow) return scanned.error();
      }
      continue;
    }
    if (clock_.steady() >= deadline) return BatchPtr{};
    const Duration until = std::min(deadline, next_scan_);
    waker_.wait(until, clock_);
    if (clock_.steady() < until) return BatchPtr{};
    scanned_now = false;
  }
}

void FileSource::idle(Duration deadline) { waker_.wait(deadline, clock_); }

BatchPtr FileSource::fill() {
  auto batch = std::make_unique<Batch>();
  lines_ = bytes_ = 0;
  while (!pending_.empty() && lines_ < kBatchEntriesMax && bytes_ < kBatchBytesMax) {
    const Step step = read_some(pending_.front(), *batch);
    if (step == Step::full) break;
    if (step == Step::done) pending_.pop_front();
  }
  return batch;
}

FileSource::Step FileSource::read_some(const std::string& name, Batch& batch) {
  Tracked& file = tracked_[name];
  const auto read = [&]() -> Result<Step> {
    Result<std::unique_ptr<File>> opened = files_.open(path_of(name), {.mode = OpenMode::read});
    if (!opened) return opened.error();
    const Result<FileInfo> info = (*opened)->info();
    if (!info) return info.error();
    if (!has_more(name, file, *info)) return Step::done;
    return is_ndjson(name) ? read_lines(name, file, **opened, *info, batch)
                           : read_document(name, file, **opened, *info, batch);
  };
  const Result<Step> step = read();
  if (!step) {
    warn_once(name, step.error());
    return Step::done;
  }
  file.warned = false;
  return *step;
}

Result<FileSource::Step> FileSource::read_document(const std::string& name, Tracked& file, File& opened,
                                                   const FileInfo& info, Batch& batch) {
  if (bytes_ > 0 && bytes_ + info.size > kBatchBytesMax) return Step::full;
  const bool is_text = options_.info.format == Format::text;
  if (cutter_ != nullptr && !is_text && info.size > options_.payload_bytes_max &&
      info.size <= options_.document_bytes_max) {
    const Result<Step> step = read_parts(name, file, info, batch);
    if (!step || large_ != nullptr || *step == Step::done) return step;
  }
  const std::uint64_t size =
      std::min({info.size, options_.document_bytes_max, options_.payload_bytes_max});
  Result<std::string> bytes = opened.read(0, size);
  if (!bytes) return bytes.error();
  ++lines_;
  add(name, file, info, std::move(*bytes), 1, info.size > size, batch);
  return Step::done;
}

// Step::full without a large document means that it cannot be read in parts.
Result<FileSource::Step> FileSource::read_parts(const std::string& name, Tracked& file,
                                                const FileInfo& info, Batch& batch) {
  if (large_ == nullptr || !large_->is(name, info)) {
    large_.reset();
    Result<std::unique_ptr<File>> opened = files_.open(path_of(name), {.mode = OpenMode::read});
    if (!opened) return opened.error();
    auto document = std::make_unique<LargeDocument>(name, std::move(*opened), info);
    if (Result<void> begun = document->open(*cutter_); !begun) return begun.error();
    if (document->parts() == nullptr) return Step::full;
    large_ = std::move(document);
  }
  Result<DocumentPart> part = large_->parts()->next(kBatchEntriesMax, kBatchBytesMax);
  if (!part) {
    large_.reset();
    return part.error();
  }
  lines_ += part->entries;
  const bool last = part->last;
  add_payload(name, file, std::move(part->bytes), part->entries_before, part->cut, batch);
  if (!last) return Step::took;
  large_.reset();
  advance(name, file, info, 1, batch);
  return Step::done;
}

Result<FileSource::Step> FileSource::read_lines(const std::string& name, Tracked& file, File& opened,
                                                const FileInfo& info, Batch& batch) {
  const std::uint64_t from = file.position.number;
  const std::uint64_t room = kBatchBytesMax - bytes_;
  Result<std::string> bytes = opened.read(from, std::min(room, info.size - from));
  if (!bytes) return bytes.error();
  // Whole lines, as many as the batch has room for.
  std::size_t end = 0;
  std::uint64_t lines = 0;
  for (std::size_t newline = bytes->find('\n'); newline != std::string::npos && lines_ + lines < kBatchEntriesMax;
       newline = bytes->find('\n', end)) {
    if (newline - end > options_.line_bytes_max) {
      if (end > 0) break;
      return read_long_line(name, file, opened, info, batch);
    }
    end = newline + 1;
    ++lines;
  }
  const bool to_the_end = from + bytes->size() >= info.size;
  if (end == 0) {
    if (!to_the_end && bytes_ > 0) return Step::full;
    if (!to_the_end) return read_long_line(name, file, opened, info, batch);
    if (options_.follow) {
      // Somebody is still writing the line.
      file.scanned = info.size;
      return Step::done;
    }
    end = bytes->size();
    lines = 1;
  }
  bytes->resize(end);
  lines_ += lines;
  add(name, file, info, std::move(*bytes), from + end, false, batch);
  return from + end >= info.size ? Step::done : Step::took;
}

// A line that is longer than a batch. What is beyond the limit is passed by without being kept.
Result<FileSource::Step> FileSource::read_long_line(const std::string& name, Tracked& file, File& opened,
                                                    const FileInfo& info, Batch& batch) {
  const std::uint64_t from = file.position.number;
  std::string line;
  std::uint64_t at = from;
  bool ended = false;
  while (!ended && at < info.size) {
    Result<std::string> bytes = opened.read(at, std::min<std::uint64_t>(kScanBytes, info.size - at));
    if (!bytes) return bytes.error();
    if (bytes->empty()) break;
    const std::size_t newline = bytes->find('\n');
    ended = newline != std::string::npos;
    const std::size_t taken = ended ? newline + 1 : bytes->size();
    const std::uint64_t room = options_.line_bytes_max - std::min<std::uint64_t>(line.size(), options_.line_bytes_max);
    line.append(*bytes, 0, std::min<std::uint64_t>(taken, room));
    at += taken;
  }
  if (!ended && options_.follow) {
    file.scanned = info.size;
    return Step::done;
  }
  ++lines_;
  const bool truncated = at - from > options_.line_bytes_max;
  add(name, file, info, std::move(line), at, truncated, batch);
  return at >= info.size ? Step::done : Step::took;
}

void FileSource::add(const std::string& name, Tracked& file, const FileInfo& info, std::string bytes,
                     std::uint64_t next, bool truncated, Batch& batch) {
  add_payload(name, file, std::move(bytes), is_ndjson(name) ? file.position.number : 0, truncated,
              batch);
  advance(name, file, info, next, batch);
}

void FileSource::add_payload(const std::string& name, const Tracked& file, std::string bytes,
                             std::uint64_t offset, bool truncated, Batch& batch) {
  Payload payload;
  bytes_ += std::max<std::uint64_t>(bytes.size(), 1);
  payload.bytes = std::move(bytes);
  payload.source = &options_.info;
  payload.origin = file.position.origin;
  payload.offset = offset;
  payload.name = is_directory_ ? name : options_.path;
  payload.received_at = clock_.now();
  payload.truncated = truncated;
  batch.payloads.push_back(std::move(payload));
}

// What was read so far becomes durable with the batch, whose last payload is of this file.
void FileSource::advance(const std::string& name, Tracked& file, const FileInfo& info,
                         std::uint64_t next, Batch& batch) {
  const bool new_head = file.head_due || file.read_as.kind == FileKind::absent ||
                        file.read_as.inode != info.inode || !is_ndjson(name);
  file.head_due = false;
  file.position.number = next;
  file.read_as = info;
  const Payload& payload = batch.payloads.back();
  if (!batch.positions.empty() && batch.positions.back().origin == payload.origin) {
    batch.positions.back() = file.position;
  } else {
    batch.positions.push_back(file.position);
  }
  if (new_head) {
    batch.state.push_back({StateLog::heads, payload.received_at, payload.origin, encode_head(info)});
  }
}

std::unique_ptr<Source> make_local_source(FileSourceOptions options, const Clock& clock,
                                          FileSystem& files, Log& log,
                                          const DocumentCutter* cutter) {
  if (options.path == "-")
    return std::make_unique<StdinSource>(std::move(options), clock, 0, cutter);
  return std::make_unique<FileSource>(std::move(options), clock, files, log, cutter);
}

}  // namespace syndicated
