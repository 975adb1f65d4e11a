#include "pipeline/bell.h"

#include <chrono>

namespace syndicated {

void Bell::ring() {
  rings_.fetch_add(1);
  if (waiters_.load() == 0) return;
  // The empty critical section orders this ring after a waiter's check and before its sleep, or after both.
  { const std::lock_guard lock(mutex_); }
  changed_.notify_all();
}

void Bell::wait(std::uint64_t ticket, Duration timeout) {
  waiters_.fetch_add(1);
  {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(timeout.ms),
                      [&] { return rings_.load() != ticket; });
  }
  waiters_.fetch_sub(1);
}

}  // namespace syndicated
