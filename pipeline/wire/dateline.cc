#include "pipeline/wire/dateline.h"

#include <algorithm>

#include "pipeline/wire/letters.h"
#include "pipeline/wire/months.h"

namespace syndicated::wire {
namespace {

// A dateline ends within this many bytes; scripts of three bytes per letter need the room.
constexpr std::size_t kDatelineBytesMax = 150;
constexpr std::size_t kAgencyBytesMax = 60;  // of the list in its brackets
constexpr std::size_t kDatelineWordsMax = 14;
constexpr std::size_t kCityWordsMax = 4;

constexpr std::string_view kEmDash = "—";
constexpr std::string_view kEnDash = "–";
constexpr std::string_view kDanda = "।";

// Skips ".-", ":", "--", "—" and the like with the spaces around them.
std::size_t skip_separator(std::string_view text, std::size_t at) {
  std::size_t i = at;
  while (i < text.size()) {
    std::string_view rest = text.substr(i);
    if (rest.starts_with(kEmDash) || rest.starts_with(kEnDash) || rest.starts_with(kDanda)) {
      i += 3;
    } else if (rest[0] == ' ' || rest[0] == ':' || rest[0] == '-' || rest[0] == '_' ||
               rest[0] == '.') {
      ++i;
    } else {
      break;
    }
  }
  return i;
}

bool is_particle(std::string_view word) {
  static constexpr std::string_view kParticles[] = {"de",  "del", "la",  "el",  "al", "of", "the",
                                                    "es",  "le",  "les", "and", "du", "am", "an",
                                                    "der", "sur", "da",  "do",  "dos"};
  return std::find(std::begin(kParticles), std::end(kParticles), word) != std::end(kParticles);
}

bool reads_like_city(std::string_view text) {
  std::vector<std::string_view> parts = split_spaces(text);
  if (parts.empty() || parts.size() > kCityWordsMax) return false;
  if (!begins_with_capital(parts[0])) return false;
  for (std::string_view part : parts) {
    if (!begins_with_capital(part) && !is_particle(part)) return false;
    for (char c : part) {
      if (is_digit(c) || c == '"' || c == ';' || c == '?' || c == '!') return false;
    }
  }
  return true;
}

int number_of(std::string_view word) {
  int value = 0;
  std::size_t digits = 0;
  for (char c : word) {
    if (!is_digit(c)) break;
    if (++digits > 4) return 0;
    value = value * 10 + (c - '0');
  }
  if (digits == 0) return 0;
  std::string_view suffix = word.substr(digits);
  static constexpr std::string_view kSuffixes[] = {"", "st", "nd", "rd", "th", "er", "º"};
  bool known = std::find(std::begin(kSuffixes), std::end(kSuffixes), suffix) != std::end(kSuffixes);
  return known ? value : 0;
}

// What stands before the agency's mark, taken apart.
struct Head {
  std::vector<DatelinePlace> places;
  int year = 0, month = 0, day = 0;
  bool has_weekday = false;
  bool known_place = false;  // the first place is in the tables
};

DatelinePlace resolve_place(std::string_view written, const CountryInfo* country_hint,
                            bool* known) {
  Place place = find_place(written);
  DatelinePlace out;
  if (place) {
    out.name = std::string(place.name);
    out.country = place.country;
    *known = true;
    // "PORTLAND, Maine": the state decides, and a city of that name elsewhere keeps its written
    // form.
    if (country_hint != nullptr && country_hint != place.country) {
      out.name = natural_case(written);
      out.country = country_hint;
    }
    return out;
  }
  out.name = natural_case(written);
  out.country = country_hint;
  return out;
}

// Takes "[India]" and "(Uttar Pradesh)" out of the place and gives their country.
std::string take_brackets(std::string_view text, const CountryInfo** country) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '[' && text[i] != '(') {
      out += text[i];
      continue;
    }
    std::size_t close = text.find(text[i] == '[' ? ']' : ')', i);
    if (close == std::string_view::npos) break;
    const CountryInfo* found = country_of_region(trim(text.substr(i + 1, close - i - 1)));
    if (found != nullptr) *country = found;
    i = close;
  }
  return out;
}

bool read_places(std::string_view text, Head* head) {
  const CountryInfo* country = nullptr;
  std::string bare = take_brackets(text, &country);
  std::vector<std::string_view> parts = split_at(bare, ',');
  std::string_view cities = trim(parts[0]);
  if (cities.empty()) return false;
  if (parts.size() > 3) return false;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    std::string_view region = trim(parts[i]);
    if (region.empty()) continue;
    if (const CountryInfo* found = country_of_region(region)) {
      country = found;
    } else if (!reads_like_city(region)) {
      return false;
    }
  }
  for (std::string_view city : split_at(cities, '/')) {
    city = trim_any(city, " .:-");
    if (!reads_like_city(city)) return false;
    bool known = false;
    head->places.push_back(resolve_place(city, country, &known));
    if (head->places.size() == 1) head->known_place = known;
  }
  return true;
}

// Finds the date and cuts it off the end. False when there is something behind the date.
bool read_date(std::string_view* text, Head* head) {
  std::vector<std::string_view> words = split_spaces(*text);
  if (words.size() > kDatelineWordsMax) return false;
  std::size_t first = words.size();
  std::size_t month_at = words.size();
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (int month = month_number(words[i])) {
      // "May" and "March" may be part of a name; a day stands on one side.
      int before = i > 0 ? number_of(trim_any(words[i - 1], ".,")) : 0;
      int after = i + 1 < words.size() ? number_of(trim_any(words[i + 1], ".,")) : 0;
      bool day_before = before >= 1 && before <= 31;
      bool day_after = after >= 1 && after <= 31;
      if (!day_before && !day_after) continue;
      head->month = month;
      head->day = day_before ? before : after;
      first = day_before ? i - 1 : i;
      month_at = i;
      break;
    }
    if (is_weekday(words[i])) {
      head->has_weekday = true;
      if (first == words.size()) first = i;
    }
  }
  if (first == words.size()) return true;
  if (month_at < words.size()) {
    for (std::size_t i = first; i < words.size(); ++i) {
      int number = number_of(trim_any(words[i], ".,"));
      if (number >= 1900 && number <= 2100) head->year = number;
      bool allowed = number > 0 || i == month_at || is_weekday(words[i]);
      if (!allowed) return false;
    }
    while (first > 0 && is_weekday(words[first - 1])) --first;
  }
  *text = text->substr(0, static_cast<std::size_t>(words[first].data() - text->data()));
  return true;
}

std::optional<Head> read_head(std::string_view text) {
  Head head;
  std::string_view place = trim_any(text, " ,.:-");
  if (!read_date(&place, &head)) return std::nullopt;
  place = trim_any(place, " ,");
  if (place.empty()) {
    if (head.month == 0) return std::nullopt;
    return head;
  }
  if (!read_places(place, &head)) return std::nullopt;
  return head;
}

// "By Shirish B Pradhan Kathmandu, ...": the place is the last words before the comma that name
// one.
std::size_t glued_author_end(std::string_view head) {
  std::string_view first = head.substr(0, std::min(head.find(','), head.size()));
  std::vector<std::string_view> words = split_spaces(first);
  for (std::size_t count = std::min<std::size_t>(kPlaceWordsMax, words.size()); count > 0;
       --count) {
    std::size_t begin = static_cast<std::size_t>(words[words.size() - count].data() - head.data());
    if (words.size() > count + 1 && find_place(first.substr(begin))) return begin;
  }
  return 0;
}

std::optional<ParsedDateline> finish(std::string_view text, std::size_t head_end,
                                     std::size_t raw_end, std::vector<const AgencyInfo*> agencies) {
  std::string_view head_text = text.substr(0, head_end);
  ParsedDateline out;
  if (head_text.starts_with("By ")) {
    std::size_t place = glued_author_end(head_text);
    if (place == 0) return std::nullopt;
    out.author = trim(head_text.substr(0, place));
    out.begin = place;
    head_text.remove_prefix(place);
  }
  std::optional<Head> head = read_head(head_text);
  if (!head) return std::nullopt;
  out.end = raw_end;
  out.rest = skip_separator(text, raw_end);
  out.places = std::move(head->places);
  out.agencies = std::move(agencies);
  out.year = head->year;
  out.month = head->month;
  out.day = head->day;
  return out;
}

// "... (PTI)", "... (tca/dpa)": every bracket within reach is tried, for "Varanasi (Uttar Pradesh)
// [India] (ANI)".
std::optional<ParsedDateline> with_bracketed_agency(std::string_view text, std::string_view head) {
  for (std::size_t open = head.find('('); open != std::string_view::npos;
       open = head.find('(', open + 1)) {
    std::size_t close = text.substr(0, kDatelineBytesMax + kAgencyBytesMax).find(')', open);
    if (close == std::string_view::npos) return std::nullopt;
    std::vector<const AgencyInfo*> agencies = agency_list(text.substr(open + 1, close - open - 1));
    if (agencies.empty()) continue;
    if (open == 0) return std::nullopt;
    return finish(text, open, close + 1, std::move(agencies));
  }
  return std::nullopt;
}

// "(ANSA) - ROMA, 01 LUG - ..."
std::optional<ParsedDateline> with_leading_agency(std::string_view text, std::string_view head) {
  std::size_t close = head.find(')');
  if (head[0] != '(' || close == std::string_view::npos) return std::nullopt;
  std::vector<const AgencyInfo*> agencies = agency_list(head.substr(1, close - 1));
  if (agencies.empty()) return std::nullopt;
  std::size_t begin = skip_separator(text, close + 1);
  std::size_t stop = head.find(" - ", begin);
  if (begin >= head.size() || stop == std::string_view::npos) return std::nullopt;
  std::optional<Head> parsed = read_head(text.substr(begin, stop - begin));
  if (!parsed || (parsed->month == 0 && !parsed->known_place)) return std::nullopt;
  ParsedDateline out;
  out.end = stop;
  out.rest = skip_separator(text, stop);
  out.places = std::move(parsed->places);
  out.agencies = std::move(agencies);
  out.year = parsed->year;
  out.month = parsed->month;
  out.day = parsed->day;
  return out;
}

// "MOSCOW, January 21. /TASS/."
std::optional<ParsedDateline> with_slashed_agency(std::string_view text, std::string_view head) {
  std::size_t open = head.find(" /");
  if (open == std::string_view::npos) return std::nullopt;
  std::size_t close = text.substr(0, kDatelineBytesMax + kAgencyBytesMax).find('/', open + 2);
  if (close == std::string_view::npos || close > open + 40) return std::nullopt;
  std::string_view inside = text.substr(open + 2, close - open - 2);
  std::vector<const AgencyInfo*> agencies = agency_list(inside);
  if (agencies.empty() && !inside.starts_with("PRNewswire")) return std::nullopt;
  return finish(text, open, close + 1, std::move(agencies));
}

// "SAITAMA, Japan, Dec. 9 Kyodo - ", "SYDNEY March 22 AAP -", "लखनऊ, वार्ता: ".
std::optional<ParsedDateline> with_bare_agency(std::string_view text, std::string_view head) {
  static constexpr std::string_view kSeparators[] = {" -", " —", " –", ":"};
  std::size_t stop = std::string_view::npos;
  for (std::string_view separator : kSeparators) stop = std::min(stop, head.find(separator));
  if (stop == std::string_view::npos) return std::nullopt;
  std::size_t space = head.rfind(' ', stop - (stop > 0 ? 1 : 0));
  if (space == std::string_view::npos || space >= stop) return std::nullopt;
  const AgencyInfo* agency = agency_named(head.substr(space + 1, stop - space - 1), true);
  if (agency == nullptr) return std::nullopt;
  return finish(text, space, stop, {agency});
}

bool is_label(std::string_view text) {
  static constexpr std::string_view kLabels[] = {
      "exclusive", "breaking", "update",     "updates",   "watch",      "video",        "videos",
      "opinion",   "analysis", "explained",  "explainer", "live",       "note",         "warning",
      "alert",     "urgent",   "correction", "summary",   "background", "question",     "answer",
      "editorial", "review",   "interview",  "factbox",   "highlights", "verdict",      "results",
      "result",    "scores",   "enquiries",  "sources",   "source",     "photos",       "photo",
      "gallery",   "quote",    "quotes",     "context",   "disclaimer", "spoiler",      "spoilers",
      "related",   "read",     "tags",       "topics",    "conclusion", "introduction", "editor",
      "report",    "reports",  "flash",      "advisory",  "timeline",   "profile",      "recap"};
  std::vector<std::string_view> words = split_spaces(text);
  if (words.empty() || agency_named(text) != nullptr) return true;
  for (std::string_view word : words) {
    std::string lower = lower_ascii(word);
    if (std::find(std::begin(kLabels), std::end(kLabels), lower) != std::end(kLabels)) return true;
  }
  return false;
}

// "KOCHI:", "NEW DELHI/CHANDIGARH:", "New Delhi:", "इंदौर।", "PARIS —": the outlet removed agency
// and date.
std::optional<ParsedDateline> without_agency(std::string_view text, std::string_view head) {
  static constexpr std::string_view kSeparators[] = {":", " —", " –", " - ", kDanda};
  std::size_t stop = std::string_view::npos;
  for (std::string_view separator : kSeparators) stop = std::min(stop, head.find(separator));
  if (stop == std::string_view::npos || stop == 0) return std::nullopt;
  std::string_view place = text.substr(0, stop);
  std::optional<Head> parsed = read_head(place);
  if (!parsed || parsed->places.empty()) return std::nullopt;
  // Ordinary words before a colon ("Meanwhile:") are no dateline; capitals or a known place are.
  std::string_view first = place.substr(0, place.find_first_of(",/["));
  if (!parsed->known_place && !is_all_capitals(first)) return std::nullopt;
  // "WHO:" and "FBI -" are acronyms, "EXCLUSIVE:" is a label; a town that is not in the tables has
  // a colon.
  if (!parsed->known_place && (first.size() < 5 || text[stop] != ':' || is_label(first)))
    return std::nullopt;
  if (text.substr(stop).starts_with(kDanda) && !parsed->known_place) return std::nullopt;
  return finish(text, stop, stop, {});
}

}  // namespace

std::optional<ParsedDateline> parse_dateline(std::string_view paragraph) {
  std::string_view head = paragraph.substr(0, kDatelineBytesMax);
  if (head.empty()) return std::nullopt;
  if (head[0] == '(') return with_leading_agency(paragraph, head);
  if (!begins_with_capital(head)) return std::nullopt;
  // Every form has one of these signs; most paragraphs have none within reach.
  bool any_sign = false;
  for (std::size_t i = 0; i < head.size() && !any_sign; ++i) {
    char c = head[i];
    any_sign =
        c == '(' || c == '/' || c == ':' || c == '-' ||
        (is_wide(c) && (head.substr(i).starts_with(kEmDash) ||
                        head.substr(i).starts_with(kEnDash) || head.substr(i).starts_with(kDanda)));
  }
  if (!any_sign) return std::nullopt;
  if (std::optional<ParsedDateline> found = with_bracketed_agency(paragraph, head)) return found;
  if (std::optional<ParsedDateline> found = with_slashed_agency(paragraph, head)) return found;
  if (std::optional<ParsedDateline> found = with_bare_agency(paragraph, head)) return found;
  return without_agency(paragraph, head);
}

namespace {

// "BS Reporter Mumbai": the city behind a desk has no separator either.
std::optional<BylinePlace> desk_place(std::string_view line) {
  std::vector<std::string_view> words = split_spaces(line);
  if (words.size() < 2 || words.size() > 7) return std::nullopt;
  for (std::size_t count = std::min<std::size_t>(kPlaceWordsMax, words.size() - 1); count > 0;
       --count) {
    std::size_t begin = static_cast<std::size_t>(words[words.size() - count].data() - line.data());
    std::string_view who = trim(line.substr(0, begin));
    if (!is_desk(words[words.size() - count - 1]) || words[words.size() - count - 1] == "News")
      continue;
    Place place = find_place(line.substr(begin));
    if (place.kind == PlaceKind::city)
      return BylinePlace{who, {std::string(place.name), place.country}};
  }
  return std::nullopt;
}

}  // namespace

std::optional<BylinePlace> byline_place(std::string_view line) {
  constexpr std::size_t kLineBytesMax = 120;
  line = trim(line);
  if (line.empty() || line.size() > kLineBytesMax) return std::nullopt;
  std::string_view body = line.starts_with("By ") ? trim(line.substr(3)) : line;
  AgencyMatch agency = agency_at_start(body);
  if (agency.agency != nullptr) {
    std::string_view rest = trim_any(body.substr(agency.end), " |,:-/");
    for (std::string_view word : {"in ", "from "}) {
      if (rest.starts_with(word)) rest = trim(rest.substr(word.size()));
    }
    if (rest.empty() || is_desk(rest) || !reads_like_city(rest)) return std::nullopt;
    bool known = false;
    DatelinePlace place = resolve_place(rest, nullptr, &known);
    // An unknown word behind a short form is more likely a name ("AP Writer") than a city.
    if (!known && body.substr(0, agency.end).find(' ') == std::string_view::npos)
      return std::nullopt;
    return BylinePlace{body.substr(0, agency.end), place};
  }
  std::size_t comma = body.find_last_of(",|");
  if (comma == std::string_view::npos) return desk_place(body);
  std::string_view last = trim(body.substr(comma + 1));
  Place place = find_place(last);
  if (!place || place.kind != PlaceKind::city) return std::nullopt;
  return BylinePlace{trim(body.substr(0, comma)), {std::string(place.name), place.country}};
}

std::optional<ParsedDateline> interpret_dateline(std::string_view raw) {
  if (raw.empty()) return std::nullopt;
  std::optional<BylinePlace> byline = byline_place(raw);
  // The reader cut the separator, which forms without brackets need.
  std::string with_separator = std::string(raw) + " - ";
  std::optional<ParsedDateline> parsed = parse_dateline(with_separator);
  if (parsed) parsed->author = {};
  if (parsed && (!byline || !parsed->agencies.empty())) return parsed;
  if (byline) {
    ParsedDateline out;
    out.end = out.rest = raw.size();
    out.places.push_back(byline->place);
    if (const AgencyInfo* agency = agency_named(byline->who)) out.agencies.push_back(agency);
    return out;
  }
  return finish(raw, raw.size(), raw.size(), {});
}

}  // namespace syndicated::wire
