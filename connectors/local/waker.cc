#include "connectors/local/waker.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

#include "pipeline/check.h"

namespace syndicated {
namespace {

// A longer wait is several waits.
constexpr std::int64_t kWaitMsMax = 60'000;

}  // namespace

Waker::Waker() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  CHECK(event_ >= 0, "a process that starts has descriptors left");
}

Waker::~Waker() { ::close(event_); }

bool Waker::wait(Duration deadline, const Clock& clock, int descriptor) {
  for (;;) {
    const std::int64_t left = std::clamp<std::int64_t>((deadline - clock.steady()).ms, 0, kWaitMsMax);
    pollfd waited[2] = {{event_, POLLIN, 0}, {descriptor, POLLIN, 0}};
    const int ready = ::poll(waited, 2, static_cast<int>(left));
    if (ready > 0 && (waited[0].revents & POLLIN) != 0) {
      std::uint64_t count = 0;
      // Nothing to read means that nobody woke us, which is as good.
      static_cast<void>(!::read(event_, &count, sizeof count));
      return waited[1].revents != 0;
    }
    if (ready > 0) return true;
    if (clock.steady() >= deadline) return false;
  }
}

void Waker::wake() {
  const std::uint64_t one = 1;
  // It fails only when the counter is full, and then the waiter is woken anyway.
  static_cast<void>(!::write(event_, &one, sizeof one));
}

}  // namespace syndicated
