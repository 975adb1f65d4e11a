#include "pipeline/text/html_references.h"

#include <algorithm>

#include "pipeline/text/html.h"
#include "pipeline/text/html_reference_table.h"
#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// What old pages mean by the numbers 128 to 159: the characters of windows-1252. 0: none there.
constexpr char16_t kWindows1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// "&#8217;" and "&#x2019;"; the semicolon may be missing.
bool decode_number(std::string_view text, std::size_t& at, std::string& out) {
  std::size_t i = at + 2;
  const bool hexadecimal = i < text.size() && (text[i] == 'x' || text[i] == 'X');
  if (hexadecimal) ++i;
  const std::size_t first = i;
  char32_t value = 0;
  while (i < text.size()) {
    const int digit = hexadecimal ? hex_value(text[i]) : is_digit(text[i]) ? text[i] - '0' : -1;
    if (digit < 0) break;
    if (value <= 0x10FFFF) value = value * (hexadecimal ? 16 : 10) + static_cast<char32_t>(digit);
    ++i;
  }
  if (i == first) return false;
  if (i < text.size() && text[i] == ';') ++i;
  if (value >= 0x80 && value < 0xA0 && kWindows1252[value - 0x80] != 0)
    value = kWindows1252[value - 0x80];
  append_utf8(out, value == 0 ? 0xFFFD : value);
  at = i;
  return true;
}

void append_reference(std::string& out, const NamedReference& reference) {
  append_utf8(out, reference.first);
  if (reference.second != 0) append_utf8(out, reference.second);
}

}  // namespace

bool decode_one_reference(std::string_view text, std::size_t& at, ReferencePlace place,
                          std::string& out) {
  if (at + 1 < text.size() && text[at + 1] == '#') return decode_number(text, at, out);
  std::size_t end = at + 1;
  const std::size_t limit = std::min(text.size(), at + 1 + kReferenceNameMax);
  while (end < limit && is_alphanumeric(text[end])) ++end;
  const std::string_view name = text.substr(at + 1, end - at - 1);
  if (name.size() < 2) return false;
  if (end < text.size() && text[end] == ';') {
    if (const NamedReference* reference = find_reference(name)) {
      append_reference(out, *reference);
      at = end + 1;
      return true;
    }
  }
  for (std::size_t length = std::min(name.size(), kLegacyNameMax); length >= 2; --length) {
    const NamedReference* reference = find_reference(name.substr(0, length));
    if (reference == nullptr || !reference->legacy) continue;
    const std::size_t next = at + 1 + length;
    // "?a=1&copy=2" in a link is a parameter.
    if (place == ReferencePlace::attribute && next < text.size() &&
        (text[next] == '=' || is_alphanumeric(text[next]))) {
      return false;
    }
    append_reference(out, *reference);
    at = next;
    return true;
  }
  return false;
}

void append_decoded(std::string& out, std::string_view text, ReferencePlace place) {
  std::size_t at = 0;
  while (true) {
    const std::size_t ampersand = std::min(text.find('&', at), text.size());
    out.append(text.substr(at, ampersand - at));
    if (ampersand == text.size()) return;
    at = ampersand;
    if (!decode_one_reference(text, at, place, out)) {
      out.push_back('&');
      ++at;
    }
  }
}

std::string decode_references(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_decoded(out, text, ReferencePlace::text);
  return out;
}

}  // namespace syndicated
