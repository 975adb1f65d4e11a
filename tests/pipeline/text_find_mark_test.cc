#include "pipeline/text/find_mark.h"

#include <gtest/gtest.h>

#include <string>

namespace syndicated {
namespace {

TEST(FindMark, FindsEachMarkAtEachPlaceBesideEachByte) {
  const auto is_mark = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '<' || c == '\xEF'; };
  for (std::size_t size = 0; size <= 20; ++size) {
    for (std::size_t place = 0; place <= size; ++place) {
      for (int pair = 0; pair < 256 * 8; ++pair) {
        constexpr char kBeside[] = {' ', '\0', '\x1F', '<', '=', '\xEF', '\xF0', '\x80'};
        std::string text(size, 'a');
        if (place < size) text[place] = static_cast<char>(pair / 8);
        if (place + 1 < size) text[place + 1] = kBeside[pair % 8];
        std::size_t first = 0;
        while (first < size && !is_mark(text[first])) ++first;
        ASSERT_EQ((find_mark<'<', '\xEF'>(text, 0)), first) << pair << " at " << place << " of " << size;
      }
    }
  }
  EXPECT_EQ(find_mark<'<'>("<a>b<c", 1), 4u);
}

}  // namespace
}  // namespace syndicated
