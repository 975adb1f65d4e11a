#include "pipeline/wire/letters.h"

namespace syndicated::wire {
namespace {

// Bytes of a title at most; scripts of three bytes per letter reach it after some 80 letters.
constexpr std::size_t kTitleBytesMax = 260;
constexpr std::size_t kTitleLettersMax = 130;

std::size_t count_letters(std::string_view text) {
  std::size_t count = 0;
  for (char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

constexpr std::string_view kDanda = "\xE0\xA5\xA4";

// What may close a text behind its last full stop.
std::string_view without_closing_marks(std::string_view text) {
  static constexpr std::string_view kMarks[] = {
      "\"", "'", ")", "]", "\xE2\x80\x9D", "\xE2\x80\x99", "\xC2\xBB", " "};
  for (bool again = true; again && !text.empty();) {
    again = false;
    for (std::string_view mark : kMarks) {
      if (text.ends_with(mark)) {
        text.remove_suffix(mark.size());
        again = true;
      }
    }
  }
  return text;
}

// "U.S.", "Mr.", "J.": a full stop that ends no sentence.
bool is_abbreviation_before(std::string_view text, std::size_t stop) {
  std::size_t begin = stop;
  while (begin > 0 && text[begin - 1] != ' ') --begin;
  std::string_view word = text.substr(begin, stop - begin);
  if (word.size() <= 1 || contains(word, ".")) return true;
  static constexpr std::string_view kTitles[] = {"Mr",  "Mrs", "Ms",  "Dr",  "St",   "Rs",  "No",
                                                 "Jan", "Feb", "Aug", "Sep", "Sept", "Oct", "Nov",
                                                 "Dec", "Gov", "Sen", "Gen", "Col",  "Lt",  "Prof",
                                                 "vs",  "Inc", "Ltd", "Co",  "Corp", "Jr",  "Sr"};
  for (std::string_view title : kTitles) {
    if (word == title) return true;
  }
  return false;
}

}  // namespace

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = to_lower(c);
  return out;
}

std::string_view trim(std::string_view text) { return trim_any(text, " \t\r\n"); }

std::string_view trim_any(std::string_view text, std::string_view characters) {
  std::size_t begin = text.find_first_not_of(characters);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(characters) - begin + 1);
}

bool contains_word(std::string_view text, std::string_view part) {
  if (part.empty()) return false;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + 1)) {
    std::size_t end = at + part.size();
    bool left = at == 0 || !(is_letter(text[at - 1]) || is_digit(text[at - 1]));
    bool right = end == text.size() || !(is_letter(text[end]) || is_digit(text[end]));
    if (left && right) return true;
  }
  return false;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (to_lower(a[i]) != to_lower(b[i])) return false;
  }
  return true;
}

std::vector<std::string_view> split_spaces(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::string_view part : split_at(text, ' ')) {
    if (!part.empty()) out.push_back(part);
  }
  return out;
}

std::vector<std::string_view> split_at(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  while (true) {
    std::size_t end = text.find(separator, begin);
    if (end == std::string_view::npos) end = text.size();
    out.push_back(text.substr(begin, end - begin));
    if (end == text.size()) return out;
    begin = end + 1;
  }
}

std::size_t count_spaced_words(std::string_view text) {
  std::size_t count = 0;
  bool inside = false;
  for (char c : text) {
    if (c == ' ') {
      inside = false;
    } else if (!inside) {
      inside = true;
      ++count;
    }
  }
  return count;
}

bool is_all_capitals(std::string_view text) {
  int capitals = 0;
  for (char c : text) {
    if (is_lower(c)) return false;
    capitals += is_upper(c);
  }
  return capitals >= 2;
}

bool begins_with_capital(std::string_view word) {
  return !word.empty() && (is_upper(word[0]) || is_wide(word[0]));
}

std::string natural_case(std::string_view text) {
  std::string out(text);
  if (!is_all_capitals(text)) return out;
  bool start = true;
  for (char& c : out) {
    if (is_upper(c) && !start) c = to_lower(c);
    // "O'BRIEN" keeps its second capital; so does what follows a hyphen or an initial's full stop.
    start = !is_letter(c);
  }
  return out;
}

bool ends_like_sentence(std::string_view text) {
  text = without_closing_marks(text);
  if (text.empty()) return false;
  char last = text.back();
  return last == '.' || last == '!' || last == '?' || text.ends_with(kDanda) ||
         text.ends_with("\xE2\x80\xA6") || text.ends_with("\xE3\x80\x82");
}

std::size_t first_sentence_end(std::string_view text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if ((text[i] == '.' || text[i] == '?' || text[i] == '!') && text[i + 1] == ' ') {
      char next = text[i + 2];
      if (!(is_upper(next) || next == '"' || is_wide(next))) continue;
      if (text[i] == '.' && is_abbreviation_before(text, i)) continue;
      return i + 1;
    }
    if (text.substr(i).starts_with(kDanda) && i + 3 < text.size() && text[i + 3] == ' ')
      return i + 3;
  }
  return std::string_view::npos;
}

bool has_sentence_break(std::string_view text) {
  return first_sentence_end(text) != std::string_view::npos;
}

bool reads_like_title(std::string_view text) {
  if (text.size() > kTitleBytesMax || count_letters(text) > kTitleLettersMax) return false;
  std::string_view bare = without_closing_marks(text);
  if (bare.ends_with('.') || bare.ends_with(kDanda)) return false;
  std::size_t break_at = first_sentence_end(text);
  // "Will it rain? What we know" is a title all the same.
  return break_at == std::string_view::npos || text[break_at - 1] == '?';
}

std::string_view without_outer_brackets(std::string_view text) {
  // "((mail; phone))" has two pairs; more than that is no convention, and each costs a pass.
  constexpr int kPairsMax = 3;
  text = trim(text);
  for (int pair = 0; pair < kPairsMax && text.size() >= 2; ++pair) {
    bool round = text.front() == '(' && text.back() == ')';
    bool square = text.front() == '[' && text.back() == ']';
    if (!round && !square) return text;
    // "(a) and (b)" has no outer brackets.
    int depth = 0;
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      if (text[i] == text.front()) ++depth;
      if (text[i] == text.back() && --depth == 0) return text;
    }
    text = trim(text.substr(1, text.size() - 2));
  }
  return text;
}

}  // namespace syndicated::wire
