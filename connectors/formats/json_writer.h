// JsonWriter: appends JSON to one string. It exists because a record is written once and read by
// others, so a document tree would only cost time and memory. The writer sees to commas, escapes
// and UTF-8; the caller sees to the nesting, and to naming each member once.
//
//   JsonWriter json(out);
//   json.begin_object().member("uri", uri).member("version", 1u).end_object();
//
// What is written is always valid UTF-8 and one line: ill-formed sequences become U+FFFD, control
// characters are escaped. A writer belongs to one thread; different writers are independent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/time.h"

namespace syndicated {

// True when the bytes are UTF-8 as text() would write them without a replacement.
bool is_well_formed_utf8(std::string_view bytes);

class JsonWriter {
 public:
  // Appends to `out`, which must outlive the writer.
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  // The name of the next member. It is written as it is: only constants of the program may stand
  // here.
  JsonWriter& key(std::string_view name);

  // Values: in an array, or after key().
  JsonWriter& string(std::string_view text);
  JsonWriter& number(std::uint64_t value);
  JsonWriter& boolean(bool value);
  // 0 to 100 as a number from 0 to 1, "0.99"; what lies outside is clamped.
  JsonWriter& percent(std::int32_t value);
  // RFC 3339 in UTC, as format_rfc3339 writes it; years outside 0 to 9999, which RFC 3339 cannot
  // write, are clamped to the first or the last moment it can.
  JsonWriter& time(Time value);
  // RFC 4648 section 4, with padding.
  JsonWriter& base64(std::string_view bytes);
  // A string that is a URI (RFC 3986): bytes that a URI may not hold are percent-encoded, as RFC
  // 3987 section 3.1 maps an IRI.
  JsonWriter& uri(std::string_view text);

  // Name and value in one. The name follows the rule of key().
  JsonWriter& member(std::string_view name, std::string_view text) {
    return key(name).string(text);
  }
  // Without this a literal would prefer the overload for bool.
  JsonWriter& member(std::string_view name, const char* text) { return key(name).string(text); }
  JsonWriter& member(std::string_view name, std::uint64_t value) { return key(name).number(value); }
  JsonWriter& member(std::string_view name, std::uint32_t value) { return key(name).number(value); }
  JsonWriter& member(std::string_view name, bool value) { return key(name).boolean(value); }
  // Writes nothing when the text is empty: an absent member means that nothing is known.
  JsonWriter& member_if(std::string_view name, std::string_view text) {
    return text.empty() ? *this : member(name, text);
  }

  // A long string in parts: between these two, text() appends.
  JsonWriter& begin_string();
  JsonWriter& text(std::string_view part);
  JsonWriter& end_string();

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void before_value();

  std::string& out_;
  // True when the next member or element must be parted from one before it.
  bool comma_ = false;
};

}  // namespace syndicated
