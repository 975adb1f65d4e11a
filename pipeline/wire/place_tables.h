// The tables behind places.h, each in a file of its own. Private to places.cc.
#pragma once

#include <span>

#include "pipeline/wire/places.h"

namespace syndicated::wire {

struct RegionInfo {
  std::string_view name;     // "Tennessee"
  std::string_view country;  // alpha-2, "" for what spans countries
  std::string_view forms;    // "Tenn.|TN"
};

std::span<const CountryInfo> country_table();
std::span<const CityInfo> city_table();
std::span<const RegionInfo> region_table();

}  // namespace syndicated::wire
