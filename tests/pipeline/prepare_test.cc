#include "pipeline/prepare.h"

#include <gtest/gtest.h>

#include "pipeline/deduplicate.h"
#include "pipeline/finish.h"
#include "pipeline/output_limit.h"

namespace syndicated {
namespace {

// Gives what the test laid in.
class FixedDecoder final : public Decoder {
 public:
  Decoded decode(const Payload&) const override { return decoded; }
  Decoded decoded;
};

class PrepareTest : public ::testing::Test {
 protected:
  Item& add(const char* id, const char* link, const char* date, const char* title, const char* text) {
    DecodedEntry entry;
    entry.place = static_cast<std::uint32_t>(decoder_.decoded.entries.size() + 1);
    entry.item.id = id;
    entry.item.link = link;
    entry.item.published_raw = date;
    entry.item.title.value = title;
    entry.item.summary.value = text;
    decoder_.decoded.entries.push_back(std::move(entry));
    return decoder_.decoded.entries.back().item;
  }

  Batch run(PrepareOptions options = {.authority = "example.org,2025"}) {
    Batch batch;
    batch.payloads.emplace_back();
    batch.payloads[0].source = &source_;
    batch.payloads[0].received_at = from_civil(2025, 4, 7, 12, 0, 0);
    batch.payloads[0].truncated = truncated_;
    Prepare(options, decoder_).run(batch);
    EXPECT_EQ(batch.tally.fetched, batch.entries.size() + batch.rejects.size());
    return batch;
  }

  SourceInfo source_{.id = "herald"};
  FixedDecoder decoder_;
  bool truncated_ = false;
};

TEST_F(PrepareTest, NamesAChainByTheFirstRungOfTheLadderThatThereIs) {
  const char* const kDate = "Mon, 07 Apr 2025 09:15:00 GMT";
  add("guid-1", "https://a.example/1", kDate, "One", "");
  add("", "https://a.example/2", kDate, "Two", "");
  add("", "https://a.example/3", "", "Three", "");
  add("", "", kDate, "Four", "A text about four.");
  add("", "", "", "Five", "A text about five.");
  add("", "", "", "", "A text without a headline stands for itself.");
  const Batch batch = run();
  const Rung expected[] = {Rung::id,         Rung::link_date, Rung::link,
                           Rung::title_date, Rung::title,     Rung::body};
  ASSERT_EQ(batch.entries.size(), 6u);
  for (int i = 0; i < 6; ++i) EXPECT_EQ(batch.entries[i].key_rung, static_cast<int>(expected[i])) << i;
}

// The names of documents are for ever: this test fails when somebody changes how they are made.
TEST_F(PrepareTest, PinsTheUri) {
  add("guid-1", "https://a.example/1", "", "One", "");
  EXPECT_EQ(run().entries[0].uri,
            "tag:example.org,2025:item/herald/" + to_hex(hash128(std::string("1guid-1\0\0herald", 15))));
}

TEST_F(PrepareTest, DoesNotTrustAnIdThatDifferentEntriesOfADocumentShare) {
  add("same", "https://a.example/1", "", "One", "");
  add("same", "https://a.example/2", "", "Two", "");
  add("own", "https://a.example/3", "", "Three", "");
  const Batch batch = run();
  EXPECT_EQ(batch.entries[0].key_rung, static_cast<int>(Rung::link));
  EXPECT_EQ(batch.entries[1].key_rung, static_cast<int>(Rung::link));
  EXPECT_EQ(batch.entries[2].key_rung, static_cast<int>(Rung::id));
  EXPECT_NE(batch.entries[0].uri, batch.entries[1].uri);
}

TEST_F(PrepareTest, KeepsTheIdOfAnEntryThatIsListedTwice) {
  add("same", "https://a.example/1", "", "One", "");
  add("same", "https://a.example/1", "", "One", "");
  const Batch batch = run();
  EXPECT_EQ(batch.entries[0].uri, batch.entries[1].uri);
  EXPECT_EQ(batch.entries[0].key_rung, static_cast<int>(Rung::id));
}

TEST_F(PrepareTest, ClampsAMomentInTheFutureAndSaysSo) {
  add("1", "https://a.example/1", "", "One", "").published = from_civil(2041, 1, 1, 0, 0, 0);
  add("2", "https://a.example/2", "", "Two", "").published = from_civil(2025, 4, 7, 14, 0, 0);
  const Batch batch = run();
  EXPECT_EQ(*batch.entries[0].content->item.published, batch.payloads[0].received_at);
  EXPECT_EQ(batch.entries[0].content->annotations.problems.size(), 1u);
  EXPECT_EQ(*batch.entries[1].content->item.published, from_civil(2025, 4, 7, 14, 0, 0));
  EXPECT_TRUE(batch.entries[1].content->annotations.problems.empty());
}

TEST_F(PrepareTest, ComparesBodiesByTheirWordsAndOnlyWhenThereAreEnough) {
  const char* const kText = "The harbour authority said on Monday that all twelve ferries would be electric soon.";
  add("1", "https://a.example/1", "", "One", kText);
  add("2", "https://a.example/2", "", "Two",
      "The HARBOUR authority said, on Monday, that all twelve ferries would be electric soon");
  add("3", "https://a.example/3", "", "Three", "Comments");
  add("4", "https://a.example/4", "", "Four", "Comments");
  const Batch batch = run();
  EXPECT_EQ(batch.entries[0].keys.body, batch.entries[1].keys.body);
  EXPECT_NE(batch.entries[0].keys.content, batch.entries[1].keys.content);
  EXPECT_TRUE(batch.entries[2].keys.body.empty());
}

TEST_F(PrepareTest, RejectsWhatIsTooLargeCutOrEmptyAndLetsTheRestFlow) {
  add("1", "https://a.example/1", "", "One", std::string(5000, 'x').c_str());
  add("2", "", "", "", "");
  add("3", "https://a.example/3", "", "Three", "fine");
  Batch batch = run({.authority = "a.example,2025", .body_bytes_max = 4000});
  ASSERT_EQ(batch.rejects.size(), 2u);
  EXPECT_EQ(batch.rejects[0].reason, Reason::too_large);
  EXPECT_EQ(batch.rejects[0].place, 1u);
  EXPECT_EQ(batch.rejects[1].reason, Reason::no_content);
  EXPECT_EQ(batch.entries.size(), 1u);
  EXPECT_EQ(batch.payloads[0].limits, LimitHits{.bytes = 1});

  // What the decoder has cut off counts with it.
  decoder_.decoded.limits = {.attributes = 7, .texts = 2};
  batch = run({.authority = "a.example,2025", .entries_max = 2});
  EXPECT_EQ(batch.rejects[0].reason, Reason::too_many);
  EXPECT_EQ(batch.payloads[0].limits, (LimitHits{.entries = 1, .attributes = 7, .texts = 2}));

  truncated_ = true;
  batch = run();
  ASSERT_EQ(batch.rejects.size(), 1u);
  EXPECT_EQ(batch.rejects[0].reason, Reason::too_large);
  EXPECT_TRUE(batch.entries.empty());
  EXPECT_EQ(batch.payloads[0].limits, LimitHits{.bytes = 1});
}

// Writes one letter per output.
class LetterEncoder final : public Encoder {
 public:
  void encode_record(const Batch&, const Entry&, std::string& out) const override { out += 'r'; }
  void encode_relation(const Batch&, const Entry&, std::string& out) const override { out += 'l'; }
  void encode_dead_letter(const Batch&, const Reject&, std::string& out) const override { out += 'd'; }
};

TEST_F(PrepareTest, IsFollowedByAFinishThatAccountsForEveryEntryUnderEachPolicy) {
  const char* const kText = "The harbour authority said on Monday that all twelve ferries would be electric soon.";
  add("1", "https://a.example/1", "", "One two three", kText);
  add("1", "https://a.example/1", "", "One two three", kText);
  add("2", "https://b.example/2", "", "One two three", kText);
  add("3", "", "", "", "");
  const LetterEncoder encoder;
  for (const auto& [policy, expected] : {std::pair{CopyPolicy::relate, "rld"},
                                         std::pair{CopyPolicy::drop, "rd"},
                                         std::pair{CopyPolicy::publish, "rrd"}}) {
    Batch batch = run();
    Deduplicate({}, "example.org,2025").run(batch);
    Finish({.copies = policy}, encoder).run(batch);
    EXPECT_EQ(batch.encoded, expected);
    EXPECT_TRUE(batch.tally.balance(0));
    EXPECT_EQ(batch.tally.published_fresh, 1u);
    EXPECT_EQ(batch.tally.unchanged, 1u);
    EXPECT_EQ(batch.tally.duplicates, 1u);
    EXPECT_EQ(batch.tally.dead_letters, 1u);
  }
}

// Writes a record as long as its headline.
class HeadlineEncoder final : public Encoder {
 public:
  void encode_record(const Batch&, const Entry& entry, std::string& out) const override {
    out += entry.content->article.headline;
  }
  void encode_relation(const Batch&, const Entry&, std::string& out) const override { out += 'l'; }
  void encode_dead_letter(const Batch&, const Reject& reject, std::string& out) const override {
    EXPECT_EQ(reject.raw, std::string(50, 'h'));
    out += 'd';
  }
};

TEST_F(PrepareTest, IsFollowedByAFinishThatMakesADeadLetterOfARecordBeyondTheOutput) {
  add("1", "https://a.example/1", "", "One", "");
  add("2", "https://a.example/2", "", std::string(50, 'h').c_str(), "");
  add("3", "https://a.example/3", "", "Three", "");
  const HeadlineEncoder encoder;
  Batch batch = run();
  Deduplicate({}, "example.org,2025").run(batch);
  Finish({.output_bytes_max = 49}, encoder).run(batch);
  EXPECT_EQ(batch.encoded, "OneThreed");
  ASSERT_EQ(batch.rejects.size(), 1u);
  EXPECT_EQ(batch.rejects[0].reason, Reason::too_large);
  EXPECT_EQ(batch.rejects[0].place, 2u);
  EXPECT_TRUE(batch.tally.balance(0));
  EXPECT_EQ(batch.tally.published_fresh, 2u);
  EXPECT_EQ(batch.tally.dead_letters, 1u);
}

TEST(OutputLimit, LeavesRoomForWhatARecordHasAroundAText) {
  EXPECT_EQ(entry_bytes_max(1'000'000, Profile::full), (1'000'000u - (64u << 10)) / 2);
  EXPECT_EQ(entry_bytes_max(1'000'000, Profile::relay), 1'000'000u - (1u << 10));
  EXPECT_EQ(entry_bytes_max(4000, Profile::full), 1500u);
  EXPECT_EQ(entry_bytes_max(1000, Profile::relay), 750u);
}

}  // namespace
}  // namespace syndicated
