#include "daemon/stderr_log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

namespace syndicated {
namespace {

class FixedClock final : public Clock {
 public:
  Time now() const override { return from_civil(2025, 4, 7, 17, 13, 0); }
  Duration steady() const override { return {}; }
};

// A file that is gone at the end of the test.
class Output {
 public:
  Output() {
    std::string path = "/tmp/stderr_log_test_" + std::string(6, 'X');
    descriptor_ = mkstemp(path.data());
    unlink(path.c_str());
  }
  ~Output() { close(descriptor_); }
  int descriptor() const { return descriptor_; }
  std::string text() const {
    std::string all(static_cast<std::size_t>(lseek(descriptor_, 0, SEEK_END)), '\0');
    const ssize_t n = pread(descriptor_, all.data(), all.size(), 0);
    all.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
    return all;
  }

 private:
  int descriptor_;
};

std::string written(LogForm form, LogLevel level, std::initializer_list<LogField> fields,
                    bool color = false) {
  const FixedClock clock;
  Output output;
  StderrLog log({.descriptor = output.descriptor(), .form = form, .color = color}, clock);
  log.event(level, "feed answers again", fields);
  return output.text();
}

TEST(StderrLog, HasOneFormForEachReader) {
  EXPECT_EQ(written(LogForm::plain, LogLevel::info, {{"feed", "herald"}, {"tries", 3}}),
            "2025-04-07T17:13:00Z INFO feed answers again feed=herald tries=3\n");
  EXPECT_EQ(written(LogForm::journal, LogLevel::warn, {{"feed", "herald"}}),
            "<4>feed answers again feed=herald\n");
  EXPECT_EQ(written(LogForm::terminal, LogLevel::error, {}), "17:13:00 ERROR feed answers again\n");
  EXPECT_EQ(written(LogForm::terminal, LogLevel::error, {}, true),
            "17:13:00 \x1b[31mERROR\x1b[0m feed answers again\n");
}

TEST(StderrLog, QuotesAValueThatCouldBeMisread) {
  const std::pair<std::string, std::string> cases[] = {
      {"plain", "v=plain"},
      {"", "v=\"\""},
      {"two words", "v=\"two words\""},
      {"a=b", "v=\"a=b\""},
      {"say \"no\"", "v=\"say \\\"no\\\"\""},
      {"line\nPRIORITY=0", "v=\"line\\nPRIORITY=0\""},
      {"\n<0>forged", "v=\"\\n<0>forged\""},
      {"\x1b[2J", "v=\"\\u001b[2J\""},
      {"\xc2\x9b"
       "31m",
       "v=\xef\xbf\xbd"
       "31m"},
      {"bad\xff", "v=bad\xef\xbf\xbd"},
      {"हिन्दी", "v=हिन्दी"},
  };
  for (const auto& [value, expected] : cases) {
    const std::string line = written(LogForm::journal, LogLevel::info, {{"v", value}});
    EXPECT_EQ(line, "<6>feed answers again " + expected + "\n");
  }
}

TEST(StderrLog, CutsALongLineAtACharacter) {
  std::string value;
  for (int i = 0; i < 10'000; ++i) value += "\xe2\x82\xac";
  const std::string line = written(LogForm::plain, LogLevel::info, {{"v", value}});
  EXPECT_LE(line.size(), kLogLineBytesMax);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_TRUE(line.ends_with("\xe2\x82\xac (cut)\n"));
}

TEST(StderrLog, IsSilentBelowItsThreshold) {
  const FixedClock clock;
  Output output;
  StderrLog log({.descriptor = output.descriptor(), .threshold = LogLevel::warn}, clock);
  log.info("not heard");
  log.warn("heard");
  EXPECT_EQ(output.text(), "2025-04-07T17:13:00Z WARN heard\n");
}

TEST(StderrLog, KnowsTheJournalByDeviceAndInode) {
  Output output;
  struct stat status{};
  ASSERT_EQ(fstat(output.descriptor(), &status), 0);
  const std::string own = std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
  EXPECT_EQ(log_form_for(output.descriptor(), own), LogForm::journal);
  EXPECT_EQ(log_form_for(output.descriptor(), own + "1"), LogForm::plain);
  EXPECT_EQ(log_form_for(output.descriptor(), ""), LogForm::plain);
  EXPECT_EQ(log_form_for(-1, own), LogForm::plain);
}

TEST(StderrLog, KeepsLinesOfManyThreadsApart) {
  const FixedClock clock;
  Output output;
  StderrLog log({.descriptor = output.descriptor(), .form = LogForm::journal}, clock);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&log] {
      for (int i = 0; i < 200; ++i) log.info("event", {{"text", std::string(500, 'x')}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::string expected = "<6>event text=" + std::string(500, 'x') + "\n";
  std::string all = output.text();
  ASSERT_EQ(all.size(), expected.size() * 800);
  for (std::size_t at = 0; at < all.size(); at += expected.size()) {
    ASSERT_EQ(all.compare(at, expected.size(), expected), 0);
  }
}

TEST(StderrLog, SurvivesADescriptorThatIsGone) {
  const FixedClock clock;
  StderrLog log({.descriptor = -1}, clock);
  log.error("nobody hears this");
}

}  // namespace
}  // namespace syndicated
