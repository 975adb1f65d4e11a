// Moments and durations of the pipeline: milliseconds since the Unix epoch, UTC. A value type; no clock is
// read here (see clock.h).
#pragma once

#include <cstdint>
#include <string>

namespace syndicated {

// Milliseconds. A plain integer type would let a duration pass for a moment.
struct Duration {
  std::int64_t ms = 0;
  auto operator<=>(const Duration&) const = default;
};

struct Time {
  std::int64_t ms = 0;  // since 1970-01-01T00:00:00Z; 0 stands for "unknown" where a field says so
  auto operator<=>(const Time&) const = default;
};

constexpr Duration milliseconds(std::int64_t n) { return {n}; }
constexpr Duration seconds(std::int64_t n) { return {n * 1000}; }
constexpr Duration minutes(std::int64_t n) { return seconds(n * 60); }
constexpr Duration hours(std::int64_t n) { return minutes(n * 60); }
constexpr Duration days(std::int64_t n) { return hours(n * 24); }

constexpr Time operator+(Time t, Duration d) { return {t.ms + d.ms}; }
constexpr Time operator-(Time t, Duration d) { return {t.ms - d.ms}; }
constexpr Duration operator+(Duration a, Duration b) { return {a.ms + b.ms}; }
constexpr Duration operator-(Duration a, Duration b) { return {a.ms - b.ms}; }
constexpr Duration operator-(Time a, Time b) { return {a.ms - b.ms}; }

// RFC 3339 in UTC: "2025-04-07T17:13:00Z"; with milliseconds only where they are not zero.
std::string format_rfc3339(Time time);

// A civil date and time of day to a moment (proleptic Gregorian; month 1..12, day 1..31, not checked).
Time from_civil(int year, int month, int day, int hour, int minute, int second);

struct Civil {
  int year, month, day, hour, minute, second, weekday;  // weekday 0 = Sunday
};
Civil to_civil(Time time);

}  // namespace syndicated
