// Station: a place in the line where something is done to batches. step() does a bounded piece of work and
// never waits for other stations, so that production can give stations threads and the simulator can give all
// of them one thread and a seed.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "pipeline/channel.h"
#include "pipeline/clock.h"
#include "pipeline/heartbeat.h"
#include "pipeline/limit_log.h"
#include "pipeline/line_counters.h"
#include "pipeline/options.h"
#include "pipeline/sink.h"
#include "pipeline/source.h"
#include "pipeline/stage.h"

namespace syndicated {

enum class Step {
  moved,     // something was done: step again
  starved,   // nothing to do until there is input
  blocked,   // nothing to do until there is room
  finished,  // never again
};

class Station {
 public:
  virtual ~Station() = default;

  // One thread at a time, always the same.
  virtual Step step() = 0;

  // How long a thread may sleep after starved or blocked, if nothing rings.
  virtual Duration patience() const { return milliseconds(50); }
};

// The front: polls one source into the first channel. Closes its end of the channel when the source is
// finished or when `stopping` is set; a source that fails for good sets it, because a line with a part of
// its sources would look healthy and not be.
class SourceStation final : public Station {
 public:
  // `heartbeat` is that of the thread that steps the station.
  SourceStation(Source& source, Channel& out, const Clock& clock, std::uint64_t line_epoch,
                std::atomic<bool>& stopping, Heartbeat& heartbeat);
  Step step() override;

  // poll() has waited already.
  Duration patience() const override { return milliseconds(1); }

  // Set when the source failed for good. Read after finished.
  const Error* failure() const { return failed_ ? &failure_ : nullptr; }

 private:
  Result<BatchPtr> poll();
  Step close();

  Source& source_;
  Channel& out_;
  const Clock& clock_;
  const std::uint64_t line_epoch_;
  std::atomic<bool>& stopping_;
  Heartbeat& heartbeat_;
  BatchPtr pending_;
  bool closed_ = false;
  bool failed_ = false;
  Error failure_;
};

// What the workers of one parallel stage share: a ring of slots that hands results on in the order taken.
class ParallelRing {
 public:
  ParallelRing(Stage& stage, Channel& in, Channel& out, std::uint32_t slots);

 private:
  friend class WorkerStation;
  struct Slot {
    BatchPtr batch;
    bool done = false;
  };

  Stage& stage_;
  Channel& in_;
  Channel& out_;
  std::mutex mutex_;
  // Guarded by mutex_; a slot between take and done belongs to its worker. Locked before a channel's mutex.
  std::vector<Slot> slots_;
  std::uint64_t taken_ = 0;
  std::uint64_t released_ = 0;
  bool input_closed_ = false;
  bool output_closed_ = false;
};

// One worker of a parallel stage.
class WorkerStation final : public Station {
 public:
  // `entered`, if given, counts the entries that the stage found and what limits cut off (the first
  // stage of the line); `limit_log`, if given too, names the sources of the latter.
  WorkerStation(ParallelRing& ring, LineCounters* entered, LimitLog* limit_log);
  Step step() override;

 private:
  Step take_or_wait();
  bool release_front();
  void count_entered();

  ParallelRing& ring_;
  LineCounters* entered_;
  LimitLog* limit_log_;
  BatchPtr current_;
  std::uint64_t ticket_ = 0;
};

// A serial stage.
class SerialStation final : public Station {
 public:
  SerialStation(Stage& stage, Channel& in, Channel& out);
  Step step() override;

 private:
  Stage& stage_;
  Channel& in_;
  Channel& out_;
  BatchPtr pending_;
};

// The end: gathers batches and commits them together.
class SinkStation final : public Station {
 public:
  // `heartbeat` is that of the thread that steps the station.
  SinkStation(Sink& sink, Channel& in, const Clock& clock, const LineOptions& options,
              LineCounters& counters, Heartbeat& heartbeat);
  Step step() override;
  Duration patience() const override;

  // Read after finished. `done` means that everything was committed.
  const CommitResult& result() const { return result_; }

 private:
  bool is_full() const;
  bool is_due(Duration since) const;
  Step commit();

  Sink& sink_;
  Channel& in_;
  const Clock& clock_;
  const LineOptions options_;
  LineCounters& counters_;
  Heartbeat& heartbeat_;
  std::vector<BatchPtr> gathered_;
  std::uint64_t entries_ = 0;
  std::uint64_t bytes_ = 0;
  Duration taken_at_;   // when the first of them was taken
  Duration first_at_;   // when it came; the begin of the last commit if it came during that
  Duration began_at_;   // of the last commit
  bool was_waiting_ = false;  // what is taken next may have been there since then
  bool closed_ = false;
  CommitResult result_;
};

}  // namespace syndicated
