#include "pipeline/clock.h"

#include <ctime>

namespace syndicated {
namespace {

std::int64_t read_ms(clockid_t id) {
  timespec reading{};
  clock_gettime(id, &reading);
  return reading.tv_sec * 1000 + reading.tv_nsec / 1'000'000;
}

}  // namespace

Time SystemClock::now() const { return {read_ms(CLOCK_REALTIME)}; }
Duration SystemClock::steady() const { return {read_ms(CLOCK_MONOTONIC)}; }

}  // namespace syndicated
