// Quantities with units: durations and sizes are never bare numbers in a configuration, and are
// written back in the largest unit that holds them exactly. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/result.h"
#include "pipeline/time.h"

namespace syndicated {

// "200ms", "5m", "30d": digits, then ms, s, m, h or d. Error text is a hint for a person ("`5s` or
// `5m`?").
Result<Duration> parse_duration(std::string_view text);
std::string format_duration(Duration duration);

// Bytes: "512KiB", "15MB", "200B": digits, then B, kB, MB (powers of 1000) or KiB, MiB, GiB (of
// 1024).
Result<std::uint64_t> parse_size(std::string_view text);
std::string format_size(std::uint64_t bytes);

// Decimal digits with an optional leading minus; no sign, space, octal or exponent otherwise.
Result<std::int64_t> parse_number(std::string_view text);

// "+05:30" in minutes east of Greenwich, -12:00 to +14:00.
Result<std::int32_t> parse_utc_offset(std::string_view text);
std::string format_utc_offset(std::int32_t minutes);

// RFC 3339 with its zone: "2025-04-07T17:13:00Z", "2025-04-07T22:43:00.5+05:30"; from 1970 to 2199.
Result<Time> parse_moment(std::string_view text);

}  // namespace syndicated
