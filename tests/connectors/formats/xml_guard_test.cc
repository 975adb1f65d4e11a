#include "connectors/formats/xml_guard.h"

#include <gtest/gtest.h>

#include "connectors/formats/xml_events.h"

namespace syndicated {
namespace {

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

TEST(XmlGuard, CountsWhatTheParserTakesForAttributesAndNothingElse) {
  const std::string many = repeated("b=''", XmlGuard::kAttributesMax * 5);
  const std::pair<std::string, bool> rows[] = {
      {"<a " + many + ">", false},
      {"<a c='<b d=\"" + many + "\">", true},  // one quoted value, and one that is not closed
      {"<a c='<b " + many + ">", false},       // where the parser gives up, another tag begins
      {"<a b='>' " + many + ">", false},
      {repeated("<a b='' c='>'>", many.size()), true},
      {"<a>" + many + "</a>", true},
      {"<!-- <a " + many + " -->", true},
      {"<!--><a " + many + " -->", true},
      {"<![CDATA[ <a " + many + " ]]>", true},
      {"<![CDATA[ ]>]] ]]><a " + many + ">", false},
      {"<!-- - -> --><a " + many + ">", false},
      {"<?x <!-- ?><a " + many + ">", false},
      {"</x <!-- ><a " + many + ">", false},
      {"<!x <!-- ><a " + many + ">", false},
      {"<!-x><a " + many + ">", false},
      {"</x <a " + many + ">", false},  // which the parser gives up as well
      {"<? <a " + many + ">", false},
      {"< a " + many + ">", true},
  };
  for (const auto& [text, whole] : rows) {
    XmlGuard at_once, in_parts;
    std::string passed, passed_in_parts, raw;
    at_once.pass(text, true, passed);
    EXPECT_EQ(!at_once.is_shut(), whole) << text.substr(0, 40);
    for (std::size_t at = 0; at < text.size(); ++at) {
      raw += text[at];
      raw.erase(0, in_parts.pass(raw, at + 1 == text.size(), passed_in_parts));
    }
    EXPECT_EQ(passed_in_parts, passed) << "in parts: " << text.substr(0, 40);
  }
}

// The events of a document, one after the other.
class Listing final : public XmlHandler {
 public:
  bool on_start(const XmlElement& element) override {
    (text += '<').append(element.name) += '>';
    return true;
  }
  bool on_end() override {
    text += "</>";
    return true;
  }
  void on_text(std::string_view more) override { text += more; }

  std::string text;
};

TEST(XmlGuard, SectionsComeAsTheTextThatTheyAre) {
  struct Row {
    std::string xml, events;
    bool wellformed = true;
  };
  const std::string large = repeated("caf\u00E9\r\n", 100'000), large_read = repeated("caf\u00E9\n", 100'000);
  const Row rows[] = {
      {"<a>1<![CDATA[<b>&amp;]]>2<![CDATA[]]>3<![CDATA[ ] ]] ]]]]></a>", "<a>1<b>&amp;23 ] ]] ]]</>"},
      {"<a><![CDATA[\r\n1\r2\n\r]]></a>", "<a>\n1\n2\n\n</>"},
      {"<a><![CDATA[" + large + "]]></a>", "<a>" + large_read + "</>"},
      {"<a b='1'><!-- <![CDATA[ --><c/><![CDATA[ <!-- ]]></a>", "<a><c></> <!-- </>"},
      // Instructions of the document that look like ours.
      {"<a><?_ 0?><?_?><?__ 0?><![CDATA[x]]><?_ 0?><?_ 1?></a>", "<a>x</>"},
      {"<a><?x <?_ 0?><![CDATA[x]]></a>", "<a>x</>"},
      {"<a><![CDATA[x]]></a><![CDATA[y]]>", "<a>x</>", false},
  };
  for (const auto& [xml, events, wellformed] : rows) {
    Listing listing;
    EXPECT_EQ(parse_xml(xml, listing), wellformed) << xml.substr(0, 60);
    EXPECT_EQ(listing.text, events) << xml.substr(0, 60);
  }
}

}  // namespace
}  // namespace syndicated
