// Snapshot: a local copy of the marks and decisions logs, so that a restore reads from Kafka only what was
// written since. It only shortens: every frame has a checksum, a copy that is damaged, torn or of another state is
// thrown away, and Kafka is read whole. Nothing waits for the disk. Internal to the folder. One thread.
//
// A file of frames. Records are appended as they are committed; every now and then a point says up to which offset
// of each log they reach. What stands behind the last point is cut off at the next start.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "pipeline/log.h"
#include "pipeline/state_store.h"

namespace syndicated {

struct SnapshotOptions {
  std::string directory;           // made when absent
  std::string identity;            // of the state: a copy with another one is not used
  Duration marks_retention;        // older records are left out when the file is written anew
  Duration decisions_retention;
};

// How far the copy reaches.
struct SnapshotPoint {
  std::array<std::int64_t, 2> next{};       // offset behind the last record of marks and decisions
  std::array<std::uint64_t, 2> last_seq{};  // the last commit in each of them
};

class Snapshot {
 public:
  Snapshot(SnapshotOptions options, Log& log);
  ~Snapshot();

  // The last point of what is there, nullopt when there is nothing that can be used. Once, first.
  std::optional<SnapshotPoint> open();

  // Gives the records up to the point to the reader; afterwards, or after forget(), more may be appended.
  void stream(StateReader& reader);

  // The point does not fit what Kafka has: begins a new copy.
  void forget();

  void append(StateLog log, Time time, std::string_view value);
  void close_with(const SnapshotPoint& point);

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::string path() const { return options_.directory + "/kafka.snapshot"; }
  void begin_anew();
  void write_frame(char kind, std::string_view payload);
  void flush_records();
  void give_up(const char* what);

  const SnapshotOptions options_;
  Log& log_;
  std::unique_ptr<std::FILE, Closer> file_;  // nullptr: no copy is kept
  std::string content_;                      // between open() and stream()
  std::size_t good_ = 0;                     // bytes up to the last point
  std::string records_;                      // not yet written
};

}  // namespace syndicated
