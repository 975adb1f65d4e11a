// Heartbeat: how one thread of the line shows that it moves. The thread beats each time round its loop; a
// watcher asks whether the last beat is recent. A thread that enters a seam to the outside (a poll, a commit)
// says so: such a call has a deadline of its own and waits for networks and brokers, of which a watchdog must
// know nothing, because no restart mends them.
//
// The owner thread writes, any thread reads. A beat is one reading of the clock and one relaxed store.
#pragma once

#include <atomic>
#include <cstdint>

#include "pipeline/clock.h"

namespace syndicated {

class Heartbeat {
 public:
  // `clock` outlives the heartbeat.
  explicit Heartbeat(const Clock& clock) : clock_(clock) {}

  // The thread moves, and is watched from now on. Owner thread, as all that writes.
  void beat() { mark_.store(clock_.steady().ms, std::memory_order_relaxed); }

  // The thread has ended, and is not watched any more.
  void retire() { mark_.store(kUnwatched, std::memory_order_relaxed); }

  // From its construction to its destruction the thread is outside.
  class Outside {
   public:
    explicit Outside(Heartbeat& heartbeat) : heartbeat_(heartbeat) {
      heartbeat_.mark_.store(-heartbeat_.clock_.steady().ms - 1, std::memory_order_relaxed);
    }
    ~Outside() { heartbeat_.beat(); }
    Outside(const Outside&) = delete;
    Outside& operator=(const Outside&) = delete;

   private:
    Heartbeat& heartbeat_;
  };

  // False when the thread has begun, has not ended, is not outside, and has not beaten for longer than
  // `limit`.
  bool alive(Duration limit) const {
    const std::int64_t mark = mark_.load(std::memory_order_relaxed);
    return mark < 0 || clock_.steady() - Duration{mark} <= limit;
  }

  // How long the thread has been outside by now; zero when it is not.
  Duration outside_for() const {
    const std::int64_t mark = mark_.load(std::memory_order_relaxed);
    return mark >= 0 || mark == kUnwatched ? Duration{} : clock_.steady() - Duration{-(mark + 1)};
  }

 private:
  static constexpr std::int64_t kUnwatched = INT64_MIN;

  const Clock& clock_;
  // The steady time of the last beat; while outside, minus the time of entering, minus one; or kUnwatched.
  std::atomic<std::int64_t> mark_{kUnwatched};
};

}  // namespace syndicated
