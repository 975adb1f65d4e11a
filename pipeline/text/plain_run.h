// plain_run: the search for the next byte that needs work, in texts most of which need none. Any thread; pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace syndicated {

// Where the first byte from `at` on stands that is not plain; the end of the text when there is none. `is_plain` takes
// an unsigned char. Sixteen bytes are judged at a time, which compilers turn into vector instructions.
template <class IsPlain>
std::size_t end_of_plain(std::string_view text, std::size_t at, IsPlain is_plain) {
  constexpr std::size_t kBlockBytes = 16;
  while (text.size() - at >= kBlockBytes) {
    unsigned char odd = 0;
    for (std::size_t i = 0; i < kBlockBytes; ++i) odd |= is_plain(static_cast<unsigned char>(text[at + i])) ? 0 : 1;
    if (odd != 0) break;
    at += kBlockBytes;
  }
  while (at < text.size() && is_plain(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

}  // namespace syndicated
