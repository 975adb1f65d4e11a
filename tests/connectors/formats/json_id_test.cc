// Which member of a JSON object is its id.
#include "connectors/formats/json_id.h"

#include <gtest/gtest.h>

namespace syndicated {
namespace {

TEST(JsonId, IsTheFirstMemberThatNamesTheObject) {
  struct Case {
    const char* object;
    const char* id;
  };
  const JsonId reader;
  for (const Case& c : std::initializer_list<Case>{
           {R"({"id":"urn:a","url":"https://e/1"})", "urn:a"},
           {R"({"url":"https://e/1","id":17})", "17"},
           {R"({"id":18446744073709551615})", "18446744073709551615"},
           {R"({"id":"","guid":"g"})", "g"},
           {R"({"id":null,"uri":"tag:e,2025:1"})", "tag:e,2025:1"},
           {R"({"id":"\u00e9\n"})", "\xc3\xa9\n"},
           {R"({"nested":{"id":"no"},"url":"https://e/1"})", "https://e/1"}}) {
    std::string id = "of before";
    ASSERT_TRUE(reader.read_id(c.object, id)) << c.object;
    EXPECT_EQ(id, c.id) << c.object;
  }
}

TEST(JsonId, RefusesWhatIsNoWholeObjectWithAnId) {
  const JsonId reader;
  const std::string deep = "{\"id\":\"a\",\"x\":" + std::string(2000, '[') + std::string(2000, ']') + "}";
  for (const std::string& bytes : {std::string("[]"), std::string("{}"), std::string("{\"id\":\"a\""),
                                   std::string("{\"id\":\"a\"} {"), std::string("{\"id\":\"a\",\"t\":tru}"),
                                   std::string("{\"id\":\"\xff\"}"), std::string(), deep}) {
    std::string id;
    EXPECT_FALSE(reader.read_id(bytes, id)) << bytes.substr(0, 40);
  }
}

}  // namespace
}  // namespace syndicated
