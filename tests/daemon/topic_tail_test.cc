#include "daemon/topic_tail.h"

#include <gtest/gtest.h>

namespace syndicated {
namespace {

TEST(TopicTail, ReadsWhereToStart) {
  using Kind = TailStart::Kind;
  const struct {
    const char* text;
    Kind kind;
    std::int64_t number;
  } rows[] = {
      {"earliest", Kind::earliest, 0}, {"latest", Kind::latest, 0},     {"0", Kind::offset, 0},
      {"17", Kind::offset, 17},        {"-5", Kind::before_end, 5},     {"-0", Kind::before_end, 0},
      {"9223372036854775807", Kind::offset, INT64_MAX},
  };
  for (const auto& row : rows) {
    const Result<TailStart> start = parse_tail_start(row.text);
    ASSERT_TRUE(start) << row.text;
    EXPECT_EQ(start->kind, row.kind) << row.text;
    EXPECT_EQ(start->number, row.number) << row.text;
  }
  for (const char* text : {"", "-", "--5", "+5", "5x", "5 ", "beginning", "9223372036854775808", "1.5"}) {
    EXPECT_FALSE(parse_tail_start(text)) << text;
  }
}

TEST(TopicTail, NeverStartsOutsideOfWhatTheBrokersHold) {
  using Kind = TailStart::Kind;
  const TopicExtent extent{100, 200};
  const struct {
    TailStart start;
    std::int64_t place;
  } rows[] = {
      {{Kind::earliest, 0}, 100},     {{Kind::latest, 0}, 200},        {{Kind::offset, 150}, 150},
      {{Kind::offset, 5}, 100},       {{Kind::offset, 900}, 200},      {{Kind::before_end, 5}, 195},
      {{Kind::before_end, 0}, 200},   {{Kind::before_end, 100}, 100},  {{Kind::before_end, 101}, 100},
      {{Kind::before_end, INT64_MAX}, 100},
  };
  for (const auto& row : rows) EXPECT_EQ(place_of(row.start, extent), row.place) << row.start.number;
}

std::string shown(std::map<std::int32_t, std::deque<TopicMessage>> partitions, std::uint64_t count) {
  std::string all;
  for (const TopicMessage& message : last_in_time(std::move(partitions), count)) all += message.value;
  return all;
}

TEST(TopicTail, MergesPartitionsByTimeAndKeepsTheOrderOfEach) {
  std::map<std::int32_t, std::deque<TopicMessage>> partitions;
  partitions[0] = {{0, 1, Time{10}, "a"}, {0, 2, Time{30}, "c"}, {0, 3, Time{50}, "e"}};
  partitions[1] = {{1, 1, Time{20}, "b"}, {1, 2, Time{40}, "d"}, {1, 3, Time{60}, "f"}};
  partitions[2] = {};
  EXPECT_EQ(shown(partitions, 100), "abcdef");
  EXPECT_EQ(shown(partitions, 3), "def");
  EXPECT_EQ(shown(partitions, 0), "");
  // A clock that went back does not change the order within a partition.
  partitions[0] = {{0, 1, Time{90}, "x"}, {0, 2, Time{5}, "y"}};
  EXPECT_EQ(shown(partitions, 100), "xybdf");
}

}  // namespace
}  // namespace syndicated
