// Service: the composition root. Joins sources, stages and sink into a line and runs it: recover, build the
// line, run, drain; and again from the start when a commit was aborted.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

#include "config/config.h"
#include "connectors/local/file_system.h"
#include "daemon/exit_code.h"
#include "daemon/service_status.h"
#include "pipeline/bell.h"
#include "pipeline/books.h"
#include "pipeline/clock.h"
#include "pipeline/line.h"
#include "pipeline/log.h"
#include "pipeline/source.h"

namespace syndicated {

struct ServiceOptions {
  bool once = false;        // read what is there, poll each feed once, then end
  Bell* changed = nullptr;  // if given, rings when the phase of status() has changed; outlives the service
  // If given, makes the one source of each line, instead of those that are configured.
  std::function<std::unique_ptr<Source>()> make_source = {};
};

class Service {
 public:
  // Everything given outlives the service.
  Service(const Config& config, ServiceOptions options, const Clock& clock, FileSystem& files, Log& log);

  // Runs until the sources are finished, stop() was called, or something failed for good. Main thread; once.
  ExitCode run();

  // Any thread.
  void stop();

  // The books of this run so far. Balanced at every moment. Any thread.
  LineCounters::Snapshot books() const;

  // What the service is doing. Any thread.
  ServiceStatus status() const;

  // False when a thread of the line has hung for longer than `limit`. Between lines it is true: recovering has
  // deadlines of its own. Any thread.
  bool alive(Duration limit) const;

  // Writes the books to the log, and what limits have cut off. Any thread.
  void report() const;

 private:
  struct Sources;
  struct Output;

  LineResult run_line(bool& committed);
  Output make_output();
  Sources make_sources();
  LineResult not_built(const Error& error) const;
  void wait(Duration pause);

  // Notes what the service is doing now. Not with mutex_ held.
  void enter(Phase phase, std::string reason = {});

  const Config& config_;
  const ServiceOptions options_;
  const Clock& clock_;
  FileSystem& files_;
  Log& log_;
  LimitLog limit_log_;
  std::atomic<bool> stopping_{false};
  bool has_run_ = false;  // a line has been built before; main thread
  std::uint64_t last_epoch_ = 0;  // of the last line; 0: there was none
  mutable std::mutex mutex_;
  std::condition_variable stop_asked_;
  // Guarded by mutex_:
  Phase phase_ = Phase::recovering;  // never stopping: that is phase_ and stopping_
  std::string reason_;
  bool ready_ = false;
  Line* line_ = nullptr;
  Books earlier_;  // committed by lines of this run that ended
  LimitHits earlier_limits_;  // in lines of this run that ended
};

}  // namespace syndicated
