// Annotations: what finish found out about an article.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated {

struct Evidence {
  std::string kind;  // byline_line, dateline, tail_mark, disclaimer, author, source_element,
                     // copyright, inputs_from
  std::string text;
};

struct Agency {
  std::string code, name;  // "PTI", "Press Trust of India"
  std::int32_t confidence_percent = 0;
  std::vector<Evidence> evidence;
};

struct Dateline {
  std::string raw;          // "" when there is none
  std::string place;        // English form in natural case, city only; several joined by "/"
  std::string country;      // English short name
  std::string iso3166_1;    // alpha-2
  std::string iso3166_1_alpha3;
  std::string date;         // YYYY-MM-DD when the dateline itself states it
  bool in_body = false;
};

struct Syndication {
  bool is_syndicated = false;
  std::string disclaimer;  // the whole paragraph
  std::string outlet;      // the outlet that the disclaimer names
  std::vector<std::string> may_have_edited;  // headline, picture
};

struct Annotations {
  std::string language;          // BCP 47 primary subtag, "" unknown
  std::string language_source;   // declared, script, text, source
  std::vector<Agency> agencies;  // in order of rank
  std::vector<std::string> byline;
  Dateline dateline;
  Syndication syndication;
  std::string outlet, outlet_domain;
  std::vector<std::string> topics;   // the outlet's tags, split
  std::vector<std::string> signals;  // urgent, update, correction, kill, ...
  std::uint32_t words = 0;
  std::uint32_t characters = 0;  // code points of the joined body
  std::uint32_t reading_minutes = 0;
  std::vector<std::string> problems;  // what could not be done; the record is published all the same
};

}  // namespace syndicated
