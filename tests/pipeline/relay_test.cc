// The relay profile: what passes, what is a revision, what is rejected.
#include "pipeline/relay.h"

#include <gtest/gtest.h>

#include "pipeline/deduplicate.h"

namespace syndicated {
namespace {

// The id is what stands between `"id":"` and the next quote.
class QuotedId final : public IdReader {
 public:
  Result<void> read_id(std::string_view object, std::string& id) const override {
    constexpr std::string_view before = "\"id\":\"";
    const std::size_t at = object.find(before);
    if (at == std::string_view::npos) return Error{ErrorKind::invalid, "no id"};
    const std::size_t begin = at + before.size();
    id = object.substr(begin, object.find('"', begin) - begin);
    return {};
  }
};

class OneWord final : public Encoder {
 public:
  void encode_record(const Batch&, const Entry&, std::string& out) const override { out += "record"; }
  void encode_relation(const Batch&, const Entry&, std::string& out) const override { out += "relation"; }
  void encode_dead_letter(const Batch&, const Reject& reject, std::string& out) const override {
    out += std::string(name_of(reject.reason)) + ":" + reject.raw;
  }
};

class RelayTest : public testing::Test {
 protected:
  RelayTest() : deduplicate_({.stories = false}, "example.org,2025") { source_.id = "wire"; }

  // Runs one payload through the three stages; the outputs, one a line.
  std::string relay(std::string bytes) {
    batch_ = Batch();
    Payload& payload = batch_.payloads.emplace_back();
    payload.bytes = std::move(bytes);
    payload.source = &source_;
    payload.received_at = Time{1000};
    payload.headers = headers_;
    PrepareRelay({.authority = "example.org,2025", .body_bytes_max = body_bytes_max_}, reader_).run(batch_);
    deduplicate_.run(batch_);
    FinishRelay(encoder_).run(batch_);
    EXPECT_TRUE(batch_.tally.balance(0)) << describe(batch_.tally, 0);
    std::string lines;
    for (const Output& output : batch_.outputs) {
      lines += batch_.encoded.substr(output.begin, output.size) + "\n";
    }
    return lines;
  }

  std::vector<std::pair<std::string, std::string>> headers_;
  std::uint64_t body_bytes_max_ = 80;
  SourceInfo source_;
  QuotedId reader_;
  OneWord encoder_;
  Deduplicate deduplicate_;
  Batch batch_;
};

TEST_F(RelayTest, AddsTwoMembersAndChangesNothingElse) {
  const std::string out = relay(" {\"id\":\"a\", \"n\": 1e3 } ");
  EXPECT_TRUE(out.starts_with("{\"id\":\"a\", \"n\": 1e3,\"syndicated_uri\":\"tag:example.org,2025:item/wire/"))
      << out;
  EXPECT_TRUE(out.ends_with("\",\"syndicated_version\":1}\n")) << out;
  ASSERT_EQ(batch_.outputs.size(), 1u);
  EXPECT_NE(out.find(batch_.outputs[0].key), std::string::npos) << "the key is the uri";
}

TEST_F(RelayTest, PassesAnIdOnceAndItsChangesAsRevisions) {
  EXPECT_NE(relay("{\"id\":\"a\",\"t\":1}"), "");
  EXPECT_EQ(relay("{\"id\":\"a\",\"t\":1}"), "");
  EXPECT_EQ(batch_.tally.unchanged, 1u);
  EXPECT_TRUE(relay("{\"id\":\"a\",\"t\":2}").ends_with("\"syndicated_version\":2}\n"));
  EXPECT_EQ(batch_.tally.published_revisions, 1u);
}

TEST_F(RelayTest, WritesOneMarkAndNoDecision) {
  relay("{\"id\":\"a\"}");
  ASSERT_EQ(batch_.state.size(), 1u);
  EXPECT_EQ(batch_.state[0].log, StateLog::marks);
}

TEST_F(RelayTest, CountsTheHeadersThatAnObjectWillCarry) {
  headers_ = {{"a", std::string(80, 'v')}};
  relay("{\"id\":\"a\"}");
  EXPECT_EQ(batch_.tally.dead_letters, 1u);
  // Each object of a message carries all of its headers; a few may, thousands may not.
  body_bytes_max_ = 2u << 20;
  headers_ = {{"a", std::string(1u << 20, 'v')}};
  relay("{\"id\":\"b\"}\n{\"id\":\"c\"}\n{\"id\":\"d\"}\n{\"id\":\"e\"}\n{\"id\":\"f\"}\n");
  EXPECT_EQ(batch_.tally.published_fresh, 3u);
  EXPECT_EQ(batch_.tally.dead_letters, 2u);
}

TEST_F(RelayTest, ReadsEachLineAndRejectsWhatItCannotRead) {
  const std::string out = relay("{\"id\":\"a\"}\n\nbroken\n{\"id\":\"b\"}\n{\"id\":\"c\",\"t\":\"" +
                                std::string(90, 'x') + "\"}\n");
  EXPECT_EQ(batch_.tally.fetched, 4u);
  EXPECT_EQ(batch_.tally.published_fresh, 2u);
  EXPECT_EQ(batch_.tally.dead_letters, 2u);
  EXPECT_EQ(batch_.rejects[0].place, 3u);
  EXPECT_EQ(batch_.rejects[0].raw, "broken");
  EXPECT_EQ(batch_.rejects[1].reason, Reason::too_large);
  EXPECT_EQ(batch_.rejects[1].place, 5u);
  EXPECT_NE(out.find("undecodable:broken"), std::string::npos);
}

TEST_F(RelayTest, AnEmptyPayloadIsOneDeadLetter) {
  relay("\n \n");
  EXPECT_EQ(batch_.tally.dead_letters, 1u);
  EXPECT_EQ(batch_.rejects[0].reason, Reason::empty);
}

}  // namespace
}  // namespace syndicated
