// The words of written times: months, days, zones, halves of the day and fillers of several
// languages. One sorted constant table, used by times.cc only. Any thread; pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace syndicated {

enum class TimeWordKind : std::uint8_t {
  unknown,
  month,       // value 1..12
  weekday,     // never needed: a date says it already
  zone,        // value = minutes east of UTC
  us_zone,     // value = minutes of the standard time; daylight saving time by the date
  morning,     // AM
  afternoon,   // PM
  filler,      // "Updated", "at", "de": says nothing about the moment
  ordinal,     // "st" in "1st"
  year_mark,   // the number before it is the year
  month_mark,  // likewise
  day_mark,
  hour_mark,  // "14h30", "14 Uhr"
};

struct TimeWord {
  std::string_view text;
  TimeWordKind kind = TimeWordKind::unknown;
  std::int16_t value = 0;
};

// Looks up a word in the form that fold() gives. `country` (ISO 3166-1 alpha-2, upper case, or "")
// decides zone names that several countries use: IST, BST, CST, EST, AST, PST.
TimeWord find_time_word(std::string_view folded, std::string_view country);

}  // namespace syndicated
