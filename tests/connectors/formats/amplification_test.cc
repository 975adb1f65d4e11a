// Input that wants to grow: what is written once and stands for many. Whatever a document of 200 kB
// says, what is read from it stays within a bound, and so does the time.
#include <gtest/gtest.h>

#include <chrono>

#include "connectors/formats/ndjson_items.h"
#include "connectors/formats/opml.h"
#include "connectors/formats/payload_decoder.h"

namespace syndicated {
namespace {

constexpr std::size_t kHalf = 100'000;  // bytes of what is long, and of what is many
constexpr std::size_t kReadBytesMax = 40u << 20;  // the budget of bases, and what items inherit

std::string repeated(std::string_view unit, std::size_t bytes = kHalf) {
  std::string text;
  while (text.size() < bytes) text += unit;
  return text;
}

std::size_t bytes_of(const Decoded& decoded) {
  std::size_t bytes = 0;
  for (const DecodedEntry& entry : decoded.entries) {
    const Item& item = entry.item;
    for (const std::string* part :
         {&item.id, &item.link, &item.title.value, &item.summary.value, &item.language,
          &item.rights, &item.source_name, &item.source_url}) {
      bytes += part->size();
    }
    for (const Enclosure& enclosure : item.enclosures) bytes += enclosure.url.size();
  }
  for (const Reject& reject : decoded.rejects) bytes += reject.raw.size() + reject.detail.size();
  return bytes;
}

std::size_t bytes_of(const FeedCommon& common) {
  std::size_t bytes = common.id.size() + common.link.size() + common.language.size();
  for (const DocumentText* text : {&common.title, &common.subtitle, &common.rights}) {
    bytes += text->value.size() + text->base.size() + text->language.size();
  }
  for (const DocumentLink& link : common.links) bytes += link.href.size();
  return bytes;
}

TEST(Amplification, WhatStandsOnceIsNotCopiedWithoutBound) {
  const std::string atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\" ";
  const std::string far = "http://h.example/" + std::string(kHalf, 'a') + "/";
  const std::string long_text(kHalf, 'x');
  const std::string json = R"({"version":"https://jsonfeed.org/version/1.1","title":")";
  const std::pair<const char*, std::string> rows[] = {
      {"a base before links",
       atom + "xml:base=\"" + far + "\">" + repeated("<entry><link href='b'/></entry>")},
      {"a base before bases",
       atom + "xml:base=\"" + far + "\"><entry>" + repeated("<x xml:base='b'/>")},
      {"a base beside texts",
       atom + "xml:base=\"" + far + "\">" + repeated("<entry><title>t</title></entry>")},
      {"a base where entries are cut out", atom + "xml:base=\"http://h.example/" +
                                               std::string(8000, 'a') + "/\"></x>" +
                                               repeated("<entry><link href='b'/></entry>")},
      {"a language",
       atom + "xml:lang=\"" + long_text + "\">" + repeated("<entry><title>t</title></entry>")},
      {"a language of RSS", "<rss><channel><language>" + long_text + "</language>" +
                                repeated("<item><title>t</title></item>")},
      {"a title", "<rss><channel><title>" + long_text + "</title>" +
                      repeated("<item><title>t</title></item>")},
      {"rights", "<rss><channel><copyright>" + long_text + "</copyright>" +
                     repeated("<item><title>t</title></item>")},
      {"a page",
       "<rss><channel><link>" + far + "</link>" + repeated("<item><title>t</title></item>")},
      {"a title of a JSON Feed",
       json + long_text + R"(","items":[)" + repeated(R"({"url":"a"},)") + "{}]}"},
      {"entries without anything", "<rss><channel>" + repeated("<item/>")},
  };
  for (const auto& [name, bytes] : rows) {
    Payload payload;
    payload.bytes = bytes;
    EXPECT_LT(bytes_of(PayloadDecoder().decode(payload)), kReadBytesMax) << name;
    const Document document = decode_document(bytes, {});
    EXPECT_FALSE(document.format.empty()) << name;
    std::size_t size = bytes_of(document.feed);
    for (const FeedEntry& entry : document.entries) size += bytes_of(entry);
    EXPECT_LT(size, kReadBytesMax) << name;
  }
}

TEST(Amplification, EntriesWithoutAnythingShareOneReject) {
  Payload payload;
  payload.bytes =
      "<rss><channel><item/><item><guid>g</guid></item><item><title>t</title></item><item/></"
      "channel></rss>";
  const Decoded decoded = PayloadDecoder().decode(payload);
  ASSERT_EQ(decoded.entries.size(), 1u);
  ASSERT_EQ(decoded.rejects.size(), 2u);
  EXPECT_EQ(decoded.rejects[0].raw, "g");
  EXPECT_EQ(decoded.rejects[1].place, 1u);
  EXPECT_EQ(decoded.rejects[1].detail,
            "an entry without headline, text, link and id, and 1 more like it");
}

TEST(Amplification, LinesThatAreNoItemsShareARejectBeyondTheLimit) {
  NdjsonOptions options;
  options.rejects_max = 3;
  Decoded decoded;
  decode_ndjson("}\n}\n}\n}\n{\"id\":1,\"title\":\"t\"}\n}\n", options, decoded);
  EXPECT_EQ(decoded.entries.size(), 1u);
  ASSERT_EQ(decoded.rejects.size(), 4u);
  EXPECT_EQ(decoded.rejects[3].reason, Reason::too_many);
  EXPECT_EQ(decoded.rejects[3].detail, "2 more lines that are no items");
}

TEST(Amplification, FoldersOfAListAreBounded) {
  std::string list = "<opml><body>";
  for (int i = 0; i < 50; ++i) list += "<outline text='" + std::string(4000, 'f') + "'>";
  for (int i = 0; i < 5000; ++i)
    list += "<outline xmlUrl='http://a.example/" + std::to_string(i) + "'/>";
  const OpmlList read = read_opml(list);
  ASSERT_EQ(read.feeds.size(), 5000u) << "the feeds themselves are all there";
  EXPECT_EQ(read.feeds.front().folders.size(), 50u);
  EXPECT_TRUE(read.feeds.back().folders.empty());
  EXPECT_GT(read.beyond_limits, 0u);
}

// Half a million attributes would be minutes.
TEST(Amplification, AnElementWithTooManyAttributesIsNotRead) {
  std::string crowded = "<item ";
  for (int i = 0; i < 100'000; ++i) crowded += "a" + std::to_string(i) + "='<' ";
  const auto begin = std::chrono::steady_clock::now();
  const Document document =
      decode_document("<rss><channel><item><title>one</title></item>" + crowded +
                          "><title>two</title></item><item><title>three",
                      {});
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  ASSERT_EQ(document.entries.size(), 2u);
  EXPECT_EQ(document.entries[1].title.value, "three")
      << "the entries behind it are found by their tags";
}

TEST(Amplification, NamespacesInScopeAreBounded) {
  std::string text = "<rss><channel>";
  for (int i = 0; i < 120; ++i) {
    text += "<x ";
    for (int j = 0; j < 100; ++j) text += "xmlns:a" + std::to_string(i * 100 + j) + "='b' ";
    text += ">";
  }
  const auto begin = std::chrono::steady_clock::now();
  decode_document(text + repeated("<a1:b/>", 4 * kHalf), {});
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

}  // namespace
}  // namespace syndicated
