#include "daemon/tail.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "daemon/since.h"

namespace syndicated {
namespace {

constexpr TerminalStyle kUnicode{.color = false, .unicode = true, .width = 0};

std::string record(int number, std::string_view more = "", std::string_view time = "17:20:01") {
  return "{\"uri\":\"tag:a.example,2025:item/x/" + std::to_string(number) +
         "\",\"language\":\"en\",\"headlines\":[{\"value\":\"Headline " + std::to_string(number) +
         "\"}],\"wire\":{\"outlet\":{\"name\":\"The Herald\"}" + std::string(more) +
         ",\"source\":{\"id\":\"herald\",\"receivedAt\":\"2025-04-07T" + std::string(time) +
         "Z\"}}}";
}

class TailTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string path = (std::filesystem::temp_directory_path() / "tail_test_").string();
    path += std::string(6, 'X');
    ASSERT_NE(mkdtemp(path.data()), nullptr);
    directory_ = path;
    options_.path = directory_ / "records.ndjson";
    options_.committed_length = [this] { return committed_; };
    options_.form = TailForm::jsonl;
    options_.style = kUnicode;
    output_ = open((directory_ / "out").c_str(), O_RDWR | O_CREAT, 0600);
  }

  void TearDown() override {
    close(output_);
    std::filesystem::remove_all(directory_);
  }

  void append(std::string_view text) {
    std::ofstream(options_.path, std::ios::app) << text;
    committed_ += text.size();
  }

  std::string shown() {
    Result<void> result = tail(options_, output_);
    EXPECT_TRUE(result) << (result ? "" : result.error().what);
    std::string all(static_cast<std::size_t>(lseek(output_, 0, SEEK_END)), '\0');
    EXPECT_EQ(pread(output_, all.data(), all.size(), 0), static_cast<ssize_t>(all.size()));
    EXPECT_EQ(ftruncate(output_, 0), 0);
    lseek(output_, 0, SEEK_SET);
    return all;
  }

  std::filesystem::path directory_;
  TailOptions options_;
  std::uint64_t committed_ = 0;
  int output_ = -1;
};

TEST_F(TailTest, ShowsTheLastRecordsInTheirOrder) {
  std::string last_ten, last_two;
  for (int i = 0; i < 3'000; ++i) {
    append(record(i) + "\n");
    if (i >= 2'990) last_ten += record(i) + "\n";
    if (i >= 2'998) last_two += record(i) + "\n";
  }
  EXPECT_EQ(shown(), last_ten);
  options_.last = 2;
  EXPECT_EQ(shown(), last_two);
  options_.last = 0;
  EXPECT_EQ(shown(), "");
  options_.last = 5'000;
  EXPECT_EQ(shown().size(), committed_);
}

TEST_F(TailTest, NeverReadsBeyondWhatIsCommitted) {
  append(record(1) + "\n" + record(2) + "\n");
  const std::uint64_t committed = committed_;
  append(record(3) + "\n" + "{\"torn\":");
  committed_ = committed;
  EXPECT_EQ(shown(), record(1) + "\n" + record(2) + "\n");
  // A length in the middle of a line, or beyond the file, gives whole lines only.
  committed_ = committed - 5;
  EXPECT_EQ(shown(), record(1) + "\n");
  committed_ = UINT64_MAX;
  EXPECT_EQ(shown(), record(1) + "\n" + record(2) + "\n" + record(3) + "\n");
  committed_ = 0;
  EXPECT_EQ(shown(), "");
}

TEST_F(TailTest, FindsLinesAcrossAndAtTheBordersOfBlocks) {
  for (const std::size_t size : {65'534u, 65'535u, 65'536u, 65'537u, 200'000u, 1u, 0u}) {
    std::filesystem::remove(options_.path);
    committed_ = 0;
    const std::string body = "{\"a\":\"" + std::string(size, 'x') + "\"}\n";
    append("{\"first\":1}\n" + body + "{\"last\":1}\n" + body);
    EXPECT_EQ(shown(), "{\"first\":1}\n" + body + "{\"last\":1}\n" + body) << size;
  }
}

TEST_F(TailTest, ShowsWhatFits) {
  append(record(1, R"(,"agencies":[{"code":"PTI"}])", "10:00:00") + "\n");
  append(record(2, "", "11:00:00") + "\n");
  append("this is no record\n\n");
  append(record(3, R"(,"agencies":[{"code":"PTI"}])", "12:00:00") + "\n");
  options_.where = *Where::parse("agency=pti");
  const std::string first = record(1, R"(,"agencies":[{"code":"PTI"}])", "10:00:00") + "\n";
  const std::string third = record(3, R"(,"agencies":[{"code":"PTI"}])", "12:00:00") + "\n";
  EXPECT_EQ(shown(), first + third);
  options_.last = 1;
  EXPECT_EQ(shown(), third);
  options_.last.reset();
  options_.since = from_civil(2025, 4, 7, 10, 30, 0);
  EXPECT_EQ(shown(), third);
  options_.where.reset();
  EXPECT_EQ(shown(), record(2, "", "11:00:00") + "\n" + third);
}

TEST_F(TailTest, FindsALateRecordBehindOlderOnes) {
  append(record(1, "", "12:00:00") + "\n");
  for (int i = 0; i < 500; ++i) append(record(2, "", "09:00:00") + "\n");
  options_.since = from_civil(2025, 4, 7, 11, 0, 0);
  EXPECT_EQ(shown(), record(1, "", "12:00:00") + "\n");
}

TEST_F(TailTest, FollowsCommitsAndNotWrites) {
  append(record(1) + "\n");
  int step = 0;
  options_.wait = [&] {
    switch (step++) {
      case 0:
        return true;  // nothing new
      case 1:
        append(record(2) + "\n" + record(3) + "\n");
        return true;
      case 2:
        append(record(4) + "\n");
        committed_ -= record(4).size() + 1;
        return true;
      case 3:
        committed_ += record(4).size() + 1;
        return true;
      default:
        return false;
    }
  };
  EXPECT_EQ(shown(), record(1) + "\n" + record(2) + "\n" + record(3) + "\n" + record(4) + "\n");
}

TEST_F(TailTest, FollowsAFileThatComesLaterOrBeginsAnew) {
  int step = 0;
  options_.wait = [&] {
    switch (step++) {
      case 0:
        return true;
      case 1:
        append(record(1) + "\n" + record(1) + "\n");
        return true;
      case 2:
        std::filesystem::remove(options_.path);
        committed_ = 0;
        append(record(2) + "\n");
        return true;
      case 3:
        return true;
      default:
        return false;
    }
  };
  EXPECT_EQ(shown(), record(1) + "\n" + record(1) + "\n" + record(2) + "\n");
}

TEST_F(TailTest, SaysWhatItCouldNotOpen) {
  const Result<void> result = tail(options_, output_);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(result.error().what, "cannot open " + options_.path + ": No such file or directory");
}

TEST_F(TailTest, IsSilentWhenTheReaderLeaves) {
  signal(SIGPIPE, SIG_IGN);
  append(record(1) + "\n");
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  options_.wait = [] {
    ADD_FAILURE() << "there is nobody to wait for";
    return false;
  };
  EXPECT_TRUE(tail(options_, ends[1]));
  close(ends[1]);
}

TEST_F(TailTest, LetsNothingHarmfulReachATerminal) {
  const std::string line = "{\"headlines\":[{\"value\":\"a \xc2\x9b b \\u001b[2J\"}]}";
  append(line + "\n{\"torn \x1b[2J\n");
  EXPECT_EQ(shown(), line + "\n");
  options_.to_terminal = true;
  EXPECT_EQ(shown(), "{\"headlines\":[{\"value\":\"a \\u009b b \\u001b[2J\"}]}\n");
  options_.form = TailForm::pretty;
  const std::string pretty = shown();
  EXPECT_EQ(pretty.find('\x1b'), std::string::npos);
  EXPECT_NE(pretty.find("a \xef\xbf\xbd b \xef\xbf\xbd[2J"), std::string::npos);
  EXPECT_NE(pretty.find("? unreadable: {\"torn"), std::string::npos);
}

std::string pretty(std::string_view line, const TerminalStyle& style) {
  JsonView view;
  EXPECT_TRUE(view.parse(line));
  return pretty_record(view, style);
}

TEST(PrettyRecord, IsOneLineForPeople) {
  const std::string revised = record(
      1,
      R"(,"storyMembers":3,"agencies":[{"code":"PTI"}],"lifecycle":{"change":"update","revision":2,"signals":["urgent","update"]})");
  EXPECT_EQ(pretty(revised, kUnicode),
            "17:20:01 The Herald       Headline 1  PTI · en · ↻ v2 · ! urgent · ×3");
  EXPECT_EQ(pretty(revised, {}),
            "17:20:01 The Herald       Headline 1  PTI - en - ~ v2 - ! urgent - x3");
  EXPECT_EQ(pretty(record(1, R"(,"lifecycle":{"change":"kill","revision":4})"), kUnicode),
            "17:20:01 The Herald       Headline 1  en · ✗ killed");
  EXPECT_EQ(pretty(record(1, R"(,"lifecycle":{"change":"correction","revision":2})"), kUnicode),
            "17:20:01 The Herald       Headline 1  en · ↻ v2 correction");
  EXPECT_EQ(pretty("{}", kUnicode), "--:--:--");
}

TEST(PrettyRecord, KnowsRelationsAndDeadLetters) {
  EXPECT_EQ(
      pretty(R"({"kind":"relation","outlet":"The Post","headline":"Rain","original":{"uri":"tag:x"},
                       "storyMembers":2,"source":{"receivedAt":"2025-04-07T17:20:01Z"}})",
             kUnicode),
      "17:20:01 The Post         Rain  = tag:x · ×2");
  EXPECT_EQ(pretty(R"({"kind":"deadLetter","reason":"undecodable","detail":"no element",
                       "source":{"id":"herald","receivedAt":"2025-04-07T17:20:01Z"}})",
                   kUnicode),
            "17:20:01 herald           no element  ✗ undecodable");
}

TEST(PrettyRecord, FitsTheTerminal) {
  for (const std::size_t width : {60u, 80u, 100u, 200u}) {
    const TerminalStyle style{.color = false, .unicode = true, .width = width};
    std::string line = R"({"language":"en","headlines":[{"value":"中文中文 a long headline that )";
    line +=
        std::string(150, 'x') + R"("}],"wire":{"source":{"receivedAt":"2025-04-07T17:20:01Z"}}})";
    EXPECT_EQ(columns(pretty(line, style)), width);
  }
}

TEST(PrettyRecord, PaintsOnlyWhereColourIsWanted) {
  const TerminalStyle color{.color = true, .unicode = true, .width = 0};
  EXPECT_TRUE(pretty(record(1), color).starts_with("\x1b[2m17:20:01\x1b[0m \x1b[36mThe Herald"));
  EXPECT_EQ(pretty(record(1), kUnicode).find('\x1b'), std::string::npos);
}

TEST(IndentedJson, ChangesOnlyWhiteSpace) {
  EXPECT_EQ(indented_json(R"({"a":1,"b":[true,{"c":"x, {y}: \"z\\"}],"d":{},"e":[]})"),
            "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    {\n      \"c\": \"x, {y}: \\\"z\\\\\"\n    "
            "}\n  ],\n"
            "  \"d\": {},\n  \"e\": []\n}");
  for (const char* broken : {"", "\"", "\"\\", "}", "]]]", "{\"a"}) indented_json(broken);
}

TEST(ParseSince, KnowsSpansMomentsAndDays) {
  const Time now = from_civil(2025, 4, 7, 12, 0, 0);
  const std::pair<std::string_view, Time> good[] = {
      {"90s", now - seconds(90)},
      {"10m", now - minutes(10)},
      {"36h", now - hours(36)},
      {"7d", now - days(7)},
      {"2025-04-07T17:13:00Z", from_civil(2025, 4, 7, 17, 13, 0)},
      {"2025-04-07 22:43:00+05:30", from_civil(2025, 4, 7, 17, 13, 0)},
      {"2025-04-07T12:13:00.25-05:00", from_civil(2025, 4, 7, 17, 13, 0) + milliseconds(250)},
      {"2025-04-07", from_civil(2025, 4, 7, 0, 0, 0)},
      {"2024-02-29", from_civil(2024, 2, 29, 0, 0, 0)},
  };
  for (const auto& [text, expected] : good) {
    const Result<Time> time = parse_since(text, now);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(*time, expected) << text;
  }
  for (const char* text :
       {"", "10", "m", "-5m", "10 m", "10w", "2025-02-29", "2025-13-01", "2025-04-07T17:13",
        "2025-04-07T25:00:00Z", "2025-04-07T17:13:00", "2025-04-07T17:13:00.Z",
        "2025-04-07T17:13:00Zx", "99999999999999999999d", "yesterday"}) {
    EXPECT_FALSE(parse_since(text, now)) << text;
  }
}

}  // namespace
}  // namespace syndicated
