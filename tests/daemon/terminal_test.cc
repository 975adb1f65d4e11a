#include "daemon/terminal.h"

#include <gtest/gtest.h>

namespace syndicated {
namespace {

struct Case {
  std::string input, expected;
};

TEST(Terminal, LetsNoControlThrough) {
  const Case cases[] = {
      {"plain text", "plain text"},
      {"\x1b[2Jcleared", "\xef\xbf\xbd[2Jcleared"},
      {"\x1b]52;c;cm0=\x07", "\xef\xbf\xbd]52;c;cm0=\xef\xbf\xbd"},
      {"two\nlines\r\nand\ttab", "two lines  and tab"},
      {std::string("nul\0x", 5), "nul\xef\xbf\xbdx"},
      {"del\x7f", "del\xef\xbf\xbd"},
      {"c1 \xc2\x9b"
       "31m",
       "c1 \xef\xbf\xbd"
       "31m"},
      {"raw c1 \x9b"
       "31m",
       "raw c1 \xef\xbf\xbd"
       "31m"},
      {"nel\xc2\x85x", "nel x"},
      {"separator\xe2\x80\xa8x", "separator x"},
      {"bidi \xe2\x80\xae"
       "evil\xe2\x81\xa9",
       "bidi evil"},
      {"zero\xe2\x80\x8bwidth\xef\xbb\xbf", "zerowidth"},
      {"soft\xc2\xadhyphen", "softhyphen"},
      {"tag \xf3\xa0\x81\xa1", "tag "},
      {"private \xee\x80\x80", "private \xef\xbf\xbd"},
      {"overlong \xc0\x9b", "overlong \xef\xbf\xbd\xef\xbf\xbd"},
      {"surrogate \xed\xa0\x80", "surrogate \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
      {"cut \xf0\x9f\x97", "cut \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
      {"हिन्दी 中文 é", "हिन्दी 中文 é"},
      {"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9",
       "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9"},
      {"a\xe2\x80\x8d", "a"},
      {"\xcc\x81"
       "accent on nothing",
       "accent on nothing"},
  };
  for (const Case& c : cases) EXPECT_EQ(for_terminal(c.input), c.expected) << c.input;
}

// Every byte and every pair of bytes: what comes out never holds C0, DEL or C1.
TEST(Terminal, HoldsItsPromiseForAllPairsOfBytes) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text{'a', static_cast<char>(first), static_cast<char>(second)};
      const std::string out = for_terminal(text);
      for (std::size_t i = 0; i < out.size(); ++i) {
        const auto c = static_cast<unsigned char>(out[i]);
        ASSERT_TRUE(c >= 0x20 && c != 0x7f) << first << ' ' << second;
        const bool c1 = c == 0xc2 && static_cast<unsigned char>(out[i + 1]) < 0xa0;
        ASSERT_FALSE(c1) << first << ' ' << second;
      }
      ASSERT_EQ(for_terminal(out), out);
    }
  }
}

TEST(Terminal, EscapesInJsonWhatATerminalMustNotSee) {
  EXPECT_EQ(json_for_terminal(R"({"a":"हिन्दी é \n"})"), R"({"a":"हिन्दी é \n"})");
  EXPECT_EQ(json_for_terminal("{\"a\":\"\xc2\x9b \xe2\x80\xae \x7f \xf3\xa0\x81\xa1\"}"),
            R"({"a":"\u009b \u202e \u007f \udb40\udc61"})");
  std::string zalgo = "Z";
  for (int i = 0; i < 100; ++i) zalgo += "\xcc\x81";
  EXPECT_EQ(json_for_terminal(zalgo).find("\\u0301"), 1 + 2 * kCombiningMarksMax);
}

TEST(Terminal, CapsCombiningMarks) {
  std::string zalgo = "Z";
  for (int i = 0; i < 10'000; ++i) zalgo += "\xcc\x81";
  EXPECT_EQ(for_terminal(zalgo).size(), 1 + 2 * kCombiningMarksMax);
  EXPECT_EQ(columns(for_terminal(zalgo)), 1u);
}

TEST(Terminal, CountsColumnsNotBytes) {
  EXPECT_EQ(columns("abc"), 3u);
  EXPECT_EQ(columns("中文"), 4u);
  EXPECT_EQ(columns("e\xcc\x81"), 1u);
  EXPECT_EQ(columns("\xf0\x9f\x97\x9e"), 2u);
  EXPECT_EQ(columns("…"), 1u);
}

TEST(Terminal, CutsByColumnsAndNeverHalvesACharacter) {
  EXPECT_EQ(truncated("headline", 8, true), "headline");
  EXPECT_EQ(truncated("headline", 5, true), "head…");
  EXPECT_EQ(truncated("headline", 5, false), "he...");
  EXPECT_EQ(truncated("中文中文", 6, true), "中文…");
  EXPECT_EQ(truncated("headline", 2, false), "..");
  EXPECT_EQ(truncated("headline", 0, true), "");
  EXPECT_EQ(padded("中文中文", 6, true), "中文… ");
  EXPECT_EQ(padded("ab", 4, true), "ab  ");
}

TEST(Terminal, DecidesAboutColour) {
  const auto color = [](ColorChoice choice, TerminalSurroundings surroundings) {
    return style_for(choice, surroundings).color;
  };
  const TerminalSurroundings terminal{.is_terminal = true, .term = "xterm"};
  EXPECT_TRUE(color(ColorChoice::automatic, terminal));
  EXPECT_FALSE(color(ColorChoice::automatic, {.term = "xterm"}));
  EXPECT_FALSE(color(ColorChoice::automatic, {.is_terminal = true, .term = "dumb"}));
  EXPECT_FALSE(
      color(ColorChoice::automatic, {.is_terminal = true, .term = "xterm", .no_color = "1"}));
  EXPECT_TRUE(color(ColorChoice::automatic, {.clicolor_force = "1"}));
  EXPECT_FALSE(color(ColorChoice::automatic, {.clicolor_force = "0"}));
  EXPECT_TRUE(color(ColorChoice::automatic, {.force_color = "1"}));
  EXPECT_TRUE(color(ColorChoice::always, {.no_color = "1"}));
  EXPECT_FALSE(color(ColorChoice::never, terminal));
}

TEST(Terminal, FallsBackToAsciiWhereTheLocaleIsNotUtf8) {
  EXPECT_TRUE(style_for(ColorChoice::never, {.locale = "en_IN.UTF-8"}).unicode);
  EXPECT_TRUE(style_for(ColorChoice::never, {.locale = "C.utf8"}).unicode);
  EXPECT_FALSE(style_for(ColorChoice::never, {.locale = "C"}).unicode);
  EXPECT_FALSE(style_for(ColorChoice::never, {.locale = ""}).unicode);
}

}  // namespace
}  // namespace syndicated
