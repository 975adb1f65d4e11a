// Bytes to items, through the seam that the line uses.
#include "connectors/formats/payload_decoder.h"

#include <gtest/gtest.h>

#include <random>

#include "connectors/formats/decode_jobs.h"
#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

Decoded decode(const std::string& bytes, Format format = Format::automatic, const std::string& type = "") {
  const SourceInfo source{.id = "s", .format = format};
  Payload payload;
  payload.bytes = bytes;
  payload.source = &source;
  payload.content_type = type;
  payload.url = "https://a.example/feed";
  return PayloadDecoder().decode(payload);
}

// "id|link|title|text" of each entry, then "!reason place" of each reject, one per line.
std::string told(const Decoded& decoded) {
  std::string text;
  for (const DecodedEntry& entry : decoded.entries) {
    const Item& item = entry.item;
    text += item.id + "|" + item.link + "|" + item.title.value + "|" +
            (item.content.empty() ? item.summary.value : item.content.value) + "\n";
  }
  for (const Reject& reject : decoded.rejects) {
    text += std::string("!") + name_of(reject.reason) + " " + std::to_string(reject.place) + "\n";
  }
  return text;
}

std::string rss(const std::string& items) {
  return "<rss version=\"2.0\"><channel><title>T</title>" + items + "</channel></rss>";
}
std::string item(const std::string& title) {
  return "<item><guid isPermaLink=\"false\">g</guid><link>https://a.example/1</link><title>" + title + "</title></item>";
}

TEST(PayloadDecoder, ReadsAJsonDocumentHoweverItIsLaidOut) {
  const char* const kOne = "1|https://a.example/1|One|Text.\n";
  const std::pair<const char*, std::string> rows[] = {
      {"one line", R"({"id":"1","url":"https://a.example/1","title":"One","content_text":"Text."})"},
      {"many lines", "{\r\n  \"id\": \"1\",\n  \"url\": \"https://a.example/1\",\n\t\"title\": \"One\",\n"
                     "  \"content_text\": \"Text.\"\n}\n"},
      {"a JSON Feed", R"({"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1",)"
                      "\n"
                      R"("url":"https://a.example/1","title":"One","content_text":"Text."}]})"},
  };
  for (const auto& [name, bytes] : rows) EXPECT_EQ(told(decode(bytes, Format::json)), kOne) << name;
  EXPECT_EQ(told(decode("{\n\"title\": }", Format::json)), "!undecodable 1\n");
  EXPECT_EQ(told(decode("{\n\"unknown\": 1}", Format::json)), "!no_content 1\n");
}

TEST(PayloadDecoder, NamesAnItemAsItsFeedDoesWhereverThatWasFetched) {
  const auto atom = [](const std::string& id) {
    return "<feed xmlns=\"http://www.w3.org/2005/Atom\" "
           "xml:base=\"https://b.example/x/\"><entry><id>" +
           id + "</id><title>T</title></entry></feed>";
  };
  const auto guid = [](const std::string& element) {
    return rss("<item>" + element + "<title>T</title></item>");
  };
  const std::pair<std::string, std::string> rows[] = {
      {atom("tag:b.example,2026:/a/1"), "tag:b.example,2026:/a/1||T|\n"},
      {atom("urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a"),
       "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a||T|\n"},
      {atom("HTTP://B.example/%7Ea/../1"), "HTTP://B.example/%7Ea/../1||T|\n"},
      {atom("a/1"), "a/1||T|\n"},
      {atom("/a/1"), "/a/1||T|\n"},
      {guid("<guid isPermaLink=\"false\">a/1</guid>"), "a/1||T|\n"},
      {guid("<guid isPermaLink=\"false\">https://a.example/../1</guid>"),
       "https://a.example/../1||T|\n"},
      {guid("<guid>post-1</guid>"), "post-1|https://a.example/post-1|T|\n"},
      {guid("<guid isPermaLink=\"true\">/a/1</guid>"), "/a/1|https://a.example/a/1|T|\n"},
  };
  for (const auto& [bytes, expected] : rows) EXPECT_EQ(told(decode(bytes)), expected) << bytes;
}

TEST(PayloadDecoder, ReadsEachDialect) {
  const char* const kOne = "1|https://a.example/1|One|Text.\n";
  const std::pair<const char*, std::string> rows[] = {
      {"RSS 2.0", rss("<item><guid isPermaLink=\"false\">1</guid><link>https://a.example/1</link><title>One</title>"
                      "<description>Text.</description></item>")},
      {"RSS 0.91 with a DOCTYPE",
       "<?xml version=\"1.0\"?><!DOCTYPE rss SYSTEM \"http://my.netscape.com/publish/formats/rss-0.91.dtd\">"
       "<rss version=\"0.91\"><channel><title>T</title><item><guid isPermaLink=\"false\">1</guid>"
       "<link>https://a.example/1</link><title>One</title><description>Text.</description></item></channel></rss>"},
      {"RSS 1.0",
       "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\">"
       "<channel rdf:about=\"https://a.example/\"><title>T</title></channel>"
       "<item rdf:about=\"1\"><link>https://a.example/1</link><title>One</title><description>Text.</description>"
       "</item></rdf:RDF>"},
      {"Atom", "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>T</title><entry><id>1</id><title>One</title>"
               "<link href=\"/1\"/><content type=\"text\">Text.</content></entry></feed>"},
      {"JSON Feed", "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\","
                    "\"url\":\"https://a.example/1\",\"title\":\"One\",\"content_text\":\"Text.\"}]}"},
      {"JSON Feed in a call", "cb({\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\","
                              "\"url\":\"https://a.example/1\",\"title\":\"One\",\"content_text\":\"Text.\"}]});"},
      {"NDJSON", "{\"id\":\"1\",\"url\":\"https://a.example/1\",\"title\":\"One\",\"content_text\":\"Text.\"}\n"},
  };
  for (const auto& [name, bytes] : rows) {
    // An id that is a relative address is resolved where the dialect says that it is one.
    std::string found = told(decode(bytes));
    if (found.starts_with("https://a.example/1|")) found.replace(0, 19, "1");
    EXPECT_EQ(found, kOne) << name;
  }
}

TEST(PayloadDecoder, ReadsEachCharacterSet) {
  const std::string utf16 = [] {
    std::string bytes = "\xff\xfe";
    for (const char c : rss(item("caf"))) bytes += std::string{c, '\0'};
    const std::size_t at = bytes.find(std::string("f\0<\0", 4));
    return bytes.insert(at + 2, std::string("\xe9\0", 2));
  }();
  const std::pair<std::string, std::string> rows[] = {
      {rss(item("café")), ""},
      {"\xef\xbb\xbf" + rss(item("café")), ""},
      {"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>" + rss(item("caf\xe9")), ""},
      {rss(item("caf\xe9")), "application/rss+xml; charset=windows-1252"},
      {rss(item("caf\xe9")), ""},
      {utf16, ""},
  };
  for (const auto& [bytes, type] : rows) {
    const Decoded decoded = decode(bytes, Format::automatic, type);
    ASSERT_EQ(decoded.entries.size(), 1u) << bytes;
    EXPECT_EQ(decoded.entries[0].item.title.value, "café") << bytes;
  }
}

TEST(PayloadDecoder, MendsWhatAPatientPersonCouldRead) {
  const std::string good = item("Fish & chips");
  const std::string rows[] = {
      rss(item("Fish & chips")),
      rss(item("Fish &amp; chips")),
      rss(item("Fish \x08& chips")),
      "\n\n  <?xml version=\"1.0\"?>" + rss(item("Fish & chips")),
      "junk before it " + rss(item("Fish & chips")),
      rss(item("Fish & chips")) + "junk behind it",
      "<rss version=\"2.0\"><channel>" + item("Fish & chips"),
  };
  for (const std::string& bytes : rows) {
    const Decoded decoded = decode(bytes, Format::feed);
    ASSERT_GE(decoded.entries.size(), 1u) << bytes;
    EXPECT_EQ(decoded.entries[0].item.title.value, "Fish & chips") << bytes;
  }
  EXPECT_EQ(decode(rss(item("caf&eacute;"))).entries.at(0).item.title.value, "café");
}

TEST(PayloadDecoder, CountsWhatLimitsCutOff) {
  PayloadDecoder::Options options;
  options.document = {
      .document_bytes_max = 4000, .entries_max = 2, .depth_max = 9, .text_bytes_max = 50};
  options.line_bytes_max = 100;
  options.text_bytes_max = 200;
  const auto hits = [&](const std::string& bytes, Format format) {
    const SourceInfo source{.id = "s", .format = format};
    Payload payload;
    payload.bytes = bytes;
    payload.source = &source;
    return PayloadDecoder(options).decode(payload).limits;
  };
  std::string deep = "<b>", attributes;
  for (int i = 0; i < 300; ++i) attributes += " a" + std::to_string(i) + "=\"\"";
  for (int i = 0; i < 9; ++i) deep += "<b>";
  const std::string json_deep = R"({"title":"T","items":[[[[[[[[[1]]]]]]]]]})";
  EXPECT_EQ(hits(rss(item("a")), Format::feed), LimitHits{});
  EXPECT_EQ(hits(rss(item("a") + item("b") + item("c")), Format::feed), LimitHits{.entries = 1});
  EXPECT_EQ(hits(rss(item(deep)), Format::feed), LimitHits{.depth = 1});
  EXPECT_EQ(hits(rss(item(std::string(60, 'x'))), Format::feed), LimitHits{.texts = 1});
  EXPECT_EQ(hits(rss("<item" + attributes + "/>"), Format::feed), LimitHits{.attributes = 44});
  EXPECT_EQ(hits(rss(std::string(4000, ' ')), Format::feed), LimitHits{.bytes = 1});
  EXPECT_EQ(hits(R"({"title":"T","items":[{"id":"1"},{"id":"2"},{"id":"3"}]})", Format::feed),
            LimitHits{.entries = 1});
  EXPECT_EQ(hits(json_deep, Format::feed), LimitHits{.depth = 1});
  EXPECT_EQ(hits("{\"id\":\"1\"}\n{\"id\":\"" + std::string(100, 'x') + "\"}\n", Format::ndjson),
            LimitHits{.bytes = 1});
  EXPECT_EQ(hits(std::string(201, 'x'), Format::text), LimitHits{.bytes = 1});
}

TEST(PayloadDecoder, ExpandsNoEntityThatADocumentDeclares) {
  const Decoded decoded =
      decode("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a SYSTEM \"file:///etc/passwd\"><!ENTITY b \"bbbb\">]>" +
             rss(item("x&a;&b;y")));
  ASSERT_EQ(decoded.entries.size(), 1u);
  EXPECT_EQ(decoded.entries[0].item.title.value.find("root:"), std::string::npos);
  EXPECT_EQ(decoded.entries[0].item.title.value.find("bbbb"), std::string::npos);
}

TEST(PayloadDecoder, GivesTheParserNoDeclarationThatADroppedCharacterPutsTogether) {
  for (const std::string& apart : {std::string(1, '\x01'), std::string("\xEF\xBF\xBF"), std::string("&#1;")}) {
    const std::string declared = "<!DOC" + apart + "TYPE rss [<!ENTITY amp \"bbbb\">]>";
    EXPECT_EQ(told(decode("<?xml version=\"1.0\"?>" + declared + rss(item("x &amp; y")))).find("bbbb"),
              std::string::npos);
    // A section goes on behind what would be its end without the character.
    const std::string section = item("<![CDATA[a]" + apart + "]> <b>c</b> & d]]>");
    const Decoded decoded = decode(rss(section));
    ASSERT_EQ(decoded.entries.size(), 1u);
    EXPECT_NE(decoded.entries[0].item.title.value.find("& d"), std::string::npos)
        << decoded.entries[0].item.title.value;
  }
}

TEST(PayloadDecoder, DropsDeclarationsAmongTheTextAndKeepsTheText) {
  const std::pair<const char*, const char*> rows[] = {
      {"a<![if !supportEmptyParas]>b<![endif]>c", "abc"},
      {"a<!ELEMENT x ANY>b", "ab"},
      {"so <! it goes", "so <! it goes"},
      {"<!a b", "<!a b"},
      {"x <!- y -> z", "x <!- y -> z"},
  };
  for (const auto& [title, expected] : rows) {
    const Decoded decoded = decode(rss(item(title) + item("next")));
    ASSERT_EQ(decoded.entries.size(), 2u) << title;
    EXPECT_EQ(decoded.entries[0].item.title.value, expected);
    EXPECT_EQ(decoded.entries[1].item.title.value, "next");
  }
}

TEST(PayloadDecoder, KnowsAFeedByItsOwnVersionWhereverThatStands) {
  const std::string version = R"("version":"https://jsonfeed.org/version/1.1")";
  const std::string body = R"("items":[{"id":"1","content_text":"One."},{"id":"2","content_text":")" +
                           std::string(5000, 'x') + "\"}]";
  EXPECT_EQ(decode("{" + body + "," + version + "}").entries.size(), 2u);
  EXPECT_EQ(decode("{" + body + "," + version + "}", Format::json).entries.size(), 2u);
  const std::string escaped = R"({"version":"https:\/\/jsonfeed.org\/version\/1.1",)" + body + "}";
  EXPECT_EQ(decode(escaped).entries.size(), 2u);
  EXPECT_EQ(decode("cb(" + escaped + ")").entries.size(), 2u);
  EXPECT_EQ(told(decode(R"({"id":"1","title":"See https://jsonfeed.org/version/1.1"})"
                        "\n"
                        R"({"id":"2","title":"Two"})")),
            "1||See https://jsonfeed.org/version/1.1|\n2||Two|\n");
}

TEST(PayloadDecoder, KeepsWhatOneKeyGaveWhenALaterOneHasNothing) {
  const Decoded decoded =
      decode(R"({"id":"1","title":"T","by":"Jo Doe","authors":[],"infosource":"PTI","source":{}})", Format::ndjson);
  ASSERT_EQ(decoded.entries.size(), 1u);
  ASSERT_EQ(decoded.entries[0].item.authors.size(), 1u);
  EXPECT_EQ(decoded.entries[0].item.authors[0].name, "Jo Doe");
  EXPECT_EQ(decoded.entries[0].item.source_name, "PTI");
}

TEST(PayloadDecoder, KeepsAnEntryTogetherThatNamesAProduct) {
  const Decoded decoded = decode(rss("<item><title>Shoes</title><product>Shoes</product>"
                                     "<guid isPermaLink=\"false\">g1</guid><description>Text.</description></item>"));
  ASSERT_EQ(decoded.entries.size(), 1u);
  EXPECT_EQ(decoded.entries[0].item.id, "g1");
}

TEST(PayloadDecoder, TakesAReferenceForACharacterAndNotForMarkup) {
  const Decoded decoded = decode(rss("<item><title>a &nvlt;b&gt; c</title><link>http://h.example/1</link></item>"));
  ASSERT_EQ(decoded.entries.size(), 1u);
  EXPECT_EQ(decoded.entries[0].item.link, "http://h.example/1");
  EXPECT_NE(decoded.entries[0].item.title.value.find("b> c"), std::string::npos);
}

TEST(PayloadDecoder, FindsTheFeedBehindAMessageThatHoldsTags) {
  for (const char* const message : {"Notice: <b>x</b> in y\n", "<br />\n<b>Notice</b>: x\n"}) {
    EXPECT_EQ(decode(message + ("<?xml version=\"1.0\"?>" + rss(item("One")))).entries.size(), 1u) << message;
  }
}

TEST(PayloadDecoder, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(told(decode("")), "!empty 0\n");
  EXPECT_EQ(told(decode("<!DOCTYPE html><html><body><h1>Log in</h1></body></html>")), "!not_a_feed 0\n");
  EXPECT_EQ(told(decode(std::string("\x89PNG\0\0", 6))), "!not_a_feed 0\n");
  EXPECT_EQ(told(decode("{\"id\":\"1\",\"title\":\"One\"}\n{broken\n[1]\n{\"id\":\"4\",\"title\":\"Four\"}\n",
                        Format::ndjson)),
            "1||One|\n4||Four|\n!undecodable 2\n!undecodable 3\n");
  EXPECT_EQ(told(decode(rss("<item><author>nobody</author></item>" + item("One")))),
            "g|https://a.example/1|One|\n!no_content 1\n");
  std::string noise = "head";
  for (int i = 0; i < 300; ++i) noise += static_cast<char>(i * 37 % 255 + 1);
  EXPECT_EQ(told(decode(noise)), "!undecodable 0\n");
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_FALSE(decode(rss(deep), Format::feed).rejects.empty());
}

// IPTC ninjs: the same report as 1.x writes it and as 3.1 does.
TEST(PayloadDecoder, ReadsNinjsOfEachGeneration) {
  const char* const generations[] = {
      R"({"uri":"tag:agency.example,2025:1","type":"text","title":"slug-harbour","headline":"Harbour to close",
          "description_text":"It closes on Monday.","body_xhtml":"<p>The harbour closes.</p>","body_text":"Plain.",
          "firstcreated":"2025-04-07T10:00:00Z","versioncreated":"2025-04-07T11:00:00Z","byline":"Ann Example",
          "subject":[{"name":"harbours","scheme":"desk"}],"copyrightnotice":"(c) Agency","language":"en",
          "infosource":[{"name":"Agency"}]})",
      R"({"uri":"tag:agency.example,2025:1","type":"text",
          "headlines":[{"role":"short","value":"Closed"},{"role":"main","value":"Harbour to close"}],
          "descriptions":[{"value":"It closes on Monday."},{"value":"Another."}],
          "bodies":[{"role":"summary","contentType":"text/plain","value":"Plain."},
                    {"role":"main","contentType":"application/xhtml+xml","value":"<p>The harbour closes.</p>"}],
          "firstCreated":"2025-04-07T10:00:00Z","versionCreated":"2025-04-07T11:00:00Z","by":"Ann Example",
          "subjects":[{"name":"harbours"}],"copyrightNotice":"(c) Agency","language":"en",
          "infoSources":[{"name":"Agency","role":"agency"}]})"};
  for (const std::string json : generations) {
    const Decoded decoded = decode(json, Format::json);
    ASSERT_EQ(decoded.entries.size(), 1u) << json;
    const Item& item = decoded.entries[0].item;
    EXPECT_EQ(item.id, "tag:agency.example,2025:1");
    EXPECT_EQ(item.title.value, "Harbour to close");
    EXPECT_EQ(item.summary.value, "It closes on Monday.");
    EXPECT_EQ(item.content.value, "<p>The harbour closes.</p>");
    EXPECT_TRUE(item.content.html);
    EXPECT_EQ(item.published, from_civil(2025, 4, 7, 10, 0, 0));
    EXPECT_EQ(item.updated, from_civil(2025, 4, 7, 11, 0, 0));
    EXPECT_EQ(item.authors.at(0).name, "Ann Example");
    EXPECT_EQ(item.categories.at(0).term, "harbours");
    EXPECT_EQ(item.rights, "(c) Agency");
    EXPECT_EQ(item.source_name, "Agency");
  }
}

TEST(PayloadDecoder, TakesPlainTextForOnePage) {
  const Decoded decoded = decode("Harbour to close\n\nThe harbour closes on Monday.\n");
  ASSERT_EQ(decoded.entries.size(), 1u);
  EXPECT_TRUE(decoded.entries[0].item.is_page);
}

TEST(PayloadDecoder, NeverFailsOnBytesOfAnyKind) {
  std::mt19937_64 random(7);
  const std::string whole = "<?xml version=\"1.0\" encoding=\"utf-8\"?>" + rss(item("One") + item("Tw&o")) + "<!-- -->";
  const auto check = [](const std::string& bytes) {
    for (const Format format : {Format::automatic, Format::feed, Format::ndjson, Format::text, Format::json}) {
      for (const DecodedEntry& entry : decode(bytes, format).entries) {
        EXPECT_TRUE(is_valid_utf8(entry.item.title.value));
        EXPECT_TRUE(is_valid_utf8(entry.item.content.value));
      }
    }
    EXPECT_TRUE(is_valid_utf8(document_to_json(decode_document(bytes, {}), "x")));
  };
  for (std::size_t size = 0; size < whole.size(); ++size) check(whole.substr(0, size));
  for (int i = 0; i < 300; ++i) {
    std::string bytes = whole;
    for (int k = 0; k < 8; ++k) bytes[random() % bytes.size()] = static_cast<char>(random());
    check(bytes);
  }
  for (int i = 0; i < 200; ++i) {
    std::string bytes(random() % 300, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    check(bytes);
  }
}

TEST(DocumentToJson, LeavesAPictureInAtomContentAsItIsWritten) {
  const std::string json = document_to_json(
      decode_document("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>1</id><content type=\"image/jpeg\">/9j/4A=="
                      "</content></entry></feed>",
                      {}),
      "x");
  EXPECT_TRUE(is_valid_utf8(json));
  EXPECT_NE(json.find("/9j/4A=="), std::string::npos);
}

}  // namespace
}  // namespace syndicated
