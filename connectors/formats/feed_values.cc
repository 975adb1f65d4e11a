#include "connectors/formats/feed_values.h"

#include <charconv>
#include <cmath>

#include "connectors/formats/ascii.h"
#include "pipeline/text/html.h"

namespace syndicated {
namespace {

constexpr std::size_t kPointsMax = 10'000;
constexpr std::size_t kNpos = std::string_view::npos;

bool is_address_char(char c) {
  return is_ascii_letter(c) || is_ascii_digit(c) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != kNpos;
}
bool is_host_char(char c) {
  return is_ascii_letter(c) || is_ascii_digit(c) || c == '-' || c == '.';
}

struct Span {
  std::size_t begin = 0, end = 0;
};

// The first thing that looks like a mail address.
std::optional<Span> find_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == kNpos) return std::nullopt;
  Span span{at, at + 1};
  while (span.begin > 0 && is_address_char(text[span.begin - 1])) --span.begin;
  while (span.end < text.size() && is_host_char(text[span.end])) ++span.end;
  while (span.end > at + 1 && text[span.end - 1] == '.') --span.end;
  if (span.begin == at || text.substr(at, span.end - at).find('.') == kNpos) return std::nullopt;
  return span;
}

void erase_all(std::string& text, std::string_view what) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    text.erase(at, what.size());
  }
}

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (is_ascii_digit(c)) return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

}  // namespace

Person parse_person(std::string_view text) {
  text = ascii_trim(text);
  Person person;
  std::string name(text.substr(0, 1000));  // nobody has a longer name; keeps the erasures below cheap
  const std::optional<Span> address = find_address(name);
  if (address) {
    person.email = name.substr(address->begin, address->end - address->begin);
    name.erase(address->begin, address->end - address->begin);
    erase_all(name, "mailto:");
    erase_all(name, "()");
    erase_all(name, "<>");
    erase_all(name, "&lt;&gt;");
    std::string_view rest = ascii_trim(name);
    if (rest.starts_with('(')) rest.remove_prefix(1);
    if (rest.ends_with(')')) rest.remove_suffix(1);
    name = std::string(ascii_trim(rest));
  }
  person.name = std::move(name);
  return person;
}

std::optional<std::string> decode_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (is_ascii_space(c) || c == '=') continue;
    const int value = base64_value(c);
    if (value < 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (++count == 4) {
      out += static_cast<char>(bits >> 16);
      out += static_cast<char>(bits >> 8);
      out += static_cast<char>(bits);
      bits = 0;
      count = 0;
    }
  }
  if (count == 1) return std::nullopt;
  if (count >= 2) out += static_cast<char>(bits >> (count == 2 ? 4 : 10));
  if (count == 3) out += static_cast<char>(bits >> 2);
  return out;
}

std::string with_western_quotes(std::string_view text) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = text.find('\xC2'); at != std::string_view::npos && at + 1 < text.size();
       at = text.find('\xC2', at + 2)) {
    const auto code = static_cast<unsigned char>(text[at + 1]);
    if (code >= 0xA0) continue;
    out.append(text, copied, at - copied);
    out += decode_references("&#" + std::to_string(code) + ";");
    copied = at + 2;
  }
  return out.append(text, copied);
}

std::string text_type(std::string_view type) {
  std::string mime = ascii_lower(ascii_trim(type.substr(0, type.find(';'))));
  if (mime == "text" || mime == "plain") return "text/plain";
  if (mime == "html") return "text/html";
  if (mime == "xhtml") return "application/xhtml+xml";
  return mime;
}

bool is_markup_type(std::string_view mime) {
  return mime == "text/html" || mime == "application/xhtml+xml";
}

std::optional<Geometry> parse_geometry(std::string_view text, const GeometryRules& rules) {
  const std::size_t dimensions = rules.dimensions == 3 ? 3 : 2;
  Geometry geometry;
  geometry.type = rules.type;
  std::vector<double> point;
  std::string_view word;
  for (std::size_t at = next_word(text, 0, word); !word.empty(); at = next_word(text, at, word)) {
    double number = 0;
    if (word.size() > 1 && word[0] == '+' && word[1] != '-') word.remove_prefix(1);
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(number)) {
      return std::nullopt;
    }
    point.push_back(number);
    if (point.size() < dimensions) continue;
    if (rules.latitude_first) std::swap(point[0], point[1]);
    if (geometry.points.size() == kPointsMax) return std::nullopt;
    geometry.points.push_back(std::move(point));
    point.clear();
    if (rules.type == "Point") break;
  }
  const std::size_t needed = rules.type == "Polygon" ? 4 : rules.type == "Point" ? 1 : 2;
  if (!point.empty() || geometry.points.size() < needed) return std::nullopt;
  if (rules.type == "Box" && geometry.points.size() != 2) return std::nullopt;
  return geometry;
}

bool has_latitude_first(std::string_view srs_name) {
  // OGC's own systems: CRS84, "CRS:84", CRS83, CRS27.
  for (const std::string_view name : {"crs84", "crs:84", "crs83", "crs:83", "crs27", "crs:27"}) {
    if (ascii_find(srs_name, name) != kNpos) return false;
  }
  if (ascii_find(srs_name, "epsg") == kNpos) return true;
  const std::size_t colon = srs_name.find_last_of(":/#");
  int code = 0;
  const std::string_view digits = srs_name.substr(colon == kNpos ? 0 : colon + 1);
  std::from_chars(digits.data(), digits.data() + digits.size(), code);
  return code >= 4000 && code < 5000;  // where EPSG keeps the geographic systems
}

}  // namespace syndicated
