// feed_values: the small grammars inside feed elements. Any thread; pure; linear.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/formats/document.h"

namespace syndicated {

// Longer ones are no language: RFC 5646 4.4.1 needs 35 bytes. Every text carries a copy of one.
constexpr std::size_t kLanguageBytesMax = 64;

// "Jo Doe (jo@example.com)", "jo@example.com (Jo Doe)", "Jo Doe <jo@example.com>", a name, or an address.
Person parse_person(std::string_view text);

// The bytes of a base64 text (RFC 4648, white space ignored); nullopt when it is something else.
std::optional<std::string> decode_base64(std::string_view text);

// C1 control characters are windows-1252's quotes and dashes that were converted as if they were Latin-1.
std::string with_western_quotes(std::string_view text);

// The MIME type that an Atom `type` means: "text", "html" and "xhtml" are short forms; parameters are cut.
std::string text_type(std::string_view type);

bool is_markup_type(std::string_view mime);  // text/html, application/xhtml+xml

struct GeometryRules {
  std::string_view type = "Point";  // Point, LineString, Polygon, Box
  int dimensions = 2;
  bool latitude_first = true;
};

// Numbers between white space or commas; nullopt when there are too few or one is unreadable.
std::optional<Geometry> parse_geometry(std::string_view text, const GeometryRules& rules);

// False for a reference system of which the first axis is not the latitude (CRS84; EPSG codes of projected systems).
bool has_latitude_first(std::string_view srs_name);

}  // namespace syndicated
