#include "daemon/where.h"

#include <gtest/gtest.h>

namespace syndicated {
namespace {

constexpr std::string_view kRecord = R"json({
  "uri":"tag:a.example,2025:item/x/1","version":"2","language":"en",
  "headlines":[{"value":"Flood in Élbe valley: 3 & more (update)"}],
  "wire":{"lifecycle":{"change":"update"},
          "agencies":[{"code":"PTI","name":"Press Trust of India"},{"code":"ANI"}],
          "outlet":{"name":"The Herald","topics":["Rain","Dams"]},
          "text":{"words":188},"source":{"id":"herald"}}})json";

TEST(Where, JudgesARecord) {
  JsonView record;
  ASSERT_TRUE(record.parse(kRecord));
  const std::pair<std::string_view, bool> cases[] = {
      {"lang=en", true},
      {"lang=EN", true},
      {"lang=hi", false},
      {"lang!=hi", true},
      {"lang!=en", false},
      {"agency=ani", true},
      {"agency=\"Press Trust of India\"", true},
      {"agency!=ANI", false},
      {"agency=Reuters", false},
      {"headline~flood", true},
      {"headline ~ \"élbe VALLEY\"", true},
      {"headline~\"3 & more (\"", true},
      {"headline~drought", false},
      {"topic~dam", true},
      {"place=Bhopal", false},
      {"place!=Bhopal", true},
      {"wire.text.words=188", true},
      {"wire.agencies.1.code=ANI", true},
      {"wire.absent.path=1", false},
      {"uri=tag:a.example,2025:item/x/1", true},
      {"lang=en & headline~flood", true},
      {"lang=en&agency=PTI&headline~flood", true},
      {"lang=en & headline~drought", false},
      {"lang=hi | headline~flood", true},
      {"lang=en | lang=hi & lang=fr", true},
      {"(lang=en | lang=hi) & lang=fr", false},
      {"!lang=hi", true},
      {"!!lang=en", true},
      {"!(lang=en & change=update)", false},
      {"headline~\"\"", true},
      {"  ( lang = en )  ", true},
  };
  for (const auto& [expression, expected] : cases) {
    const Result<Where> where = Where::parse(expression);
    ASSERT_TRUE(where) << expression << ": " << where.error().what;
    EXPECT_EQ(where->matches(record), expected) << expression;
  }
}

TEST(Where, PointsAtAMistake) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "expected a field\n  \n  ^"},
      {"lang=en &", "expected a field\n  lang=en &\n           ^"},
      {"lang", "expected `=`, `!=` or `~`\n  lang\n      ^"},
      {"lang<en", "expected `=`, `!=` or `~`\n  lang<en\n      ^"},
      {"lang=", "expected a value; the empty value is \"\"\n  lang=\n       ^"},
      {"(lang=en", "this parenthesis is not closed\n  (lang=en\n  ^"},
      {"lang=en)", "nothing is open that this could close\n  lang=en)\n         ^"},
      {"lang=en by=x", "expected `&`, `|` or the end\n  lang=en by=x\n          ^"},
      {"by=\"x", "this quote is not closed\n  by=\"x\n     ^"},
      {"by=中\x1b)", "nothing is open that this could close\n  by=中\xef\xbf\xbd)\n        ^"},
  };
  for (const auto& [expression, expected] : cases) {
    const Result<Where> where = Where::parse(expression);
    ASSERT_FALSE(where) << expression;
    EXPECT_EQ(where.error().what, expected);
  }
  const Result<Where> unknown = Where::parse("by=x & langg=en");
  ASSERT_FALSE(unknown);
  EXPECT_TRUE(unknown.error().what.starts_with("unknown field; there are lang, agency,"));
  EXPECT_TRUE(unknown.error().what.ends_with("\n  by=x & langg=en\n         ^^^^^"));
}

TEST(Where, BoundsDepthAndLength) {
  EXPECT_FALSE(Where::parse(std::string(2000, '(') + "lang=en" + std::string(2000, ')')));
  EXPECT_FALSE(Where::parse(std::string(2000, '!') + "lang=en"));
  EXPECT_FALSE(Where::parse("headline~" + std::string(kWhereBytesMax, 'x')));
  std::string many = "lang=en";
  while (many.size() < kWhereBytesMax - 20) many += "&(lang=en)";
  EXPECT_TRUE(Where::parse(many));
}

}  // namespace
}  // namespace syndicated
