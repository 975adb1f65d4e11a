// Places: where the values that a check judges were written. Refers to what it is given. Any
// thread.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "config/config.h"

namespace syndicated {

class Places {
 public:
  Places(const Origins& origins, const std::vector<SourceText>& sources)
      : origins_(origins), sources_(sources) {}

  bool is_set(const std::string& origin) const { return origins_.contains(origin); }

  // The place of the first of these that the configuration names, or its first line.
  Place of(std::initializer_list<std::string> wanted) const {
    for (const std::string& origin : wanted) {
      const auto found = origins_.find(origin);
      if (found != origins_.end()) return found->second;
    }
    Place place;
    place.file = sources_.empty() ? -1 : 0;
    return place;
  }

  std::string first_at(const std::string& origin) const {
    return "first used at " + place_name(of({origin}), sources_);
  }

 private:
  const Origins& origins_;
  const std::vector<SourceText>& sources_;
};

}  // namespace syndicated
