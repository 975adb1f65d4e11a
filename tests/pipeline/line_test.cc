// The machinery on real threads: order, limits, and each way in which a line can end.
#include "pipeline/line.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <thread>

namespace syndicated {
namespace {

class NumberSource final : public Source {
 public:
  NumberSource(std::string origin, std::uint64_t count) : origin_(std::move(origin)), count_(count) {}

  Result<void> start(const Recovered&) override { return {}; }
  Result<BatchPtr> poll(Duration) override {
    if (fail_at_ == next_) return Error{ErrorKind::io, "the source broke"};
    auto batch = std::make_unique<Batch>();
    batch->positions.push_back({origin_, 0, ++next_});
    batch->payloads.emplace_back();
    batch->payloads[0].bytes.assign(1000, 'x');
    return batch;
  }
  void idle(Duration) override { ++idled_; }
  bool finished() const override { return next_ == count_; }
  void wake() override {}

  std::uint64_t fail_at_ = UINT64_MAX;
  std::atomic<int> idled_{0};

 private:
  const std::string origin_;
  const std::uint64_t count_;
  std::uint64_t next_ = 0;
};

class FillStage final : public Stage {
 public:
  void run(Batch& batch) override {
    batch.entries.emplace_back();
    batch.tally.fetched = 1;
    batch.payloads[0].source = &source_;
    batch.payloads[0].limits = limits_;
  }
  SourceInfo source_{.id = "herald"};
  LimitHits limits_;
};

// Serial: notes the order in which it sees each origin.
class OrderStage final : public Stage {
 public:
  void run(Batch& batch) override {
    std::uint64_t& last = last_[batch.positions[0].origin];
    in_order_ = in_order_ && batch.positions[0].number == last + 1;
    last = batch.positions[0].number;
  }
  bool in_order_ = true;
  std::map<std::string, std::uint64_t> last_;
};

class TallyStage final : public Stage {
 public:
  void run(Batch& batch) override { batch.tally.published_fresh = batch.entries.size(); }
};

class MemorySink final : public Sink {
 public:
  CommitResult commit(std::span<const BatchPtr> batches) override {
    {
      std::unique_lock lock(mutex_);
      open_changed_.wait_for(lock, patience_, [&] { return open_; });
    }
    if (fail_after_ == 0) return {failure_, {ErrorKind::no_space, "the disk is full"}};
    --fail_after_;
    for (const BatchPtr& batch : batches) {
      in_order_ = in_order_ && batch->positions[0].number == ++last_[batch->positions[0].origin];
    }
    batches_ += batches.size();
    return {};
  }
  void set_open(bool open) {
    const std::lock_guard lock(mutex_);
    open_ = open;
    open_changed_.notify_all();
  }

  std::chrono::milliseconds patience_{60'000};  // a commit's own deadline
  std::uint64_t fail_after_ = UINT64_MAX;
  CommitOutcome failure_ = CommitOutcome::fatal;
  bool in_order_ = true;
  std::uint64_t batches_ = 0;
  std::map<std::string, std::uint64_t> last_;

 private:
  std::mutex mutex_;
  std::condition_variable open_changed_;
  bool open_ = true;
};

class CountingLog final : public Log {
 public:
  void event(LogLevel, std::string_view, std::initializer_list<LogField>) override { ++events_; }
  std::atomic<int> events_{0};
};

class LineTest : public ::testing::Test {
 protected:
  std::unique_ptr<Line> make(std::vector<Source*> sources, LineOptions options = {}) {
    LineParts parts{std::move(sources), &prepare_, &deduplicate_, &finish_, &sink_, 1, &limit_log_};
    options.workers = 3;
    options.commit_interval = milliseconds(5);
    return std::make_unique<Line>(parts, options, clock_);
  }

  SystemClock clock_;
  CountingLog log_;
  LimitLog limit_log_{clock_, log_};
  FillStage prepare_;
  OrderStage deduplicate_;
  TallyStage finish_;
  MemorySink sink_;
};

TEST_F(LineTest, BringsEveryBatchToTheSinkInTheOrderOfItsOrigin) {
  NumberSource a("a", 2000), b("b", 1500);
  const auto line = make({&a, &b});
  EXPECT_EQ(line->run().outcome, LineOutcome::finished);
  EXPECT_EQ(sink_.batches_, 3500u);
  EXPECT_TRUE(sink_.in_order_);
  EXPECT_TRUE(deduplicate_.in_order_);
  const LineCounters::Snapshot books = line->counters().snapshot();
  EXPECT_EQ(books.in_flight, 0u);
  EXPECT_EQ(books.books.published_fresh, 3500u);
  EXPECT_TRUE(books.books.balance(0));
}

TEST_F(LineTest, SumsUpWhatLimitsCutOffAndNamesASourceOnce) {
  NumberSource a("a", 200), b("b", 100);
  prepare_.limits_ = {.bytes = 1, .texts = 3};
  const auto line = make({&a, &b});
  EXPECT_EQ(line->run().outcome, LineOutcome::finished);
  EXPECT_EQ(line->counters().snapshot().limits, (LimitHits{.bytes = 300, .texts = 900}));
  EXPECT_EQ(log_.events_, 1);
}

TEST_F(LineTest, HoldsNoMoreThanItsChannelsWhenTheSinkIsSlow) {
  NumberSource source("a", 100'000);
  LineOptions options;
  options.channel_bytes_max = 20'000;
  options.slots = 4;
  options.commit_entries_max = 10;
  const auto line = make({&source}, options);
  sink_.set_open(false);
  std::thread runner([&] { line->run(); });
  while (source.idled_ < 3) std::this_thread::yield();
  // Four channels of 20 kB, two rings of four slots, what the sink gathered, and one batch per station.
  EXPECT_LT(line->counters().snapshot().in_flight, 100u);
  line->stop();
  sink_.set_open(true);
  runner.join();
}

TEST_F(LineTest, DrainsWhatIsInsideWhenItIsStopped) {
  NumberSource source("a", UINT64_MAX);
  const auto line = make({&source});
  std::thread runner([&] {
    while (line->counters().commits < 3) std::this_thread::yield();
    line->stop();
  });
  EXPECT_EQ(line->run().outcome, LineOutcome::stopped);
  runner.join();
  EXPECT_EQ(sink_.batches_, line->counters().entries_entered);
  EXPECT_EQ(line->counters().snapshot().in_flight, 0u);
}

TEST_F(LineTest, AbandonsTheRestWhenDrainingTakesTooLong) {
  NumberSource source("a", UINT64_MAX);
  LineOptions options;
  options.drain_timeout = milliseconds(100);
  options.commit_entries_max = 5;
  const auto line = make({&source}, options);
  sink_.set_open(false);
  sink_.patience_ = std::chrono::milliseconds(400);
  std::thread runner([&] {
    while (source.idled_ == 0 && line->counters().entries_entered < 50) std::this_thread::yield();
    line->stop();
  });
  EXPECT_EQ(line->run().outcome, LineOutcome::abandoned);
  runner.join();
}

TEST_F(LineTest, EndsWithTheErrorOfASinkThatFails) {
  for (const CommitOutcome outcome : {CommitOutcome::fatal, CommitOutcome::rebuild}) {
    NumberSource source("a", UINT64_MAX);
    const auto line = make({&source});
    sink_.last_.clear();
    deduplicate_.last_.clear();
    sink_.fail_after_ = 2;
    sink_.failure_ = outcome;
    const LineResult result = line->run();
    EXPECT_EQ(result.outcome,
              outcome == CommitOutcome::fatal ? LineOutcome::fatal : LineOutcome::rebuild);
    EXPECT_EQ(result.error.what, "the disk is full");
  }
}

TEST_F(LineTest, CommitsWhatWasReadAndThenStopsWhenASourceFails) {
  NumberSource broken("a", UINT64_MAX), healthy("b", UINT64_MAX);
  broken.fail_at_ = 40;
  const auto line = make({&broken, &healthy});
  const LineResult result = line->run();
  EXPECT_EQ(result.outcome, LineOutcome::fatal);
  EXPECT_EQ(result.error.what, "the source broke");
  EXPECT_EQ(sink_.last_["a"], 40u);
}

}  // namespace
}  // namespace syndicated
