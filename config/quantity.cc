#include "config/quantity.h"

#include <charconv>
#include <cstdio>
#include <limits>
#include <span>
#include <vector>

#include "config/suggest.h"

namespace syndicated {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

// In the order in which a value is tried when it is written.
constexpr Unit duration_units[] = {
    {"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}};
constexpr Unit size_units[] = {{"GiB", 1 << 30},  {"MiB", 1 << 20}, {"KiB", 1 << 10},
                               {"MB", 1'000'000}, {"kB", 1'000},    {"B", 1}};

Error invalid(std::string hint) { return {ErrorKind::invalid, std::move(hint)}; }

// What people write for the units above.
std::string_view usual_unit(std::string_view word, bool is_size) {
  struct Alias {
    std::string_view word, unit;
  };
  static constexpr Alias durations[] = {
      {"sec", "s"},  {"secs", "s"},   {"second", "s"},  {"seconds", "s"}, {"min", "m"},
      {"mins", "m"}, {"minute", "m"}, {"minutes", "m"}, {"hour", "h"},    {"hours", "h"},
      {"day", "d"},  {"days", "d"},   {"S", "s"},       {"M", "m"},       {"H", "h"},
      {"D", "d"},    {"msec", "ms"},  {"MS", "ms"},     {"hr", "h"},      {"hrs", "h"}};
  static constexpr Alias sizes[] = {{"b", "B"},    {"k", "KiB"},   {"K", "KiB"},   {"KB", "kB"},
                                    {"kb", "kB"},  {"kib", "KiB"}, {"m", "MiB"},   {"M", "MiB"},
                                    {"mb", "MB"},  {"Mb", "MB"},   {"mib", "MiB"}, {"g", "GiB"},
                                    {"G", "GiB"},  {"GB", "GiB"},  {"gb", "GiB"},  {"gib", "GiB"},
                                    {"Ki", "KiB"}, {"Mi", "MiB"},  {"Gi", "GiB"},  {"bytes", "B"}};
  for (const Alias& alias : is_size ? std::span<const Alias>(sizes) : durations) {
    if (alias.word == word) return alias.unit;
  }
  return {};
}

Result<std::int64_t> parse_quantity(std::string_view text, std::span<const Unit> units,
                                    bool is_size) {
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  const std::string number(text.substr(0, digits));
  std::string_view unit = text.substr(digits);
  const char* const names = is_size ? "B, KiB, MiB, GiB, kB or MB" : "ms, s, m, h or d";
  if (digits == 0) return invalid(std::string("a whole number and a unit: ") + names);
  if (unit.empty()) {
    if (is_size) return invalid("`" + number + "B` or `" + number + "MiB`?");
    return invalid("`" + number + "s` or `" + number + "m`?");
  }
  if (unit.front() == '.' || unit.front() == ',') {
    return invalid("a whole number in a smaller unit");
  }
  if (unit.front() == ' ') {
    unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
    for (const Unit& known : units) {
      if (known.name == unit)
        return invalid("no space before the unit: `" + number + std::string(unit) + "`");
    }
  }
  for (const Unit& known : units) {
    if (known.name != unit) continue;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc{} || value > std::numeric_limits<std::int64_t>::max() / known.factor) {
      return invalid("too large");
    }
    return value * known.factor;
  }
  const std::string_view usual = usual_unit(unit, is_size);
  if (!usual.empty()) return invalid("did you mean `" + number + std::string(usual) + "`?");
  return invalid(std::string("the units are ") + names);
}

std::string format_quantity(std::int64_t value, std::span<const Unit> units) {
  if (value == 0) return "0" + std::string(units.back().name);
  for (const Unit& unit : units) {
    if (value % unit.factor == 0)
      return std::to_string(value / unit.factor) + std::string(unit.name);
  }
  return std::to_string(value) + std::string(units.back().name);
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  Result<std::int64_t> value = parse_quantity(text, duration_units, false);
  if (!value) return value.error();
  return Duration{*value};
}

std::string format_duration(Duration duration) {
  return format_quantity(duration.ms, duration_units);
}

Result<std::uint64_t> parse_size(std::string_view text) {
  Result<std::int64_t> value = parse_quantity(text, size_units, true);
  if (!value) return value.error();
  return static_cast<std::uint64_t>(*value);
}

std::string format_size(std::uint64_t bytes) {
  if (bytes > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return std::to_string(bytes) + "B";
  }
  return format_quantity(static_cast<std::int64_t>(bytes), size_units);
}

Result<std::int64_t> parse_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) return invalid("too large");
  if (error != std::errc{} || end != text.data() + text.size()) return invalid("a whole number");
  return value;
}

Result<std::int32_t> parse_utc_offset(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  const bool formed = text.size() == 6 && (text[0] == '+' || text[0] == '-') && digit(1) &&
                      digit(2) && text[3] == ':' && digit(4) && digit(5);
  if (!formed) return invalid("for example `+05:30`");
  const std::int32_t hour = (text[1] - '0') * 10 + (text[2] - '0');
  const std::int32_t minute = (text[4] - '0') * 10 + (text[5] - '0');
  const std::int32_t offset = (text[0] == '-' ? -1 : 1) * (hour * 60 + minute);
  if (minute > 59 || offset < -12 * 60 || offset > 14 * 60) return invalid("from -12:00 to +14:00");
  return offset;
}

std::string format_utc_offset(std::int32_t minutes) {
  const std::int32_t size = minutes < 0 ? -minutes : minutes;
  char out[16];
  std::snprintf(out, sizeof out, "%c%02d:%02d", minutes < 0 ? '-' : '+', size / 60 % 100,
                size % 60);
  return out;
}

Result<Time> parse_moment(std::string_view text) {
  const Error wrong{ErrorKind::invalid, "a time with its zone, as in `2025-04-07T17:13:00Z`"};
  constexpr std::string_view form = "0000-00-00T00:00:00";  // 0 stands for any digit
  if (text.size() <= form.size()) return wrong;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '0' ? !is_digit(text[i]) : text[i] != form[i]) return wrong;
  }
  const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const int year = two(0) * 100 + two(2), month = two(5), day = two(8);
  const int hour = two(11), minute = two(14), second = two(17);
  std::string_view rest = text.substr(form.size());
  std::int64_t fraction = 0;
  if (rest.front() == '.') {
    std::size_t digits = 0;
    std::int64_t unit = 100;
    while (digits + 1 < rest.size() && is_digit(rest[digits + 1])) {
      fraction += (rest[++digits] - '0') * unit;
      unit /= 10;
    }
    if (digits == 0) return wrong;
    rest.remove_prefix(digits + 1);
  }
  std::int32_t offset_minutes = 0;
  if (rest != "Z") {
    const Result<std::int32_t> offset = parse_utc_offset(rest);
    if (!offset) return wrong;
    offset_minutes = *offset;
  }
  if (year < 1970 || year > 2199 || hour > 23 || minute > 59 || second > 59) return wrong;
  const Time local = from_civil(year, month, day, hour, minute, second);
  // An impossible date comes back as another one.
  const Civil back = to_civil(local);
  if (back.month != month || back.day != day) return wrong;
  return local + milliseconds(fraction) - minutes(offset_minutes);
}

}  // namespace syndicated
