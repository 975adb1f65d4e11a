// Journal: the committed state of the embedded default on disk: the three state logs, the
// positions, the books and how long each output file is. One commit is one write and one sync at
// the end of the newest segment.
//
// Segments are named journal-<16 digits>.log. Each begins with a snapshot of heads, positions and
// books, so that only the newest is needed for those; older ones matter for their marks and
// decisions alone. When a segment has grown to segment_bytes (or to the size of its snapshot, if
// that is larger), the next begins; then segments whose records are all beyond their retention are
// deleted, and segments of which most is dead are rewritten with what lives. So the journal is
// bounded by what is within retention, the heads and two segments. New and rewritten segments are
// written aside, synced and renamed, so a crash leaves the old or the new one.
//
// Recovery applies whole groups in order. Only the end of the newest segment may be torn, and it is
// cut off; damage before a later commit, in an older segment, or a missing segment is refused,
// never skipped.
//
// Used by JournalSink only. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "connectors/local/file_system.h"
#include "connectors/local/journal_format.h"
#include "pipeline/log.h"
#include "pipeline/result.h"
#include "pipeline/state_store.h"

namespace syndicated {

struct JournalOptions {
  std::string directory;  // must exist
  bool fsync = true;
  Duration marks_retention = days(31);       // in stream time
  Duration decisions_retention = hours(78);  // in stream time
  std::uint64_t segment_bytes = 16u << 20;
};

// What came of a write. When `error` is set, `undone` says whether the journal is certain to be as
// before; if it is not, the commit may or may not be found by the next recovery.
struct JournalWrite {
  std::optional<Error> error;
  bool undone = true;
};

class Journal {
 public:
  Journal(JournalOptions options, FileSystem& files, Log& log);
  ~Journal();

  // Reads everything and streams marks and decisions to `reader`. Removes only what a crash left of
  // unfinished and superseded segments. False: there is no journal here yet. Errors: io with what
  // to do; config when the format is of another version.
  Result<bool> open(StateReader& reader);

  // Makes the first segment of a new state. Only after open() said false.
  Result<void> create(const CommitMark& mark);

  // Cuts off the torn tail and records the next line epoch durably. Once, before the first append.
  Result<void> begin_epoch();

  // One commit. `mark.seq` is last().seq + 1. On an error the journal is unusable until a new one
  // is opened.
  JournalWrite append(std::span<const StateRecord* const> records,
                      std::span<const Position> positions, CommitMark mark);

  const CommitMark& last() const { return last_; }
  const std::map<std::string, Position>& positions() const { return positions_; }
  const std::map<std::string, std::string>& heads() const { return heads_; }
  std::uint64_t torn_bytes() const { return torn_bytes_; }

 private:
  // What is known of a segment without reading it again.
  struct Segment {
    std::uint64_t number = 0;
    std::uint64_t bytes = 0;
    std::uint64_t marks_bytes = 0, decisions_bytes = 0;
    Time newest_mark, newest_decision;
    bool rewritten = false;

    void count(const StateRecord& record);
  };

  std::string path_of(std::uint64_t number) const;
  Result<std::string> read_all(std::uint64_t number) const;
  Result<void> find_segments();
  Result<void> read_older(std::uint64_t number, StateReader& reader);
  Result<void> read_newest(const std::string& bytes, StateReader& reader);
  Result<void> judge_tail(std::string_view tail, std::uint64_t offset) const;
  Error damaged(std::uint64_t number, std::uint64_t offset, const std::string& what) const;
  bool continues(const CommitMark& mark) const;
  void apply(const StateRecord& record);
  Result<void> open_newest();

  Result<void> write_segment(std::uint64_t number, const std::string& bytes);
  Result<void> roll();
  // journal_compaction.cc
  std::uint64_t oldest_living() const;
  void compact();
  bool expired(StateLog log, Time time) const;
  bool mostly_dead(const Segment& segment) const;
  Result<void> rewrite(Segment& segment);

  JournalOptions options_;
  FileSystem& files_;
  Log& log_;

  std::vector<Segment> segments_;  // in order; the last one is written to
  std::unique_ptr<File> newest_;
  std::uint64_t snapshot_bytes_ = 0;  // of the newest segment
  std::uint64_t torn_bytes_ = 0;      // behind the last whole group
  // From open() to begin_epoch(): the last commit with what only began epochs behind it.
  std::string unproven_;
  bool broken_ = true;                // until begin_epoch, and after a failed write

  std::uint64_t state_id_ = 0;
  CommitMark last_;
  std::map<std::string, Position> positions_;
  std::map<std::string, std::string> heads_;
};

}  // namespace syndicated
