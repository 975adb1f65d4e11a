// Small helpers over lines of text: ASCII case, trimming, tokens, and the question whether a line
// reads like a sentence or like a title. Bytes from 0x80 on are letters here; what needs real
// Unicode is in text/unicode.h. Any thread; pure; linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::wire {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
inline bool is_wide(char c) { return static_cast<unsigned char>(c) >= 0x80; }
inline bool is_letter(char c) { return is_upper(c) || is_lower(c) || is_wide(c); }
inline char to_lower(char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; }

// ASCII letters in lower case, every other byte as it is; the length stays the same.
std::string lower_ascii(std::string_view text);

std::string_view trim(std::string_view text);
// Removes any of `characters` (ASCII) from both ends.
std::string_view trim_any(std::string_view text, std::string_view characters);

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}
// starts_with that looks at the first byte before it calls anything: most lines fail there.
inline bool begins_with(std::string_view text, std::string_view prefix) {
  return !text.empty() && text[0] == prefix[0] && text.starts_with(prefix);
}
template <class List>
bool begins_with_any(std::string_view text, const List& prefixes) {
  for (std::string_view prefix : prefixes) {
    if (begins_with(text, prefix)) return true;
  }
  return false;
}
// True when `part` stands in `text` with no letter or digit on either side.
bool contains_word(std::string_view text, std::string_view part);
// True when both are equal but for the case of ASCII letters.
bool equal_ignoring_case(std::string_view a, std::string_view b);

// The words between spaces. The views point into `text`.
std::vector<std::string_view> split_spaces(std::string_view text);
std::vector<std::string_view> split_at(std::string_view text, char separator);
std::size_t count_spaced_words(std::string_view text);

// No lower-case ASCII letter, and at least two letters.
bool is_all_capitals(std::string_view text);
// The word begins with a capital, or with a letter of a script without case.
bool begins_with_capital(std::string_view word);
// "PAUL BYRNE" gives "Paul Byrne", "PORT-AU-PRINCE" "Port-Au-Prince"; text with small letters
// stays.
std::string natural_case(std::string_view text);

// Ends as a sentence ends (also before closing quotes and brackets), danda included.
bool ends_like_sentence(std::string_view text);
// Has a full stop, question mark or danda inside that is followed by another sentence.
bool has_sentence_break(std::string_view text);
// Short, and no sentence: what a link title, a heading or a tag looks like.
bool reads_like_title(std::string_view text);

// The end of the first sentence (behind its full stop), or npos when there is only one.
std::size_t first_sentence_end(std::string_view text);

// Without the brackets or parentheses around the whole text, "((x))" twice.
std::string_view without_outer_brackets(std::string_view text);

}  // namespace syndicated::wire
