// Bell: lets a thread sleep until something in the line has changed. An event count: read a ticket, look for
// work, and wait only if nothing has rung since. Ringing is cheap while nobody waits. Any thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "pipeline/time.h"

namespace syndicated {

class Bell {
 public:
  std::uint64_t ticket() const { return rings_.load(); }

  // Wakes everybody who waits with an older ticket.
  void ring();

  // Returns when the bell has rung since `ticket` was read, or after `timeout`.
  void wait(std::uint64_t ticket, Duration timeout);

 private:
  std::atomic<std::uint64_t> rings_{0};
  std::atomic<int> waiters_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace syndicated
