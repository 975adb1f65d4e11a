// words of unicode.h. Hot: once per item over the whole body; one vector, no allocation per word.
#include <unicode/uchar.h>

#include <array>

#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

enum class Class : unsigned char { other, letter, digit, single, joint };

constexpr std::array<Class, 128> ascii_classes() {
  std::array<Class, 128> table{};
  for (int c = 0; c < 128; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    table[static_cast<std::size_t>(c)] = letter                 ? Class::letter
                                         : c >= '0' && c <= '9' ? Class::digit
                                         : c == '\'' || c == '-' || c == ',' || c == '.'
                                             ? Class::joint
                                             : Class::other;
  }
  return table;
}
constexpr std::array<Class, 128> kAscii = ascii_classes();

// Scripts that write no spaces and whose characters are counted one by one. Hangul has spaces.
bool stands_alone(char32_t c) {
  return (c >= 0x3040 && c <= 0x30FF && c != 0x30FB) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFF66 && c <= 0xFF9F) || (c >= 0x20000 && c <= 0x3FFFF) || c == 0x3005;
}

Class class_of(char32_t c) {
  if (c < 0x80) return kAscii[c];
  if (c == 0x2019 || c == 0x2010 || c == 0x2011 || c == 0x200C || c == 0x200D || c == 0x02BC) {
    return Class::joint;
  }
  if (c == 0xAA || c == 0xBA) return Class::letter;
  const std::uint32_t mask = U_GET_GC_MASK(static_cast<UChar32>(c));
  if ((mask & (U_GC_L_MASK | U_GC_M_MASK)) != 0) {
    return stands_alone(c) ? Class::single : Class::letter;
  }
  return (mask & U_GC_ND_MASK) != 0 ? Class::digit : Class::other;
}

bool in_word(Class c) { return c == Class::letter || c == Class::digit; }

// Whether `joint` holds the two sides together: comma and full stop only inside numbers.
bool joins(char32_t joint, Class before, Class after) {
  if (joint == ',' || joint == '.') return before == Class::digit && after == Class::digit;
  return in_word(before) && in_word(after);
}

}  // namespace

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  out.reserve(text.size() / 6 + 1);
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::size_t begin = kNone;  // of the word that is open
  Class last = Class::other;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t start = at;
    const char32_t c = next_code_point(text, at);
    const Class kind = class_of(c);
    if (in_word(kind)) {
      if (begin == kNone) begin = start;
      last = kind;
      continue;
    }
    if (kind == Class::joint && begin != kNone && at < text.size()) {
      std::size_t peek = at;
      if (joins(c, last, class_of(next_code_point(text, peek)))) continue;
    }
    if (begin != kNone) out.push_back(text.substr(begin, start - begin));
    begin = kNone;
    if (kind == Class::single) out.push_back(text.substr(start, at - start));
  }
  if (begin != kNone) out.push_back(text.substr(begin));
  return out;
}

}  // namespace syndicated
