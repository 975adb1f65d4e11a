// When commits happen, step by step on a clock that is moved by hand.
#include "pipeline/station.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace syndicated {
namespace {

class HandClock final : public Clock {
 public:
  Time now() const override { return {at.ms}; }
  Duration steady() const override { return at; }
  Duration at = seconds(100);
};

// Each commit takes `takes`; batches that come meanwhile are put into the channel.
class SlowSink final : public Sink {
 public:
  SlowSink(HandClock& clock, Channel& channel) : clock_(clock), channel_(channel) {}
  CommitResult commit(std::span<const BatchPtr> batches) override {
    began.push_back(clock_.at);
    sizes.push_back(batches.size());
    for (int i = 0; i < come_meanwhile; ++i) put(channel_);
    clock_.at = clock_.at + takes;
    return {};
  }
  static void put(Channel& channel) {
    auto batch = std::make_unique<Batch>();
    EXPECT_TRUE(channel.try_push(batch));
  }

  Duration takes = milliseconds(150);
  int come_meanwhile = 0;
  std::vector<Duration> began;
  std::vector<std::size_t> sizes;

 private:
  HandClock& clock_;
  Channel& channel_;
};

class SinkStationTest : public ::testing::Test {
 protected:
  // Steps through `time`, a millisecond whenever nothing is to be done.
  void pass(Duration time) {
    const Duration end = clock_.at + time;
    while (clock_.at < end) {
      if (station_.step() == Step::starved) clock_.at = clock_.at + milliseconds(1);
    }
  }

  HandClock clock_;
  Bell bell_;
  Channel channel_{1u << 20, 1, bell_};
  SlowSink sink_{clock_, channel_};
  LineOptions options_;
  LineCounters counters_;
  Heartbeat heartbeat_{clock_};
  SinkStation station_{sink_, channel_, clock_, options_, counters_, heartbeat_};
};

TEST_F(SinkStationTest, CommitsWhenTheFirstBatchHasWaitedForTheInterval) {
  pass(milliseconds(500));
  SlowSink::put(channel_);
  const Duration came = clock_.at;
  pass(milliseconds(100));
  SlowSink::put(channel_);
  pass(milliseconds(200));
  ASSERT_EQ(sink_.began.size(), 1u);
  EXPECT_EQ(sink_.began[0], came + milliseconds(200));
  EXPECT_EQ(sink_.sizes[0], 2u);
}

TEST_F(SinkStationTest, CountsTheTimeOfACommitForWhatCameDuringIt) {
  SlowSink::put(channel_);
  sink_.come_meanwhile = 3;
  pass(milliseconds(700));
  ASSERT_GE(sink_.began.size(), 3u);
  EXPECT_EQ(sink_.began[1], sink_.began[0] + milliseconds(200));
  EXPECT_EQ(sink_.began[2], sink_.began[1] + milliseconds(200));
  EXPECT_EQ(sink_.sizes[1], 3u);
}

TEST_F(SinkStationTest, TakesAllThatWaitedThroughALongCommitIntoTheNext) {
  SlowSink::put(channel_);
  sink_.takes = milliseconds(900);
  sink_.come_meanwhile = 5;
  pass(milliseconds(2500));
  ASSERT_GE(sink_.began.size(), 3u);
  EXPECT_EQ(sink_.began[1], sink_.began[0] + milliseconds(900));
  EXPECT_EQ(sink_.sizes[1], 5u);
  EXPECT_EQ(sink_.sizes[2], 5u);
}

TEST_F(SinkStationTest, CommitsAfterTheIntervalAlsoWhenBatchesNeverStopComing) {
  SlowSink::put(channel_);
  const Duration came = clock_.at;
  while (sink_.began.empty() && clock_.at < came + seconds(5)) {
    SlowSink::put(channel_);
    station_.step();
    clock_.at = clock_.at + milliseconds(1);
  }
  ASSERT_FALSE(sink_.began.empty());
  EXPECT_EQ(sink_.began[0], came + milliseconds(200));
}

}  // namespace
}  // namespace syndicated
