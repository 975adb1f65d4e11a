// Named points at which a test build can end itself, as if it had been killed there. In other builds nothing is
// left of them. A test sets SYNDICATED_FAULT_POINT=NAME:N, and the process kills itself the Nth time it is there.
#pragma once

#ifdef SYNDICATED_FAULT_POINTS

#include <csignal>
#include <cstdlib>
#include <string_view>

namespace syndicated {

inline void fault_point(std::string_view name) {
  static const char* const given = std::getenv("SYNDICATED_FAULT_POINT");
  if (given == nullptr) return;
  const std::string_view wanted(given);
  const std::size_t colon = wanted.rfind(':');
  if (wanted.substr(0, colon) != name) return;
  static int left = colon == std::string_view::npos ? 1 : std::atoi(given + colon + 1);
  if (--left <= 0) std::raise(SIGKILL);
}

}  // namespace syndicated

#else

namespace syndicated {
constexpr void fault_point(const char*) {}
}  // namespace syndicated

#endif
