// Language: which language a text is written in. Any thread; pure.
#pragma once

#include <string>
#include <string_view>

namespace syndicated::wire {

// The language that the script alone decides ("hi" is the guess for Devanagari, "ta" for Tamil); ""
// for scripts of many languages such as Latin.
std::string language_of_script(std::string_view text);

// What CLD2 says about the first 300 bytes; "" when it is not sure.
std::string detect_language(std::string_view text);

// The primary subtag in lower case: "en-GB" gives "en"; "" when the text is no language tag (BCP
// 47).
std::string primary_subtag(std::string_view tag);

}  // namespace syndicated::wire
