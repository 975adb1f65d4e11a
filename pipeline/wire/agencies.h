// Agencies: the news agencies whose marks the reader knows, under every name that bylines,
// datelines, tail marks and copyright lines use. A const table; any thread; pure.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace syndicated::wire {

struct AgencyInfo {
  std::string_view code;  // "PTI"
  std::string_view name;  // "Press Trust of India"
};

// The agency whose name the whole text is ("PTI", "Press Trust of India", "भाषा"), ignoring case
// and a leading "the"; nullptr when there is none. `exact_case`: short forms count only in their
// own capitals, for running text.
const AgencyInfo* agency_named(std::string_view text, bool exact_case = false);

struct AgencyMatch {
  const AgencyInfo* agency = nullptr;
  std::size_t begin = 0, end = 0;  // bytes in the text
};

// The agency name that the text begins with (whole words; the longest wins).
AgencyMatch agency_at_start(std::string_view text);
// All names in a text in order, each agency once. Short forms count only in their own capitals.
std::vector<AgencyMatch> agencies_in(std::string_view text);

// "PTI", "tca/dpa", "ats afp", "PTI and ANI": a list that stands in the brackets of a dateline.
// Empty unless every part is short and at least one is known.
std::vector<const AgencyInfo*> agency_list(std::string_view text);

// "Web Desk", "Special Correspondent", "Express News Service": a credit that names no person.
bool is_desk(std::string_view text);

}  // namespace syndicated::wire
