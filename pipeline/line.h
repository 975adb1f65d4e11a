// Line: sources, prepare, deduplicate, finish and sink, joined by four bounded channels. It is built from
// recovered state, runs, drains, and is thrown away; whatever goes wrong, the next line starts from what was
// committed.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <vector>

#include "pipeline/channel.h"
#include "pipeline/clock.h"
#include "pipeline/heartbeat.h"
#include "pipeline/line_counters.h"
#include "pipeline/options.h"
#include "pipeline/sink.h"
#include "pipeline/source.h"
#include "pipeline/stage.h"
#include "pipeline/station.h"

namespace syndicated {

// Not owned; all of them outlive the line.
struct LineParts {
  std::vector<Source*> sources;
  Stage* prepare = nullptr;
  Stage* deduplicate = nullptr;
  Stage* finish = nullptr;
  Sink* sink = nullptr;
  std::uint64_t line_epoch = 1;
  LimitLog* limit_log = nullptr;  // if given, hears of what limits cut off
};

enum class LineOutcome {
  finished,   // every source is finished, everything is committed
  stopped,    // stop() was called and the line was drained
  abandoned,  // stop() was called and draining took too long; the rest was not committed
  rebuild,    // recover and build a new line
  fatal,      // a source or the sink failed for good
};

struct LineResult {
  LineOutcome outcome = LineOutcome::finished;
  Error error;  // for rebuild and fatal
};

class Line {
 public:
  Line(const LineParts& parts, const LineOptions& options, const Clock& clock);

  // Runs the stations on threads until the line has ended, and joins them. Once.
  LineResult run();

  // Closes the front; what is inside is drained and committed. Any thread, also before run.
  void stop();

  // Numbers of this line. Any thread.
  const LineCounters& counters() const { return counters_; }

  // False when a thread of the line has not moved for longer than `limit`: a stage that hangs, or threads that
  // wait for each other. What sources and sink do outside, within their own deadlines, is not looked at. True
  // before and after run. Any thread.
  bool alive(Duration limit) const;

  // How long the commit that is under way has taken so far; zero when none is. Any thread.
  Duration committing_for() const { return sink_heartbeat_.outside_for(); }

  // For the simulator, instead of run(): the stations in downstream order, and the result once all of them
  // are finished.
  std::vector<Station*> stations();
  LineResult result() const;

 private:
  // A thread serves one or two stations, the one further down the line first. Its name is for people who look
  // at the threads of the process.
  void serve(const char* name, Heartbeat& heartbeat, std::vector<Station*> served);
  void await_drain();
  void abandon();

  const LineOptions options_;
  const Clock& clock_;
  const std::vector<Source*> source_parts_;
  LineCounters counters_;
  Bell bell_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> abandoned_{false};
  std::atomic<int> running_{0};
  Heartbeat sink_heartbeat_, deduplicate_heartbeat_, runner_heartbeat_;
  // One for each thread; a deque, because a heartbeat never moves in memory.
  std::deque<Heartbeat> source_heartbeats_, worker_heartbeats_;
  Channel raw_, prepared_, decided_, finished_;
  ParallelRing prepare_, finish_;
  std::vector<std::unique_ptr<SourceStation>> sources_;
  std::vector<std::unique_ptr<WorkerStation>> prepare_workers_, finish_workers_;
  SerialStation deduplicate_;
  SinkStation sink_;
};

}  // namespace syndicated
