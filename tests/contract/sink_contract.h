// The promises of Sink and StateStore, as one suite for every form: local, simulated, and whatever joins later.
// A form is a class with: make() (a new process: a new sink over what is there), sink(), store(), and
// outputs(stream) (what a reader of committed data sees, in order).
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "pipeline/sink.h"
#include "pipeline/state_store.h"

namespace syndicated {

class RecordingReader final : public StateReader {
 public:
  void on_record(const StateRecord& record) override { values.push_back(record.value); }
  std::vector<std::string> values;
};

template <class Form>
class SinkContract : public ::testing::Test {
 protected:
  // A form may say why it cannot be tried here (no broker).
  void SetUp() override {
    if constexpr (requires { Form::why_not(); }) {
      if (Form::why_not() != nullptr) GTEST_SKIP() << Form::why_not();
    }
  }

  Recovered recover() {
    reader_.values.clear();
    form_.make();
    Result<Recovered> recovered = form_.store().recover(reader_);
    EXPECT_TRUE(recovered.has_value()) << (recovered ? "" : recovered.error().what);
    line_epoch_ = recovered ? recovered->line_epoch : 0;
    return recovered ? *recovered : Recovered{};
  }

  // One batch with a record, a relation, a mark and a head, all named after `number`.
  BatchPtr batch(std::uint64_t number) {
    auto one = std::make_unique<Batch>();
    const std::string name = std::to_string(number);
    one->line_epoch = line_epoch_;
    one->stream_time = {static_cast<std::int64_t>(number)};
    one->positions.push_back({"origin", 0, number});
    one->state.push_back({StateLog::marks, one->stream_time, {}, "mark" + name});
    one->state.push_back({StateLog::heads, one->stream_time, "head", "value" + name});
    one->encoded = "record" + name + "relation" + name;
    one->outputs.push_back({Stream::records, "key", 0, 6 + name.size()});
    one->outputs.push_back({Stream::relations, "key", 6 + name.size(), 8 + name.size()});
    one->tally.fetched = one->tally.published_fresh = 1;
    return one;
  }

  CommitOutcome commit(std::vector<std::uint64_t> numbers) {
    std::vector<BatchPtr> batches;
    for (const std::uint64_t number : numbers) batches.push_back(batch(number));
    return form_.sink().commit(batches).outcome;
  }

  Form form_;
  RecordingReader reader_;
  std::uint64_t line_epoch_ = 0;
};

TYPED_TEST_SUITE_P(SinkContract);

TYPED_TEST_P(SinkContract, StartsFromNothing) {
  const Recovered recovered = this->recover();
  EXPECT_EQ(recovered.seq, 0u);
  EXPECT_TRUE(recovered.positions.empty());
  EXPECT_TRUE(this->reader_.values.empty());
}

TYPED_TEST_P(SinkContract, GivesBackAllOfACommitInOrder) {
  this->recover();
  ASSERT_EQ(this->commit({1, 2}), CommitOutcome::done);
  ASSERT_EQ(this->commit({3}), CommitOutcome::done);
  using Strings = std::vector<std::string>;
  EXPECT_EQ(this->form_.outputs(Stream::records), (Strings{"record1", "record2", "record3"}));
  EXPECT_EQ(this->form_.outputs(Stream::relations), (Strings{"relation1", "relation2", "relation3"}));
  const Recovered recovered = this->recover();
  EXPECT_EQ(recovered.seq, 2u);
  EXPECT_EQ(this->reader_.values, (Strings{"mark1", "mark2", "mark3"}));
  EXPECT_EQ(recovered.heads.at("head"), "value3");
  EXPECT_EQ(recovered.positions.at("origin").number, 3u);
  EXPECT_EQ(recovered.stream_time, Time{3});
  EXPECT_EQ(recovered.books.published_fresh, 3u);
  EXPECT_TRUE(recovered.books.balance(0));
}

TYPED_TEST_P(SinkContract, RecoversTheSameTwiceButForTheEpochWhichGrows) {
  this->recover();
  ASSERT_EQ(this->commit({1}), CommitOutcome::done);
  const Recovered once = this->recover();
  const Recovered again = this->recover();
  EXPECT_EQ(once.seq, again.seq);
  EXPECT_EQ(once.positions, again.positions);
  EXPECT_EQ(once.heads, again.heads);
  EXPECT_LT(once.line_epoch, again.line_epoch);
}

TYPED_TEST_P(SinkContract, GoesOnWhereTheLastProcessEnded) {
  for (std::uint64_t life = 1; life <= 5; ++life) {
    EXPECT_EQ(this->recover().seq, life - 1);
    ASSERT_EQ(this->commit({life}), CommitOutcome::done);
  }
  EXPECT_EQ(this->form_.outputs(Stream::records).size(), 5u);
}

TYPED_TEST_P(SinkContract, ForgetsAHeadWhoseValueIsEmpty) {
  this->recover();
  ASSERT_EQ(this->commit({1}), CommitOutcome::done);
  std::vector<BatchPtr> batches;
  batches.push_back(this->batch(2));
  batches[0]->state.push_back({StateLog::heads, {}, "head", ""});
  ASSERT_EQ(this->form_.sink().commit(batches).outcome, CommitOutcome::done);
  EXPECT_FALSE(this->recover().heads.contains("head"));
}

TYPED_TEST_P(SinkContract, StopsTheProgramWhenAPositionGoesBack) {
  this->recover();
  ASSERT_EQ(this->commit({5}), CommitOutcome::done);
  EXPECT_DEATH(this->commit({4}), "CHECK failed");
}

TYPED_TEST_P(SinkContract, StopsTheProgramWhenABatchIsOfAnotherLine) {
  this->recover();
  this->line_epoch_ += 1;
  EXPECT_DEATH(this->commit({1}), "CHECK failed");
}

REGISTER_TYPED_TEST_SUITE_P(SinkContract, StartsFromNothing, GivesBackAllOfACommitInOrder,
                            RecoversTheSameTwiceButForTheEpochWhichGrows, GoesOnWhereTheLastProcessEnded,
                            ForgetsAHeadWhoseValueIsEmpty, StopsTheProgramWhenAPositionGoesBack,
                            StopsTheProgramWhenABatchIsOfAnotherLine);

}  // namespace syndicated
