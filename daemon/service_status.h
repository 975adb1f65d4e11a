// ServiceStatus: what the service is doing, as a value and as one sentence for people (`systemctl status`).
#pragma once

#include <string>

#include "pipeline/line_counters.h"
#include "pipeline/time.h"

namespace syndicated {

enum class Phase {
  recovering,  // reads what the last commit says; no line yet
  waiting,     // for something outside, as a broker that is away; `reason` says for what
  running,
  stopping,    // stop() was called; what is inside is drained
  ended,       // run() is over; `reason` says why, unless it was asked for
};

struct ServiceStatus {
  Phase phase = Phase::recovering;
  std::string reason;  // for waiting and ended
  // True once a recovery has succeeded, or the service waits for the outside to make one possible. From then on
  // it does its work as well as anybody could, and restarting it would not help.
  bool ready = false;
  LineCounters::Snapshot books{{}, 0};
  Duration committing_for;  // age of the commit under way; zero when none is
};

// "Running: 4,997 published, 48 duplicates, 21 dead letters; 12 entries in flight". Reasons are passed on as they
// are. Pure.
std::string describe(const ServiceStatus& status);

}  // namespace syndicated
