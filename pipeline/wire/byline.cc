#include "pipeline/wire/byline.h"

#include <algorithm>

#include "pipeline/wire/agencies.h"
#include "pipeline/wire/letters.h"
#include "pipeline/wire/places.h"

namespace syndicated::wire {
namespace {

constexpr std::size_t kPersonsMax = 20;

// The credits of people who did not write: what follows them up to the next semicolon is not read.
constexpr std::string_view kNotWriting[] = {
    "editing by", "edited by",  "translated by", "translation by", "photo by",
    "photos by",  "graphic by", "redaktion",     "curated by",     "produced by"};

// Cuts "in Houston", "from Lima": where a person works, not who.
std::string_view without_where(std::string_view text) {
  for (std::string_view word :
       {" in ", " from ", " at ", " contributed", " reported", " en ", " à ", " for "}) {
    std::size_t at = text.find(word);
    if (at != std::string_view::npos) text = text.substr(0, at);
  }
  return trim_any(text, " .,;:()[]*");
}

bool starts_ignoring_case(std::string_view text, std::string_view lower_prefix) {
  return text.size() >= lower_prefix.size() &&
         equal_ignoring_case(text.substr(0, lower_prefix.size()), lower_prefix);
}

// "Associated Press writer Joan Sandoval" gives "Joan Sandoval"; "JANELLE WHITCOMB Associated
// Press" the name.
std::string_view without_agency_and_title(std::string_view name) {
  AgencyMatch match = agency_at_start(name);
  if (match.agency != nullptr) name = trim(name.substr(match.end));
  std::vector<AgencyMatch> inside = agencies_in(name);
  if (!inside.empty() && inside[0].begin > 0)
    name = trim_any(name.substr(0, inside[0].begin), " ,/|-");
  static constexpr std::string_view kTitles[] = {"staff writers ",
                                                 "staff writer ",
                                                 "business writer ",
                                                 "sports writer ",
                                                 "science writer ",
                                                 "national writer ",
                                                 "writers ",
                                                 "writer ",
                                                 "correspondents ",
                                                 "correspondent ",
                                                 "reporters ",
                                                 "reporter ",
                                                 "journalists ",
                                                 "journalist ",
                                                 "dr ",
                                                 "dr. ",
                                                 "mr ",
                                                 "ms ",
                                                 "mrs ",
                                                 "video journalist "};
  for (bool again = true; again;) {
    again = false;
    for (std::string_view title : kTitles) {
      if (starts_ignoring_case(name, title)) {
        name = trim(name.substr(title.size()));
        again = true;
      }
    }
  }
  return name;
}

void add_person(std::string_view name, std::vector<std::string>* out) {
  name = without_agency_and_title(without_where(name));
  if (!is_person_name(name) || is_desk(name) || agency_named(name) != nullptr) return;
  if (find_place(name).kind != PlaceKind::none) return;
  std::string person = natural_case(name);
  if (std::find(out->begin(), out->end(), person) == out->end() && out->size() < kPersonsMax)
    out->push_back(std::move(person));
}

// "A, B and C": the parts between commas, "and", "&", "with".
void add_persons(std::string_view text, std::vector<std::string>* out) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    std::size_t end = text.size(), next = text.size();
    for (std::string_view separator :
         {", ", " and ", " & ", " with ", "/", " y ", " et ", " und ", " और ", " | ", "|"}) {
      std::size_t at = text.find(separator, begin);
      if (at != std::string_view::npos && at < end) {
        end = at;
        next = at + separator.size();
      }
    }
    std::string_view part = text.substr(begin, end - begin);
    if (starts_ignoring_case(part, "and ")) part = part.substr(4);
    add_person(part, out);
    begin = next;
  }
}

bool is_not_writing(std::string_view lower) {
  return std::any_of(std::begin(kNotWriting), std::end(kNotWriting),
                     [&](std::string_view start) { return lower.starts_with(start); });
}

}  // namespace

bool is_person_name(std::string_view name) {
  constexpr std::size_t kNameBytesMax = 80;
  if (name.empty() || name.size() > kNameBytesMax) return false;
  std::vector<std::string_view> parts = split_spaces(name);
  if (parts.size() < 2 || parts.size() > 5) return false;
  std::size_t capitals = 0;
  for (std::string_view part : parts) {
    for (char c : part) {
      if (is_digit(c) || c == '@' || c == ':' || c == '/' || c == '?') return false;
    }
    if (begins_with_capital(part)) {
      ++capitals;
    } else if (part.size() > 4) {
      return false;
    }
  }
  return capitals >= 2 && begins_with_capital(parts.back());
}

bool is_inputs_line(std::string_view line) {
  std::string lower = lower_ascii(line);
  if (contains(lower, "input") || contains(lower, "इनपुट")) return true;
  // "The Associated Press contributed to this report." credits the agency; with a person it credits
  // the person.
  std::size_t at = lower.find("contributed to this");
  if (at == std::string::npos) return false;
  return persons_in_byline(line).empty() || !agencies_in(line).empty();
}

std::vector<std::string> persons_in_byline(std::string_view line) {
  std::vector<std::string> out;
  line = trim_any(line, " ()[]");
  std::string lower = lower_ascii(line);
  if (contains(lower, "inputs") || contains(lower, "with input") || contains(line, "@")) return out;
  for (std::string_view part : split_at(line, ';')) {
    part = trim(part);
    std::string part_lower = lower_ascii(part);
    if (is_not_writing(part_lower)) continue;
    // "Reporting by A, editing by B": the second credit has no semicolon before it.
    for (std::string_view stop : kNotWriting) {
      std::size_t at = part_lower.find(stop);
      if (at != std::string::npos) {
        part = trim_any(part.substr(0, at), " ,");
        part_lower.resize(part.size());
      }
    }
    std::size_t skip = 0;
    for (std::string_view start :
         {"with additional reporting by", "with additional reporting from",
          "additional reporting by", "additional reporting from", "reporting by", "writing by",
          "written by", "compiled by", "reported by", "story by", "by", "author", "von", "por",
          "par", "text by"}) {
      if (!part_lower.starts_with(start)) continue;
      char next = part_lower.size() > start.size() ? part_lower[start.size()] : 'a';
      if (next == ' ' || next == ':') {
        skip = start.size() + 1;
        break;
      }
    }
    bool contributed = contains(part_lower, "contributed");
    if (skip == 0 && !contributed && ends_like_sentence(part)) continue;
    std::string_view names = part.substr(skip);
    if (contributed) names = names.substr(0, part_lower.find("contributed") - skip);
    add_persons(names, &out);
  }
  return out;
}

}  // namespace syndicated::wire
