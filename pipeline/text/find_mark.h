// find_mark: the search for the next byte that needs work, in texts most of which need none. Any thread; pure.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace syndicated {

// Where the first byte from `at` on stands that is one of `kMarks` or a control character (below 0x20); the end of the
// text when there is none. Eight bytes are judged at a time: of each test the lowest byte that it finds is a true one,
// whatever it says of those behind (a borrow runs upwards only).
template <char... kMarks>
std::size_t find_mark(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = 0x8080808080808080;
  const auto below = [](std::uint64_t bytes, std::uint64_t bound) { return (bytes - kOnes * bound) & ~bytes & kHighs; };
  if constexpr (std::endian::native == std::endian::little) {
    for (; text.size() - at >= 8; at += 8) {
      std::uint64_t bytes;
      std::memcpy(&bytes, text.data() + at, 8);
      const std::uint64_t found =
          (below(bytes, 0x20) | ... | below(bytes ^ (kOnes * static_cast<unsigned char>(kMarks)), 1));
      if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
    }
  }
  const auto is_mark = [](char c) { return static_cast<unsigned char>(c) < 0x20 || ((c == kMarks) || ...); };
  while (at < text.size() && !is_mark(text[at])) ++at;
  return at;
}

}  // namespace syndicated
