#include "pipeline/time.h"

#include <gtest/gtest.h>

namespace syndicated {
namespace {

TEST(Time, IsWrittenAsRfc3339InUtc) {
  EXPECT_EQ(format_rfc3339(Time{0}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_rfc3339(from_civil(2025, 4, 7, 17, 13, 0)), "2025-04-07T17:13:00Z");
  EXPECT_EQ(format_rfc3339(Time{1}), "1970-01-01T00:00:00.001Z");
  EXPECT_EQ(format_rfc3339(Time{-1}), "1969-12-31T23:59:59.999Z");
}

TEST(Time, SurvivesTheWayToACivilDateAndBack) {
  for (std::int64_t day = -200'000; day < 200'000; day += 97) {
    const Time time{day * 86'400'000 + 12'345'000};
    const Civil c = to_civil(time);
    EXPECT_EQ(from_civil(c.year, c.month, c.day, c.hour, c.minute, c.second), time);
  }
  EXPECT_EQ(to_civil(from_civil(2025, 4, 7, 0, 0, 0)).weekday, 1);
}

}  // namespace
}  // namespace syndicated
