// What people are told of limits.
#include "pipeline/limit_log.h"

#include <gtest/gtest.h>

#include <vector>

namespace syndicated {
namespace {

class HandClock final : public Clock {
 public:
  Time now() const override { return {steady_.ms}; }
  Duration steady() const override { return steady_; }
  Duration steady_ = hours(5);
};

class KeptLog final : public Log {
 public:
  void event(LogLevel, std::string_view sentence, std::initializer_list<LogField> fields) override {
    std::string line(sentence);
    for (const LogField& field : fields) line += " " + std::string(field.key) + "=" + field.value;
    lines_.push_back(line);
  }
  std::vector<std::string> lines_;
};

TEST(LimitLog, NamesASourceAtFirstAndThenRarelyWithWhatCameInBetween) {
  HandClock clock;
  KeptLog log;
  LimitLog limits(clock, log);
  const SourceInfo herald{.id = "herald"}, post{.id = "post"};
  Payload payload;
  payload.source = &herald;
  payload.limits = {.attributes = 44, .texts = 1};
  limits.note(payload);
  payload.source = &post;
  payload.limits = {.bytes = 1};
  limits.note(payload);
  EXPECT_EQ(log.lines_, (std::vector<std::string>{
                            "A limit cut something off source=herald hits=attributes 44, texts 1",
                            "A limit cut something off source=post hits=bytes 1"}));
  log.lines_.clear();
  payload.source = &herald;
  payload.limits = {.depth = 1};
  for (int i = 0; i < 5; ++i) limits.note(payload);
  EXPECT_TRUE(log.lines_.empty());
  clock.steady_ = clock.steady_ + LimitLog::kQuiet;
  limits.note(payload);
  limits.note(payload);
  EXPECT_EQ(log.lines_,
            std::vector<std::string>{"A limit cut something off source=herald hits=depth 6"});
}

}  // namespace
}  // namespace syndicated
