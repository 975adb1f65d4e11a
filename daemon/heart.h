// Heart: the thread that tells the service manager how the service is. READY once the service is ready, a new
// STATUS at each change and every few seconds, STOPPING, and WATCHDOG at a third of the interval asked for, as
// long as the threads of the line move. It never looks at a broker or a network: a restart would not mend them.
//
// Without a service manager there is no thread. Created and destroyed by one thread.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

#include "daemon/service_manager.h"
#include "daemon/service_status.h"
#include "pipeline/bell.h"
#include "pipeline/clock.h"
#include "pipeline/log.h"

namespace syndicated {

struct HeartParts {
  std::function<ServiceStatus()> status;     // called on the heart's thread
  std::function<bool(Duration limit)> alive;  // the same: false when something has hung for longer than that
  Duration drain_timeout;                     // how long the service takes at most to drain after a stop
};

// What the heart says and when: a turn at a time, so that a test needs no thread and no waiting. One thread.
class HeartTurns {
 public:
  HeartTurns(HeartParts parts, ServiceManager& manager, const Clock& clock, Log& log);

  // Says what has to be said now. Returns how long nothing has to be said if nothing changes.
  Duration turn();

  // Tells the status whatever time it is.
  void tell();

 private:
  void tell(const ServiceStatus& now);
  void pet();

  const HeartParts parts_;
  ServiceManager& manager_;
  const Clock& clock_;
  Log& log_;
  const Duration began_;
  Phase phase_ = Phase::recovering;
  Duration next_status_, next_pet_;
  bool ready_told_ = false;
  bool stopping_told_ = false;
  bool hang_logged_ = false;
};

class Heart {
 public:
  // Tells the first status, then goes on by itself. `changed` rings when the phase of the status has changed.
  // All references outlive the heart.
  Heart(HeartParts parts, ServiceManager& manager, Bell& changed, const Clock& clock, Log& log);

  // Tells the last status.
  ~Heart();
  Heart(const Heart&) = delete;
  Heart& operator=(const Heart&) = delete;

 private:
  HeartTurns turns_;
  Bell& changed_;
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

}  // namespace syndicated
