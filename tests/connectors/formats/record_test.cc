#include "connectors/formats/record.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/json_view.h"
#include "connectors/formats/json_writer.h"

namespace syndicated {
namespace {

const SourceInfo kSource{.id = "herald",
                         .outlet = "The Herald",
                         .domain = "herald.example",
                         .language = "en",
                         .country = "IN"};

// Strings that break writers of JSON, terminals and readers of lines.
const std::vector<std::string> kHostile = {
    "plain",
    "\"quoted\" \\ back\\slash\\",
    std::string("nul \0 inside", 12),
    "line\nfeed\r\ttab\b\f\x1b[2J\x7f",
    "bad \xff\xfe \xc0\xaf \xed\xa0\x80 \xf4\x90\x80\x80 \xe2\x82",
    "c1 \xc2\x9b 31m bidi \xe2\x80\xae end",
    "emoji \xf0\x9f\x97\x9e हिन्दी 中文 \xe2\x80\xa8 separator",
    "\xf0\x9f\x97",
    "</script><!--",
    "NaN, null, {}[]:,",
};

Batch batch_of_one() {
  Batch batch;
  Payload payload;
  payload.source = &kSource;
  payload.origin = "feed:herald";
  payload.offset = 7;
  payload.name = "https://herald.example/rss";
  payload.url = payload.name;
  payload.content_type = "application/rss+xml";
  payload.received_at = from_civil(2025, 4, 7, 17, 20, 1);
  batch.payloads.push_back(std::move(payload));
  return batch;
}

Entry full_entry() {
  Entry entry;
  entry.content = std::make_unique<Content>();
  entry.place = 3;
  entry.uri = "tag:syndicated.invalid,2025:item/herald/00112233445566778899aabbccddeeff";
  entry.canonical_url = "https://herald.example/dam";
  entry.key_rung = 1;
  entry.keys.chain = {1, 2};
  entry.keys.content = {0xfedcba9876543210u, 0x0123456789abcdefu};
  entry.content->item.id = "dam-1";
  entry.content->item.link = "https://herald.example/dam?utm_source=rss";
  entry.content->item.published = from_civil(2025, 4, 7, 17, 13, 0);
  entry.content->item.published_raw = "Mon, 07 Apr 2025 22:43:00 +0530";
  entry.content->item.rights = "(c) The Herald";
  entry.content->item.enclosures = {{"https://herald.example/a b.mp3", "audio/mpeg", "Listen", 1234},
                           {"relative.jpg", "image/jpeg", "", 0}};
  entry.content->article.headline = "Water level of the dam falls";
  entry.content->article.standfirst = "Farmers are worried";
  entry.content->article.paragraphs = {"The level fell on Monday.", "It rained \"little\"."};
  entry.content->article.headline_marks = {"UPDATE 2-"};
  entry.content->article.byline_lines = {"By A. Writer"};
  entry.content->article.topics = "Water Farming";
  entry.content->article.caption = "The dam";
  entry.content->article.credit = "Staff";
  entry.content->article.furniture = {{"social", "Follow us"}};
  entry.content->article.related = {"Monsoon is late"};
  entry.content->article.outlet_reading_minutes = 1;
  entry.content->annotations.language = "en";
  entry.content->annotations.agencies = {
      {"PTI", "Press Trust of India", 99, {{"byline_line", "Press Trust of India Bhopal"}}}};
  entry.content->annotations.dateline = {"BHOPAL, April 7", "Bhopal", "India", "IN", "IND",
                                "2025-04-07",      true};
  entry.content->annotations.syndication = {true, "(From a syndicated feed.)", "The Herald", {"headline"}};
  entry.content->annotations.outlet = "The Herald";
  entry.content->annotations.outlet_domain = "herald.example";
  entry.content->annotations.topics = {"Water", "Farming"};
  entry.content->annotations.signals = {"urgent"};
  entry.content->annotations.words = 8;
  entry.content->annotations.characters = 45;
  entry.content->annotations.reading_minutes = 1;
  entry.decision.story = {1, 2};
  return entry;
}

std::string record_of(const Entry& entry, RecordOptions options = {}) {
  std::string out;
  RecordEncoder(options).encode_record(batch_of_one(), entry, out);
  return out;
}

std::string dead_letter_of(const std::string& raw, RecordOptions options = {}) {
  Reject reject{
      .payload = 0, .place = 2, .reason = Reason::undecodable, .detail = "bad", .raw = raw};
  std::string out;
  RecordEncoder(options).encode_dead_letter(batch_of_one(), reject, out);
  return out;
}

bool is_one_line_of_json(const std::string& text) {
  return text.find('\n') == std::string::npos && JsonView().parse(text).has_value();
}

// The scalar at a dotted path; "absent" when there is none.
std::string at(const std::string& text, std::string_view path) {
  JsonView view;
  if (!view.parse(text)) return "unreadable";
  const std::vector<std::string> values = view.values(path);
  return values.empty() ? "absent" : values.front();
}

// Shapes of entries and payloads, each with its encodings.
std::vector<std::string> many_shapes() {
  std::vector<std::string> lines;
  const RecordEncoder encoder({});
  const auto add = [&](const Batch& batch, const Entry& entry) {
    encoder.encode_record(batch, entry, lines.emplace_back());
  };
  Batch batch = batch_of_one();
  add(batch, full_entry());

  Entry bare;
  bare.content = std::make_unique<Content>();
  bare.uri = "tag:syndicated.invalid,2025:item/herald/ff";
  add(batch, bare);

  Entry killed = full_entry();
  killed.content->article.killed = true;
  killed.content->article.notes = {"KILL: please do not use"};
  killed.decision = {.verdict = Verdict::revision, .chain = {1, 2}, .version = 3};
  add(batch, killed);

  for (const std::string& text : kHostile) {
    for (int shape = 0; shape < 4; ++shape) {
      Entry entry = full_entry();
      Batch hostile = batch_of_one();
      entry.content->article.headline = text;
      entry.content->article.paragraphs = {text, text};
      entry.content->article.furniture = {{"other", text}};
      entry.content->item.id = text;
      entry.content->item.rights = shape & 1 ? text : "";
      entry.content->item.enclosures = {{"https://a.example/" + text, text, text, ~std::uint64_t{0}}};
      entry.content->annotations.problems = {text};
      entry.content->annotations.outlet = shape & 2 ? text : "";
      entry.content->annotations.agencies[0].evidence[0].text = text;
      hostile.payloads[0].key = text;
      hostile.payloads[0].headers = {{text, text}, {text, ""}};
      entry.content->item.published = Time{shape * 9'000'000'000'000'000 - 9'000'000'000'000'000};
      add(hostile, entry);
      entry.decision.verdict = Verdict::copy;
      entry.decision.original_uri = "tag:syndicated.invalid,2025:item/other/01";
      entry.decision.original_version = 2;
      entry.decision.same_body = true;
      add(hostile, entry);
      encoder.encode_relation(hostile, entry, lines.emplace_back());
    }
    lines.push_back(dead_letter_of(text));
  }
  return lines;
}

TEST(RecordEncoder, WritesOneLineOfJsonWhateverTheEntryHolds) {
  for (const std::string& line : many_shapes()) EXPECT_TRUE(is_one_line_of_json(line)) << line;
}

// The lines are judged by tests/schema/validate.py afterwards.
TEST(RecordEncoder, LeavesItsLinesForTheSchemas) {
  const char* path = std::getenv("SYNDICATED_RECORDS_OUT");
  if (path == nullptr) GTEST_SKIP() << "run by ctest";
  std::ofstream file(path, std::ios::trunc);
  for (const std::string& line : many_shapes()) file << line << '\n';
  ASSERT_TRUE(file.flush().good());
}

TEST(RecordEncoder, PutsEachFactAtItsPlace) {
  const std::string record = record_of(full_entry());
  const std::pair<std::string_view, std::string_view> expected[] = {
      {"version", "1"},
      {"firstCreated", "2025-04-07T17:13:00Z"},
      {"versionCreated", "2025-04-07T17:13:00Z"},
      {"pubStatus", "usable"},
      {"headlines.0.value", "Water level of the dam falls"},
      {"bodies.0.value", "The level fell on Monday.\n\nIt rained \"little\"."},
      {"bodies.0.charCount", "45"},
      {"by", "Press Trust of India"},
      {"located", "Bhopal"},
      {"infoSources.0.literal", "PTI"},
      {"infoSources.1.role", "publisher"},
      {"places.0.literal", "IN"},
      {"associations.0.descriptions.0.value", "The dam"},
      {"associations.1.renditions.0.href", "https://herald.example/a%20b.mp3"},
      {"altIds.0.value", "dam-1"},
      {"wire.lifecycle.change", "new"},
      {"wire.lifecycle.revision", "1"},
      {"wire.agencies.0.confidence", "0.99"},
      {"wire.keys.content", "fedcba98765432100123456789abcdef"},
      {"wire.keys.url", "absent"},
      {"wire.dateline.inBody", "true"},
      {"wire.source.place", "3"},
      {"wire.source.receivedAt", "2025-04-07T17:20:01Z"},
      {"wire.problems.0", "left out enclosures without an absolute URL or beyond the limit: 1"},
  };
  for (const auto& [path, value] : expected) EXPECT_EQ(at(record, path), value) << path;
}

TEST(RecordEncoder, LeavesOutWhatIsNotKnown) {
  Entry bare;
  bare.content = std::make_unique<Content>();
  bare.uri = "tag:a.example,2025:item/x/1";
  const std::string record = record_of(bare);
  for (const char* name :
       {"firstCreated", "language", "headlines", "bodies", "by", "places", "associations", "altIds",
        "agencies", "dateline", "dates", "problems", "storyUri", "signals"}) {
    EXPECT_EQ(record.find('"' + std::string(name) + "\":"), std::string::npos) << name;
  }
  EXPECT_EQ(record.find("null"), std::string::npos);
  EXPECT_EQ(at(record, "versionCreated"), "2025-04-07T17:20:01Z");
}

TEST(RecordEncoder, PublishesNoTextOfAKilledItem) {
  Entry entry = full_entry();
  entry.content->article.killed = true;
  entry.content->article.notes = {"KILL NOTICE"};
  const std::string record = record_of(entry);
  EXPECT_EQ(at(record, "pubStatus"), "canceled");
  EXPECT_EQ(at(record, "wire.lifecycle.change"), "kill");
  EXPECT_EQ(at(record, "edNote"), "KILL NOTICE");
  for (const char* secret : {"fell on Monday", "Farmers are worried", "The dam\"", "Follow us"}) {
    EXPECT_EQ(record.find(secret), std::string::npos) << secret;
  }
}

TEST(RecordEncoder, TellsARevisionFromACorrection) {
  Entry entry = full_entry();
  entry.decision.version = 2;
  entry.decision.verdict = Verdict::revision;
  EXPECT_EQ(at(record_of(entry), "wire.lifecycle.change"), "update");
  EXPECT_EQ(at(record_of(entry), "wire.lifecycle.supersedes"), "1");
  entry.content->annotations.signals = {"correction"};
  EXPECT_EQ(at(record_of(entry), "wire.lifecycle.change"), "correction");
}

TEST(RecordEncoder, NamesTheOriginalOfACopy) {
  Entry entry = full_entry();
  entry.decision.verdict = Verdict::copy;
  entry.decision.original_uri = "tag:a.example,2025:item/other/9";
  entry.decision.original_version = 4;
  entry.decision.same_url = true;
  std::string relation;
  RecordEncoder({}).encode_relation(batch_of_one(), entry, relation);
  EXPECT_EQ(at(relation, "original.uri"), "tag:a.example,2025:item/other/9");
  EXPECT_EQ(at(relation, "original.version"), "4");
  EXPECT_EQ(at(relation, "same.body"), "false");
  EXPECT_EQ(at(relation, "same.url"), "true");
  EXPECT_EQ(relation.find("bodies"), std::string::npos);
  EXPECT_EQ(at(record_of(entry), "wire.lifecycle.duplicateOf.version"), "4");
}

TEST(RecordEncoder, KeepsTheBytesOfADeadLetter) {
  EXPECT_EQ(at(dead_letter_of("{\"a\":"), "raw"), "{\"a\":");
  EXPECT_EQ(at(dead_letter_of("\xff\x00z"), "rawBase64"), "/w==");
  EXPECT_EQ(at(dead_letter_of(std::string("\xff\x00z", 3)), "rawBase64"), "/wB6");
  EXPECT_EQ(at(dead_letter_of("x"), "source.place"), "2");

  Batch batch = batch_of_one();
  batch.payloads[0].bytes = "whole payload";
  std::string whole;
  RecordEncoder({}).encode_dead_letter(batch, Reject{.detail = "", .raw = ""}, whole);
  EXPECT_EQ(at(whole, "raw"), "whole payload");
}

TEST(RecordEncoder, KeepsRelationsAndDeadLettersBelowWhatTheOutputTakes) {
  const RecordOptions options{.output_bytes_max = 20'000};
  Batch batch;
  Payload& payload = batch.payloads.emplace_back();
  payload.bytes = std::string(100'000, '\x01');
  payload.key = std::string(50'000, '\x01');
  payload.content_type = std::string(50'000, 'c');
  payload.headers.assign(40'000, {"", ""});
  payload.headers.emplace_back("big", std::string(50'000, 'v'));
  Entry& entry = batch.entries.emplace_back();
  entry.content = std::make_unique<Content>();
  entry.content->article.headline = std::string(100'000, '"');
  entry.content->item.link = "https://a.example/" + std::string(100'000, 'p');
  entry.content->annotations.outlet = std::string(100'000, 'o');
  std::string relation, letter;
  RecordEncoder(options).encode_relation(batch, entry, relation);
  EXPECT_LE(relation.size(), options.output_bytes_max);
  EXPECT_EQ(at(relation, "link"), "absent");
  EXPECT_NE(at(relation, "headline"), "absent");
  RecordEncoder(options).encode_dead_letter(batch, {0, 1, Reason::too_large, "why", {}}, letter);
  EXPECT_LE(letter.size(), options.output_bytes_max);
}

TEST(RecordEncoder, CutsADeadLetterBetweenCharacters) {
  const RecordOptions options{.output_bytes_max = 32};
  const std::string letter = dead_letter_of(
      "abc\xe2\x82\xac"
      "d",
      options);
  EXPECT_EQ(at(letter, "raw"), "abc");
  EXPECT_EQ(at(letter, "rawBytes"), "7");
  EXPECT_EQ(at(letter, "rawTruncated"), "true");
  EXPECT_EQ(at(dead_letter_of("abcd", options), "rawTruncated"), "false");
}

TEST(JsonWriter, ReplacesIllFormedUtf8ByItsMaximalSubparts) {
  const std::pair<std::string, std::string> cases[] = {
      {"\xff", "\xef\xbf\xbd"},
      {"\xe2\x82", "\xef\xbf\xbd"},
      {"\xe2\x82z", "\xef\xbf\xbdz"},
      {"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
      {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
      {"\xf0\x9f\x97\x9e", "\xf0\x9f\x97\x9e"},
      {"1234567\xc2\xa0"
       "89",
       "1234567\xc2\xa0"
       "89"},
  };
  for (const auto& [input, expected] : cases) {
    std::string out;
    JsonWriter(out).string(input);
    EXPECT_EQ(out, '"' + expected + '"');
    EXPECT_EQ(is_well_formed_utf8(input), input == expected);
  }
}

TEST(JsonWriter, EscapesWhereverTheByteStandsInAWord) {
  for (std::size_t place = 0; place < 24; ++place) {
    for (int byte = 0; byte < 128; ++byte) {
      std::string text(24, 'x');
      text[place] = static_cast<char>(byte);
      std::string out;
      JsonWriter(out).string(text);
      ASSERT_EQ(at("{\"a\":" + out + "}", "a"), text) << byte << " at " << place;
    }
  }
}

TEST(JsonWriter, WritesTimesAsTheRestOfTheProgramDoes) {
  for (const std::int64_t ms :
       {0ll, 1ll, -1ll, 1744045980000ll, 1744045980123ll, 253402300799999ll}) {
    std::string out;
    JsonWriter(out).time(Time{ms});
    EXPECT_EQ(out, '"' + format_rfc3339(Time{ms}) + '"');
  }
  std::string out;
  JsonWriter(out).begin_array().time(Time{INT64_MAX}).time(Time{INT64_MIN}).end_array();
  EXPECT_EQ(out, R"(["9999-12-31T23:59:59.999Z","0000-01-01T00:00:00Z"])");
}

TEST(JsonWriter, MapsAnIriToAUri) {
  std::string out;
  JsonWriter(out).uri("https://a.example/\xc3\xa9 \"%zz%20<");
  EXPECT_EQ(out, R"("https://a.example/%c3%a9%20%22%25zz%20%3c")");
  out.clear();
  JsonWriter(out).uri("https://[2001:db8::1]:8/[a]?b[]=1#c#d%2");
  EXPECT_EQ(out, R"("https://[2001:db8::1]:8/%5ba%5d?b%5b%5d=1#c%23d%252")");
}

// Not a promise of a figure, only that a slip to quadratic work or to a document tree would be
// seen: the budget is 6 microseconds, the bound a hundred times that, so that a busy machine or a
// sanitizer does not fail it.
TEST(RecordEncoder, StaysNearItsBudgetOfTime) {
  Entry entry = full_entry();
  entry.content->article.paragraphs.assign(10, std::string(180, 'a') + " \xe2\x80\x9cquoted\xe2\x80\x9d");
  const RecordEncoder encoder({});
  const Batch batch = batch_of_one();
  std::string out;
  constexpr int kTimes = 2'000;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kTimes; ++i) {
    out.clear();
    encoder.encode_record(batch, entry, out);
  }
  const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - start;
  RecordProperty("bytes", static_cast<int>(out.size()));
  RecordProperty("nanoseconds_per_record", static_cast<int>(spent.count() * 1000 / kTimes));
  EXPECT_LT(spent.count() / kTimes, 600.0) << out.size() << " bytes";
}

}  // namespace
}  // namespace syndicated
