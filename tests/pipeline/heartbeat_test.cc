// What a watchdog sees of a line: a thread that hangs in a stage, and nothing of calls to the outside.
#include "pipeline/heartbeat.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "pipeline/line.h"

namespace syndicated {
namespace {

constexpr Duration kLimit = seconds(5);

// Time moves only when the test says so, on any thread.
class HandClock final : public Clock {
 public:
  Time now() const override { return {steady_ms_}; }
  Duration steady() const override { return {steady_ms_}; }
  void advance(Duration by) { steady_ms_ += by.ms; }

 private:
  std::atomic<std::int64_t> steady_ms_{0};
};

// Holds whoever passes while it is closed.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++entered_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
    --entered_;
  }
  void set_open(bool open) {
    const std::lock_guard lock(mutex_);
    open_ = open;
    changed_.notify_all();
  }
  // Returns when a thread is held.
  void await_held() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return entered_ > 0 && !open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int entered_ = 0;
};

// One batch, then nothing until it is ended.
class QuietSource final : public Source {
 public:
  explicit QuietSource(Gate* gate) : gate_(gate) {}
  Result<void> start(const Recovered&) override { return {}; }
  Result<BatchPtr> poll(Duration) override {
    ++polls_;
    if (given_) {
      if (gate_ != nullptr) gate_->pass();
      std::this_thread::yield();
      return BatchPtr();
    }
    given_ = true;
    auto batch = std::make_unique<Batch>();
    batch->positions.push_back({"a", 0, 1});
    batch->entries.emplace_back();
    batch->tally.fetched = batch->tally.published_fresh = 1;
    return batch;
  }
  void idle(Duration) override {}
  bool finished() const override { return false; }
  void wake() override {}

  std::atomic<std::uint64_t> polls_{0};

 private:
  Gate* const gate_;
  bool given_ = false;
};

class GateStage final : public Stage {
 public:
  explicit GateStage(Gate* gate) : gate_(gate) {}
  void run(Batch&) override {
    if (gate_ != nullptr) gate_->pass();
  }

 private:
  Gate* const gate_;
};

class GateSink final : public Sink {
 public:
  explicit GateSink(Gate* gate) : gate_(gate) {}
  CommitResult commit(std::span<const BatchPtr>) override {
    if (gate_ != nullptr) gate_->pass();
    return {};
  }

 private:
  Gate* const gate_;
};

enum class Place { nowhere, prepare, deduplicate, finish, commit, poll };

// A line on threads with a closed gate at one place.
class GatedLine {
 public:
  explicit GatedLine(Place place)
      : source_(at(place == Place::poll)),
        prepare_(at(place == Place::prepare)),
        deduplicate_(at(place == Place::deduplicate)),
        finish_(at(place == Place::finish)),
        sink_(at(place == Place::commit)),
        line_({{&source_}, &prepare_, &deduplicate_, &finish_, &sink_, 1}, options(), clock_) {
    EXPECT_TRUE(line_.alive(Duration{}));
    runner_ = std::thread([this] { line_.run(); });
    if (place != Place::nowhere) gate_.await_held();
  }
  ~GatedLine() { end(); }

  void end() {
    gate_.set_open(true);
    line_.stop();
    if (runner_.joinable()) runner_.join();
  }

  // The threads that can move have done so, several times.
  void await_turns() {
    for (const std::uint64_t target = source_.polls_ + 20; source_.polls_ < target;) std::this_thread::yield();
  }
  // True once the line is alive; false when it has not been for so long that it never will.
  bool becomes_alive() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!line_.alive(kLimit)) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::yield();
    }
    return true;
  }

  HandClock clock_;
  Gate gate_;
  QuietSource source_;
  GateStage prepare_, deduplicate_, finish_;
  GateSink sink_;
  Line line_;

 private:
  Gate* at(bool here) { return here ? &gate_ : nullptr; }
  static LineOptions options() {
    LineOptions options;
    options.workers = 2;
    options.commit_entries_max = 1;
    return options;
  }
  std::thread runner_;
};

TEST(Heartbeat, IsWatchedFromTheFirstBeatToTheEndOfItsThread) {
  HandClock clock;
  Heartbeat heartbeat(clock);
  clock.advance(hours(1));
  EXPECT_TRUE(heartbeat.alive(kLimit));
  heartbeat.beat();
  clock.advance(kLimit);
  EXPECT_TRUE(heartbeat.alive(kLimit));
  clock.advance(milliseconds(1));
  EXPECT_FALSE(heartbeat.alive(kLimit));
  heartbeat.beat();
  EXPECT_TRUE(heartbeat.alive(kLimit));
  clock.advance(hours(1));
  heartbeat.retire();
  EXPECT_TRUE(heartbeat.alive(kLimit));
  EXPECT_EQ(heartbeat.outside_for(), Duration{});
}

TEST(Heartbeat, MayStayOutsideAsLongAsItLikesAndBeatsWhenItIsBack) {
  HandClock clock;
  Heartbeat heartbeat(clock);
  heartbeat.beat();
  {
    const Heartbeat::Outside outside(heartbeat);
    EXPECT_EQ(heartbeat.outside_for(), Duration{});
    clock.advance(hours(1));
    EXPECT_TRUE(heartbeat.alive(kLimit));
    EXPECT_EQ(heartbeat.outside_for(), hours(1));
  }
  EXPECT_EQ(heartbeat.outside_for(), Duration{});
  clock.advance(seconds(6));
  EXPECT_FALSE(heartbeat.alive(kLimit));
}

TEST(Heartbeat, OfAStageThatHangsStopsUntilTheStageGoesOn) {
  for (const Place place : {Place::prepare, Place::deduplicate, Place::finish}) {
    SCOPED_TRACE(static_cast<int>(place));
    GatedLine gated(place);
    ASSERT_TRUE(gated.becomes_alive());
    gated.clock_.advance(seconds(6));
    EXPECT_FALSE(gated.line_.alive(kLimit));
    // However often the other threads move.
    gated.await_turns();
    EXPECT_FALSE(gated.line_.alive(kLimit));
    gated.gate_.set_open(true);
    ASSERT_TRUE(gated.becomes_alive());
    gated.end();
    gated.clock_.advance(hours(1));
    EXPECT_TRUE(gated.line_.alive(kLimit)) << "a line that has ended is not watched";
  }
}

TEST(Heartbeat, OfACallToTheOutsideThatTakesLongIsNotMissed) {
  for (const Place place : {Place::commit, Place::poll}) {
    SCOPED_TRACE(static_cast<int>(place));
    GatedLine gated(place);
    for (int i = 0; i < 3; ++i) {
      gated.clock_.advance(seconds(60));
      ASSERT_TRUE(gated.becomes_alive());
    }
    EXPECT_GE(gated.line_.committing_for(), place == Place::commit ? seconds(180) : Duration{});
  }
}

TEST(Heartbeat, OfAnIdleLineGoesOn) {
  GatedLine gated(Place::nowhere);
  for (int i = 0; i < 3; ++i) {
    gated.clock_.advance(seconds(60));
    ASSERT_TRUE(gated.becomes_alive());
  }
  EXPECT_EQ(gated.line_.committing_for(), Duration{});
}

}  // namespace
}  // namespace syndicated
