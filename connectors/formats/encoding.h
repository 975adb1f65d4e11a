// The character set of a document: which one it is, and the text in UTF-8. Precedence: byte order mark, then
// the HTTP charset, then the XML declaration, then UTF-8; bytes that are not valid in what was declared are read
// as windows-1252 one by one, so that a page glued together from two character sets keeps most of both.
// Any thread; pure.
#pragma once

#include <string>
#include <string_view>

namespace syndicated {

struct DecodedText {
  std::string text;      // valid UTF-8 without byte order mark
  std::string encoding;  // lower case
  bool clean = true;     // false: something was guessed or replaced
};

DecodedText decode_text(std::string_view bytes, std::string_view content_type);

// The same without a copy where the bytes are the text already, as they mostly are: then `text` stays empty and
// the returned view is of `bytes`, else of `text`.
std::string_view decode_text_in_place(std::string_view bytes, std::string_view content_type, DecodedText& decoded);

// The value of the charset parameter of a Content-Type (RFC 9110 8.3.2), "" when there is none.
std::string charset_of(std::string_view content_type);

}  // namespace syndicated
