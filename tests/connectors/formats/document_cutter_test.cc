// The parts of a document hold the entries of the document.
#include "connectors/formats/document_cutter.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "connectors/formats/decode_jobs.h"
#include "connectors/formats/document_bytes.h"
#include "tests/connectors/formats/feed_fixtures.h"

namespace syndicated {
namespace {

struct Limits {
  std::size_t entries_max, bytes_max, block_bytes;
};

// Empty when the document cannot be read in parts.
std::vector<DocumentPart> parts_of(std::string_view document, const Limits& limits) {
  MemoryBytes bytes(document, limits.block_bytes);
  const FeedCutter cutter;
  Result<std::unique_ptr<DocumentParts>> parts = cutter.open(bytes);
  EXPECT_TRUE(parts);
  std::vector<DocumentPart> all;
  if (!parts || *parts == nullptr) return all;
  do {
    Result<DocumentPart> part = (*parts)->next(limits.entries_max, limits.bytes_max);
    EXPECT_TRUE(part);
    EXPECT_GE(part->entries, 1u);
    EXPECT_LE(part->entries, limits.entries_max);
    all.push_back(std::move(*part));
  } while (!all.back().last && all.size() < 1000);
  return all;
}

std::string told(const std::vector<FeedEntry>& entries) {
  Document document;
  document.entries = entries;
  return document_to_json(document, "");
}

TEST(FeedCutter, GivesPartsThatTogetherHoldTheEntriesOfTheDocument) {
  std::size_t cut = 0;
  for (const FeedFixture& fixture : feed_fixtures()) {
    const Document whole = decode_document(fixture.bytes, {});
    for (const Limits& limits : {Limits{1, 100'000, 7}, Limits{2, 100'000, 4096}, Limits{512, 1, 1},
                                 Limits{512, 100'000, 64}}) {
      std::vector<FeedEntry> entries;
      std::uint64_t before = 0;
      const std::vector<DocumentPart> parts = parts_of(fixture.bytes, limits);
      for (const DocumentPart& part : parts) {
        EXPECT_EQ(part.entries_before, before) << fixture.name;
        before += part.entries;
        Document read = decode_document(part.bytes, {});
        EXPECT_EQ(read.feed.title.value, whole.feed.title.value) << fixture.name << "\n"
                                                                 << part.bytes;
        for (FeedEntry& entry : read.entries) entries.push_back(std::move(entry));
      }
      if (parts.empty()) {
        EXPECT_TRUE(whole.entries.empty()) << fixture.name;
        continue;
      }
      ++cut;
      EXPECT_EQ(told(entries), told(whole.entries))
          << fixture.name << " in parts of " << limits.entries_max;
    }
  }
  EXPECT_GT(cut, 40u);
}

TEST(FeedCutter, CountsEntriesThatHoldNothing) {
  const std::string rss =
      "<rss><channel><item/><item a='/>'><title>a</title></item><item b='>' /><item></item></channel></rss>";
  const std::vector<DocumentPart> parts = parts_of(rss, {1, 100'000, 4096});
  EXPECT_EQ(parts.size(), 4u);
}

// By hand: SYNDICATED_CORPUS=../shared/corpora/feeds build/dev/tests/test_formats
// --gtest_filter='*Corpus*'. Only what stands between or behind the entries and describes the feed
// may make a difference.
TEST(FeedCutter, GivesTheEntriesOfEveryDocumentOfACorpus) {
  const char* const directory = std::getenv("SYNDICATED_CORPUS");
  if (directory == nullptr) GTEST_SKIP() << "SYNDICATED_CORPUS names no directory of feeds";
  int documents = 0, different = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory)) {
    if (!file.is_regular_file()) continue;
    std::ifstream stream(file.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream),
                            std::istreambuf_iterator<char>()};
    const Document whole = decode_document(bytes, {});
    if (whole.entries.empty()) continue;
    std::vector<FeedEntry> entries;
    for (const DocumentPart& part : parts_of(bytes, {5, 100'000, 4096})) {
      Document read = decode_document(part.bytes, {});
      for (FeedEntry& entry : read.entries) entries.push_back(std::move(entry));
    }
    ++documents;
    if (told(entries) == told(whole.entries)) continue;
    ++different;
    std::cout << "different: " << file.path().string() << "\n";
  }
  std::cout << different << " of " << documents << " documents have other entries in parts\n";
  EXPECT_EQ(different, 0);
}

TEST(FeedCutter, CutsOffAnEntryThatIsTooLargeAndGivesItAlone) {
  const std::string large(FeedCutter::kEntryBytesMax + 100'000, 'x');
  const std::string xml = "<rss><channel><item><title>a</title></item><item><title>" + large +
                          "</title></item><item><title>c</title></item></channel></rss>";
  const std::string json =
      R"({"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1"},{"id":")" + large +
      R"("},{"id":"3"}]})";
  for (const std::string& document : {xml, json}) {
    const std::vector<DocumentPart> parts = parts_of(document, {512, 100'000, 65'536});
    ASSERT_EQ(parts.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(parts[i].entries, 1u);
      EXPECT_EQ(parts[i].cut, i == 1) << i;
      EXPECT_LT(parts[i].bytes.size(), FeedCutter::kEntryBytesMax + 100'000);
    }
  }
}

TEST(FeedCutter, RepeatsTheRootTagOnlyWhereMuchStandsBeforeTheFirstEntry) {
  const std::string xml =
      "<rss xmlns:x=\"urn:x\"><channel><title>T</title><description>" + std::string(200'000, 'd') +
      "</description><item><title>a</title></item><item><title>b</title></item></channel></rss>";
  const std::vector<DocumentPart> parts = parts_of(xml, {1, 100'000, 4096});
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].bytes, "<rss xmlns:x=\"urn:x\"><item><title>a</title></item></rss>");
}

}  // namespace
}  // namespace syndicated
