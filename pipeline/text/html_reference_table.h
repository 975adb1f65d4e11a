// The named character references of HTML: one constant table. For html_references.cc. Any thread;
// pure.
#pragma once

#include <string_view>

namespace syndicated {

struct NamedReference {
  std::string_view name;  // without "&" and ";", case matters
  char32_t first;
  char32_t second;  // 0: one code point only
  bool legacy;      // also read without the semicolon
};

constexpr std::size_t kReferenceNameMax = 32;  // the longest name has 31 characters
constexpr std::size_t kLegacyNameMax = 6;

// nullptr: no such name.
const NamedReference* find_reference(std::string_view name);

}  // namespace syndicated
