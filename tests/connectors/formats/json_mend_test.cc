// JsonMender: broken JSON, one phenomenon per row, and what is made of it.
#include "connectors/formats/json_mend.h"

#include <gtest/gtest.h>

#include "connectors/formats/decode_document.h"

namespace syndicated {
namespace {

struct Row {
  const char* what;
  std::string broken;
  const char* mended;
};

const Row kRows[] = {
    {"nothing to do", R"({"a":[1,"b\u00e9",true,null,-1.5e3,{}],"c":{"d":[]}})",
     R"({"a":[1,"b\u00e9",true,null,-1.5e3,{}],"c":{"d":[]}})"},
    {"cut off in a string", R"({"a":[{"b":"c","d":"http://h.example/ha)", R"({"a":[{"b":"c"}]})"},
    {"cut off in a key", R"({"a":[{"b":"c","d)", R"({"a":[{"b":"c"}]})"},
    {"cut off in a number", R"({"a":[1,23)", R"({"a":[1]})"},
    {"cut off behind a string", R"({"a":["b","c")", R"({"a":["b","c"]})"},
    {"cut off behind a colon", R"({"a":"b","c":)", R"({"a":"b"})"},
    {"commas too many", R"({"a":[1,,2,],,"b":3,})", R"({"a":[1,2],"b":3})"},
    {"commas too few", "{\"a\":[{\"b\":1}{\"b\":2}]\"c\":\"d\"\n\"e\":1}",
     R"({"a":[{"b":1},{"b":2}],"c":"d","e":1})"},
    {"control characters in a string", "{\"a\":\"b\nc\t\x01\r\"}", R"({"a":"b\nc\t\r"})"},
    {"escapes that are none", R"({"a":"\x \' \u12 \q"})", R"({"a":"\\x ' \\u12 \\q"})"},
    {"half a character", R"({"a":"\ud83d x\udc00\ud83d\n\ud83d\ude00\u0000"})",
     R"({"a":"\ufffd x\ufffd\ufffd\n\ud83d\ude00"})"},
    {"quotes in a string", R"({"a":"He said "yes" to it","b":1})",
     R"({"a":"He said \"yes\" to it","b":1})"},
    {"other quotes", R"({'a':'b "c" \'d'})", R"({"a":"b \"c\" 'd"})"},
    {"keys without quotes", R"({a:1,b_c:"d"})", R"({"a":1,"b_c":"d"})"},
    {"words that are no values", R"({"a":undefined,"b":[NaN,01,1.,+1]})",
     R"({"a":null,"b":[null,null,null,null]})"},
    {"integers that no parser holds",
     R"({"a":12345678901234567890123,"b":-9223372036854775809,"c":18446744073709551615,"d":-0,"e":x})",
     R"({"a":"12345678901234567890123","b":"-9223372036854775809","c":18446744073709551615,"d":-0,"e":null})"},
    {"brackets that close nothing", R"({"a":1]})", R"({"a":1})"},
    {"brackets that are not closed", R"({"a":[{"b":1],"c":2})", R"({"a":[{"b":1}],"c":2})"},
    {"text behind the end", R"({"a":1}<script>{}</script>)", R"({"a":1})"},
};

TEST(JsonMender, KeepsWhatIsWholeAndClosesWhatIsOpen) {
  for (const Row& row : kRows) EXPECT_EQ(mend_json(row.broken), row.mended) << row.what;
}

TEST(JsonMender, SaysTheSameInBlocksOfAnySize) {
  for (const Row& row : kRows) {
    for (const std::size_t block : {1, 3}) {
      JsonMender mender;
      std::string out;
      for (std::size_t at = 0; at < row.broken.size(); at += block)
        mender.mend(std::string_view(row.broken).substr(at, block), false, out);
      mender.mend("", true, out);
      EXPECT_EQ(out, row.mended) << row.what;
    }
  }
}

TEST(JsonMender, SavesTheWholeItemsOfAFeedThatIsCutOff) {
  std::string document = R"({"version":"https://jsonfeed.org/version/1.1","title":"T","items":[)";
  const std::size_t begin = document.size();
  std::vector<std::size_t> ends;
  for (int i = 0; i < 4; ++i) {
    document += R"({"id":")" + std::to_string(i) + R"(","url":"http://h.example/x","content_html":"<p>\u00e9</p>"})";
    ends.push_back(document.size());
    document += i < 3 ? "," : "]}";
  }
  for (std::size_t size = begin; size <= document.size(); ++size) {
    const Document read = decode_document(std::string_view(document).substr(0, size), {});
    std::size_t whole = 0;
    while (whole < ends.size() && ends[whole] <= size) ++whole;
    ASSERT_GE(read.entries.size(), whole) << size;
    EXPECT_EQ(read.format, "json11");
    EXPECT_EQ(read.wellformed, size == document.size());
    for (std::size_t i = 0; i < read.entries.size(); ++i) {
      const FeedEntry& entry = read.entries[i];
      if (i < whole) {
        EXPECT_EQ(entry.contents.size(), 1u) << size;
      }
      EXPECT_TRUE(entry.id.empty() || entry.id == std::to_string(i)) << size;
      EXPECT_TRUE(entry.link.empty() || entry.link == "http://h.example/x") << size;
    }
  }
  EXPECT_EQ(decode_document(R"({"a":[1,)", {}).fault, DocumentFault::undecodable);
}

}  // namespace
}  // namespace syndicated
