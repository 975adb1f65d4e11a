// The sanitiser: what stays, what goes, and that a second time changes nothing.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "pipeline/text/html.h"

namespace syndicated {
namespace {

struct Row {
  const char* html;
  const char* want;
};

void expect_rows(std::initializer_list<Row> rows, std::string_view base = "") {
  for (const Row& row : rows) {
    const std::string once = sanitise_html(row.html, base);
    EXPECT_EQ(once, row.want) << row.html;
    EXPECT_EQ(sanitise_html(once, base), once) << row.html;
  }
}

TEST(Sanitise, KeepsWhatIsListedAndDropsTheRest) {
  expect_rows({
      {"a <b>c</b>", "a <b>c</b>"},
      {"<P CLASS=x>a", "<p class=\"x\">a"},
      {"<b>a", "<b>a</b>"},
      {"a</b>", "a"},
      {"a<br>b", "a<br />b"},
      {"<i/>a", "<i></i>a"},
      {"<blink>a</blink>", "a"},
      {"a<script>b</script>c", "ac"},
      {"a<SCRIPT\n>b</scRipt >c", "ac"},
      {"a<style>b{}</style>c", "ac"},
      {"<object>a</object>", "a"},
      {"<a onclick=\"x()\" title='y'>a</a>", "<a title=\"y\">a</a>"},
      {"<form action=\"/s\" method=post formaction=\"//x\">",
       "<form action=\"/s\" method=\"post\"></form>"},
      {"<video autoplay src=v></video>", "<video src=\"v\"></video>"},
      {"1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"},
      {"&lt;script&gt;", "&lt;script&gt;"},
      {"<![CDATA[<b>a</b>]]>", "<b>a</b>"},
  });
}

TEST(Sanitise, LosesNoTextToAnOddDeclaration) {
  expect_rows({
      {"<!' <b>a</b>", "&lt;!' <b>a</b>"},
      {"a <!DOCTYPE html> b", "a  b"},
      {"a <!DOCTYPE b", "a &lt;!DOCTYPE b"},
      {"a <?php echo 1", "a &lt;?php echo 1"},
      {"if (a <!b) return;", "if (a &lt;!b) return;"},
      {"a<!-- b > c", "a c"},
      {"a<!-- b", "a"},
  });
}

TEST(Sanitise, KeepsCommentsOnlyWhereTheyCannotBeTextOrCode) {
  expect_rows({
      {"a<!-- b -->c", "a<!-- b -->c"},
      {"a<!--[if IE]>b<![endif]-->c", "ac"},
      {"a<!--> b -->c", "a b --&gt;c"},
      {"a<!-- b -- c -->d", "ad"},
      {"a<!-- b --!>c", "ac"},
      {"<textarea><!-- </textarea><script>b</script> -->", "<textarea></textarea>"},
      {"<svg><title><!-- </title><img src=x> --></title></svg>",
       "<svg xmlns=\"http://www.w3.org/2000/svg\"><title></title></svg>"},
  });
}

TEST(Sanitise, EmptiesAddressesThatMustNotBeFollowed) {
  expect_rows({
      {"<a href=\"https://a.example/\">x</a>", "<a href=\"https://a.example/\">x</a>"},
      {"<a href=\"/b\">x</a>", "<a href=\"/b\">x</a>"},
      {"<a href=\"javascript:x()\">x</a>", "<a href=\"\">x</a>"},
      {"<a href=\" JaVa\tscript:x()\">x</a>", "<a href=\"\">x</a>"},
      {"<a href=\"java&#10;script:x()\">x</a>", "<a href=\"\">x</a>"},
      {"<a href=\"&#106;avascript&colon;x()\">x</a>", "<a href=\"\">x</a>"},
      {"<a href=\"vbscript:x\">x</a>", "<a href=\"\">x</a>"},
      {"<a href=\"data:text/html,x\">x</a>", "<a href=\"\">x</a>"},
      {"<img src=\"data:image/png;base64,AA==\">", "<img src=\"data:image/png;base64,AA==\" />"},
      {"<img src=\"data:image/svg+xml,x\">", "<img src=\"\" />"},
      {"<form action=\"javascript:x()\"></form>", "<form action=\"\"></form>"},
      {"<a href=\"mailto:a@b.example\">x</a>", "<a href=\"mailto:a@b.example\">x</a>"},
  });
  expect_rows({{"<a href=\"/b\">x</a>", "<a href=\"https://a.example/b\">x</a>"},
               {"<a href=\"javascript:x\">x</a>", "<a href=\"\">x</a>"},
               {"<a href=\"#n\">x</a>", "<a href=\"#n\">x</a>"}},
              "https://a.example/feed");
}

TEST(Sanitise, KeepsPlainStylesAsWritten) {
  const auto style = [](const std::string& value) {
    const std::string html = sanitise_html("<p style=\"" + value + "\">", "");
    return html.size() < 12 ? std::string() : html.substr(10, html.size() - 12);
  };
  const std::pair<const char*, const char*> rows[] = {
      {"color: red", "color: red;"},
      {"COLOR: Red; x: y", "COLOR: Red;"},
      {"border: 1px solid rgb(0, 128, 0)", "border: 1px solid rgb(0, 128, 0);"},
      {"border: medium none ;", "border: medium none ;"},
      {"margin: 99999em", ""},
      {"margin: 100%; padding: 50%", "padding: 50%;"},
      {"width: 600px; height: 99999px", "width: 600px; height: 99999px;"},  // these cover nothing
      {"position: absolute", ""},
      {"background: url(javascript:x)", ""},
      {"width: expression(alert(1))", ""},
      {"color: \\65 xpression(1)", ""},
      {"font-family: 'Some Sans', serif", "font-family: 'Some Sans', serif;"},
  };
  for (const auto& [in, want] : rows) EXPECT_EQ(style(in), want) << in;
}

TEST(Sanitise, ALongStyleStaysAsAWholeOrGoesAtOnce) {
  struct LongRow {
    int declarations;
    std::size_t want;  // bytes of the style, with the spaces that are put in
  };
  for (const LongRow& row : {LongRow{341, 341 * 12 - 1}, LongRow{342, 0}, LongRow{409, 0}}) {
    std::string html = "<p style=\"";
    for (int i = 0; i < row.declarations; ++i) html += "color:red;";
    const std::string once = sanitise_html(html + "\">a</p>", "");
    const std::size_t around = std::string_view("<p style=\"\">a</p>").size();
    EXPECT_EQ(once.size(), row.want == 0 ? around - 9 : around + row.want) << once.substr(0, 40);
    EXPECT_EQ(sanitise_html(once, ""), once) << row.declarations;
  }
}

TEST(Sanitise, KeepsDrawingsAndFormulasThatCannotRun) {
  const std::string svg = "<svg viewBox=\"0 0 9 9\" xmlns=\"http://www.w3.org/2000/svg\">";
  const std::pair<std::string, std::string> rows[] = {
      {"<svg viewbox=\"0 0 9 9\"><circle r=3 onclick=x /></svg>",
       svg + "<circle r=\"3\"></circle></svg>"},
      {"<svg viewBox=\"0 0 9 9\"><script>x</script><animate attributeName=href /></svg>",
       svg + "</svg>"},
      {"<svg viewBox=\"0 0 9 9\"><path fill=\"url(#g)\" d=\"M0 0\"/></svg>",
       svg + "<path fill=\"url(#g)\" d=\"M0 0\"></path></svg>"},
      {"<svg viewBox=\"0 0 9 9\"><path fill=\"url(//x)\" d=\"M0 0\"/></svg>",
       svg + "<path d=\"M0 0\"></path></svg>"},
      {"<svg viewBox=\"0 0 9 9\"><a xlink:href=\"javascript:x\">t</a></svg>",
       svg + "<a xlink:href=\"\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">t</a></svg>"},
      {"<svg viewBox=\"0 0 9 9\"><lineargradient id=g></svg>",
       svg + "<linearGradient id=\"g\"></linearGradient></svg>"},
      {"<math><mi mathcolor=red href=\"javascript:x\">a</mi></math><mi>b</mi>",
       "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mi mathcolor=\"red\" "
       "href=\"\">a</mi></math>b"},
      {"<svg viewBox=\"0 0 9 9\"><path fill=\"u&#1;rl(//x)\" d=\"M0 0\"/></svg>",
       svg + "<path d=\"M0 0\"></path></svg>"},
      {"<circle r=3>a", "a"},
  };
  for (const auto& [html, want] : rows) {
    const std::string once = sanitise_html(html, "");
    EXPECT_EQ(once, want);
    EXPECT_EQ(sanitise_html(once, ""), once) << html;
  }
}

TEST(Sanitise, ASecondTimeChangesNothingWhateverTheBytes) {
  const std::string_view pieces[] = {"<",           ">",         "\"",
                                     "'",           "&",         ";",
                                     "=",           "/",         "!--",
                                     "-->",         "-",         "a",
                                     "b ",          "<b>",       "</b>",
                                     "<a href=",    "java",      "script:",
                                     "<script>",    "</script>", "<svg>",
                                     "</svg>",      "<title>",   "<math>",
                                     "<textarea>",  "style=",    "url(",
                                     "&lt",         "&amp;",     "&#x3c;",
                                     "<![CDATA[",   "]]>",       "<!",
                                     "<?",          "\t",        "\r",
                                     "xlink:href=", "<img src=", "data:image/png,",
                                     ":",           "\\",        "color:red;"};
  std::mt19937 random(20250407);
  for (int i = 0; i < 20'000; ++i) {
    std::string html;
    for (int n = static_cast<int>(random() % 24); n >= 0; --n)
      html += pieces[random() % std::size(pieces)];
    const std::string once = sanitise_html(html, i % 2 == 0 ? "" : "https://a.example/b/");
    EXPECT_EQ(sanitise_html(once, i % 2 == 0 ? "" : "https://a.example/b/"), once) << html;
    EXPECT_EQ(once.find("<script"), std::string::npos) << html;
  }
}

TEST(Sanitise, StaysLinearOnWhatIsMadeToHurt) {
  constexpr int kTimes = 100'000;
  for (const std::string_view piece :
       {"<div>", "<b><p>", "</div>", "<!--", "<![CDATA[", "<a href=\"", "<svg>", "<!-- -",
        "<script>", "</script><script>", "&", "<!x", "<?", "<textarea>"}) {
    std::string html;
    for (int i = 0; i < kTimes; ++i) html += piece;
    const std::string once = sanitise_html(html, "");
    EXPECT_LE(once.size(), html.size() * 12 + 64) << piece;
  }
}

TEST(LooksLikeHtml, KnowsTagsByTheirNameAndReferencesByTheirEnd) {
  const std::pair<const char*, bool> rows[] = {
      {"a <b>c</b>", true},
      {"a<br/>", true},
      {"x </p>", true},
      {"<blockquote cite=x>", true},
      {"a &amp; b", true},
      {"a & b", false},
      {"AT&T;", false},
      {"1 < 2 > 0", false},
      {"<", false},
      {"<>", false},
      {"</", false},
      {"<b", false},
      {"<abcdefghijklmnop>", false},   // a name as long as any is looked at,
      {"<abcdefghijklmnopq>", false},  // and a longer one
  };
  for (const auto& [text, want] : rows) EXPECT_EQ(looks_like_html(text), want) << text;
}

TEST(LooksLikeHtml, StaysLinearOnWhatIsMadeToHurt) {
  constexpr std::size_t kBytes = 4'000'000;
  for (const std::string_view piece : {"<", "</", "&", "<&", "&#", "&#0", "&am", "<averyverylongname"}) {
    std::string text;
    while (text.size() < kBytes) text += piece;
    EXPECT_FALSE(looks_like_html(text + ">")) << piece;
  }
}

}  // namespace
}  // namespace syndicated
