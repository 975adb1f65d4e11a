// What the service manager hears of a service, over its life, and in which words.
#include "daemon/heart.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "tests/daemon/notify_socket.h"

namespace syndicated {
namespace {

using Messages = std::vector<std::string>;

struct Sentence {
  const char* why;
  ServiceStatus status;
  const char* text;
};

ServiceStatus status_of(Phase phase, std::string reason, bool ready, std::uint64_t in_flight = 0,
                        Duration committing_for = {}) {
  Books books;
  books.published_fresh = 4'990;
  books.published_revisions = 7;
  books.duplicates = 1;
  books.dead_letters = 1'234'567;
  return {phase, std::move(reason), ready, {books, in_flight}, committing_for};
}

TEST(ServiceStatus, IsOneSentence) {
  const Sentence sentences[] = {
      {"a start", {}, "Recovering the state"},
      {"an idle service",
       {Phase::running, "", true, {{}, 0}, {}},
       "Running: 0 published, 0 duplicates, 0 dead letters; 0 entries in flight"},
      {"a busy one", status_of(Phase::running, "", true, 12),
       "Running: 4,997 published, 1 duplicate, 1,234,567 dead letters; 12 entries in flight"},
      {"limits that cut something off",
       {Phase::running, "", true, {{}, 0, {.depth = 1, .texts = 1'200}}, {}},
       "Running: 0 published, 0 duplicates, 0 dead letters, 1,201 hits of limits; 0 entries in "
       "flight"},
      {"a commit under way", status_of(Phase::running, "", true, 1, milliseconds(4'999)),
       "Running: 4,997 published, 1 duplicate, 1,234,567 dead letters; 1 entry in flight"},
      {"a commit that waits", status_of(Phase::running, "", true, 1'000, seconds(45)),
       "Running: 4,997 published, 1 duplicate, 1,234,567 dead letters; 1,000 entries in flight, "
       "waiting for "
       "a commit for 45 s"},
      {"the outside is away", status_of(Phase::waiting, "the broker does not answer", true),
       "Waiting: the broker does not answer; 4,997 published, 1 duplicate, 1,234,567 dead letters"},
      {"a drain", status_of(Phase::stopping, "", true, 12), "Stopping: draining 12 entries"},
      {"a drain whose commit waits", status_of(Phase::stopping, "", true, 12, seconds(9)),
       "Stopping: draining 12 entries, waiting for a commit for 9 s"},
      {"nothing to drain", status_of(Phase::stopping, "", true), "Stopping"},
      {"an end", status_of(Phase::ended, "", true),
       "Ended: 4,997 published, 1 duplicate, 1,234,567 dead letters"},
      {"a failure", status_of(Phase::ended, "write /x: the disk is full", true),
       "Failed: write /x: the disk is full"},
  };
  for (const Sentence& sentence : sentences) {
    EXPECT_EQ(describe(sentence.status), sentence.text) << sentence.why;
  }
}

class HandClock final : public Clock {
 public:
  Time now() const override { return {steady_.ms}; }
  Duration steady() const override { return steady_; }
  Duration steady_;
};

class HeartTest : public ::testing::Test {
 protected:
  // Starts the heart with a watchdog of that interval; zero is none.
  void begin(Duration watchdog) {
    if (watchdog > Duration{}) NotifySocket::set_watchdog(static_cast<int>(watchdog.ms) * 1000, getpid());
    manager_ = std::make_unique<ServiceManager>(log_);
    turns_ = std::make_unique<HeartTurns>(parts(), *manager_, clock_, log_);
  }
  HeartParts parts() {
    return {[this] { return status_; },
            [this](Duration limit) {
              limit_ = limit;
              return alive_;
            },
            seconds(30)};
  }
  Messages turn() {
    patience_ = turns_->turn();
    return socket_.take();
  }
  // Turns for that long, as often as the heart itself wants.
  Messages turns_for(Duration time) {
    Messages all;
    for (const Duration end = clock_.steady_ + time; clock_.steady_ < end;) {
      for (std::string& message : turn()) all.push_back(std::move(message));
      clock_.steady_ = clock_.steady_ + patience_;
    }
    return all;
  }

  NotifySocket socket_;
  NullLog log_;
  HandClock clock_;
  ServiceStatus status_;
  bool alive_ = true;
  Duration limit_, patience_;
  std::unique_ptr<ServiceManager> manager_;
  std::unique_ptr<HeartTurns> turns_;
};

TEST_F(HeartTest, IsReadyAfterTheRecoveryAndStoppingWhenItIsStopped) {
  begin({});
  EXPECT_EQ(turn(), (Messages{"STATUS=Recovering the state", "EXTEND_TIMEOUT_USEC=30000000"}));
  EXPECT_EQ(turn(), Messages{});
  status_ = status_of(Phase::running, "", true, 12);
  EXPECT_EQ(turn(), Messages{"READY=1\nSTATUS=" + describe(status_)});
  EXPECT_EQ(turn(), Messages{});
  status_ = status_of(Phase::stopping, "", true, 12);
  EXPECT_EQ(turn(), Messages{"STOPPING=1\nSTATUS=Stopping: draining 12 entries\nEXTEND_TIMEOUT_USEC=45000000"});
  status_ = status_of(Phase::ended, "", true);
  EXPECT_EQ(turn(), Messages{"STATUS=" + describe(status_)});
}

TEST_F(HeartTest, IsReadyWhenItWaitsForTheOutsideAndSaysSo) {
  begin({});
  turn();
  status_ = status_of(Phase::waiting, "the broker does not answer", true);
  EXPECT_EQ(turn(), Messages{"READY=1\nSTATUS=" + describe(status_)});
  status_ = status_of(Phase::recovering, "", true);
  EXPECT_EQ(turn(), Messages{"STATUS=Recovering the state"});
  status_ = status_of(Phase::running, "", true);
  EXPECT_EQ(turn(), Messages{"STATUS=" + describe(status_)});
}

TEST_F(HeartTest, IsNeverReadyWhenTheFirstRecoveryFails) {
  begin({});
  turn();
  status_ = status_of(Phase::ended, "the state is damaged", false);
  EXPECT_EQ(turn(), Messages{"STATUS=Failed: the state is damaged"});
}

TEST_F(HeartTest, TellsNewNumbersEveryFewSecondsOnly) {
  begin({});
  status_ = status_of(Phase::running, "", true);
  turn();
  Messages told;
  for (int i = 0; i < 3'000; ++i) {
    ++status_.books.in_flight;
    clock_.steady_ = clock_.steady_ + milliseconds(10);
    for (std::string& message : turn()) told.push_back(std::move(message));
  }
  EXPECT_EQ(told.size(), 10u) << "30 s of changing numbers";
}

TEST_F(HeartTest, AsksForMoreTimeWhileALargeStateIsReadButNotForEver) {
  begin({});
  const auto asked = [](const Messages& messages) {
    return std::count(messages.begin(), messages.end(), "EXTEND_TIMEOUT_USEC=30000000");
  };
  EXPECT_GT(asked(turns_for(minutes(10))), 100);
  turns_for(hours(1));
  EXPECT_EQ(asked(turns_for(minutes(10))), 0);
}

TEST_F(HeartTest, BeatsAtAThirdOfTheIntervalAsLongAsTheLineMoves) {
  begin(seconds(30));
  status_ = status_of(Phase::running, "", true);
  const auto beats = [](const Messages& messages) {
    return std::count(messages.begin(), messages.end(), "WATCHDOG=1");
  };
  EXPECT_EQ(beats(turns_for(seconds(300))), 30);
  EXPECT_EQ(limit_, seconds(30));
  alive_ = false;
  turns_for(seconds(10));
  EXPECT_EQ(beats(turns_for(seconds(300))), 0);
  alive_ = true;
  EXPECT_EQ(beats(turns_for(seconds(300))), 30);
}

TEST_F(HeartTest, HasAThreadThatTellsChangesAndTheLastStatus) {
  manager_ = std::make_unique<ServiceManager>(log_);
  Bell changed;
  std::atomic<bool> running{false}, failed{false};
  HeartParts parts;
  parts.status = [&] {
    return failed    ? status_of(Phase::ended, "the disk is full", true)
           : running ? status_of(Phase::running, "", true)
                     : ServiceStatus{};
  };
  parts.alive = [](Duration) { return true; };
  Messages messages;
  const auto comes = [&](const std::string& expected) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::find(messages.begin(), messages.end(), expected) == messages.end()) {
      if (std::chrono::steady_clock::now() > end) return false;
      for (std::string& message : socket_.take()) messages.push_back(std::move(message));
      std::this_thread::yield();
    }
    return true;
  };
  const SystemClock clock;
  {
    const Heart heart(parts, *manager_, changed, clock, log_);
    EXPECT_TRUE(comes("STATUS=Recovering the state"));
    running = true;
    changed.ring();
    EXPECT_TRUE(comes("READY=1\nSTATUS=" + describe(status_of(Phase::running, "", true))));
    failed = true;
  }
  EXPECT_TRUE(comes("STOPPING=1\nSTATUS=Failed: the disk is full\nEXTEND_TIMEOUT_USEC=15000000"));
}

}  // namespace
}  // namespace syndicated
