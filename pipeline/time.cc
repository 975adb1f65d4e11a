#include "pipeline/time.h"

#include <cstdio>

namespace syndicated {
namespace {

// Days since 1970-01-01 of a proleptic Gregorian date, counting years from March so that the leap day is last.
std::int64_t days_from_civil(std::int64_t year, int month, int day) {
  year -= month <= 2;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0); }

}  // namespace

Time from_civil(int year, int month, int day, int hour, int minute, int second) {
  const std::int64_t seconds_of_day = hour * 3600 + minute * 60 + second;
  return {(days_from_civil(year, month, day) * 86400 + seconds_of_day) * 1000};
}

Civil to_civil(Time time) {
  const std::int64_t total = floor_div(time.ms, 1000);
  const std::int64_t day_number = floor_div(total, 86400);
  const int rest = static_cast<int>(total - day_number * 86400);
  const std::int64_t shifted = day_number + 719468;
  const std::int64_t era = floor_div(shifted, 146097);
  const std::int64_t day_of_era = shifted - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t march_month = (5 * day_of_year + 2) / 153;
  Civil civil{};
  civil.day = static_cast<int>(day_of_year - (153 * march_month + 2) / 5 + 1);
  civil.month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
  civil.year = static_cast<int>(year_of_era + era * 400 + (civil.month <= 2));
  civil.hour = rest / 3600;
  civil.minute = rest / 60 % 60;
  civil.second = rest % 60;
  civil.weekday = static_cast<int>(((day_number + 4) % 7 + 7) % 7);
  return civil;
}

std::string format_rfc3339(Time time) {
  const Civil c = to_civil(time);
  const int ms = static_cast<int>(((time.ms % 1000) + 1000) % 1000);
  char text[64];
  int n = std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d", c.year, c.month, c.day,
                        c.hour, c.minute, c.second);
  if (ms != 0) n += std::snprintf(text + n, sizeof text - static_cast<std::size_t>(n), ".%03d", ms);
  std::string result(text, static_cast<std::size_t>(n));
  result += 'Z';
  return result;
}

}  // namespace syndicated
