// XmlBalancer: broken tags, one per row, and what is made of them.
#include "connectors/formats/xml_balance.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>

#include "connectors/formats/decode_document.h"
#include "tests/connectors/formats/feed_fixtures.h"

namespace syndicated {
namespace {

struct Row {
  const char* what;
  const char* broken;
  const char* balanced;
};

constexpr Row kRows[] = {
    {"nothing to do", "<a><b c=\"1\">x &amp; y</b><d/></a>", "<a><b c=\"1\">x &amp; y</b><d/></a>"},
    {"an end tag that closes nothing", "<a><b>x</c>y</b></c></a>", "<a><b>xy</b></a>"},
    {"elements that are never closed", "<a><b><c>x</a>", "<a><b><c>x</c></b></a>"},
    {"text and elements behind the root", "<a>x</a>y<b/></a>", "<a>xy<b/></a>"},
    {"what stands before the root", "x<br/><?y z?><a>b</a>", "<a>b</a>"},
    {"names in another case", "<a><B>x</b></a>", "<a><B>x</B></a>"},
    {"values without quotes", "<r><a b=1 c=d/e/>x</r>", "<r><a b=\"1\" c=\"d/e\"/>x</r>"},
    {"an address without quotes in the root", "<r x=d/e/><a/></r>", "<r x=\"d/e/\"><a/></r>"},
    {"values that touch", "<r><a b=\"1\"c='2'/></r>", "<r><a b=\"1\" c=\"2\"/></r>"},
    {"brackets in a value", "<r><a b='<\">'/></r>", "<r><a b=\"&lt;&quot;>\"/></r>"},
    {"an attribute without a value", "<r><a b>x</a></r>", "<r><a b=\"\">x</a></r>"},
    {"the same attribute twice", "<r><a b=\"1\" b=\"2\"/></r>", "<r><a b=\"1\"/></r>"},
    {"names that are none", "<r><a b:c:d='1' =2 3='4' e='5'/></r>", "<r><a e=\"5\"/></r>"},
    {"a quote that is missing at the end", "<r><a b=\"1>x</a><c d=\"2\">y</c></r>",
     "<r><a b=\"1\">x</a><c d=\"2\">y</c></r>"},
    {"a bracket that begins no tag",
     "<r>1 <b and <me@h.example> <http://h.example/></r>",
     "<r>1 &lt;b and &lt;me@h.example> &lt;http://h.example/></r>"},
    {"a start tag that is not closed", "<r><a b=\"1\"x</a></r>", "<r><a b=\"1\">x</a></r>"},
    {"an end tag that is not closed", "<r><a>x</a<b>y</b></r>", "<r><a>x</a><b>y</b></r>"},
    {"remnants of end tags", "<r><a>x</></a>y</</r>", "<r><a>x</a>y</r>"},
    {"half a tag at the end", "<r>x<a href=\"http://h.example/ha", "<r>x</r>"},
    {"sections and comments", "<r><![CDATA[</r> <b>]]><!-- <c> -- --></b>y</r>",
     "<r><![CDATA[</r> <b>]]>y</r>"},
    {"HTML without end tags", "<r>x<br>y<hr/>z<p>1<p>2</r>",
     "<r>x<br/>y<hr/>z<p>1</p><p>2</p></r>"},
    {"a text that is not closed", "<item><title>x<link>y</link></item>",
     "<item><title>x</title><link>y</link></item>"},
    {"nor the markup in it", "<item><description>x<b>y<title>z</title><pubDate>1</pubDate></item>",
     "<item><description>x<b>y<title>z</title></b></description><pubDate>1</pubDate></item>"},
    {"a feed's text before an entry", "<channel><title>x<item><dc:date>1</item></channel>",
     "<channel><title>x</title><item><dc:date>1</dc:date></item></channel>"},
    {"an entry that is not closed", "<r><item>1<item>2</item></r>",
     "<r><item>1</item><item>2</item></r>"},
    {"an end tag that is misspelt", "<item><title>x</titel><guid>y</gui></item>",
     "<item><title>x</title><guid>y</guid></item>"},
    {"a start tag that runs into its text", "<item><title<![CDATA[x]]></title></item>",
     "<item><title><![CDATA[x]]></title></item>"},
};

TEST(XmlBalancer, MakesTagsMatchAndKeepsTexts) {
  for (const Row& row : kRows) EXPECT_EQ(balance_xml(row.broken, OpenEnd::closed), row.balanced) << row.what;
}

class Blocks final : public XmlInput {
 public:
  explicit Blocks(std::string_view text) : text_(text) {}
  std::size_t read(char* room, std::size_t size) override {
    const std::size_t count = text_.copy(room, size);
    text_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view text_;
};

std::string in_blocks(std::string_view text, std::size_t block) {
  XmlBalancer balancer(OpenEnd::closed);
  std::string out, waiting;
  for (std::size_t at = 0; at < text.size(); at += block) {
    waiting += text.substr(at, block);
    waiting.erase(0, balancer.balance(waiting, false, out));
  }
  balancer.balance(waiting, true, out);
  return out;
}

TEST(XmlBalancer, SaysTheSameInBlocksOfAnySizeAndAsAnInput) {
  std::vector<std::string> texts;
  for (const Row& row : kRows) texts.emplace_back(row.broken);
  for (const FeedFixture& fixture : feed_fixtures()) {
    for (std::size_t size = 1; size < fixture.bytes.size(); size += 17)
      texts.push_back(fixture.bytes.substr(0, size));
  }
  for (const std::string& text : texts) {
    const std::string whole = balance_xml(text, OpenEnd::closed);
    for (const std::size_t block : {1, 3, 50}) ASSERT_EQ(in_blocks(text, block), whole) << text;
    Blocks blocks(text);
    BalancedInput input(blocks, OpenEnd::closed);
    std::string read(whole.size() + 10, '\0');
    read.resize(input.read(read.data(), read.size()));
    ASSERT_EQ(read, whole) << text;
  }
}

TEST(XmlBalancer, IsLinearInTagsThatHaveNoEnd) {
  for (const std::string_view part :
       {"<", "</", "<a", "</a", "<a b=\"", "<a b='<c d=\"", "<!", "<?", "<a></b>", "<!--", "<a b=", "<item>"}) {
    std::string text = "<r>";
    while (text.size() < (2u << 20)) text += part;
    const auto began = std::chrono::steady_clock::now();
    EXPECT_LE(balance_xml(text, OpenEnd::closed).size(), 4 * text.size() + 1000) << part;
    const auto took = std::chrono::steady_clock::now() - began;
    EXPECT_LT(took, std::chrono::seconds(20)) << part;  // of a quadratic reading it would be hours
  }
}

}  // namespace
}  // namespace syndicated
