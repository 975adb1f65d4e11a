#include "daemon/since.h"

#include <charconv>
#include <optional>

#include "daemon/terminal.h"

namespace syndicated {
namespace {

constexpr std::int64_t kDurationMax =
    1'000'000'000;  // of any unit: a thousand million days still fit

// Takes exactly `digits` digits from the front; nullopt when they are not there.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Duration> duration_of(std::string_view text) {
  std::int64_t count = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), count);
  if (end.ec != std::errc() || count < 0 || count > kDurationMax) return std::nullopt;
  const std::string_view unit = text.substr(static_cast<std::size_t>(end.ptr - text.data()));
  if (unit == "s") return seconds(count);
  if (unit == "m" || unit == "min") return minutes(count);
  if (unit == "h") return hours(count);
  if (unit == "d") return days(count);
  return std::nullopt;
}

std::optional<Time> day_of(std::string_view& text) {
  const std::optional<int> year = take_digits(text, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  const std::optional<int> month = take_digits(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const std::optional<int> day = take_digits(text, 2);
  if (!day || *month < 1 || *month > 12 || *day < 1 || *day > 31) return std::nullopt;
  const Time start = from_civil(*year, *month, *day, 0, 0, 0);
  // A day that the month does not have would silently be one of the next month.
  return to_civil(start).day == *day ? std::optional(start) : std::nullopt;
}

std::optional<Duration> time_of_day(std::string_view& text) {
  const std::optional<int> hour = take_digits(text, 2);
  if (!hour || !take(text, ":")) return std::nullopt;
  const std::optional<int> minute = take_digits(text, 2);
  if (!minute || !take(text, ":")) return std::nullopt;
  const std::optional<int> second = take_digits(text, 2);
  // 60 is a leap second, which falls on the next moment.
  if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  std::int64_t ms = 0;
  if (take(text, ".")) {
    if (text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
    for (std::int64_t weight = 100; !text.empty() && text[0] >= '0' && text[0] <= '9';
         weight /= 10) {
      ms += (text[0] - '0') * weight;
      text.remove_prefix(1);
    }
  }
  return Duration{((*hour * 60 + *minute) * 60 + *second) * 1000 + ms};
}

std::optional<Duration> offset_of(std::string_view& text) {
  if (take(text, "Zz")) return Duration{};
  const bool west = text.starts_with('-');
  if (!take(text, "+-")) return std::nullopt;
  const std::optional<int> hour = take_digits(text, 2);
  if (!hour || !take(text, ":")) return std::nullopt;
  const std::optional<int> minute = take_digits(text, 2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  return minutes((west ? -1 : 1) * (*hour * 60 + *minute));
}

}  // namespace

Result<Time> parse_since(std::string_view text, Time now) {
  if (const std::optional<Duration> back = duration_of(text)) return now - *back;
  std::string_view rest = text;
  const std::optional<Time> day = day_of(rest);
  if (day && rest.empty()) return *day;
  if (day && take(rest, "Tt ")) {
    const std::optional<Duration> of_day = time_of_day(rest);
    const std::optional<Duration> offset = of_day ? offset_of(rest) : std::nullopt;
    if (offset && rest.empty()) return *day + *of_day - *offset;
  }
  return Error{ErrorKind::invalid,
               "`" + truncated(for_terminal(text), 40, false) +
                   "` is neither a time span such as 10m, 2h or 7d nor a moment "
                   "such as 2025-04-07T17:13:00Z"};
}

}  // namespace syndicated
