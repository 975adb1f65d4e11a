#include "pipeline/wire/page_times.h"

#include <string>
#include <string_view>

#include "pipeline/text/times.h"
#include "pipeline/wire/dateline.h"
#include "pipeline/wire/letters.h"

namespace syndicated {
namespace {

using namespace wire;

struct Zone {
  std::string_view country;  // alpha-2
  std::int32_t offset_minutes;
};

// Countries with one zone all year round from which agencies report.
constexpr Zone kZones[] = {
    {"IN", 330},  {"PK", 300},  {"NP", 345},  {"BD", 360},  {"LK", 330},  {"BT", 360},
    {"MV", 300},  {"AF", 270},  {"MM", 390},  {"CN", 480},  {"HK", 480},  {"MO", 480},
    {"TW", 480},  {"JP", 540},  {"KR", 540},  {"KP", 540},  {"SG", 480},  {"MY", 480},
    {"TH", 420},  {"VN", 420},  {"KH", 420},  {"LA", 420},  {"PH", 480},  {"AE", 240},
    {"QA", 180},  {"SA", 180},  {"KW", 180},  {"BH", 180},  {"OM", 240},  {"YE", 180},
    {"IR", 210},  {"IQ", 180},  {"JO", 180},  {"SY", 180},  {"TR", 180},  {"GE", 240},
    {"AM", 240},  {"AZ", 240},  {"UZ", 300},  {"TJ", 300},  {"TM", 300},  {"KG", 360},
    {"BY", 180},  {"IS", 0},    {"KE", 180},  {"ET", 180},  {"TZ", 180},  {"UG", 180},
    {"SO", 180},  {"NG", 60},   {"GH", 0},    {"SN", 0},    {"CI", 0},    {"DZ", 60},
    {"TN", 60},   {"ZA", 120},  {"ZW", 120},  {"ZM", 120},  {"RW", 120},  {"SD", 120},
    {"AR", -180}, {"UY", -180}, {"VE", -240}, {"BO", -240}, {"CO", -300}, {"PE", -300},
    {"PA", -300}, {"HN", -360}, {"GT", -360}, {"SV", -360}, {"NI", -360}, {"CR", -360},
    {"JM", -300}, {"DO", -240},
};

// The offset that a stamp's own zone stands for: the difference to the same text without the zone.
std::optional<std::int32_t> offset_of(std::string_view raw, std::string_view country) {
  constexpr std::size_t kStampWordsMax = 16;
  std::optional<ParsedTime> parsed = parse_time(raw, {0, country});
  if (!parsed || !parsed->has_zone || !parsed->has_clock) return std::nullopt;
  std::vector<std::string_view> words = split_spaces(raw);
  if (words.size() > kStampWordsMax) return std::nullopt;
  for (std::size_t left_out = words.size(); left_out-- > 0;) {
    std::string rest;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (i != left_out) rest.append(words[i]).append(" ");
    }
    std::optional<ParsedTime> local = parse_time(rest, {0, country});
    if (local && local->has_clock && !local->has_zone) {
      return static_cast<std::int32_t>((local->time - parsed->time).ms / minutes(1).ms);
    }
  }
  return std::nullopt;
}

std::optional<std::int32_t> offset_of_dateline(const Article& article) {
  std::optional<ParsedDateline> dateline = interpret_dateline(article.dateline);
  if (!dateline || dateline->places.empty() || dateline->places[0].country == nullptr)
    return std::nullopt;
  for (const Zone& zone : kZones) {
    if (zone.country == dateline->places[0].country->alpha2) return zone.offset_minutes;
  }
  return std::nullopt;
}

std::optional<Time> moment(std::string_view raw, std::string_view other, const Article& article,
                           const SourceInfo& source) {
  if (raw.empty()) return std::nullopt;
  std::optional<ParsedTime> parsed = parse_time(raw, {source.utc_offset_minutes, source.country});
  if (!parsed || !parsed->has_clock) return std::nullopt;
  if (parsed->has_zone) return parsed->time;
  std::optional<std::int32_t> offset = offset_of(other, source.country);
  if (!offset) offset = offset_of_dateline(article);
  if (!offset) return parsed->time;
  parsed = parse_time(raw, {*offset, source.country});
  return parsed ? std::optional<Time>(parsed->time) : std::nullopt;
}

}  // namespace

PageTimes page_times(const Article& article, const SourceInfo& source) {
  return {moment(article.published_raw, article.updated_raw, article, source),
          moment(article.updated_raw, article.published_raw, article, source)};
}

}  // namespace syndicated
