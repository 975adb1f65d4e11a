// Names and marks of XML 1.0, as all who read its text before the parser take them. Any thread; pure.
#pragma once

#include <string_view>

#include "connectors/formats/ascii.h"

namespace syndicated {

constexpr std::string_view kXmlCdata = "<![CDATA[", kXmlEndOfCdata = "]]>";
constexpr std::string_view kXmlComment = "<!--", kXmlEndOfComment = "-->";

// What a name begins with, less the colon, which parts a prefix from it; every character outside of ASCII is taken for
// one of names.
inline bool is_xml_name_start(char c) {
  return is_ascii_letter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
inline bool is_xml_name_char(char c) {
  return is_xml_name_start(c) || is_ascii_digit(c) || c == '-' || c == '.' || c == ':';
}

}  // namespace syndicated
