#include "daemon/service_manager.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <systemd/sd-daemon.h>

#include "daemon/terminal.h"

namespace syndicated {
namespace {

std::string microseconds(Duration duration) { return std::to_string(duration.ms * 1000); }

}  // namespace

ServiceManager::ServiceManager(Log& log) : log_(log) {
  const char* socket = std::getenv("NOTIFY_SOCKET");
  listens_ = socket != nullptr && *socket != '\0';
  std::uint64_t interval_us = 0;
  // Says no when $WATCHDOG_PID is another process: the variables were meant for our parent.
  if (listens_ && sd_watchdog_enabled(0, &interval_us) > 0) {
    watchdog_interval_ = milliseconds(static_cast<std::int64_t>(interval_us / 1000));
  }
}

bool ServiceManager::new_sentence(std::string_view sentence) {
  // A reason may hold anything, and a line end would begin a message of its own.
  std::string clean = truncated(for_terminal(sentence), kStatusColumnsMax, true);
  if (clean == sentence_) return false;
  sentence_ = std::move(clean);
  return true;
}

void ServiceManager::status(std::string_view sentence) {
  if (new_sentence(sentence)) send("STATUS=" + sentence_);
}

void ServiceManager::ready(std::string_view sentence) {
  new_sentence(sentence);
  send("READY=1\nSTATUS=" + sentence_);
}

void ServiceManager::stopping(std::string_view sentence, Duration at_most) {
  new_sentence(sentence);
  send("STOPPING=1\nSTATUS=" + sentence_ + "\nEXTEND_TIMEOUT_USEC=" + microseconds(at_most));
}

void ServiceManager::watchdog() { send("WATCHDOG=1"); }

void ServiceManager::extend_timeout(Duration at_least) {
  send("EXTEND_TIMEOUT_USEC=" + microseconds(at_least));
}

void ServiceManager::send(const std::string& message) {
  if (!listens_) return;
  const int sent = sd_notify(0, message.c_str());
  if (sent >= 0 || warned_) return;
  warned_ = true;
  log_.warn("The service manager does not take messages", {{"reason", std::strerror(-sent)}});
}

}  // namespace syndicated
