// How the journal stays bounded: what retention lets go is deleted by whole segments, or by
// rewriting a segment of which most is dead. Nothing here is needed for correctness, so a failure
// is told and tried again at the next roll.
#include <algorithm>
#include <utility>

#include "connectors/local/journal.h"
#include "connectors/local/journal_segment.h"

namespace syndicated {
namespace {

// Bounds what one commit pays for tidying up; more than one segment becomes ripe at a roll only
// after a jump of stream time.
constexpr int kRewritesPerRoll = 2;

}  // namespace

bool Journal::expired(StateLog log, Time time) const {
  const Duration kept =
      log == StateLog::marks ? options_.marks_retention : options_.decisions_retention;
  return time < last_.stream_time - kept;
}

// The number of the oldest segment that still holds a record within retention, or of the next one.
std::uint64_t Journal::oldest_living() const {
  for (const Segment& segment : segments_) {
    const bool marks = segment.marks_bytes > 0 && !expired(StateLog::marks, segment.newest_mark);
    const bool decisions =
        segment.decisions_bytes > 0 && !expired(StateLog::decisions, segment.newest_decision);
    if (marks || decisions) return segment.number;
  }
  return segments_.back().number + 1;
}

bool Journal::mostly_dead(const Segment& segment) const {
  std::uint64_t living = 0;
  if (!expired(StateLog::marks, segment.newest_mark)) living += segment.marks_bytes;
  if (!expired(StateLog::decisions, segment.newest_decision)) living += segment.decisions_bytes;
  // What a rewrite could drop. Header and commit of a rewritten segment stay for ever.
  const std::uint64_t records = segment.marks_bytes + segment.decisions_bytes;
  const std::uint64_t dead = (segment.rewritten ? records : segment.bytes) - living;
  return dead > living;
}

void Journal::compact() {
  const std::uint64_t first = last_.first_segment;
  while (segments_.front().number < first) {
    const Result<void> removed = files_.remove(path_of(segments_.front().number));
    if (!removed) {
      // The snapshot already says that it is no part of the state; the next start removes it.
      log_.warn("could not delete a journal segment", {{"reason", removed.error().what}});
    }
    segments_.erase(segments_.begin());
  }
  int rewritten = 0;
  for (std::size_t i = 0; i + 1 < segments_.size() && rewritten < kRewritesPerRoll; ++i) {
    if (!mostly_dead(segments_[i])) continue;
    ++rewritten;
    if (const Result<void> done = rewrite(segments_[i]); !done) {
      log_.warn("could not rewrite a journal segment", {{"reason", done.error().what}});
      return;
    }
  }
}

// Keeps the marks and decisions within retention, as one group that ends where the segment ended.
Result<void> Journal::rewrite(Segment& segment) {
  const Result<std::string> old = read_all(segment.number);
  if (!old) return old.error();
  SegmentReader reader(*old);
  const std::optional<SegmentHeader> header = reader.header();
  if (!header) return damaged(segment.number, 0, "its header is not readable");

  Segment kept{.number = segment.number, .rewritten = true};
  std::string bytes;
  append_header({.state_id = state_id_, .number = segment.number, .rewritten = true}, bytes);
  CommitMark mark;
  mark.frames = 0;
  std::uint32_t frames = 0;
  Group group;
  while (reader.next(group)) {
    for (const StateRecord& record : group.records) {
      if (record.log == StateLog::heads || expired(record.log, record.time)) continue;
      append_record(record, bytes);
      kept.count(record);
      ++frames;
    }
    mark = group.mark;
  }
  if (!reader.at_end()) return damaged(segment.number, reader.offset(), "a frame is not readable");
  mark.frames = frames;
  append_commit(mark, bytes);
  kept.bytes = bytes.size();
  if (const Result<void> written = write_segment(segment.number, bytes); !written) return written;
  segment = kept;
  return {};
}

}  // namespace syndicated
