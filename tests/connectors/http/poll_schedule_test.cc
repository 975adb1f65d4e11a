#include "connectors/http/poll_schedule.h"

#include <gtest/gtest.h>

#include <set>

namespace syndicated {
namespace {

constexpr RetryRules kRules = {minutes(1), hours(6)};

TEST(RetryDelay, DoublesUpToItsMaximumAndNeverEnds) {
  Duration expected = minutes(1);
  for (std::uint32_t n = 1; n <= 100; ++n) {
    EXPECT_EQ(retry_delay({n, 503, {}}, kRules), expected) << n;
    expected = std::min(Duration{expected.ms * 2}, hours(6));
  }
  EXPECT_EQ(retry_delay({UINT32_MAX, 0, {}}, kRules), hours(6));
}

TEST(RetryDelay, WhatTheServerAsksForCountsWithinBounds) {
  EXPECT_EQ(retry_delay({9, 503, seconds(90)}, kRules), seconds(90));
  EXPECT_EQ(retry_delay({1, 429, seconds(0)}, kRules), minutes(1));
  EXPECT_EQ(retry_delay({1, 429, days(3650)}, kRules), kRetryAfterMax);
  EXPECT_EQ(retry_delay({1, 429, {}}, kRules), kTooManyRetry);
  EXPECT_EQ(retry_delay({1, 410, {}}, kRules), kGoneRetry);
}

TEST(RetryAfter, ReadsSecondsAndHttpDatesOnly) {
  const Time now = from_civil(2025, 4, 7, 17, 0, 0);
  struct Row {
    std::string value;
    std::optional<Duration> expected;
  };
  for (const Row& row :
       {Row{"120", seconds(120)}, Row{"0", seconds(0)},
        Row{"99999999999999999999", seconds(999'999'999)},
        Row{"Mon, 07 Apr 2025 17:05:00 GMT", minutes(5)},
        Row{"Monday, 07-Apr-25 17:05:00 GMT", minutes(5)},
        Row{"Mon Apr  7 17:05:00 2025", minutes(5)},
        Row{"Mon, 07 Apr 2025 16:00:00 GMT", seconds(0)}, Row{"-1", {}}, Row{"", {}},
        Row{"soon", {}}, Row{"1.5", {}}, Row{"20250407", seconds(20'250'407)}, Row{"12 34", {}}}) {
    EXPECT_EQ(parse_retry_after(row.value, now), row.expected) << row.value;
  }
}

TEST(Stagger, SpreadsManyFeedsAndHardlyDelaysOne) {
  std::set<std::int64_t> places;
  for (int i = 0; i < 1000; ++i) {
    const Duration place = stagger("feed" + std::to_string(i), 1000, minutes(15));
    EXPECT_GE(place, Duration{});
    EXPECT_LT(place, seconds(100));
    places.insert(place.ms / 1000);
  }
  EXPECT_EQ(places.size(), 100u) << "each second of the window gets some of them";
  EXPECT_LT(stagger("one", 1, minutes(15)), kStaggerPerFeed);
  EXPECT_EQ(stagger("x", 1000, minutes(15)), stagger("x", 1000, minutes(15)));
  EXPECT_LT(stagger("x", 100'000, seconds(2)), seconds(2));
  EXPECT_EQ(stagger("x", 10, Duration{}), Duration{});
}

TEST(PollSchedule, GivesFeedsInTheOrderOfTheirTimes) {
  PollSchedule schedule({64, 64});
  EXPECT_FALSE(schedule.next());
  schedule.add(0, "a", seconds(30));
  schedule.add(1, "b", seconds(10));
  schedule.add(2, "c", seconds(20));
  EXPECT_EQ(schedule.next(), seconds(10));
  EXPECT_FALSE(schedule.take(seconds(9)));
  EXPECT_EQ(schedule.take(seconds(20)), 1u);
  EXPECT_EQ(schedule.take(seconds(20)), 2u);
  EXPECT_FALSE(schedule.take(seconds(20)));
  EXPECT_EQ(schedule.next(), seconds(30));
}

TEST(PollSchedule, OneHostHoldsUpOnlyItself) {
  PollSchedule schedule({64, 2});
  for (std::size_t i = 0; i < 5; ++i) schedule.add(i, "slow", seconds(1));
  schedule.add(5, "quick", seconds(1));
  EXPECT_EQ(schedule.take(seconds(1)), 0u);
  EXPECT_EQ(schedule.take(seconds(1)), 1u);
  EXPECT_EQ(schedule.take(seconds(1)), 5u);
  EXPECT_FALSE(schedule.take(seconds(1)));
  EXPECT_FALSE(schedule.next()) << "nothing can begin before something ends";
  schedule.done(1);
  EXPECT_TRUE(schedule.next());
  EXPECT_EQ(schedule.take(seconds(1)), 2u);
  EXPECT_FALSE(schedule.take(seconds(1)));
  for (const std::size_t feed : {0u, 2u, 5u}) schedule.done(feed);
  EXPECT_EQ(schedule.take(seconds(1)), 3u);
  EXPECT_EQ(schedule.take(seconds(1)), 4u);
  EXPECT_EQ(schedule.running(), 2u);
}

TEST(PollSchedule, RunsNoMoreAtOnceThanItsLimit) {
  PollSchedule schedule({2, 2});
  for (std::size_t i = 0; i < 4; ++i) schedule.add(i, "h" + std::to_string(i), {});
  EXPECT_TRUE(schedule.take({}));
  EXPECT_TRUE(schedule.take({}));
  EXPECT_FALSE(schedule.take({}));
  EXPECT_FALSE(schedule.next());
  schedule.done(0);
  EXPECT_EQ(schedule.take({}), 2u);
}

}  // namespace
}  // namespace syndicated
