#include "connectors/formats/json_view.h"

#include <gtest/gtest.h>

namespace syndicated {
namespace {

using Values = std::vector<std::string>;

TEST(JsonView, FindsScalarsByDottedPath) {
  JsonView view;
  ASSERT_TRUE(view.parse(R"({"a":{"b":"text","n":12,"minus":-3,"half":0.5,"yes":true,"none":null},
      "list":[{"code":"PTI"},{"code":"ANI"},{"other":1}],"words":["one","two"],"nested":[["x"],["y"]]})"));
  const std::pair<std::string_view, Values> cases[] = {
      {"a.b", {"text"}},
      {"a.n", {"12"}},
      {"a.minus", {"-3"}},
      {"a.half", {"0.5"}},
      {"a.yes", {"true"}},
      {"a.none", {}},
      {"a", {}},
      {"a.b.c", {}},
      {"", {}},
      {".", {}},
      {"a..b", {}},
      {"list.code", {"PTI", "ANI"}},
      {"list.1.code", {"ANI"}},
      {"list.9.code", {}},
      {"words", {"one", "two"}},
      {"words.0", {"one"}},
      {"nested", {"x", "y"}},
      {"nested.1", {"y"}},
  };
  for (const auto& [path, expected] : cases) EXPECT_EQ(view.values(path), expected) << path;
  EXPECT_EQ(view.text("list.code"), "PTI");
  EXPECT_EQ(view.text("absent"), "");
}

TEST(JsonView, RefusesWhatIsNoObject) {
  JsonView view;
  for (const char* line : {"", "[]", "1", "{", "{\"a\":}", "null", "{} {}", "\xff"}) {
    EXPECT_FALSE(view.parse(line)) << line;
    EXPECT_EQ(view.text("a"), "");
  }
  EXPECT_TRUE(view.parse("{\"a\":\"again\"}"));
  EXPECT_EQ(view.text("a"), "again");
}

TEST(JsonView, BoundsDepthAndLength) {
  JsonView view;
  const std::string deep = "{\"a\":" + std::string(10'000, '[') + std::string(10'000, ']') + "}";
  EXPECT_FALSE(view.parse(deep));
  EXPECT_FALSE(view.parse(std::string(JsonView::kLineBytesMax + 1, ' ')));
}

TEST(JsonView, ReadsLinesThatGrow) {
  JsonView view;
  for (const std::size_t size : {10u, 100'000u, 1'000'000u, 5u}) {
    ASSERT_TRUE(view.parse("{\"a\":\"" + std::string(size, 'x') + "\"}"));
    EXPECT_EQ(view.text("a").size(), size);
  }
}

}  // namespace
}  // namespace syndicated
