#include "config/source_line.h"

#include <algorithm>
#include <cstdint>

namespace syndicated {
namespace {

constexpr std::size_t excerpt_characters_max = 160;

// Length of the well-formed sequence at `at`, 0 when there is none; `code_point` is set with it.
std::size_t sequence_length(std::string_view text, std::size_t at, std::uint32_t& code_point) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) {
    code_point = first;
    return 1;
  }
  if (first < 0xC2 || first > 0xF4) return 0;
  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (at + length > text.size()) return 0;
  std::uint32_t value = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
    value = (value << 6) | (byte(at + i) & 0x3Fu);
  }
  if (length == 3 && (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF))) return 0;
  if (length == 4 && (value < 0x10000 || value > 0x10FFFF)) return 0;
  code_point = value;
  return length;
}

bool is_unprintable(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

std::string_view line_of(std::string_view source, int line) {
  std::size_t begin = 0;
  for (int i = 1; i < line; ++i) {
    const std::size_t end = source.find('\n', begin);
    if (end == std::string_view::npos) return {};
    begin = end + 1;
  }
  std::string_view text = source.substr(begin, source.find('\n', begin) - begin);
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  std::uint32_t ignored = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    at += std::max<std::size_t>(1, sequence_length(text, at, ignored));
  }
  return count;
}

void star(std::string& line, std::size_t begin, std::size_t end) {
  std::fill(line.begin() + static_cast<std::ptrdiff_t>(begin),
            line.begin() + static_cast<std::ptrdiff_t>(end), '*');
}

// Stars out what stands behind `password:` and between `://` and `@`, byte for byte, so that
// columns stay. The rest of a password's line goes with it: a password may hold any character.
void hide_credentials(std::string& line) {
  for (std::size_t at = line.find("://"); at != std::string::npos; at = line.find("://", at + 3)) {
    const std::size_t begin = at + 3;
    const std::size_t end = std::min(line.find_first_of(" \t\"',", begin), line.size());
    const std::size_t sign = line.substr(begin, end - begin).rfind('@');
    if (sign != std::string::npos) star(line, begin, begin + sign);
  }
  constexpr std::string_view words[] = {"password", "secret", "token"};
  for (std::string_view word : words) {
    for (std::size_t at = line.find(word); at != std::string::npos; at = line.find(word, at + 1)) {
      std::size_t value = at + word.size();
      while (value < line.size() && (line[value] == '"' || line[value] == '\'')) ++value;
      while (value < line.size() && (line[value] == ' ' || line[value] == '\t')) ++value;
      if (value >= line.size() || line[value] != ':') continue;
      value = line.find_first_not_of(" \t", value + 1);
      if (value != std::string::npos) star(line, value, line.size());
      break;
    }
  }
}

}  // namespace

bool is_utf8(std::string_view bytes, std::size_t* bad_at) {
  std::uint32_t ignored = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = sequence_length(bytes, at, ignored);
    if (length == 0) {
      if (bad_at != nullptr) *bad_at = at;
      return false;
    }
    at += length;
  }
  return true;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::uint32_t code_point = 0;
    const std::size_t length = sequence_length(text, at, code_point);
    if (length == 0) {
      out += '?';
      ++at;
      continue;
    }
    if (code_point == '\t') {
      out += ' ';
    } else if (is_unprintable(code_point)) {
      out += '?';
    } else {
      out += text.substr(at, length);
    }
    at += length;
  }
  return out;
}

std::size_t character_column(std::string_view source, const Place& place) {
  const std::string_view line = line_of(source, place.line);
  const std::size_t before = static_cast<std::size_t>(std::max(place.column - 1, 0));
  const std::size_t inside = std::min(before, line.size());
  return count_characters(line.substr(0, inside)) + (before - inside) + 1;
}

Excerpt make_excerpt(std::string_view source, const Place& place) {
  std::string line(line_of(source, place.line));
  hide_credentials(line);
  const std::string_view view = line;
  const std::size_t at =
      std::min(static_cast<std::size_t>(std::max(place.column - 1, 0)), line.size());
  const std::size_t length =
      std::min(static_cast<std::size_t>(std::max(place.length, 1)), line.size() - at);

  Excerpt excerpt;
  excerpt.caret_at = count_characters(view.substr(0, at));
  excerpt.caret_length = std::max<std::size_t>(1, count_characters(view.substr(at, length)));
  excerpt.text = printable(view);

  // A long line is cut to a window around the caret. printable() keeps one character per character.
  const std::size_t characters = count_characters(excerpt.text);
  if (characters > excerpt_characters_max) {
    const std::size_t first = excerpt.caret_at > excerpt_characters_max / 2
                                  ? excerpt.caret_at - excerpt_characters_max / 2
                                  : 0;
    std::size_t byte_first = 0, byte_last = 0, character = 0;
    std::uint32_t ignored = 0;
    for (std::size_t i = 0; i < excerpt.text.size() && character < first + excerpt_characters_max;
         ++character) {
      if (character == first) byte_first = i;
      i += std::max<std::size_t>(1, sequence_length(excerpt.text, i, ignored));
      byte_last = i;
    }
    excerpt.text = excerpt.text.substr(byte_first, byte_last - byte_first);
    excerpt.caret_at -= first;
    excerpt.caret_length = std::min(
        excerpt.caret_length, std::max<std::size_t>(1, excerpt_characters_max - excerpt.caret_at));
  }
  return excerpt;
}

}  // namespace syndicated
