#include "connectors/formats/ascii.h"

#include <algorithm>

namespace syndicated {

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = ascii_lower(c);
  return out;
}

std::string_view ascii_trim(std::string_view text) {
  while (!text.empty() && is_ascii_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_ascii_space(text.back())) text.remove_suffix(1);
  return text;
}

bool ascii_equals(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return ascii_lower(x) == ascii_lower(y);
         });
}

std::size_t ascii_find(std::string_view text, std::string_view lower_word, std::size_t from) {
  for (std::size_t at = from; at + lower_word.size() <= text.size(); ++at) {
    if (ascii_equals(text.substr(at, lower_word.size()), lower_word)) return at;
  }
  return std::string_view::npos;
}

std::size_t next_word(std::string_view text, std::size_t from, std::string_view& word) {
  auto separates = [](char c) { return is_ascii_space(c) || c == ','; };
  while (from < text.size() && separates(text[from])) ++from;
  std::size_t end = from;
  while (end < text.size() && !separates(text[end])) ++end;
  word = text.substr(from, end - from);
  return end;
}

}  // namespace syndicated
