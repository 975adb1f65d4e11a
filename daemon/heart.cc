#include "daemon/heart.h"

#include <algorithm>
#include <pthread.h>

namespace syndicated {
namespace {

constexpr Duration kStatusEvery = seconds(3);

// A large state may take longer to read than the start may take. Each turn asks for a little more, so that a
// process that has died is still noticed, and not for ever.
constexpr Duration kRecoveryStep = seconds(30);
constexpr Duration kRecoveryMax = hours(1);

// What the last commit and the end of the process take after the drain.
constexpr Duration kEndTakes = seconds(15);

}  // namespace

HeartTurns::HeartTurns(HeartParts parts, ServiceManager& manager, const Clock& clock, Log& log)
    : parts_(std::move(parts)),
      manager_(manager),
      clock_(clock),
      log_(log),
      began_(clock.steady()),
      next_status_(began_),
      next_pet_(began_) {}

Duration HeartTurns::turn() {
  const ServiceStatus now = parts_.status();
  if (now.phase != phase_ || now.ready != ready_told_ || clock_.steady() >= next_status_) tell(now);
  pet();
  const Duration next =
      manager_.watchdog_interval() > Duration{} ? std::min(next_status_, next_pet_) : next_status_;
  return std::max(next - clock_.steady(), milliseconds(1));
}

void HeartTurns::tell() { tell(parts_.status()); }

void HeartTurns::tell(const ServiceStatus& now) {
  phase_ = now.phase;
  next_status_ = clock_.steady() + kStatusEvery;
  const std::string sentence = describe(now);
  const bool stopping = now.phase == Phase::stopping || (now.phase == Phase::ended && ready_told_);
  if (stopping && !stopping_told_) {
    stopping_told_ = true;
    manager_.stopping(sentence, parts_.drain_timeout + kEndTakes);
  } else if (now.ready && !ready_told_) {
    ready_told_ = true;
    manager_.ready(sentence);
  } else {
    manager_.status(sentence);
  }
  const bool starting = now.phase == Phase::recovering && !ready_told_;
  if (starting && clock_.steady() - began_ < kRecoveryMax) manager_.extend_timeout(kRecoveryStep);
}

void HeartTurns::pet() {
  const Duration interval = manager_.watchdog_interval();
  if (interval == Duration{} || clock_.steady() < next_pet_) return;
  next_pet_ = clock_.steady() + Duration{interval.ms / 3};
  if (parts_.alive(interval)) {
    hang_logged_ = false;
    manager_.watchdog();
  } else if (!hang_logged_) {
    hang_logged_ = true;
    log_.error("A thread of the line does not move; the service manager will end this process",
               {{"limit_ms", interval.ms}});
  }
}

Heart::Heart(HeartParts parts, ServiceManager& manager, Bell& changed, const Clock& clock, Log& log)
    : turns_(std::move(parts), manager, clock, log), changed_(changed) {
  if (!manager.listens()) return;
  turns_.turn();
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "heart");
    while (!ended_) {
      const std::uint64_t ticket = changed_.ticket();
      const Duration patience = turns_.turn();
      if (!ended_) changed_.wait(ticket, patience);
    }
  });
}

Heart::~Heart() {
  if (!thread_.joinable()) return;
  ended_ = true;
  changed_.ring();
  thread_.join();
  turns_.tell();
}

}  // namespace syndicated
