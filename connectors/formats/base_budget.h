// BaseBudget: what the base addresses of a document may add to it. A long base in front of each of
// many short references makes gigabytes of a megabyte. Bases as people write them cost nothing;
// what is longer is paid from one amount for the whole document, and when that is spent references
// stay relative. Not thread safe.
#pragma once

#include <cstddef>
#include <string_view>

namespace syndicated {

class BaseBudget {
 public:
  // False when the base may not be copied or put in front of a reference once more.
  bool spend(std::string_view base) {
    if (base.size() <= kFreeBytes) return true;
    if (base.size() > left_) return false;
    left_ -= base.size();
    return true;
  }

 private:
  static constexpr std::size_t kFreeBytes = 256;

  std::size_t left_ = 16u << 20;
};

}  // namespace syndicated
