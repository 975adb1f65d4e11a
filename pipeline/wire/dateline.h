// Datelines: "NEW DELHI, April 7 (PTI)", "KNOXVILLE, Tenn. (AP) —", "MOSCOW, January 21. /TASS/.",
// "KOCHI:", "नई दिल्ली, 6 अक्टूबर (भाषा)", and the agency line with a city, "Press Trust of India
// Islamabad". Any thread; pure; linear in the first bytes of the paragraph.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/wire/agencies.h"
#include "pipeline/wire/places.h"

namespace syndicated::wire {

struct DatelinePlace {
  std::string name;  // English form in natural case
  const CountryInfo* country = nullptr;
};

struct ParsedDateline {
  std::size_t begin = 0;    // first byte of the place in the text
  std::size_t end = 0;      // behind the last byte before the separator
  std::size_t rest = 0;     // where the text goes on
  std::string_view author;  // "By Shirish Pradhan", glued before the place; "" none
  std::vector<DatelinePlace> places;
  std::vector<const AgencyInfo*> agencies;
  int year = 0, month = 0, day = 0;  // 0 not stated
};

// The dateline that a paragraph begins with. A name in brackets alone is none: a place, a date or a
// separator that only datelines have must stand there too.
std::optional<ParsedDateline> parse_dateline(std::string_view paragraph);

// A raw dateline as the reader cut it (also "Press Trust of India Islamabad", "Nandini Lahkar,
// Imphal").
std::optional<ParsedDateline> interpret_dateline(std::string_view raw);

// A byline line that names an agency or an author and then a city; nullopt when there is no city.
struct BylinePlace {
  std::string_view who;
  DatelinePlace place;
};
std::optional<BylinePlace> byline_place(std::string_view line);

}  // namespace syndicated::wire
