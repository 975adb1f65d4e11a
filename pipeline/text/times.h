// Times as feeds and pages write them. RFC 822/2822, RFC 3339/ISO 8601/W3CDTF, asctime, and the shapes seen in
// real feeds: "Apr 07 2025 | 10:43 PM IST", "Sun, 27 Jun 2021 13:10:57+5:30", "June 27, 2021 01:40 PM", named
// zones, month and day names of several languages. Any thread; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "pipeline/time.h"

namespace syndicated {

struct TimeRules {
  std::int32_t utc_offset_minutes = 0;  // for a text without a zone
  std::string_view country = {};        // ISO 3166-1 alpha-2; "IST" is +05:30 unless IL or IE
};

struct ParsedTime {
  Time time;
  bool has_clock = true;  // false: a date without a time of day
  bool has_zone = true;   // false: the rules' offset was used
};

// nullopt rather than a guess: an unreadable or impossible date is never turned into another one.
std::optional<ParsedTime> parse_time(std::string_view text, const TimeRules& rules = {});

}  // namespace syndicated
