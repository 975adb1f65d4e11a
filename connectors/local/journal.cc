#include "connectors/local/journal.h"

#include <algorithm>
#include <utility>

#include "connectors/local/journal_segment.h"
#include "pipeline/check.h"

namespace syndicated {
namespace {

// Segments are deleted from the oldest on; more than these in one directory are not ours.
constexpr std::size_t kNamesMax = 1'000'000;
constexpr std::string_view kAside = ".tmp";

constexpr const char* kWhatToDo =
    "; restore the state directory from a backup, or move it and the output files away to start "
    "anew";

}  // namespace

Journal::Journal(JournalOptions options, FileSystem& files, Log& log)
    : options_(std::move(options)), files_(files), log_(log) {}

Journal::~Journal() = default;

void Journal::Segment::count(const StateRecord& record) {
  constexpr std::uint64_t kFields = kFrameHeaderBytes + 1 + 8 + 4 + 4;
  const std::uint64_t size = kFields + record.key.size() + record.value.size();
  if (record.log == StateLog::marks) {
    marks_bytes += size;
    newest_mark = std::max(newest_mark, record.time);
  } else if (record.log == StateLog::decisions) {
    decisions_bytes += size;
    newest_decision = std::max(newest_decision, record.time);
  }
}

std::string Journal::path_of(std::uint64_t number) const {
  return options_.directory + "/" + segment_name(number);
}

Error Journal::damaged(std::uint64_t number, std::uint64_t offset, const std::string& what) const {
  return Error{ErrorKind::io, "the journal " + path_of(number) + " is damaged at byte " +
                                  std::to_string(offset) + ": " + what + kWhatToDo};
}

Result<std::string> Journal::read_all(std::uint64_t number) const {
  Result<std::unique_ptr<File>> file = files_.open(path_of(number), {.mode = OpenMode::read});
  if (!file) return file.error();
  const Result<FileInfo> info = (*file)->info();
  if (!info) return info.error();
  Result<std::string> bytes = (*file)->read(0, info->size);
  if (bytes && bytes->size() != info->size) {
    return damaged(number, bytes->size(), "it became shorter while it was read");
  }
  return bytes;
}

// Lists what is there and forgets what a crash left of segments that were being written.
Result<void> Journal::find_segments() {
  const Result<std::vector<std::string>> names = files_.list(options_.directory, kNamesMax);
  if (!names) return names.error();
  for (const std::string& name : *names) {
    if (name.starts_with("journal-") && name.ends_with(kAside)) {
      const Result<void> removed = files_.remove(options_.directory + "/" + name);
      if (!removed) return removed;
    } else if (const std::optional<std::uint64_t> number = segment_number(name)) {
      segments_.push_back(Segment{.number = *number});
    }
  }
  return {};
}

Result<bool> Journal::open(StateReader& reader) {
  CHECK(segments_.empty(), "a journal is opened once");
  if (const Result<void> found = find_segments(); !found) return found.error();
  if (segments_.empty()) return false;

  const std::uint64_t newest = segments_.back().number;
  const Result<std::string> bytes = read_all(newest);
  if (!bytes) return bytes.error();
  SegmentReader segment(*bytes);
  const std::optional<SegmentHeader> header = segment.header();
  if (!header || header->number != newest) return damaged(newest, 0, "its header is not readable");
  if (header->version != kJournalVersion) {
    return Error{ErrorKind::config, "the journal " + path_of(newest) + " has format version " +
                                        std::to_string(header->version) + ", this program reads " +
                                        std::to_string(kJournalVersion) +
                                        "; use the program that wrote it, or move it away"};
  }
  Group snapshot;
  if (!segment.next(snapshot))
    return damaged(newest, segment.offset(), "its snapshot is not whole");
  state_id_ = header->state_id;

  // A crash between writing a snapshot and deleting what it made superfluous leaves older segments.
  const std::uint64_t first = snapshot.mark.first_segment;
  for (const Segment& old : segments_) {
    if (old.number >= first) continue;
    if (const Result<void> removed = files_.remove(path_of(old.number)); !removed) {
      return removed.error();
    }
  }
  std::erase_if(segments_, [&](const Segment& old) { return old.number < first; });
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    if (segments_[i].number == first + i) continue;
    return damaged(first + i, 0, "the file is missing");
  }
  if (segments_.front().number != first) return damaged(first, 0, "the file is missing");

  last_.seq = 0;
  for (std::size_t i = 0; i + 1 < segments_.size(); ++i) {
    if (const Result<void> read = read_older(i, reader); !read) return read.error();
  }
  if (segments_.size() > 1 && last_.seq != snapshot.mark.seq) {
    return damaged(newest, 0, "it does not continue the segment before");
  }
  if (const Result<void> read = read_newest(*bytes, reader); !read) return read.error();
  return true;
}

// Streams the marks and decisions of the segment at `index`, which must be whole. Its heads and
// positions are superseded by the next snapshot.
Result<void> Journal::read_older(std::uint64_t index, StateReader& reader) {
  Segment& known = segments_[index];
  const Result<std::string> bytes = read_all(known.number);
  if (!bytes) return bytes.error();
  SegmentReader segment(*bytes);
  const std::optional<SegmentHeader> header = segment.header();
  if (!header || header->number != known.number) {
    return damaged(known.number, 0, "its header is not readable");
  }
  if (header->state_id != state_id_ || header->version != kJournalVersion) {
    return damaged(known.number, 0, "it belongs to another state");
  }
  known.bytes = bytes->size();
  known.rewritten = header->rewritten;
  Group group;
  for (bool first = true; segment.next(group); first = false) {
    if (group.mark.state_id != state_id_) {
      return damaged(known.number, segment.offset(), "a commit belongs to another state");
    }
    const bool in_order = first ? index == 0 || header->rewritten || group.mark.seq == last_.seq
                                : continues(group.mark);
    if (!in_order) return damaged(known.number, segment.offset(), "a commit is missing");
    for (const StateRecord& record : group.records) {
      if (record.log == StateLog::heads) continue;
      known.count(record);
      reader.on_record(record);
    }
    last_ = group.mark;
  }
  if (!segment.at_end()) return damaged(known.number, segment.offset(), "a frame is not readable");
  return {};
}

// True when `mark` is what may stand behind `last_`: the next commit, or the next epoch.
bool Journal::continues(const CommitMark& mark) const {
  if (mark.line_epoch == last_.line_epoch) return mark.seq == last_.seq + 1;
  return mark.line_epoch > last_.line_epoch && mark.seq == last_.seq;
}

Result<void> Journal::read_newest(const std::string& bytes, StateReader& reader) {
  Segment& known = segments_.back();
  SegmentReader segment(bytes);
  segment.header();
  Group group;
  bool is_snapshot = true;
  std::size_t whole = segment.offset();
  while (segment.next(group)) {
    if (group.mark.state_id != state_id_ || (!is_snapshot && !continues(group.mark))) {
      return damaged(known.number, whole, "a commit is missing");
    }
    for (const StateRecord& record : group.records) {
      known.count(record);
      if (record.log != StateLog::heads) reader.on_record(record);
      apply(record);
    }
    for (const Position& position : group.positions) positions_[position.origin] = position;
    // A group that only begins an epoch says nothing about the sync of the one before it.
    const bool begins_epoch = !is_snapshot && group.mark.seq == last_.seq;
    if (!begins_epoch) unproven_.clear();
    unproven_.append(bytes, whole, segment.offset() - whole);
    last_ = group.mark;
    whole = segment.offset();
    if (is_snapshot) snapshot_bytes_ = whole;
    is_snapshot = false;
  }
  const std::string_view tail = std::string_view(bytes).substr(whole);
  if (const Result<void> judged = judge_tail(tail, whole); !judged) return judged;
  known.bytes = whole;
  torn_bytes_ = tail.size();
  return {};
}

// Behind the last whole group only the one commit that was being written may stand, in pieces.
// Anything that was committed later proves that the disk lost what it had promised to keep.
Result<void> Journal::judge_tail(std::string_view tail, std::uint64_t offset) const {
  const std::optional<CommitMark> later = find_last_commit(tail, state_id_);
  if (!later) return {};
  if (later->seq == last_.seq + 1 && later->line_epoch == last_.line_epoch) return {};
  return damaged(segments_.back().number, offset,
                 "commit " + std::to_string(later->seq) + " stands behind what is not readable");
}

void Journal::apply(const StateRecord& record) {
  if (record.log != StateLog::heads) return;
  if (record.value.empty()) {
    heads_.erase(record.key);
  } else {
    heads_[record.key] = record.value;
  }
}

Result<void> Journal::create(const CommitMark& mark) {
  CHECK(segments_.empty(), "only an empty directory gets a new journal");
  const Result<std::uint64_t> id = files_.fresh_id();
  if (!id) return id.error();
  state_id_ = *id;
  last_ = mark;
  last_.state_id = state_id_;
  last_.first_segment = 1;
  last_.frames = 0;
  std::string bytes;
  append_header({.state_id = state_id_, .number = 1}, bytes);
  append_commit(last_, bytes);
  if (const Result<void> written = write_segment(1, bytes); !written) return written;
  segments_.push_back(Segment{.number = 1, .bytes = bytes.size()});
  snapshot_bytes_ = bytes.size();
  return {};
}

Result<void> Journal::open_newest() {
  const std::uint64_t number = segments_.back().number;
  Result<std::unique_ptr<File>> file =
      files_.open(path_of(number), {.mode = OpenMode::create, .private_file = true});
  if (!file) return file.error();
  newest_ = std::move(*file);
  return {};
}

Result<void> Journal::begin_epoch() {
  CHECK(!segments_.empty(), "open or create first");
  CHECK(broken_, "an epoch begins once per opening");
  if (const Result<void> opened = open_newest(); !opened) return opened;
  Segment& segment = segments_.back();
  if (torn_bytes_ > 0) {
    if (const Result<void> cut = newest_->truncate(segment.bytes); !cut) return cut;
  }
  CommitMark mark = last_;
  mark.line_epoch = last_.line_epoch + 1;
  mark.frames = 0;
  // What no later commit proves to be on the disk is written once more: if its sync failed before a
  // process ended, the kernel may give back bytes that it has already forgotten to write.
  std::string bytes = std::move(unproven_);
  const std::size_t again = bytes.size();
  unproven_.clear();
  append_commit(mark, bytes);
  if (const Result<void> put = newest_->write(segment.bytes - again, bytes); !put) return put;
  if (options_.fsync) {
    // Also makes the cut durable, so that the outputs may be cut afterwards.
    if (const Result<void> synced = newest_->sync(); !synced) return synced;
    // The process before may have ended between naming a segment and making its name durable.
    const Result<void> named = files_.sync_directory(options_.directory);
    if (!named) return named;
  }
  segment.bytes += bytes.size() - again;
  last_ = mark;
  broken_ = false;
  return {};
}

JournalWrite Journal::append(std::span<const StateRecord* const> records,
                             std::span<const Position> positions, CommitMark mark) {
  CHECK(mark.seq == last_.seq + 1, "a commit continues the one before");
  CHECK(mark.line_epoch == last_.line_epoch, "a commit belongs to the epoch that began");
  if (broken_) {
    return {Error{ErrorKind::io, "the journal failed before and has to be recovered first"}, true};
  }
  for (const StateRecord* record : records) {
    if (record->key.size() + record->value.size() + 64 <= kFrameBytesMax) continue;
    return {Error{ErrorKind::limit, "a state record of " + std::to_string(record->value.size()) +
                                        " bytes is larger than a journal frame may be"},
            true};
  }
  if (segments_.back().bytes >= std::max(options_.segment_bytes, 2 * snapshot_bytes_)) {
    if (const Result<void> rolled = roll(); !rolled) {
      broken_ = true;
      return {rolled.error(), true};
    }
  }

  std::string bytes;
  for (const StateRecord* record : records) append_record(*record, bytes);
  for (const Position& position : positions) append_position(position, bytes);
  mark.state_id = state_id_;
  mark.first_segment = last_.first_segment;
  mark.frames = static_cast<std::uint32_t>(records.size() + positions.size());
  append_commit(mark, bytes);

  Segment& segment = segments_.back();
  Result<void> written = newest_->write(segment.bytes, bytes);
  if (written && options_.fsync) written = newest_->sync();
  if (!written) {
    broken_ = true;
    const Result<void> cut = newest_->truncate(segment.bytes);
    const bool undone = cut && (!options_.fsync || newest_->sync());
    return {written.error(), undone};
  }
  segment.bytes += bytes.size();
  for (const StateRecord* record : records) {
    segment.count(*record);
    apply(*record);
  }
  for (const Position& position : positions) positions_[position.origin] = position;
  last_ = mark;
  return {};
}

// Writes a segment aside and puts it in its place in one step.
Result<void> Journal::write_segment(std::uint64_t number, const std::string& bytes) {
  const std::string path = path_of(number);
  const std::string aside = path + std::string(kAside);
  Result<void> written;
  {
    Result<std::unique_ptr<File>> file =
        files_.open(aside, {.mode = OpenMode::create, .private_file = true});
    if (!file) return file.error();
    written = (*file)->truncate(0);
    if (written) written = (*file)->write(0, bytes);
    if (written && options_.fsync) written = (*file)->sync();
  }
  if (written) written = files_.rename(aside, path);
  if (!written) {
    // A full disk gets its space back; if that fails too, the next start removes the file.
    static_cast<void>(files_.remove(aside).has_value());
    return written;
  }
  if (!options_.fsync) return {};
  return files_.sync_directory(options_.directory);
}

// Begins the next segment with a snapshot of everything but marks and decisions, then tidies up
// behind it.
Result<void> Journal::roll() {
  CommitMark mark = last_;
  mark.first_segment = oldest_living();
  mark.frames = static_cast<std::uint32_t>(heads_.size() + positions_.size());
  const std::uint64_t number = segments_.back().number + 1;
  std::string bytes;
  append_header({.state_id = state_id_, .number = number}, bytes);
  for (const auto& [key, value] : heads_) {
    append_record({.log = StateLog::heads, .time = last_.stream_time, .key = key, .value = value},
                  bytes);
  }
  for (const auto& [origin, position] : positions_) append_position(position, bytes);
  append_commit(mark, bytes);
  if (const Result<void> written = write_segment(number, bytes); !written) return written;

  segments_.push_back(Segment{.number = number, .bytes = bytes.size()});
  snapshot_bytes_ = bytes.size();
  last_ = mark;
  if (const Result<void> opened = open_newest(); !opened) return opened;
  compact();
  return {};
}

}  // namespace syndicated
