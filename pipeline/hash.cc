#include "pipeline/hash.h"

#include <xxhash.h>

namespace syndicated {

Hash128 hash128(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

std::uint64_t hash64(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::string to_hex(Hash128 hash) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text(32, '0');
  for (int i = 0; i < 16; ++i) {
    text[static_cast<std::size_t>(15 - i)] = kDigits[hash.high >> (4 * i) & 15];
    text[static_cast<std::size_t>(31 - i)] = kDigits[hash.low >> (4 * i) & 15];
  }
  return text;
}

}  // namespace syndicated
