// ServiceManager: what the daemon tells systemd (sd_notify(3)): that it is ready, what it is doing, that it is
// alive, that it stops. Without $NOTIFY_SOCKET, as at a terminal, every call does nothing. A message that
// cannot be sent is a warning in the log, once; the daemon works as well without being heard.
//
// Deliberately absent: RELOADING=1, because the configuration is read at the start only.
//
// One thread at a time. Nobody may change the environment meanwhile.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/log.h"
#include "pipeline/time.h"

namespace syndicated {

class ServiceManager {
 public:
  // Reads the environment. `log` outlives the object.
  explicit ServiceManager(Log& log);

  // True when there is somebody to tell.
  bool listens() const { return listens_; }

  // Within which time the manager wants to hear watchdog(), or it ends the process; zero when it does not.
  Duration watchdog_interval() const { return watchdog_interval_; }

  // Each sentence is cut to kStatusColumnsMax and cleaned of what is no text. The same sentence twice is told once.
  void status(std::string_view sentence);
  void ready(std::string_view sentence);

  // The stop may take until `at_most` from now.
  void stopping(std::string_view sentence, Duration at_most);

  void watchdog();

  // The start, or the stop, takes at least `at_least` from now.
  void extend_timeout(Duration at_least);

 private:
  bool new_sentence(std::string_view sentence);
  void send(const std::string& message);

  Log& log_;
  bool listens_ = false;
  bool warned_ = false;
  Duration watchdog_interval_;
  std::string sentence_;  // what was told last
};

inline constexpr std::size_t kStatusColumnsMax = 400;

}  // namespace syndicated
