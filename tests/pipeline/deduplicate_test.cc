#include "pipeline/deduplicate.h"

#include <gtest/gtest.h>

namespace syndicated {
namespace {

// A small language for entries: what matters to deduplicate is which keys are equal.
struct Row {
  const char* source;
  const char* id;
  const char* url;
  const char* title;  // words separated by spaces
  const char* body;   // "" too short to have a key
  std::int64_t at;    // received, seconds
  const char* expected;
};

Keys keys_of(const Row& row) {
  Keys keys;
  keys.source = hash64(row.source);
  keys.chain = hash128(std::string(row.source) + "/" + row.id);
  if (*row.url) keys.url = hash128(row.url);
  if (*row.body) keys.body = hash128(row.body);
  keys.content = hash128(std::string(row.title) + "|" + row.body);
  std::string word;
  for (const char c : std::string(row.title) + " ") {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      keys.title_words.push_back(static_cast<std::uint32_t>(hash64(word)));
      word.clear();
    }
  }
  std::sort(keys.title_words.begin(), keys.title_words.end());
  return keys;
}

std::string describe(const Decision& decision) {
  static const char* const kNames[] = {"new", "revision", "unchanged", "copy"};
  std::string text = kNames[static_cast<int>(decision.verdict)];
  if (decision.verdict == Verdict::unchanged) return text;
  text += " v" + std::to_string(decision.version);
  if (decision.verdict == Verdict::copy) {
    text += std::string(decision.same_body ? " body" : "") + (decision.same_url ? " url" : "");
  }
  return text;
}

void expect_rows(const std::vector<Row>& rows, const DeduplicateOptions& options = {}) {
  DeduplicateState state(options);
  std::vector<StateRecord> log;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Keys keys = keys_of(rows[i]);
    const Candidate candidate{keys, rows[i].source, Time{rows[i].at * 1000}};
    const Decision decision = decide(state, candidate);
    EXPECT_EQ(describe(decision), rows[i].expected) << "row " << i;
    apply(state, candidate, decision, log);
  }
  // The state is the fold of its log.
  Deduplicate again(options, "example.org,2025");
  for (const StateRecord& record : log) again.on_record(record);
  Recovered recovered;
  recovered.stream_time = state.stream_time;
  again.recovered(recovered);
  EXPECT_EQ(again.digest(), state.digest());
  EXPECT_EQ(again.unreadable_records(), 0u);
}

TEST(Decide, KnowsAnIdByItsContent) {
  expect_rows({
      {"a", "1", "a/1", "storm hits coast", "storm", 1, "new v1"},
      {"a", "1", "a/1", "storm hits coast", "storm", 2, "unchanged"},
      {"a", "1", "a/1", "storm hits coast", "storm, two dead", 3, "revision v2"},
      {"a", "1", "a/1", "storm hits coast", "storm", 4, "revision v3"},
  });
}

TEST(Decide, CallsTheSameBodyOrUrlElsewhereACopy) {
  expect_rows({
      {"a", "1", "a/1", "storm hits coast", "storm", 1, "new v1"},
      {"b", "9", "b/9", "quite another headline", "storm", 2, "copy v1 body"},
      {"c", "7", "a/1", "storm hits the coast", "", 3, "copy v1 url"},
      {"d", "5", "a/1", "storm hits coast", "storm", 4, "copy v1 body url"},
      {"b", "9", "b/9", "quite another headline", "storm", 5, "unchanged"},
  });
}

TEST(Decide, KeepsFurnitureOnlyPagesOfOneSourceApartByTheirHeadlines) {
  expect_rows({
      {"a", "1", "a/1", "champion dies at 74", "watch our latest videos", 1, "new v1"},
      {"a", "2", "a/2", "phone sales fall", "watch our latest videos", 2, "new v1"},
      {"a", "3", "a/3", "champion dies at 74", "watch our latest videos", 3, "copy v1 body"},
  });
}

TEST(Decide, DoesNotMergeEntriesThatAllLinkToTheFrontPage) {
  expect_rows({
      {"a", "1", "a/", "storm hits coast", "", 1, "new v1"},
      {"a", "2", "a/", "markets close higher", "", 2, "new v1"},
      {"b", "3", "a/", "parliament adjourns", "", 3, "new v1"},
  });
}

TEST(Decide, FollowsADocumentWhoseIdChanges) {
  expect_rows({
      {"a", "1?t=1", "a/1", "storm hits coast", "storm", 1, "new v1"},
      {"a", "1?t=2", "a/1", "storm hits coast", "storm", 2, "unchanged"},
      {"a", "1?t=3", "a/1", "storm hits coast", "storm, two dead", 3, "revision v2"},
      {"a", "1?t=3", "a/1", "storm hits coast", "storm, two dead", 4, "unchanged"},
      {"a", "1?t=1", "a/1", "storm hits coast", "storm, three dead", 5, "revision v3"},
  });
}

TEST(Decide, MakesACopyThatGoesItsOwnWayADocumentOfItsOwn) {
  expect_rows({
      {"a", "1", "a/1", "storm hits coast", "storm", 1, "new v1"},
      {"b", "9", "b/9", "storm hits coast", "storm", 2, "copy v1 body"},
      {"b", "9", "b/9", "coast storm", "storm", 3, "copy v2 body"},
      {"b", "9", "b/9", "coast storm", "our own report", 4, "revision v3"},
      {"b", "9", "b/9", "coast storm", "our own report, updated", 5, "revision v4"},
  });
}

TEST(Decide, ForgetsWhatHasLeftTheWindowInStreamTime) {
  DeduplicateOptions options;
  options.exact_window = seconds(100);
  expect_rows(
      {
          {"a", "1", "a/1", "storm hits coast", "storm", 1, "new v1"},
          {"a", "2", "a/2", "markets close higher", "markets", 90, "new v1"},
          {"a", "1", "a/1", "storm hits coast", "storm", 101, "unchanged"},
          {"b", "1", "b/1", "storm hits coast", "storm", 102, "new v1"},
          {"a", "1", "a/1", "storm hits coast", "storm", 102, "copy v1 body"},
          {"a", "2", "a/2", "markets close higher", "markets", 50, "unchanged"},
      },
      options);
}

TEST(Decide, HoldsNoMoreKeysThanTheLimit) {
  DeduplicateOptions options;
  options.keys_max = 3;
  expect_rows(
      {
          {"a", "1", "", "one", "", 1, "new v1"},
          {"a", "2", "", "two", "", 2, "new v1"},
          {"a", "3", "", "three", "", 3, "new v1"},
          {"a", "4", "", "four", "", 4, "new v1"},
          {"a", "5", "", "five", "", 5, "new v1"},
          {"a", "5", "", "five", "", 6, "unchanged"},
          {"a", "1", "", "one", "", 6, "new v1"},
      },
      options);
}

TEST(ExactState, RemembersWhatAFeedStillListsHoweverOldItIs) {
  DeduplicateOptions options;
  options.exact_window = seconds(100);
  const SourceInfo source{.id = "a"};
  Deduplicate stage(options, "example.org,2025");
  Deduplicate recovered_stage(options, "example.org,2025");
  const auto poll = [&](std::vector<const char*> ids, std::int64_t at) {
    Batch batch;
    batch.payloads.push_back({});
    batch.payloads[0].source = &source;
    batch.payloads[0].origin = "feed:a";
    batch.payloads[0].received_at = {at * 1000};
    batch.payloads[0].lists_all = true;
    for (const char* id : ids) {
      Entry entry;
      entry.keys = keys_of({"a", id, "", id, "", at, ""});
      batch.entries.push_back(std::move(entry));
    }
    stage.run(batch);
    std::string verdicts;
    for (const Entry& entry : batch.entries) verdicts += describe(entry.decision) + ";";
    for (const StateRecord& record : batch.state) {
      if (record.log != StateLog::heads) recovered_stage.on_record(record);
    }
    Recovered recovered;
    recovered.stream_time = batch.stream_time;
    for (const StateRecord& record : batch.state) {
      if (record.log == StateLog::heads) recovered.heads[record.key] = record.value;
    }
    recovered_stage.recovered(recovered);
    EXPECT_EQ(stage.digest(), recovered_stage.digest());
    return verdicts;
  };
  EXPECT_EQ(poll({"old", "x"}, 1), "new v1;new v1;");
  EXPECT_EQ(poll({"old", "y"}, 90), "unchanged;new v1;");
  EXPECT_EQ(poll({"old", "z"}, 500), "unchanged;new v1;");
  EXPECT_EQ(poll({"old", "z"}, 5000), "unchanged;unchanged;");
  EXPECT_EQ(poll({"z", "new"}, 5001), "unchanged;new v1;");
  EXPECT_EQ(poll({"new", "old"}, 5002), "unchanged;unchanged;");
  EXPECT_EQ(poll({"new"}, 5003), "unchanged;");
  EXPECT_EQ(poll({"new", "old"}, 9000), "unchanged;new v1;");
}

TEST(Mark, SurvivesItsBinaryFormAndRefusesOthers) {
  Mark mark{MarkKind::copy, hash128("a"), hash128("b"), 7, hash128("c"), hash128("d"), hash128("e"),
            "source", {1, 2, 3}, Time{123456}};
  const std::string bytes = encode_mark(mark);
  const Result<Mark> again = decode_mark(bytes);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(encode_mark(*again), bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decode_mark(bytes.substr(0, size)).has_value()) << size;
  }
  EXPECT_FALSE(decode_mark(bytes + "x").has_value());
}

}  // namespace
}  // namespace syndicated
