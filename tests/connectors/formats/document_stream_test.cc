// A document that is read in parts is the document that is read as a whole.
#include "connectors/formats/document_stream.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "connectors/formats/decode_jobs.h"
#include "tests/connectors/formats/feed_fixtures.h"

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
  std::string text =
      document_to_json(document, "") + " fault " + std::to_string(static_cast<int>(document.fault));
  for (const FeedEntry& entry : document.entries) text += " " + entry.written_id;
  return text;
}

// What the two readings say; they should say the same.
void expect_same(std::string_view bytes, std::size_t block_bytes, const DecodeHints& hints,
                 const DecodeLimits& limits, const std::string& what) {
  MemoryBytes blocks(bytes, block_bytes);
  Keeper keeper;
  ASSERT_TRUE(stream_document(blocks, hints, limits, keeper)) << what;
  EXPECT_EQ(keeper.heads, 1) << what;
  const std::string streamed = told(keeper.document);
  const std::string whole = told(decode_document(bytes, hints, limits));
  ASSERT_EQ(streamed, whole) << what << ", blocks of " << block_bytes << ", " << bytes.size()
                             << " bytes";
}

const DecodeHints kHints{.url = "https://feeds.example/a/feed",
                         .content_type = "",
                         .content_language = "en-GB",
                         .content_location = ""};

TEST(DocumentStream, SaysTheSameAsAWholeReadingInBlocksOfAnySize) {
  for (const FeedFixture& fixture : feed_fixtures()) {
    for (const std::size_t block : {1, 2, 7, 41, 256, 4096}) {
      expect_same(fixture.bytes, block, kHints, {}, fixture.name);
      expect_same(fixture.bytes, block,
                  {.url = "",
                   .content_type = "text/xml",
                   .content_language = "",
                   .content_location = "/c/"},
                  {}, fixture.name);
    }
  }
}

TEST(DocumentStream, SaysTheSameWhereverTheDocumentIsCutOff) {
  for (const FeedFixture& fixture : feed_fixtures()) {
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
  const auto rss = [](const std::string& inner) {
    return "<rss><channel><title>T</title>" + inner + "</channel></rss>";
  };
  const auto item = [&](const std::string& inner) {
    return rss("<item>" + inner + "</item><item><title>b</title></item>");
  };
  const std::string documents[] = {
      rss(many),
      rss(many) + "</rss>" + many,
      rss(many).substr(0, 900),
      item(deep),
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
      for (const std::size_t block : {1, 13, 4096})
        expect_same(document, block, kHints, limits, document.substr(0, 80));
    }
  }
}

TEST(DocumentStream, CountsWhatIsTooMuchOfAnEntryInJson) {
  std::string numbers = "1", objects = R"({"name":"n","url":"/u"})";
  for (int i = 0; i < 520; ++i) {
    numbers += "," + std::to_string(i);
    objects += R"(,{"name":"n","url":"/u"})";
  }
  const std::string feed = R"({"title":"T","authors":[)" + objects + R"(],"items":[{"id":"1","tags":[)" +
                           numbers + R"(]},{"tags":")" + numbers + R"("},{"attachments":[)" + objects +
                           R"(],"url":"/1","external_url":"/2"},{"author":[)" + objects + "]},{}]}";
  DecodeLimits limits;
  for (const std::size_t entries : {1, 2, 3, 4, 5}) {
    limits.entries_max = entries;
    for (const std::size_t block : {13, 4096}) expect_same(feed, block, kHints, limits, "lists");
  }
  EXPECT_EQ(decode_document(feed, kHints).limits.fields, 9u * 5 + 2);
}

TEST(DocumentStream, ReadsSectionsAndTextsThatAreLargerThanTheParserTakes) {
  std::string text;
  while (text.size() < (11u << 20)) text += "w\u00F6rter <b>und</b> ] & Zeichen ";
  const std::string rss = "<rss><channel><item><title>A</title><description><![CDATA[" + text +
                          "]]></description></item><item><title>B</title></item></channel></rss>";
  DecodeLimits limits;
  limits.text_bytes_max = 16u << 20;
  expect_same(rss, 100'000, kHints, limits, "a large CDATA section");
  expect_same(rss.substr(0, rss.size() - 120), 65'536, kHints, limits,
              "a large open CDATA section");
  std::string before(300'000, ' ');
  expect_same("<!--" + before + "<rss>-->" + rss, 65'536, kHints, {}, "a long comment");
  expect_same("<!DOCTYPE a [" + before +
                  "\"<rss>\" ]><rss><channel><item><title>x</title></item></channel></rss>",
              65'536, kHints, {}, "a long DOCTYPE");
}

TEST(DocumentStream, EndsWhereTheVisitorHasEnough) {
  std::string items, json;
  for (int i = 0; i < 10; ++i) {
    items += "<item><title>n" + std::to_string(i) + "</title></item>";
    json += ",{\"title\":\"n" + std::to_string(i) + "\"}";
  }
  for (const std::string& document : {"<rss><channel>" + items + "</channel></rss>",
                                      "<rss><channel>" + items + "</item></x>" + items,
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
  const std::string document = R"({"title":"T","x":")" + text +
                               R"(","items":[{"id":"1","title":"a"},{"id":"2","title":")" + text +
                               R"("},{"id":"3","title":"c"}]})";
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
    if (readings >= failing_reading && at >= bytes.size() / 2)
      return Error{ErrorKind::io, "read the document: gone"};
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

// By hand: SYNDICATED_CORPUS=../shared/corpora/feeds build/dev/tests/test_formats
// --gtest_filter='*Corpus*'
TEST(DocumentStream, SaysTheSameOfEveryDocumentOfACorpus) {
  const char* const directory = std::getenv("SYNDICATED_CORPUS");
  if (directory == nullptr) GTEST_SKIP() << "SYNDICATED_CORPUS names no directory of feeds";
  std::size_t documents = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory)) {
    if (!file.is_regular_file()) continue;
    std::ifstream stream(file.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream),
                            std::istreambuf_iterator<char>()};
    for (const std::size_t block : {std::size_t{7}, std::size_t{4096}}) {
      expect_same(bytes, block, kHints, {}, file.path());
      expect_same(std::string_view(bytes).substr(0, bytes.size() * (documents % 10) / 10), block,
                  kHints, {}, file.path());
    }
    ++documents;
  }
  RecordProperty("documents", static_cast<int>(documents));
  EXPECT_GT(documents, 0u);
}

}  // namespace
}  // namespace syndicated
