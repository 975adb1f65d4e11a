// The promises of Source, as one suite for every form. A form is a class with: fill(n) (n lines "1" to "n" are
// there to read, bounded), make() (a new process), source().
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "pipeline/source.h"

namespace syndicated {

template <class Form>
class SourceContract : public ::testing::Test {
 protected:
  // A form may say why it cannot be tried here (no broker).
  void SetUp() override {
    if constexpr (requires { Form::why_not(); }) {
      if (Form::why_not() != nullptr) GTEST_SKIP() << Form::why_not();
    }
  }

  // Reads until the source is finished or `batches` were taken; what was taken counts as committed.
  std::string read(std::size_t batches = 1'000'000) {
    std::string all;
    for (int empty = 0; batches > 0 && !form_.source().finished() && empty < 1000;) {
      Result<BatchPtr> polled = form_.source().poll(form_.soon());
      EXPECT_TRUE(polled || polled.error().kind == ErrorKind::unavailable);
      if (!polled || *polled == nullptr) {
        ++empty;
        continue;
      }
      --batches;
      EXPECT_LE((*polled)->payloads.size(), kBatchEntriesMax);
      for (const Payload& payload : (*polled)->payloads) {
        EXPECT_NE(payload.source, nullptr);
        EXPECT_FALSE(payload.origin.empty());
        all += payload.bytes;
      }
      for (const Position& position : (*polled)->positions) {
        const auto last = recovered_.positions.find(position.origin);
        if (last != recovered_.positions.end()) {
          EXPECT_FALSE(goes_back(last->second, position));
        }
        recovered_.positions[position.origin] = position;
      }
      for (const StateRecord& record : (*polled)->state) recovered_.heads[record.key] = record.value;
    }
    return all;
  }

  void restart() {
    form_.make();
    ASSERT_TRUE(form_.source().start(recovered_).has_value());
  }

  static std::string lines(int from, int to) {
    std::string all;
    for (int i = from; i <= to; ++i) all += std::to_string(i) + "\n";
    return all;
  }

  Form form_;
  Recovered recovered_;
};

TYPED_TEST_SUITE_P(SourceContract);

TYPED_TEST_P(SourceContract, GivesEverythingInOrderAndFinishes) {
  this->form_.fill(5000);
  this->restart();
  EXPECT_EQ(this->read(), this->lines(1, 5000));
  EXPECT_TRUE(this->form_.source().finished());
}

TYPED_TEST_P(SourceContract, ContinuesAtTheCommittedPositionWithoutLossOrRepeat) {
  this->form_.fill(3000);
  std::string all;
  for (int life = 0; life < 50; ++life) {
    this->restart();
    all += this->read(1);
  }
  this->restart();
  all += this->read();
  EXPECT_EQ(all, this->lines(1, 3000));
}

TYPED_TEST_P(SourceContract, ReadsAgainWhatWasNotCommitted) {
  this->form_.fill(2000);
  this->restart();
  const Recovered before = this->recovered_;
  this->read(2);
  this->recovered_ = before;
  this->restart();
  EXPECT_EQ(this->read(), this->lines(1, 2000));
}

REGISTER_TYPED_TEST_SUITE_P(SourceContract, GivesEverythingInOrderAndFinishes,
                            ContinuesAtTheCommittedPositionWithoutLossOrRepeat, ReadsAgainWhatWasNotCommitted);

}  // namespace syndicated
