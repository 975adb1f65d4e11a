#include "connectors/formats/dead_letter.h"

#include <gtest/gtest.h>

#include "connectors/formats/record.h"

namespace syndicated {
namespace {

std::string written(const Payload& payload, Reject reject) {
  Batch batch;
  batch.payloads.push_back(payload);
  std::string out;
  RecordEncoder(RecordOptions{.authority = "a.example,2025"}).encode_dead_letter(batch, reject, out);
  return out;
}

TEST(DeadLetter, IsReadBackAsItsSourceReadIt) {
  SourceInfo source;
  source.id = "wire";
  Payload payload;
  payload.source = &source;
  payload.origin = "topic:in/0";
  payload.offset = 17;
  payload.url = "https://a.example/feed";
  payload.content_type = "text/html";
  payload.name = "topic:in/0";
  payload.key = "k";
  payload.headers = {{"trace", "1"}, {"trace", ""}};
  payload.received_at = Time{1'744'045'980'123};
  const std::string bytes[] = {"<html>\n", "", std::string("\xff\x00\xfe", 3), "{\"id\": \"\\u0000\"}"};
  for (const std::string& text : bytes) {
    payload.bytes = text;
    const Result<DeadLetter> letter = read_dead_letter(written(payload, {0, 0, Reason::not_a_feed, "", ""}));
    ASSERT_TRUE(letter) << letter.error().what;
    EXPECT_EQ(letter->reason, "not_a_feed");
    EXPECT_EQ(letter->source_id, "wire");
    EXPECT_EQ(letter->place, 0u);
    EXPECT_TRUE(can_be_read_again(*letter));
    EXPECT_EQ(letter->payload.bytes, text);
    EXPECT_EQ(letter->payload.url, payload.url);
    EXPECT_EQ(letter->payload.content_type, payload.content_type);
    EXPECT_EQ(letter->payload.name, payload.name);
    EXPECT_EQ(letter->payload.key, payload.key);
    EXPECT_EQ(letter->payload.headers, payload.headers);
    EXPECT_EQ(letter->payload.received_at, payload.received_at);
  }
}

TEST(DeadLetter, IsReadAgainOnlyWhenItsBytesAreThose) {
  Payload payload;
  payload.bytes = "one\ntwo";
  payload.received_at = Time{1};
  const struct {
    Reject reject;
    bool again;
  } rows[] = {
      {{0, 0, Reason::undecodable, "", ""}, true},
      {{0, 2, Reason::no_content, "", "{\"id\":1}"}, true},
      {{0, 2, Reason::too_large, "", "Title\nText"}, false},  // of a feed's entry only text is kept
      {{0, 0, Reason::too_large, "", std::string(20'000'000, 'x')}, false},
  };
  for (const auto& row : rows) {
    const Result<DeadLetter> letter = read_dead_letter(written(payload, row.reject));
    ASSERT_TRUE(letter) << letter.error().what;
    EXPECT_EQ(can_be_read_again(*letter), row.again) << row.reject.raw.substr(0, 20);
  }
}

TEST(DeadLetter, IsNotReadAgainWithoutAllItsHeadersAndItsKey) {
  Payload whole;
  whole.bytes = "{}";
  whole.received_at = Time{1};
  Payload headers = whole, key = whole;
  headers.headers = {{"a", "1"}, {"b", std::string(20'000'000, 'x')}};
  key.key = std::string(20'000'000, 'k');
  for (const Payload& payload : {headers, key}) {
    const Result<DeadLetter> letter = read_dead_letter(written(payload, {0, 0, Reason::undecodable, "", ""}));
    ASSERT_TRUE(letter) << letter.error().what;
    EXPECT_FALSE(can_be_read_again(*letter));
  }
  EXPECT_TRUE(can_be_read_again(*read_dead_letter(written(whole, {0, 0, Reason::undecodable, "", ""}))));
}

TEST(DeadLetter, RefusesWhatIsNone) {
  const std::string start = R"({"kind":"deadLetter","reason":"empty","source":{"place":0,)";
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("[]"), std::string(R"({"kind":"relation"})"),
        start + R"("receivedAt":"2025-04-07T17:13:00Z"}})",                      // no bytes
        start + R"("receivedAt":"2025-04-07T17:13:00Z"},"rawBase64":"%%"})",     // no base64
        start + R"("receivedAt":"yesterday"},"raw":""})",
        start + R"("headers":[{"name":"a"}],"receivedAt":"2025-04-07T17:13:00Z"},"raw":""})"}) {
    const Result<DeadLetter> letter = read_dead_letter(text);
    ASSERT_FALSE(letter) << text;
    EXPECT_EQ(letter.error().kind, ErrorKind::invalid);
  }
}

}  // namespace
}  // namespace syndicated
