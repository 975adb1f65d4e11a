// Random: the only source of chance in the simulation. The same seed gives the same run on every machine
// (SplitMix64; the standard's distributions differ between libraries).
#pragma once

#include <cstdint>
#include <vector>

namespace syndicated {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  // 0 .. n-1; n > 0.
  std::size_t below(std::size_t n) { return next() % n; }
  // True in `per_million` of a million cases.
  bool chance(std::uint32_t per_million) { return next() % 1'000'000 < per_million; }
  template <class T>
  const T& pick(const std::vector<T>& values) {
    return values[below(values.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace syndicated
