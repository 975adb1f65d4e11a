// Character references inside of markup, by the WHATWG rules for text and for attribute values. For
// the files of html.h. Any thread; pure.
#pragma once

#include <string>
#include <string_view>

namespace syndicated {

enum class ReferencePlace { text, attribute };

// Decodes the reference at `at` (text[at] == '&') to the end of `out` and moves `at` behind it.
// False: it is none; then the "&" stands for itself and nothing changes.
bool decode_one_reference(std::string_view text, std::size_t& at, ReferencePlace place,
                          std::string& out);

// `text` with all its references decoded, to the end of `out`.
void append_decoded(std::string& out, std::string_view text, ReferencePlace place);

}  // namespace syndicated
