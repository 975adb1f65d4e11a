// ASCII helpers for protocol texts (names, types, labels), where case and white space mean ASCII's only.
// Any thread; pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syndicated {

constexpr bool is_ascii_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
constexpr char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr bool is_ascii_letter(char c) {
  return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}
constexpr bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

std::string ascii_lower(std::string_view text);
std::string_view ascii_trim(std::string_view text);
bool ascii_equals(std::string_view a, std::string_view b);  // case does not matter

// The position of `lower_word` (in lower case) in `text`, whatever the case there; npos when it is absent.
std::size_t ascii_find(std::string_view text, std::string_view lower_word, std::size_t from = 0);

// Words between white space or commas.
std::size_t next_word(std::string_view text, std::size_t from, std::string_view& word);

}  // namespace syndicated
