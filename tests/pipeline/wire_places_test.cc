#include "pipeline/wire/places.h"

#include <gtest/gtest.h>

#include "pipeline/wire/agencies.h"
#include "pipeline/wire/place_tables.h"

namespace syndicated::wire {
namespace {

TEST(WirePlaces, AreFoundInTheAgenciesLanguages) {
  struct {
    const char* text;
    const char* name;
    const char* country;
  } cases[] = {
      {"NEW DELHI", "New Delhi", "IND"},
      {"नई दिल्ली", "New Delhi", "IND"},
      {"Moscú", "Moscow", "RUS"},
      {"SÃO PAULO", "Sao Paulo", "BRA"},
      {"Bangalore", "Bengaluru", "IND"},
      {"US", "United States", "USA"},
      {"U.S.", "United States", "USA"},
      {"Frankreich", "France", "FRA"},
      {"Alemania", "Germany", "DEU"},
      {"Singapore", "Singapore", "SGP"},
      {"Uttar Pradesh", "Uttar Pradesh", "IND"},
      {"Nowhere", "", ""},
  };
  for (const auto& c : cases) {
    Place place = find_place(c.text);
    EXPECT_EQ(place.name, c.name) << c.text;
    EXPECT_EQ(place.country != nullptr ? place.country->alpha3 : std::string_view(), c.country)
        << c.text;
  }
}

TEST(WirePlaces, TablesAreConsistent) {
  EXPECT_EQ(country_table().size(), 249u);
  for (const CityInfo& city : city_table()) {
    EXPECT_TRUE(city.country.empty() || country_by_code(city.country) != nullptr) << city.name;
  }
  for (const RegionInfo& region : region_table()) {
    EXPECT_TRUE(region.country.empty() || country_by_code(region.country) != nullptr)
        << region.name;
  }
  EXPECT_EQ(country_of_region("Tenn.")->alpha2, "US");
  EXPECT_EQ(country_of_region("Peru")->alpha2, "PE");
  EXPECT_EQ(country_of_region("Nowhere"), nullptr);
}

TEST(WireAgencies, AreKnownByEveryName) {
  struct {
    const char* text;
    const char* code;
  } cases[] = {{"PTI", "PTI"},       {"Press Trust of India", "PTI"},
               {"पीटीआई", "PTI"},    {"भाषा", "PTI"},
               {"यूनीवार्ता", "UNI"},  {"The Associated Press", "AP"},
               {"Xinhua", "Xinhua"}, {"Australian Associated Press", "AAP"},
               {"dpa", "dpa"},       {"Agence France-Presse", "AFP"},
               {"Web Desk", ""},     {"APT", ""}};
  for (const auto& c : cases) {
    const AgencyInfo* agency = agency_named(c.text);
    EXPECT_EQ(agency != nullptr ? agency->code : std::string_view(), c.code) << c.text;
  }
  EXPECT_EQ(agencies_in("With inputs from PTI and ANI").size(), 2u);
  EXPECT_TRUE(agencies_in("the uni in the town").empty())
      << "short forms count only in their own capitals";
  EXPECT_TRUE(is_desk("Special Correspondent"));
  EXPECT_FALSE(is_desk("Nandini Kar"));
}

}  // namespace
}  // namespace syndicated::wire
