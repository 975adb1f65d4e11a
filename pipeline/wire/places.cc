#include "pipeline/wire/places.h"

#include <string>
#include <unordered_map>

#include "pipeline/text/unicode.h"
#include "pipeline/wire/letters.h"
#include "pipeline/wire/place_tables.h"

namespace syndicated::wire {
namespace {

std::string key_of(std::string_view text) {
  std::string key = fold(trim_any(text, " ,"));
  while (key.size() > 1 && key.back() == '.' && key.find('.') == key.size() - 1) key.pop_back();
  return key;
}

// Names to places. Built once from the const tables and never changed after that.
class Index {
 public:
  Index() {
    for (const CountryInfo& country : country_table()) codes_.emplace(country.alpha2, &country);
    for (const CityInfo& city : city_table()) {
      add(places_, city.name, city.forms, {PlaceKind::city, city.name, by_code(city.country)});
    }
    for (const CountryInfo& country : country_table()) {
      Place place{PlaceKind::country, country.name, &country};
      add(places_, country.name, country.forms, place);
      add(regions_, country.name, country.forms, place);
    }
    for (const RegionInfo& region : region_table()) {
      Place place{PlaceKind::region, region.name, by_code(region.country)};
      add(places_, region.name, region.forms, place);
      add(regions_, region.name, region.forms, place);
    }
  }

  const CountryInfo* by_code(std::string_view alpha2) const {
    auto found = codes_.find(alpha2);
    return found == codes_.end() ? nullptr : found->second;
  }

  Place place(std::string_view text) const { return look_up(places_, text); }
  Place region(std::string_view text) const { return look_up(regions_, text); }

 private:
  using Map = std::unordered_map<std::string, Place>;

  // The first entry of a name stays: the order of the tables is the order of precedence.
  static void add(Map& map, std::string_view name, std::string_view forms, const Place& place) {
    map.emplace(key_of(name), place);
    if (forms.empty()) return;
    for (std::string_view form : split_at(forms, '|')) map.emplace(key_of(form), place);
  }

  static Place look_up(const Map& map, std::string_view text) {
    constexpr std::size_t kPlaceBytesMax = 90;
    if (text.empty() || text.size() > kPlaceBytesMax) return {};
    auto found = map.find(key_of(text));
    return found == map.end() ? Place{} : found->second;
  }

  std::unordered_map<std::string_view, const CountryInfo*> codes_;
  Map places_, regions_;
};

const Index& index() {
  static const Index only;
  return only;
}

}  // namespace

Place find_place(std::string_view text) { return index().place(text); }

const CountryInfo* country_of_region(std::string_view text) { return index().region(text).country; }

const CountryInfo* country_by_code(std::string_view alpha2) { return index().by_code(alpha2); }

}  // namespace syndicated::wire
