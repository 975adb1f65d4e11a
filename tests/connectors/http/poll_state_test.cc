#include "connectors/http/poll_state.h"

#include <gtest/gtest.h>

namespace syndicated {
namespace {

PollState example() {
  PollState state;
  state.url_hash = hash128("https://a.example/feed");
  state.polls = 18'446'744'073'709'551'615u;
  state.failures = 7;
  state.next_due = {1'700'000'000'123};
  state.body_hash = hash128("body");
  state.validators = {"W/\"a: b \xC3\xA4\"", "Thu, 01 Jan 1970 00:00:00 GMT",
                      "https://a.example/f"};
  state.moved_to = "https://b.example/feed";
  state.moved_since = {-5};
  return state;
}

TEST(PollState, SurvivesItsOwnEncoding) {
  EXPECT_EQ(decode_poll_state(encode(example())), example());
  EXPECT_EQ(decode_poll_state(encode(PollState{})), PollState{});
}

TEST(PollState, EveryCutAndEveryOtherVersionIsUnreadable) {
  const std::string bytes = encode(example());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decode_poll_state(std::string_view(bytes).substr(0, size))) << size;
  }
  EXPECT_FALSE(decode_poll_state(bytes + "x"));
  EXPECT_FALSE(decode_poll_state("2" + bytes.substr(1)));
  std::string control = bytes;
  control[control.find("a.example")] = '\x01';
  EXPECT_FALSE(decode_poll_state(control));
  EXPECT_FALSE(decode_poll_state(std::string(100'000, '\n')));
}

TEST(PollState, ValidatorsThatCannotBeSentBackAreNone) {
  EXPECT_TRUE(usable_validator("W/\"x\""));
  EXPECT_TRUE(usable_validator(std::string(kValidatorBytesMax, 'x')));
  EXPECT_FALSE(usable_validator(std::string(kValidatorBytesMax + 1, 'x')));
  EXPECT_FALSE(usable_validator("a\rb"));
  EXPECT_FALSE(usable_validator("a\x7F"));
}

TEST(PollState, A304KeepsOrReplacesThePairAsAWhole) {
  const Validators stored = {"\"1\"", "Mon", "u"};
  struct Row {
    Validators answer, expected;
  };
  for (const Row& row :
       {Row{{"", "", "u"}, stored}, Row{{"\"1\"", "", "u"}, stored}, Row{{"", "Mon", "u"}, stored},
        Row{{"\"1\"", "Mon", "u"}, stored}, Row{{"\"1\"", "Tue", "u"}, {"\"1\"", "Tue", "u"}},
        Row{{"\"2\"", "", "u"}, {"\"2\"", "", "u"}},
        Row{{"\"2\"", "Mon", "u"}, {"\"2\"", "Mon", "u"}}, Row{{"", "Tue", "u"}, {"", "Tue", "u"}},
        Row{{"\"2\"", "Tue", "u"}, {"\"2\"", "Tue", "u"}}}) {
    EXPECT_EQ(confirmed(stored, row.answer), row.expected)
        << row.answer.etag << " " << row.answer.last_modified;
  }
}

}  // namespace
}  // namespace syndicated
