// The pinned hashes. They name documents (`uri`) and live in the state, so neither the function (XXH3, 128
// bits, seed 0, canonical byte order) nor the way a key is put together may ever change without a new version
// of the state format.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace syndicated {

struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const Hash128&) const = default;
  bool empty() const { return high == 0 && low == 0; }
};

// Any thread; pure.
Hash128 hash128(std::string_view bytes);
std::uint64_t hash64(std::string_view bytes);

// 32 lower-case hexadecimal digits, high half first.
std::string to_hex(Hash128 hash);

// For hash tables: the value is already well mixed.
struct Hash128Hasher {
  std::size_t operator()(const Hash128& hash) const { return hash.low; }
};

}  // namespace syndicated
