#include <gtest/gtest.h>

#include <random>
#include <string>

#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

std::string joined(std::string_view text) {
  std::string out;
  for (const std::string_view word : words(text)) {
    if (!out.empty()) out += '|';
    out += word;
  }
  return out;
}

TEST(TextUnicode, ill_formed_sequences_become_one_replacement_per_maximal_subpart) {
  struct Row {
    std::string bytes, want;
  };
  const std::string r = "\xEF\xBF\xBD";
  const Row rows[] = {
      {"plain ascii text, longer than eight", "plain ascii text, longer than eight"},
      {"caf\xC3\xA9", "caf\xC3\xA9"},
      {"\x80", r},
      {"a\xC3", "a" + r},
      {"\xC0\xAF", r + r},
      {"\xE0\x80\xAF", r + r + r},
      {"\xED\xA0\x80", r + r + r},
      {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
      {"\xF0\x9F\x98z", r + "z"},
      {"\xF4\x90\x80\x80", r + r + r + r},
      {"\xE2\x82", r},
      {"\xFF\xFE", r + r},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(repair_utf8(row.bytes), row.want);
    EXPECT_EQ(is_valid_utf8(row.bytes), row.bytes == row.want);
  }
}

TEST(TextUnicode, code_points_survive_a_round_trip) {
  for (char32_t c = 1; c < 0x110000; c += c < 0x11000 ? 1 : 97) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, c);
    std::size_t at = 0;
    ASSERT_EQ(next_code_point(text, at), c);
    ASSERT_EQ(at, text.size());
    ASSERT_TRUE(is_valid_utf8(text));
    ASSERT_EQ(count_code_points(text), 1u);
  }
}

TEST(TextUnicode, the_normal_form_folds_space_and_drops_what_nobody_sees) {
  struct Row {
    std::string text, want;
  };
  const Row rows[] = {
      {"", ""},
      {"  a \t\r\n b  ", "a b"},
      {"a\x01\x7F"
       "b",
       "ab"},
      {"\xC2\xA0"
       "a\xC2\xA0\xE2\x80\x89"
       "b\xE3\x80\x80",
       "a b"},
      {"\xEF\xBB\xBFzero\xE2\x80\x8B"
       "width\xC2\xAD",
       "zerowidth"},
      {"e\xCC\x81t\xC3\xA9", "\xC3\xA9t\xC3\xA9"},
      {"e\xE2\x80\x8B\xCC\x81", "\xC3\xA9"},
      {"\xE2\x80\xAE"
       "evil\xE2\x80\xAC",
       "evil"},
      {"a\xE2\x80\x8D"
       "b",
       "ab"},  // a joiner in Latin
      {"\xE0\xA4\x95\xE0\xA5\x8D\xE2\x80\x8D", "\xE0\xA4\x95\xE0\xA5\x8D\xE2\x80\x8D"},  // in Hindi
      {"\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB",
       "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(normal_form(row.text), row.want);
    EXPECT_EQ(normal_form(row.want), row.want);
  }
}

std::string times(std::size_t n, std::string_view piece) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += piece;
  return out;
}

TEST(TextUnicode, marks_beyond_the_limit_are_dropped_and_a_second_time_drops_no_more) {
  const std::string acute = "\xCC\x81", below = "\xCC\x96", dot = "\xCC\xA3", zha = "\xD0\xB6";
  struct Row {
    std::string text;
    std::size_t marks;  // code points in the normal form
  };
  const Row rows[] = {
      {zha + times(30, acute), 31},
      {zha + times(31, acute), 31},
      {zha + times(20, acute) + times(20, below), 31},
      {zha + times(40, acute) + " " + zha + times(40, below), 63},
      {zha + times(20, acute + "\xE2\x80\x8B"), 21},         // with zero-width spaces
      {zha + times(40, acute + "\xE2\x80\x8B"), 31},
      {times(40, acute), 30},                                  // on nothing
      {"a" + times(40, acute), 30},                            // one is composed
      {"\xC7\x96" + times(40, dot), 30},                       // the letter has two of its own
      {zha + times(40, "\xCD\x84"), 30},                       // two in one; one is composed
      {"\xE0\xBD\x80" + times(40, "\xE0\xBD\xB3"), 31},       // likewise, in Tibetan
      {zha + times(30, acute) + times(20, "\xE1\xB7\x80\xE2\x80\x8D"), 31},  // and joiners
  };
  for (const Row& row : rows) {
    const std::string normal = normal_form(row.text);
    EXPECT_EQ(count_code_points(normal), row.marks) << row.text;
    EXPECT_EQ(normal_form(normal), normal) << row.text;
    const std::string folded = fold(row.text);
    EXPECT_EQ(fold(folded), folded) << row.text;
  }
}

TEST(TextUnicode, marks_in_the_wrong_order_stay_linear) {
  constexpr std::size_t kTimes = 500'000;
  for (const std::string_view letter : {"a", "\xD0\xB6", ""}) {
    for (const std::string_view later : {"\xCC\x96", "\xE0\xBD\xB1"}) {
      const std::string text =
          std::string(letter) + times(kTimes, "\xE1\xB7\x80") + times(kTimes, later);
      EXPECT_LT(normal_form(text).size(), 100u);
      EXPECT_LT(fold(text).size(), 100u);
    }
  }
  EXPECT_LT(fold("\xE0\xBD\x80" + times(kTimes, "\xE0\xBD\xB3")).size(), 200u);
}

TEST(TextUnicode, folding_unifies_case_accents_quotes_and_dashes) {
  struct Row {
    std::string text, want;
  };
  const Row rows[] = {
      {"Caf\xC3\xA9", "cafe"},
      {"Cafe\xCC\x81", "cafe"},
      {"STRASSE Stra\xC3\x9F"
       "e",
       "strasse strasse"},
      {"\xE2\x80\x9CQuoted\xE2\x80\x9D \xE2\x80\x98it\xE2\x80\x99s\xE2\x80\x99",
       "\"quoted\" 'it's'"},
      {"2019\xE2\x80\x93"
       "20 \xE2\x80\x94 x",
       "2019-20 - x"},
      {"\xC5\x81\xC3\xB3"
       "d\xC5\xBA \xC3\x98re",
       "lodz ore"},
      {"\xD0\x9C\xD0\xBE\xD1\x81\xD0\xBA\xD0\xB2\xD0\xB0",
       "\xD0\xBC\xD0\xBE\xD1\x81\xD0\xBA\xD0\xB2\xD0\xB0"},
      {"\xD0\x99", "\xD0\xB9"},  // a breve that makes another letter stays
      {"\xE0\xA4\x95\xE0\xA4\xBF", "\xE0\xA4\x95\xE0\xA4\xBF"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(fold(row.text), row.want);
    EXPECT_EQ(fold(row.want), row.want);
  }
}

TEST(TextUnicode, words_keep_inner_apostrophes_hyphens_and_numbers_together) {
  struct Row {
    std::string text, want;
  };
  const Row rows[] = {
      {"", ""},
      {"  ,.- ", ""},
      {"Pakistan's co-op sold 1,200 units.", "Pakistan's|co-op|sold|1,200|units"},
      {"Pakistan\xE2\x80\x99s 'quoted' words-", "Pakistan\xE2\x80\x99s|quoted|words"},
      {"3.5 per cent, U.S. growth", "3.5|per|cent|U|S|growth"},
      {"a--b well--known", "a|b|well|known"},
      {"COVID-19 Rs 2,00,000", "COVID-19|Rs|2,00,000"},
      {"\xE0\xA4\xA8\xE0\xA4\x88 "
       "\xE0\xA4\xA6\xE0\xA4\xBF\xE0\xA4\xB2\xE0\xA5\x8D\xE0\xA4\xB2\xE0\xA5\x80",
       "\xE0\xA4\xA8\xE0\xA4\x88|"
       "\xE0\xA4\xA6\xE0\xA4\xBF\xE0\xA4\xB2\xE0\xA5\x8D\xE0\xA4\xB2\xE0\xA5\x80"},
      {"\xE4\xB8\x9C\xE4\xBA\xAC 2020", "\xE4\xB8\x9C|\xE4\xBA\xAC|2020"},
  };
  for (const Row& row : rows) EXPECT_EQ(joined(row.text), row.want) << row.text;
}

TEST(TextUnicode, character_sets_are_read_by_their_web_labels) {
  struct Row {
    std::string bytes, label, want;
  };
  const Row rows[] = {
      {"caf\xE9 \x93x\x94", "ISO-8859-1", "caf\xC3\xA9 \xE2\x80\x9Cx\xE2\x80\x9D"},
      {"\x80", " us-ascii ", "\xE2\x82\xAC"},
      {"\xCF\xF0\xE8", "windows-1251", "\xD0\x9F\xD1\x80\xD0\xB8"},
      {"\xF0\xF2", "koi8-r", "\xD0\x9F\xD0\xA0"},
      {"\xD6\xD0", "gb2312", "\xE4\xB8\xAD"},
      {"\xA4\xA4", "Big5", "\xE4\xB8\xAD"},
      {"\x93\xFA", "Shift_JIS", "\xE6\x97\xA5"},
      {"\xC6\xFC", "euc-jp", "\xE6\x97\xA5"},
      {"\xC7\xD1", "euc-kr", "\xED\x95\x9C"},
      {std::string("\xFF\xFE"
                   "a\0b\0",
                   6),
       "utf-16", "ab"},
      {std::string("\0a\0b", 4), "utf-16be", "ab"},
      {std::string("a\0\0\0", 4), "utf-32le", "a"},
      {"\xEF\xBB\xBF"
       "a",
       "UTF8", "a"},
      {"\xE4\xF6", "iso-8859-15", "\xC3\xA4\xC3\xB6"},
  };
  for (const Row& row : rows) {
    bool lossless = false;
    const std::optional<std::string> got = to_utf8(row.bytes, row.label, &lossless);
    ASSERT_TRUE(got) << row.label;
    EXPECT_EQ(*got, row.want) << row.label;
    EXPECT_TRUE(lossless) << row.label;
  }
  EXPECT_FALSE(to_utf8("x", "utf-7"));
  EXPECT_FALSE(to_utf8("x", "no-such-set"));
  EXPECT_FALSE(to_utf8("x", ""));
  EXPECT_EQ(canonical_charset("Latin1"), "windows-1252");
  EXPECT_EQ(canonical_charset("GB2312"), "gb18030");
  EXPECT_EQ(canonical_charset("no-such-set"), "");
}

TEST(TextUnicode, a_replaced_byte_is_reported_as_loss) {
  bool lossless = true;
  EXPECT_EQ(to_utf8("a\xFF", "utf-8", &lossless), "a\xEF\xBF\xBD");
  EXPECT_FALSE(lossless);
  lossless = true;
  ASSERT_TRUE(to_utf8("\x81", "euc-kr", &lossless));
  EXPECT_FALSE(lossless);
}

TEST(TextUnicode, random_bytes_give_valid_stable_text) {
  std::mt19937 random(7);
  const std::string_view pieces[] = {"\xE2\x80\x8D",
                                     "\xCC\x81",
                                     "\xD6\xB0",
                                     "e",
                                     " ",
                                     "\xE1\x84\x80",
                                     "\xE1\x85\xA1",
                                     "\xEF\xBB\xBF",
                                     "\xE0\xA4\x95",
                                     "\xE2\x84\xAA",
                                     "\xF0\x9F\x91\xA9",
                                     "\xC2\xAD",
                                     "\xE1\xBF\xAF",
                                     "\xC3\x85"};
  for (int run = 0; run < 4000; ++run) {
    std::string bytes;
    const std::size_t length = random() % 40;
    for (std::size_t i = 0; i < length; ++i) {
      if (run % 2 == 0) {
        bytes.push_back(static_cast<char>(random()));
      } else {
        bytes += pieces[random() % std::size(pieces)];
      }
    }
    const std::string text = repair_utf8(bytes);
    ASSERT_TRUE(is_valid_utf8(text));
    const std::string normal = normal_form(text);
    ASSERT_TRUE(is_valid_utf8(normal));
    ASSERT_EQ(normal_form(normal), normal);
    const std::string folded = fold(normal);
    ASSERT_TRUE(is_valid_utf8(folded));
    std::size_t end = 0;
    for (const std::string_view word : words(bytes)) {
      ASSERT_FALSE(word.empty());
      const std::size_t begin = static_cast<std::size_t>(word.data() - bytes.data());
      ASSERT_GE(begin, end);
      end = begin + word.size();
    }
    for (const char* label : {"gb18030", "utf-16", "shift_jis", "euc-jp", "windows-1252"}) {
      ASSERT_TRUE(is_valid_utf8(to_utf8(bytes, label).value_or("")));
    }
  }
}

}  // namespace
}  // namespace syndicated
