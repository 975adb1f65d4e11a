// CHECK: an invariant of ours. It stays on in release builds: a daemon whose invariant is broken must stop
// before it publishes something wrong. Never used on input or on the environment; those are an Error.
#pragma once

namespace syndicated {

// Prints "CHECK failed: EXPRESSION at FILE:LINE: WHY" to stderr and aborts. Any thread.
[[noreturn]] void check_failed(const char* expression, const char* why, const char* file, int line);

}  // namespace syndicated

#define CHECK(condition, why)                                                      \
  do {                                                                             \
    if (!(condition)) ::syndicated::check_failed(#condition, why, __FILE__, __LINE__); \
  } while (false)
