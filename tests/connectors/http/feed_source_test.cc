// The feed source against a scripted server, with a clock that tests can push forward.
#include "connectors/http/feed_source.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include "tests/connectors/http/scripted_server.h"

namespace syndicated {
namespace {

using test::Answer;
using test::ScriptedServer;
using test::ServedConnection;
using test::ServedRequest;

// Goes on like the real clock, from a day of its own, and jumps when a test says so.
class PushedClock final : public Clock {
 public:
  Time now() const override { return from_civil(2025, 4, 7, 12, 0, 0) + steady(); }
  Duration steady() const override { return {system_.steady().ms - zero_.ms + pushed_.ms}; }
  void push(Duration by) { pushed_.ms += by.ms; }

 private:
  SystemClock system_;
  const Duration zero_ = system_.steady();
  Duration pushed_;
};

class ListLog final : public Log {
 public:
  void event(LogLevel level, std::string_view sentence,
             std::initializer_list<LogField> fields) override {
    std::string line(level == LogLevel::warn ? "WARN " : level == LogLevel::info ? "INFO " : "? ");
    line += sentence;
    for (const LogField& field : fields) line += " " + std::string(field.key) + "=" + field.value;
    lines.push_back(line);
  }
  std::size_t count(const std::string& part) const {
    std::size_t n = 0;
    for (const std::string& line : lines) n += line.find(part) != std::string::npos;
    return n;
  }
  std::vector<std::string> lines;
};

// What a sink would have committed.
void commit(Recovered& recovered, const Batch& batch) {
  for (const Position& position : batch.positions) {
    Position& last = recovered.positions[position.origin];
    EXPECT_FALSE(goes_back(last, position)) << position.origin;
    last = position;
  }
  for (const StateRecord& record : batch.state) {
    EXPECT_EQ(record.log, StateLog::heads);
    recovered.heads[record.key] = record.value;
  }
}

class FeedSourceTest : public testing::Test {
 protected:
  FeedOptions& add(const std::string& id, const std::string& url) {
    FeedOptions& feed = feeds.emplace_back();
    feed.info.id = id;
    feed.url = url;
    return feed;
  }

  // A new source over the same feeds, from what was committed.
  void restart(bool once = false) {
    source.reset();
    source = std::make_unique<FeedSource>(feeds, http, clock, log, once);
    const Result<void> started = source->start(committed);
    ASSERT_TRUE(started) << started.error().what;
  }

  // The next batch, committed; nullptr when none comes for a while.
  BatchPtr next(Duration patience = seconds(20)) {
    const Duration deadline = {clock.steady().ms + patience.ms};
    while (clock.steady() < deadline && !source->finished()) {
      Result<BatchPtr> batch = source->poll(deadline);
      EXPECT_TRUE(batch);
      if (batch && *batch) {
        commit(committed, **batch);
        return std::move(batch.value());
      }
    }
    return nullptr;
  }

  PollState head(const std::string& id) {
    return decode_poll_state(committed.heads[poll_state_key(id)]).value_or(PollState{});
  }

  HttpOptions http = [] {
    HttpOptions options;
    options.allow_networks = {"127.0.0.0/8"};
    options.ports = {};
    return options;
  }();
  ScriptedServer server;
  PushedClock clock;
  ListLog log;
  std::vector<FeedOptions> feeds;
  Recovered committed;
  std::unique_ptr<FeedSource> source;
};

TEST_F(FeedSourceTest, ADocumentComesWithItsPositionAndHead) {
  server.on("/moved", Answer{302, {{"Location", "/feed"}}, ""});
  server.on("/feed", Answer{200,
                            {{"Content-Type", "text/xml"},
                             {"Content-Language", "en"},
                             {"Content-Location", "/f"},
                             {"ETag", "\"1\""}},
                            "<rss/>"});
  add("wire", server.url("/moved"));
  restart();
  const BatchPtr batch = next();
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->payloads.size(), 1u);
  const Payload& payload = batch->payloads[0];
  EXPECT_EQ(payload.bytes, "<rss/>");
  EXPECT_EQ(payload.source->id, "wire");
  EXPECT_EQ(payload.origin, "feed:wire");
  EXPECT_EQ(payload.offset, 0u);
  EXPECT_EQ(payload.url, server.url("/feed"));
  EXPECT_EQ(payload.content_type, "text/xml");
  EXPECT_EQ(payload.content_language, "en");
  EXPECT_EQ(payload.content_location, "/f");
  EXPECT_TRUE(payload.lists_all);
  EXPECT_LE(payload.received_at, clock.now());
  ASSERT_EQ(batch->positions.size(), 1u);
  EXPECT_EQ(batch->positions[0], (Position{"feed:wire", 0, 1}));
  ASSERT_EQ(batch->state.size(), 1u);
  EXPECT_EQ(batch->state[0].key, "feed:wire");
  EXPECT_EQ(batch->state[0].time, payload.received_at);
  EXPECT_EQ(head("wire").next_due, payload.received_at + minutes(15));
  EXPECT_FALSE(source->finished());
}

TEST_F(FeedSourceTest, ValidatorsTravelByteForByteAndSurviveARestart) {
  server.on("/feed", {{200, {{"ETag", "W/\"a\""}, {"Last-Modified", "Mon, 7 Apr"}}, "<rss/>"},
                      {304, {}, ""}});
  add("wire", server.url("/feed"));
  restart();
  ASSERT_TRUE(next());
  for (std::uint64_t polls = 2; polls < 5; ++polls) {
    restart();
    clock.push(minutes(16));
    const BatchPtr batch = next();
    ASSERT_TRUE(batch);
    EXPECT_TRUE(batch->payloads.empty());
    EXPECT_EQ(batch->positions[0].number, polls);
  }
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 4u);
  EXPECT_EQ(requests[0].header("if-none-match"), "");
  for (std::size_t i = 1; i < requests.size(); ++i) {
    EXPECT_EQ(requests[i].header("if-none-match"), "W/\"a\"");
    EXPECT_EQ(requests[i].header("if-modified-since"), "Mon, 7 Apr");
  }
}

TEST_F(FeedSourceTest, TheNewestPairIsSentAndNeverAMixedOne) {
  server.on("/feed", {{200, {{"ETag", "\"1\""}, {"Last-Modified", "A"}}, "one"},
                      {304, {{"ETag", "\"2\""}, {"Last-Modified", "B"}}, ""},
                      {200, {{"Last-Modified", "C"}}, "two"},  // no ETag: the old one goes
                      {200, {}, "three"},
                      {200, {{"ETag", "\"5\""}}, "three"}});  // touched: new validators, same body
  add("wire", server.url("/feed"));
  restart();
  std::vector<std::size_t> payloads;
  for (int i = 0; i < 6; ++i) {
    const BatchPtr batch = next();
    ASSERT_TRUE(batch);
    payloads.push_back(batch->payloads.size());
    clock.push(minutes(16));
  }
  EXPECT_EQ(payloads, (std::vector<std::size_t>{1, 0, 1, 1, 0, 0}));
  const auto requests = server.requests();
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"", ""}, {"\"1\"", "A"}, {"\"2\"", "B"}, {"", "C"}, {"", ""}, {"\"5\"", ""}};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(requests[i].header("if-none-match"), expected[i].first) << i;
    EXPECT_EQ(requests[i].header("if-modified-since"), expected[i].second) << i;
  }
}

TEST_F(FeedSourceTest, WhatWasNotCommittedIsFetchedAgain) {
  server.on("/feed", {{200, {{"ETag", "\"1\""}}, "one"}});
  add("wire", server.url("/feed"));
  restart();
  const Duration deadline = {clock.steady().ms + 20'000};
  Result<BatchPtr> lost = source->poll(deadline);
  ASSERT_TRUE(lost && *lost) << "and never committed";
  restart();
  const BatchPtr batch = next();
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->payloads.size(), 1u);
  EXPECT_EQ(batch->payloads[0].bytes, "one");
  EXPECT_EQ(server.requests()[1].header("if-none-match"), "");
}

TEST_F(FeedSourceTest, ARestartCausesNoEarlyPoll) {
  server.on("/feed", Answer{200, {}, "one"});
  add("wire", server.url("/feed"));
  restart();
  ASSERT_TRUE(next());
  restart();
  EXPECT_FALSE(next(milliseconds(300)));
  clock.push(minutes(14));
  restart();
  EXPECT_FALSE(next(milliseconds(300)));
  EXPECT_EQ(server.requests().size(), 1u);
  clock.push(minutes(2));
  EXPECT_TRUE(next());
}

TEST_F(FeedSourceTest, AShorterIntervalCountsAtOnce) {
  server.on("/feed", Answer{200, {}, "one"});
  add("wire", server.url("/feed")).interval = hours(6);
  restart();
  ASSERT_TRUE(next());
  feeds[0].interval = minutes(5);
  restart();
  clock.push(minutes(6));
  EXPECT_TRUE(next());
}

TEST_F(FeedSourceTest, AnUnreadableHeadStartsAnewWithoutGoingBack) {
  server.on("/feed", Answer{200, {}, "one"});
  add("wire", server.url("/feed"));
  committed.heads["feed:wire"] = "99\nfrom the future";
  committed.positions["feed:wire"] = {"feed:wire", 0, 41};
  restart();
  const BatchPtr batch = next();
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->payloads[0].offset, 41u);
  EXPECT_EQ(batch->positions[0].number, 42u);
  EXPECT_EQ(log.count("WARN The remembered state of a feed is unreadable"), 1u);
}

TEST_F(FeedSourceTest, AnotherAddressForgetsTheOldOneButNotThePosition) {
  server.on("/a", Answer{200, {{"ETag", "\"1\""}}, "one"});
  server.on("/b", Answer{200, {{"ETag", "\"1\""}}, "one"});
  add("wire", server.url("/a"));
  restart();
  ASSERT_TRUE(next());
  feeds[0].url = server.url("/b");
  restart();
  const BatchPtr batch = next();
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->payloads.size(), 1u);
  EXPECT_EQ(batch->positions[0].number, 2u);
  EXPECT_EQ(server.requests("/b")[0].header("if-none-match"), "");
}

TEST_F(FeedSourceTest, FailuresBackOffDoublingForEverAndAreLoggedOnce) {
  http.retry_max = minutes(16);
  server.on("/feed", {{200, {{"ETag", "\"1\""}}, "one"}, {503, {}, ""}});
  add("wire", server.url("/feed"));
  restart();
  ASSERT_TRUE(next());
  clock.push(minutes(16));
  for (const int expected : {1, 2, 4, 8, 16, 16, 16}) {
    const BatchPtr batch = next();
    ASSERT_TRUE(batch);
    EXPECT_TRUE(batch->payloads.empty());
    EXPECT_EQ(batch->positions.size(), 1u);
    EXPECT_EQ(head("wire").next_due, batch->state[0].time + minutes(expected));
    clock.push(seconds(60 * expected - 5));
    EXPECT_FALSE(next(milliseconds(20)));
    clock.push(seconds(5));
  }
  EXPECT_EQ(log.count("WARN"), 1u);
  EXPECT_EQ(log.count("problem=status 503"), 1u);
  EXPECT_EQ(server.requests().back().header("if-none-match"), "\"1\"") << "kept through failures";
  // The count survives a restart, and success ends it.
  restart();
  server.on("/feed", Answer{200, {}, "two"});
  const BatchPtr batch = next();
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->payloads.size(), 1u);
  EXPECT_EQ(head("wire").failures, 0u);
  EXPECT_EQ(log.count("INFO A feed is well again source=wire failures=7"), 1u);
}

TEST_F(FeedSourceTest, AnotherReasonIsAnotherLine) {
  server.on("/feed", {{503, {}, ""}, {503, {}, ""}, {404, {}, ""}, {304, {}, ""}});
  add("wire", server.url("/feed"));
  restart();
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(next());
    clock.push(hours(1));
  }
  EXPECT_EQ(log.count("problem=status 503"), 1u);
  EXPECT_EQ(log.count("problem=status 404"), 1u);
  EXPECT_EQ(log.count("problem=status 304"), 1u) << "a 304 nobody asked for is no success";
  EXPECT_EQ(head("wire").failures, 4u);
}

TEST_F(FeedSourceTest, RetryAfterIsHonouredWithinBounds) {
  struct Row {
    int status;
    const char* retry_after;
    Duration expected;
  };
  const Row rows[] = {{503, "600", minutes(10)}, {429, "Mon, 07 Apr 2025 20:00:00 GMT", hours(8)},
                      {429, "-5", minutes(10)},  {503, "999999999", kRetryAfterMax},
                      {503, "0", minutes(1)},    {503, "soon", minutes(1)},
                      {410, "", kGoneRetry}};
  for (const Row& row : rows) {
    const std::string target = "/" + std::to_string(&row - rows);
    server.on(target, Answer{row.status, {{"Retry-After", row.retry_after}}, ""});
    add("feed" + target.substr(1), server.url(target));
  }
  restart(true);
  while (next()) continue;
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    const Duration wait = head("feed" + std::to_string(i)).next_due - clock.now();
    EXPECT_NEAR(static_cast<double>(wait.ms), static_cast<double>(rows[i].expected.ms), 20'000)
        << i;
  }
  EXPECT_EQ(log.count("WARN A feed is gone for good"), 1u);
}

TEST_F(FeedSourceTest, PermanentMovesAreObeyedAfterAHoldAndUndoneByAFailure) {
  server.on("/old", Answer{301, {{"Location", "/new"}}, ""});
  server.on("/new",
            {{200, {}, "1"}, {200, {}, "2"}, {200, {}, "3"}, {404, {}, ""}, {200, {}, "5"}});
  add("wire", server.url("/old")).interval = days(4);
  restart();
  std::vector<std::size_t> asked_old;
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(next());
    asked_old.push_back(server.requests("/old").size());
    clock.push(hours(4 * 24 + 1));
  }
  // Within the hold (days 0, 4), after it (day 8, and day 12 which fails), and back at the old one.
  EXPECT_EQ(asked_old, (std::vector<std::size_t>{1, 2, 2, 2, 3}));
  EXPECT_EQ(log.count("INFO A feed has moved for good"), 2u);
  EXPECT_EQ(head("wire").moved_to, server.url("/new"));
}

TEST_F(FeedSourceTest, OnceModePollsEachFeedOnceAndIsFinished) {
  server.on("/good", Answer{200, {}, "one"});
  server.on("/bad", Answer{500, {}, ""});
  for (int i = 0; i < 5; ++i) add("good" + std::to_string(i), server.url("/good"));
  add("bad", server.url("/bad"));
  add("refused", "http://10.0.0.1/");
  for (int round = 1; round <= 2; ++round) {
    restart(true);  // whether due or not
    EXPECT_FALSE(source->finished());
    std::size_t positions = 0;
    while (const BatchPtr batch = next()) positions += batch->positions.size();
    EXPECT_TRUE(source->finished());
    EXPECT_EQ(positions, 7u);
    EXPECT_EQ(server.requests("/good").size(), 5u * static_cast<std::size_t>(round));
    EXPECT_EQ(server.requests("/bad").size(), static_cast<std::size_t>(round));
  }
}

TEST_F(FeedSourceTest, NoFeedsAreFinishedAtOnceInOnceMode) {
  restart(true);
  EXPECT_TRUE(source->finished());
  EXPECT_FALSE(next(milliseconds(10)));
}

TEST_F(FeedSourceTest, SmallDocumentsShareABatchAndLargeOnesDoNot) {
  http.connections_per_host = 16;
  server.on("/small", Answer{200, {}, std::string(1000, 's')});
  server.on("/large", Answer{200, {}, std::string(200 * 1024, 'l')});
  for (int i = 0; i < 4; ++i) add("s" + std::to_string(i), server.url("/small"));
  for (int i = 0; i < 3; ++i) add("l" + std::to_string(i), server.url("/large"));
  restart(true);
  // While the line is full nothing begins; a batch of one begins the others.
  const BatchPtr first = next();
  ASSERT_TRUE(first);
  source->idle({clock.steady().ms + 300});  // the rest arrives meanwhile
  std::size_t payloads = first->payloads.size();
  std::size_t batches = 1;
  while (const BatchPtr batch = next()) {
    ++batches;
    payloads += batch->payloads.size();
    std::size_t bytes = 0;
    std::set<std::string> origins;
    for (const Payload& payload : batch->payloads) bytes += payload.bytes.size();
    for (const Position& position : batch->positions) {
      EXPECT_TRUE(origins.insert(position.origin).second);
    }
    EXPECT_LE(bytes, kBatchBytesMax);
  }
  EXPECT_EQ(payloads, 7u);
  EXPECT_GE(batches, 3u) << "three large documents cannot share";
}

TEST_F(FeedSourceTest, IdleMovesWhatRunsAndBeginsNothing) {
  std::atomic<bool> go{false};
  server.on("/slow", [&go](const ServedRequest&, ServedConnection& peer) {
    while (!go && peer.wait(std::chrono::milliseconds(5))) continue;
    peer.send(test::to_bytes({200, {}, "slow"}));
  });
  server.on("/later", Answer{200, {}, "later"});
  add("slow", server.url("/slow"));
  add("later", server.url("/later")).interval = minutes(1);
  committed.heads["feed:later"] = [&] {
    PollState state;
    state.url_hash = hash128(server.url("/later"));
    state.next_due = clock.now() + minutes(1);
    return encode(state);
  }();
  restart();
  while (server.requests("/slow").empty()) {
    ASSERT_TRUE(source->poll({clock.steady().ms + 5}));
  }
  clock.push(minutes(2));  // the other is due now
  go = true;
  source->idle({clock.steady().ms + 300});
  EXPECT_TRUE(server.requests("/later").empty());
  const BatchPtr batch = next();
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->payloads.size(), 1u) << "it arrived while the line was full";
  EXPECT_EQ(batch->payloads[0].bytes, "slow");
  const BatchPtr other = next();
  ASSERT_TRUE(other);
  EXPECT_EQ(other->payloads[0].bytes, "later");
}

TEST_F(FeedSourceTest, AWakeEndsPollAndIdleSoon) {
  restart();
  const Duration begin = clock.steady();
  const Duration far = {begin.ms + 60'000};
  std::thread waker([this] { source->wake(); });
  Result<BatchPtr> batch = source->poll(far);
  waker.join();
  EXPECT_TRUE(batch && !*batch);
  source->wake();
  source->idle(far);
  EXPECT_LT(clock.steady(), (Duration{begin.ms + 30'000}));
}

TEST_F(FeedSourceTest, OneHostIsNotAskedBeyondItsLimit) {
  std::atomic<int> running{0}, most{0};
  server.on("/feed", [&](const ServedRequest&, ServedConnection& peer) {
    const int now = ++running;
    for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) continue;
    peer.wait(std::chrono::milliseconds(5));
    --running;
    peer.send(test::to_bytes({200, {}, "x"}));
  });
  for (int i = 0; i < 20; ++i) add("f" + std::to_string(i), server.url("/feed"));
  restart(true);
  while (next()) continue;
  EXPECT_EQ(server.requests("/feed").size(), 20u);
  EXPECT_LE(most, 2);
}

TEST_F(FeedSourceTest, CredentialsStayOutOfLogsAndState) {
  server.on("/feed", {{401, {}, ""}, {200, {}, "x"}});
  FeedOptions& feed = add("wire", server.url("/feed"));
  feed.url.insert(7, "canary1:canary2@");
  restart();
  ASSERT_TRUE(next());
  clock.push(hours(1));
  const BatchPtr batch = next();
  ASSERT_TRUE(batch);
  EXPECT_EQ(server.requests()[1].header("authorization"), "Basic Y2FuYXJ5MTpjYW5hcnky");
  EXPECT_EQ(log.count("canary"), 0u);
  EXPECT_EQ(log.count("problem=status 401"), 1u);
  EXPECT_EQ(committed.heads["feed:wire"].find("canary"), std::string::npos);
  EXPECT_EQ(batch->payloads[0].url.find("canary"), std::string::npos);
}

TEST_F(FeedSourceTest, WhatCannotBePolledIsAConfigurationError) {
  struct Row {
    const char* url;
    const char* network;
  };
  for (const Row& row : {Row{"file:///etc/passwd", "127.0.0.1"}, Row{"", "127.0.0.1"},
                         Row{"http://a.example/", "10.0.0.1/8"}}) {
    const std::vector<FeedOptions> bad = {{{"id"}, row.url, "", "", minutes(1), {row.network}}};
    FeedSource refused(bad, {}, clock, log, false);
    const Result<void> started = refused.start({});
    ASSERT_FALSE(started) << row.url;
    EXPECT_EQ(started.error().kind, ErrorKind::config);
    EXPECT_NE(started.error().what.find("`id`"), std::string::npos);
  }
  const std::vector<FeedOptions> twice(2, {{"id"}, "http://a.example/", "", "", minutes(1), {}});
  FeedSource refused(twice, {}, clock, log, false);
  EXPECT_FALSE(refused.start({}));
}

}  // namespace
}  // namespace syndicated
