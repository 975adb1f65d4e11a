// What a person sees of a source line under a diagnostic: characters instead of bytes, nothing that
// steers a terminal, no credentials, and not more than fits a screen. Pure; any thread. The text is
// valid UTF-8 or treated byte by byte where it is not.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "config/diagnostic.h"

namespace syndicated {

struct Excerpt {
  std::string text;
  std::size_t caret_at = 0;      // characters before the caret
  std::size_t caret_length = 1;  // characters
};

Excerpt make_excerpt(std::string_view source, const Place& place);

// The place's column in characters, from 1.
std::size_t character_column(std::string_view source, const Place& place);

// The text with everything replaced by `?` that could move the cursor or hide text: C0 and C1
// controls, bidirectional and zero-width characters, bytes that are not UTF-8. A tab becomes a
// space.
std::string printable(std::string_view text);

// True for well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
// `bad_at`, if given, is set to the offset of the first byte that is not.
bool is_utf8(std::string_view bytes, std::size_t* bad_at = nullptr);

}  // namespace syndicated
