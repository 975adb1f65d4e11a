// Places: the cities that agencies date their reports from, the countries of the world, and the
// states and provinces that stand behind a city in a dateline. Names in English, Hindi, Spanish,
// French and German lead to the English form. Const tables with an index that is built at the first
// look-up. Any thread; pure.
#pragma once

#include <string_view>

namespace syndicated::wire {

// ISO 3166-1; the names are those of the Debian iso-codes package, in their common short form.
struct CountryInfo {
  std::string_view alpha2, alpha3;
  std::string_view name;   // "Pakistan"
  std::string_view forms;  // further names, separated by '|'
};

struct CityInfo {
  std::string_view name;     // "New Delhi"
  std::string_view country;  // alpha-2
  std::string_view forms;    // further names, separated by '|'
};

enum class PlaceKind { none, city, country, region };

struct Place {
  PlaceKind kind = PlaceKind::none;
  std::string_view name;                 // English, natural case
  const CountryInfo* country = nullptr;  // nullptr for what belongs to none ("Arctic")

  explicit operator bool() const { return kind != PlaceKind::none; }
};

// The place that the whole text names, ignoring case, accents and a final full stop. Cities come
// before countries of the same name (Singapore), and both before regions.
Place find_place(std::string_view text);

// As a state, province or country behind a city: "Tenn.", "Uttar Pradesh", "Peru", "Nepal".
const CountryInfo* country_of_region(std::string_view text);

const CountryInfo* country_by_code(std::string_view alpha2);

// The number of words of the longest place name in the index.
constexpr int kPlaceWordsMax = 4;

}  // namespace syndicated::wire
