#include "connectors/local/stdin_source.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/connectors/local/letter_cutter.h"

namespace syndicated {
namespace {

// What the source makes of these bytes, as "offset:bytes" of each payload.
std::vector<std::string> read(const std::string& input, FileSourceOptions options = {}) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  EXPECT_EQ(write(ends[1], input.data(), input.size()), static_cast<ssize_t>(input.size()));
  close(ends[1]);
  options.info.id = "in";
  const SystemClock clock;
  const LetterCutter cutter;
  StdinSource source(options, clock, ends[0], &cutter);
  EXPECT_TRUE(source.start({}).has_value());
  std::vector<std::string> found;
  while (!source.finished()) {
    Result<BatchPtr> batch = source.poll(clock.steady() + seconds(10));
    EXPECT_TRUE(batch.has_value());
    if (!batch || *batch == nullptr) continue;
    for (const Payload& payload : (*batch)->payloads) {
      found.push_back(std::to_string(payload.offset) + ":" + payload.bytes +
                      (payload.truncated ? " (truncated)" : ""));
    }
  }
  close(ends[0]);
  return found;
}

using Strings = std::vector<std::string>;

TEST(StdinSource, TakesLinesWhenTheFirstOneIsAnObjectAndTheLastNeedsNoNewline) {
  EXPECT_EQ(read("{\"id\":1}\n{\"id\":2}"), (Strings{"0:{\"id\":1}\n", "9:{\"id\":2}"}));
}

TEST(StdinSource, ReadsAFeedThatIsTooLargeInParts) {
  FileSourceOptions options;
  options.payload_bytes_max = 6;
  EXPECT_EQ(read("<abc>\n", options), Strings{"0:<abc>\n"});
  EXPECT_EQ(read("<abcdeff>", options), (Strings{"0:<ab>", "2:<cd>", "4:<ef>", "6:<f>"}));
  EXPECT_EQ(read("no feed at all", options), Strings{"0:no fee (truncated)"});
  options.document_bytes_max = 8;
  EXPECT_EQ(read("<abcdeff>", options), Strings{"0:<abcde (truncated)"});
  options.document_bytes_max = 80;
  options.info.format = Format::text;
  EXPECT_EQ(read("<abcdeff>", options), Strings{"0:<abcde (truncated)"});
}

TEST(StdinSource, TakesEverythingElseForOneDocument) {
  EXPECT_EQ(read("<rss>\n</rss>\n"), Strings{"0:<rss>\n</rss>\n"});
  EXPECT_EQ(read("{\n\"version\": 1}\n"), Strings{"0:{\n\"version\": 1}\n"});
}

TEST(StdinSource, CutsWhatIsBeyondALimitAndGoesOnBehindIt) {
  FileSourceOptions options;
  options.line_bytes_max = 5;
  options.document_bytes_max = 6;
  options.info.format = Format::ndjson;
  EXPECT_EQ(read("{1}\n{0123456789}\n{3}\n", options), (Strings{"0:{1}\n", "4:{0123 (truncated)", "17:{3}\n"}));
  options.info.format = Format::text;
  EXPECT_EQ(read("0123456789", options), Strings{"0:012345 (truncated)"});
}

TEST(StdinSource, GivesNothingForNothing) { EXPECT_EQ(read(""), Strings{}); }

TEST(StdinSource, BeginsANewEpochAtEachStart) {
  Recovered recovered;
  recovered.positions["stdin:in"] = {"stdin:in", 4, 100};
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1], "{}\n", 3), 3);
  close(ends[1]);
  const SystemClock clock;
  FileSourceOptions options;
  options.info.id = "in";
  StdinSource source(options, clock, ends[0]);
  ASSERT_TRUE(source.start(recovered).has_value());
  const Result<BatchPtr> batch = source.poll(clock.steady() + seconds(10));
  ASSERT_TRUE(batch.has_value() && *batch != nullptr);
  EXPECT_EQ((*batch)->positions.at(0).epoch, 5u);
  EXPECT_EQ((*batch)->positions.at(0).number, 3u);
  close(ends[0]);
}

}  // namespace
}  // namespace syndicated
