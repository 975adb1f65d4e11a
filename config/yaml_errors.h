// What a YAML syntax error means in plain words, and where its cause is rather than where the
// parser noticed it. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/diagnostic.h"

namespace syndicated {

struct SyntaxError {
  Place place;
  std::string message;
  std::string hint;
};

// `parser_message` is yaml-cpp's, without its place; `noticed_at` is where it gave up;
// `last_good_line` is the line of the last value before; `open_bracket` is the innermost bracket
// that was open then. The parser's own words stand in the message when they are not known.
SyntaxError explain_syntax_error(std::string_view parser_message, const Place& noticed_at,
                                 int last_good_line, const std::optional<Place>& open_bracket,
                                 std::string_view source);

}  // namespace syndicated
