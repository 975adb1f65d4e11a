// A document that is read in parts is the document that is read as a whole.
#include "connectors/formats/document_stream.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "connectors/formats/decode_jobs.h"

namespace syndicated {
namespace {

struct Keeper : DocumentVisitor {
  bool on_head(const Document& head) override {
    document = head;
    ++heads;
    return true;
  }
  bool on_entry(FeedEntry&& entry) override {
    document.entries.push_back(std::move(entry));
    return document.entries.size() < entries_wanted;
  }
  Document document;
  int heads = 0;
  std::size_t entries_wanted = ~std::size_t{0};
};

std::string told(const Document& document) {
  std::string text = document_to_json(document, "") + " fault " + std::to_string(static_cast<int>(document.fault));
  for (const FeedEntry& entry : document.entries) text += " " + entry.written_id;
  return text;
}

// What the two readings say; they should say the same.
void expect_same(std::string_view bytes, std::size_t block_bytes, const DecodeHints& hints, const DecodeLimits& limits,
                 const std::string& what) {
  MemoryBytes blocks(bytes, block_bytes);
  Keeper keeper;
  ASSERT_TRUE(stream_document(blocks, hints, limits, keeper)) << what;
  EXPECT_EQ(keeper.heads, 1) << what;
  const std::string streamed = told(keeper.document);
  const std::string whole = told(decode_document(bytes, hints, limits));
  ASSERT_EQ(streamed, whole) << what << ", blocks of " << block_bytes << ", " << bytes.size() << " bytes";
}

const DecodeHints kHints{.url = "https://feeds.example/a/feed",
                         .content_type = "",
                         .content_language = "en-GB",
                         .content_location = ""};

struct Fixture {
  const char* name;
  std::string bytes;
};

std::string wide(std::string_view ascii) {
  std::string out = "\xFF\xFE";
  for (const char c : ascii) {
    out += c;
    out += '\0';
  }
  return out;
}

std::vector<Fixture> fixtures() {
  const std::string rss_head =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE rss [<!ENTITY a \"<item>\">]>\n<!-- <item> --><rss version=\"2.0\" "
      "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:media=\"http://search.yahoo.com/mrss/\" "
      "xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
      "xml:base=\"https://b.example/\"><channel xml:lang=\"hi\"><title>Wire &amp; World</title><language>en</language>"
      "<link>/home</link>";
  const std::string rss_items =
      "<item><title>One &eacute; AT&T</title><guid>one</guid><link>/1</link><description><![CDATA[<p>a <item> b</p> & c]]>"
      "</description><content:encoded>&lt;p&gt;text&lt;/p&gt;</content:encoded><category>x</category>"
      "<enclosure url=\"/a.mp3\" type=\"audio/mpeg\" length=\"5\"/></item>\n"
      "<item xml:lang=\"de\" xml:base=\"/x/\"><title>Zwei \u00E9 \u20AC</title><guid isPermaLink=\"false\">2/2</guid><link>2</link>"
      "<media:content url=\"m.jpg\" medium=\"image\"/><itunes:explicit>yes</itunes:explicit>"
      "<pubDate>Tue, 24 Nov 2026 10:00:00 IST</pubDate><dc:creator>A, B</dc:creator></item>"
      "<item><title>3 < 4</title><description type=\"xhtml\"><div>a<b>c</b>d</div></description>"
      "<source url=\"/s\">S</source></item>";
  const std::string rss_tail = "<image><url>/i.png</url><title>I</title></image><copyright>C &copy;</copyright></channel></rss>";
  std::vector<Fixture> all = {
      {"RSS 2.0", rss_head + rss_items + rss_tail},
      {"RSS with a stray end tag", rss_head + rss_items.substr(0, 60) + "</channel></rss>" + rss_items + rss_tail},
      {"RSS with an open CDATA section", rss_head + rss_items + "<item><title><![CDATA[Open <item> & more"},
      {"RSS behind text", "\n\nWarning: x\n" + rss_head + rss_items + rss_tail},
      {"RSS with bad bytes", rss_head + "<item><title>caf\xE9 \xE2\x82\xAC \x93x\x94</title></item>" + rss_tail},
      {"RSS with control characters", rss_head + "<item><title>a\x08 b&#8; &#x1F; \xEF\xBF\xBF c</title></item>" + rss_tail},
      {"RSS 0.91 of Netscape",
       "<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" \"http://my.netscape.com/publish/formats/"
       "rss-0.91.dtd\"><rss version=\"0.91\"><channel><title>N</title><item><title>A</title><link>/a</link></item>"
       "<textinput><title>T</title><name>q</name><link>/q</link></textinput></channel></rss>"},
      {"RSS 1.0",
       "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" "
       "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel rdf:about=\"/\"><title>R</title><items><rdf:Seq>"
       "<rdf:li resource=\"/1\"/></rdf:Seq></items></channel><image><url>/i</url></image><item rdf:about=\"/1\"><title>One"
       "</title><link>/1</link><dc:date>2026-11-24T10:00Z</dc:date></item><item rdf:about=\"/2\"><title>Two</title></item>"
       "<textinput rdf:about=\"/q\"><title>T</title><name>q</name></textinput></rdf:RDF>"},
      {"Atom 1.0",
       "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"http://a.example/b/\" xml:lang=\"fr\"><title type=\"html\">F "
       "&lt;b&gt;x&lt;/b&gt;</title><entry><id>e/1</id><title>Un</title><link href=\"1\"/><content type=\"xhtml\"><div "
       "xmlns=\"http://www.w3.org/1999/xhtml\">a <entry>nested</entry> <a href=\"x\">b</a></div></content></entry>"
       "<a:entry xmlns:a=\"http://www.w3.org/2005/Atom\"><a:id>tag:a,2026:2</a:id><a:title>Deux</a:title><a:source><a:title>"
       "S</a:title></a:source></a:entry><author><name>N</name></author><updated>2026-11-24T10:00:00Z</updated></feed>"},
      {"Atom 0.3 in two character sets",
       "<?xml version='1.0' encoding='iso-8859-1'?><feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\"><tagline "
       "mode=\"base64\">YWJj</tagline><entry><title>caf\xE9</title><modified>2026-11-24</modified></entry></feed>"},
      {"Atom in UTF-16", wide("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><title>W</title></entry></feed>")},
      {"Russian without a declaration",
       "<rss><channel><item><title>\xcf\xf0\xe8\xe2\xe5\xf2 \xec\xe8\xf0, \xfd\xf2\xee \xed\xee\xe2\xee\xf1\xf2\xe8 \xef\xf0\xee "
       "\xf0\xf3\xf1\xf1\xea\xe8\xe9 \xff\xe7\xfb\xea</title></item></channel></rss>"},
      {"CDF",
       "<channel href=\"http://c.example/\" lastmod=\"2026-11-24\"><title>C</title><item href=\"/1\"><title>One</title></item>"
       "<item href=\"/2\"><abstract>Two</abstract></item></channel>"},
      {"unclosed items", "<rss><channel><title>U</title><item><title>a<item><title>b</title><link>/b<item><title>c"},
      {"a page", "<!-- x --><html><body><item>no</item></body></html>"},
      {"a root of its own", "<nothing><item><title>x</title></item></nothing>"},
      {"another root", "<nothing><thing/></nothing>"},
      {"text", "just text, & no element"},
      {"nothing", " \n\t "},
      {"a picture", "\x89PNG\r\n"},
      {"JSON Feed 1.1",
       "\xEF\xBB\xBF\n{ \"version\" : \"https://jsonfeed.org/version/1.1\", \"title\": \"J \\\"q\\\" \\u00e9\", \"x\":[1,{\"a\":[]}], "
       "\"items\" : [ {\"id\":1.5,\"url\":\"/1\",\"content_html\":\"<p>a]},[b</p>\",\"tags\":[\"t\",2]},\n {\"id\":\"2\",\"title\":\"Two\\\\\","
       "\"attachments\":[{\"url\":\"/a\",\"size_in_bytes\":5}]}, 7, [] , {} ], \"items\":[{\"id\":\"no\"}], \"authors\":[{\"name\":\"N\"}],"
       "\"home_page_url\":\"/h\",\"title\":\"second\" } \n"},
      {"JSON Feed 1.0", R"({"items":[],"title":"T","version":"https://jsonfeed.org/version/1"})"},
      {"an escaped name", R"({"\u0069tems":[{"id":"1","title":"a"}],"title":"T"})"},
      {"items that are no list", R"({"version":"https://jsonfeed.org/version/1","items":{"id":"1"},"items":[{"id":"2"}]})"},
      {"a JSON object", R"({"a":1,"items":[{"id":"1"}]})"},
      {"a JSON array", R"([{"id":"1"},2,"x",[[]]])"},
      {"empty JSON", "{}"},
      {"an empty JSON array", " [ ] "},
  };
  for (const char* broken :
       {"{,}", "{\"a\":1,}", "{\"a\" 1}", "{\"a\":tru}", "{\"items\":[1,]}", "{\"items\":[,1]}", "{\"items\":[1 2]}",
        "{\"items\":[{}]x}", "{\"items\":[{}}]}", "{\"items\":[01]}", "{\"items\":[\"\\q\"]}", "{\"items\":[\"a\nb\"]}",
        "{\"items\":[{\"a\":}]}", "{\"items\":[{\"a\":1}],}", "{\"items\":[]}}", "{\"items\":[]} x", "{\"items\":[]} {}",
        "{items:[]}", "{\"items\":[1}", "[1,]", "[1", "[}", "{]", "{\"a\":[}", "[nul]", "{\\\"a\":1}", "{\"a\":1}\\\"",
        "{\"items\":[{\"t\":\"\\ud800\"}], \"b\":x}", "{\"b\":x, \"items\":[\"\\q\"]}", "{\"b\":x, \"items\":[\"a"}) {
    all.push_back({broken, broken});
  }
  return all;
}

TEST(DocumentStream, SaysTheSameAsAWholeReadingInBlocksOfAnySize) {
  for (const Fixture& fixture : fixtures()) {
    for (const std::size_t block : {1, 2, 7, 41, 256, 4096}) {
      expect_same(fixture.bytes, block, kHints, {}, fixture.name);
      expect_same(fixture.bytes, block, {.url = "", .content_type = "text/xml", .content_language = "", .content_location = "/c/"},
                  {}, fixture.name);
    }
  }
}

TEST(DocumentStream, SaysTheSameWhereverTheDocumentIsCutOff) {
  for (const Fixture& fixture : fixtures()) {
    for (std::size_t size = 0; size < fixture.bytes.size(); ++size) {
      const std::string_view cut = std::string_view(fixture.bytes).substr(0, size);
      expect_same(cut, size % 5 == 0 ? 7 : 4096, kHints, {}, fixture.name);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(DocumentStream, SaysTheSameWhereALimitIsHit) {
  std::string deep, many, text, tags, attributes;
  for (int i = 0; i < 60; ++i) {
    deep += "<a>";
    many += "<item><title>n" + std::to_string(i) + "</title></item>";
    text += "w\u00F6rter &amp; mehr ";
    tags += "<p>x</p>";
    attributes += " a" + std::to_string(i) + "=\"" + text.substr(0, 10) + "\"";
  }
  const auto rss = [](const std::string& inner) { return "<rss><channel><title>T</title>" + inner + "</channel></rss>"; };
  const auto item = [&](const std::string& inner) { return rss("<item>" + inner + "</item><item><title>b</title></item>"); };
  const std::string documents[] = {
      rss(many), rss(many) + "</rss>" + many, rss(many).substr(0, 900), item(deep),
      item("<description>" + text + "</description><title>" + text + "</title>"),
      item("<description type=\"xhtml\"><div>" + tags + text + "</div></description>"),
      item("<link" + attributes + "/><media" + attributes + "/>"),
      "{\"title\":\"T\",\"items\":[{\"id\":\"1\"},{\"id\":\"2\"},{\"id\":\"3\"},4]}",
      "{\"title\":\"T\",\"items\":[{\"id\":\"1\"},{\"id\":\"2\"},5]}",
      "{\"title\":\"T\",\"items\":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}",
      "{\"title\":\"T\",\"items\":[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]}",
  };
  DecodeLimits limits;
  limits.depth_max = 18;
  limits.text_bytes_max = 300;
  limits.entry_bytes_max = 900;
  for (const std::size_t entries : {1, 2, 3, 40, 59, 60, 61}) {
    limits.entries_max = entries;
    for (const std::string& document : documents) {
      for (const std::size_t block : {1, 13, 4096}) expect_same(document, block, kHints, limits, document.substr(0, 80));
    }
  }
}

TEST(DocumentStream, ReadsSectionsAndTextsThatAreLargerThanTheParserTakes) {
  std::string text;
  while (text.size() < (11u << 20)) text += "w\u00F6rter <b>und</b> ] & Zeichen ";
  const std::string rss = "<rss><channel><item><title>A</title><description><![CDATA[" + text +
                          "]]></description></item><item><title>B</title></item></channel></rss>";
  DecodeLimits limits;
  limits.text_bytes_max = 16u << 20;
  expect_same(rss, 100'000, kHints, limits, "a large CDATA section");
  expect_same(rss.substr(0, rss.size() - 120), 65'536, kHints, limits, "a large open CDATA section");
  std::string before(300'000, ' ');
  expect_same("<!--" + before + "<rss>-->" + rss, 65'536, kHints, {}, "a long comment");
  expect_same("<!DOCTYPE a [" + before + "\"<rss>\" ]><rss><channel><item><title>x</title></item></channel></rss>", 65'536,
              kHints, {}, "a long DOCTYPE");
}

TEST(DocumentStream, EndsWhereTheVisitorHasEnough) {
  std::string items, json;
  for (int i = 0; i < 10; ++i) {
    items += "<item><title>n" + std::to_string(i) + "</title></item>";
    json += ",{\"title\":\"n" + std::to_string(i) + "\"}";
  }
  for (const std::string& document :
       {"<rss><channel>" + items + "</channel></rss>", "<rss><channel>" + items + "</item></x>" + items,
        R"({"title":"T","items":[)" + json.substr(1) + "]}"}) {
    MemoryBytes blocks(document, 7);
    Keeper keeper;
    keeper.entries_wanted = 3;
    ASSERT_TRUE(stream_document(blocks, {}, {}, keeper));
    EXPECT_EQ(keeper.document.entries.size(), 3u) << document;
  }
}

TEST(DocumentStream, PassesOverAJsonValueThatIsTooLongAndSaysSo) {
  const std::string text(kJsonValueBytesMax + 10, 'x');
  const std::string document = R"({"title":"T","x":")" + text + R"(","items":[{"id":"1","title":"a"},{"id":"2","title":")" +
                               text + R"("},{"id":"3","title":"c"}]})";
  MemoryBytes blocks(document, 65'536);
  Keeper keeper;
  ASSERT_TRUE(stream_document(blocks, {}, {}, keeper));
  ASSERT_EQ(keeper.document.entries.size(), 2u);
  EXPECT_EQ(keeper.document.entries[1].id, "3");
  EXPECT_EQ(keeper.document.fault, DocumentFault::too_large);
  EXPECT_EQ(keeper.document.fault_detail, "2 values of more than 8388608 bytes were passed over");
}

struct FailingBytes final : DocumentBytes {
  std::uint64_t size() const override { return bytes.size(); }
  Result<void> rewind() override {
    ++readings;
    at = 0;
    return {};
  }
  Result<std::string_view> next() override {
    if (readings >= failing_reading && at >= bytes.size() / 2) return Error{ErrorKind::io, "read the document: gone"};
    const std::string_view block = std::string_view(bytes).substr(at, 64);
    at += block.size();
    return block;
  }
  std::string bytes;
  int failing_reading = 1, readings = 0;
  std::size_t at = 0;
};

TEST(DocumentStream, PassesAnErrorOfTheBytesOn) {
  FailingBytes bytes;
  for (int i = 0; i < 20; ++i) bytes.bytes += "<item><title>n</title></item>";
  bytes.bytes = "<rss><channel>" + bytes.bytes + "</channel></rss>";
  for (int reading = 1; reading <= 4; ++reading) {
    bytes.failing_reading = reading;
    bytes.readings = 0;
    Keeper keeper;
    const Result<void> read = stream_document(bytes, {}, {}, keeper);
    ASSERT_FALSE(read) << reading;
    EXPECT_EQ(read.error().what, "read the document: gone");
    EXPECT_EQ(keeper.heads, reading < 4 ? 0 : 1) << reading;
  }
}

// By hand: SYNDICATED_CORPUS=../shared/corpora/feeds build/dev/tests/test_formats --gtest_filter='*Corpus*'
TEST(DocumentStream, SaysTheSameOfEveryDocumentOfACorpus) {
  const char* const directory = std::getenv("SYNDICATED_CORPUS");
  if (directory == nullptr) GTEST_SKIP() << "SYNDICATED_CORPUS names no directory of feeds";
  std::size_t documents = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory)) {
    if (!file.is_regular_file()) continue;
    std::ifstream stream(file.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    for (const std::size_t block : {std::size_t{7}, std::size_t{4096}}) {
      expect_same(bytes, block, kHints, {}, file.path());
      expect_same(std::string_view(bytes).substr(0, bytes.size() * (documents % 10) / 10), block, kHints, {}, file.path());
    }
    ++documents;
  }
  RecordProperty("documents", static_cast<int>(documents));
  EXPECT_GT(documents, 0u);
}

}  // namespace
}  // namespace syndicated
