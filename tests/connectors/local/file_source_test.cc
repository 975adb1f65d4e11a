#include "connectors/local/file_source.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/connectors/local/letter_cutter.h"
#include "tests/simulation/sim_clock.h"
#include "tests/simulation/sim_file_system.h"

namespace syndicated {
namespace {

class CountingLog final : public Log {
 public:
  void event(LogLevel level, std::string_view, std::initializer_list<LogField>) override {
    warnings += level == LogLevel::warn;
  }
  int warnings = 0;
};

// Polls a source over the simulated disk and keeps what a commit would make durable.
class FileSourceTest : public ::testing::Test {
 protected:
  FileSourceTest() {
    options_.info.id = "in";
    options_.path = "/in";
    options_.follow = true;
    options_.scan_interval = Duration{0};
    EXPECT_TRUE(files_.make_directory("/in").has_value());
  }

  void start() {
    source_ = make_local_source(options_, clock_, files_, log_, &cutter_);
    const Result<void> started = source_->start(recovered_);
    ASSERT_TRUE(started.has_value()) << started.error().what;
  }

  // Everything that is there now, as "name@offset:bytes", and committed.
  std::vector<std::string> poll() {
    std::vector<std::string> found;
    for (int empty = 0; empty < 2 && !source_->finished();) {
      clock_.advance(Duration{1});
      Result<BatchPtr> batch = source_->poll(clock_.steady());
      EXPECT_TRUE(batch.has_value());
      if (!batch || *batch == nullptr) {
        ++empty;
        continue;
      }
      EXPECT_LE((*batch)->payloads.size(), kBatchEntriesMax);
      for (const Payload& payload : (*batch)->payloads) {
        found.push_back(payload.name + "@" + std::to_string(payload.offset) + ":" + payload.bytes +
                        (payload.truncated ? " (truncated)" : ""));
      }
      for (const Position& position : (*batch)->positions) {
        const auto last = recovered_.positions.find(position.origin);
        if (last != recovered_.positions.end()) {
          EXPECT_FALSE(goes_back(last->second, position));
          EXPECT_FALSE(last->second == position);
        }
        recovered_.positions[position.origin] = position;
      }
      for (const StateRecord& record : (*batch)->state) recovered_.heads[record.key] = record.value;
    }
    return found;
  }

  using Strings = std::vector<std::string>;
  FileSourceOptions options_;
  SimClock clock_;
  SimFileSystem files_;
  CountingLog log_;
  LetterCutter cutter_;
  Recovered recovered_;
  std::unique_ptr<Source> source_;
};

TEST_F(FileSourceTest, ReadsWholeLinesAndFollowsWhatIsAppended) {
  files_.set_content("/in/a.ndjson", "{1}\n{2}\n{3");
  start();
  EXPECT_EQ(poll(), Strings{"a.ndjson@0:{1}\n{2}\n"});
  EXPECT_EQ(poll(), Strings{});
  files_.set_content("/in/a.ndjson", "{1}\n{2}\n{3}\n{4}\n");
  EXPECT_EQ(poll(), Strings{"a.ndjson@8:{3}\n{4}\n"});
}

TEST_F(FileSourceTest, ContinuesAfterARestartWithoutLossOrRepeat) {
  files_.set_content("/in/a.ndjson", "{1}\n{2}\n");
  files_.set_content("/in/b.xml", "<rss/>");
  start();
  EXPECT_EQ(poll().size(), 2u);
  files_.set_content("/in/a.ndjson", "{1}\n{2}\n{3}\n");
  files_.set_content("/in/c.xml", "<feed/>");
  start();
  EXPECT_EQ(poll(), (Strings{"a.ndjson@8:{3}\n", "c.xml@0:<feed/>"}));
}

TEST_F(FileSourceTest, BeginsExactlyOneNewEpochWhenAFileWasReplacedOrShrank) {
  files_.set_content("/in/a.ndjson", "{1}\n{2}\n");
  start();
  poll();
  files_.set_content("/in/a.ndjson", "{9}\n");
  EXPECT_EQ(poll(), Strings{"a.ndjson@0:{9}\n"});
  EXPECT_EQ(recovered_.positions["file:in:a.ndjson"].epoch, 1u);
  files_.set_content("/in/a.ndjson", "{7}\n{8}\n{9}\n", /*replace=*/true);
  start();
  EXPECT_EQ(poll(), Strings{"a.ndjson@0:{7}\n{8}\n{9}\n"});
  EXPECT_EQ(recovered_.positions["file:in:a.ndjson"].epoch, 2u);
  // While the replacement holds only half a line it is one replacement, however often it is looked at.
  files_.set_content("/in/a.ndjson", "{half", /*replace=*/true);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(poll(), Strings{});
  files_.set_content("/in/a.ndjson", "{half}\n");
  EXPECT_EQ(poll(), Strings{"a.ndjson@0:{half}\n"});
  EXPECT_EQ(recovered_.positions["file:in:a.ndjson"].epoch, 3u);
  start();
  EXPECT_EQ(poll(), Strings{});
}

TEST_F(FileSourceTest, ReadsAnAwaitedPathThatTurnsOutToBeADirectory) {
  options_.path = "/later";
  start();
  EXPECT_EQ(poll(), Strings{});
  ASSERT_TRUE(files_.make_directory("/later").has_value());
  files_.set_content("/later/a.txt", "text");
  EXPECT_EQ(poll(), Strings{"a.txt@0:text"});
}

TEST_F(FileSourceTest, CutsALongLineThatABatchWouldHold) {
  options_.line_bytes_max = 5;
  files_.set_content("/in/a.ndjson", "{1}\n{0123456789}\n{3}\n");
  start();
  EXPECT_EQ(poll(), (Strings{"a.ndjson@0:{1}\n", "a.ndjson@4:{0123 (truncated)", "a.ndjson@17:{3}\n"}));
}

TEST_F(FileSourceTest, ReadsADocumentOnceAndAgainWhenItChanged) {
  files_.set_content("/in/a.xml", "<rss>1</rss>");
  start();
  EXPECT_EQ(poll(), Strings{"a.xml@0:<rss>1</rss>"});
  EXPECT_EQ(poll(), Strings{});
  files_.set_content("/in/a.xml", "<rss>2</rss>");
  EXPECT_EQ(poll(), Strings{"a.xml@0:<rss>2</rss>"});
}

TEST_F(FileSourceTest, PassesOverHiddenAndUnfinishedNames) {
  for (const char* name : {".hidden", "a.tmp", "b.part"}) files_.set_content(std::string("/in/") + name, "x");
  files_.set_content("/in/z.txt", "text");
  start();
  EXPECT_EQ(poll(), Strings{"z.txt@0:text"});
}

TEST_F(FileSourceTest, CutsWhatIsBeyondALimitAndGoesOnBehindIt) {
  options_.line_bytes_max = 300'000;
  options_.document_bytes_max = 10;
  files_.set_content("/in/a.ndjson", "{1}\n" + std::string(400'000, 'x') + "\n{3}\n");
  files_.set_content("/in/b.xml", std::string(20, 'y'));
  start();
  const Strings found = poll();
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[0], "a.ndjson@0:{1}\n");
  EXPECT_EQ(found[1], "a.ndjson@4:" + std::string(300'000, 'x') + " (truncated)");
  EXPECT_EQ(found[2], "a.ndjson@400005:{3}\n");
  EXPECT_EQ(found[3], "b.xml@0:yyyyyyyyyy (truncated)");
}

TEST_F(FileSourceTest, ReadsAFeedThatIsTooLargeInPartsAndMovesItsPositionWithTheLast) {
  options_.payload_bytes_max = 5;
  options_.document_bytes_max = 400;
  files_.set_content("/in/a.xml", "<abcde>");
  files_.set_content("/in/b.xml", "<f>");
  files_.set_content("/in/c.txt", "no feed");
  files_.set_content("/in/d.xml", "<" + std::string(400, 'x') + ">");
  start();
  const Result<BatchPtr> first = source_->poll(clock_.steady());
  ASSERT_TRUE(first && *first != nullptr);
  EXPECT_EQ((*first)->payloads.at(0).bytes, "<ab>");
  const Strings all = {"a.xml@0:<ab>",
                       "a.xml@2:<cd>",
                       "a.xml@4:<e> (truncated)",
                       "b.xml@0:<f>",
                       "c.txt@0:no fe (truncated)",
                       "d.xml@0:<xxxx (truncated)"};
  // Nothing of it was committed, so that it is read from its start.
  start();
  EXPECT_EQ(poll(), all);
  EXPECT_EQ(poll(), Strings{});
  start();
  EXPECT_EQ(poll(), Strings{});
}

TEST_F(FileSourceTest, BeginsALargeFeedAnewWhenItChangesInBetween) {
  options_.payload_bytes_max = 5;
  files_.set_content("/in/a.xml", "<" + std::string(3000, 'a') + ">");
  start();
  clock_.advance(Duration{1});
  ASSERT_TRUE(source_->poll(clock_.steady()));
  files_.set_content("/in/a.xml", "<bcdef>");
  EXPECT_EQ(poll(), (Strings{"a.xml@0:<bc>", "a.xml@2:<de>", "a.xml@4:<f>"}));
}

TEST_F(FileSourceTest, SplitsManyLinesIntoBatchesOfTheLimit) {
  std::string lines;
  for (int i = 0; i < 2000; ++i) lines += std::to_string(i) + "\n";
  files_.set_content("/in/a.ndjson", lines);
  start();
  std::string all;
  for (const std::string& chunk : poll()) {
    const std::string bytes = chunk.substr(chunk.find(':') + 1);
    EXPECT_LE(std::count(bytes.begin(), bytes.end(), '\n'), static_cast<long>(kBatchEntriesMax));
    all += bytes;
  }
  EXPECT_EQ(all, lines);
}

TEST_F(FileSourceTest, TellsOnceOfAFileThatCannotBeReadWhileOthersFlow) {
  files_.set_content("/in/a.xml", "<a/>");
  files_.set_content("/in/b.xml", "<b/>");
  files_.forbid("/in/a.xml");
  start();
  EXPECT_EQ(poll(), Strings{"b.xml@0:<b/>"});
  EXPECT_EQ(poll(), Strings{});
  EXPECT_EQ(log_.warnings, 1);
  files_.allow("/in/a.xml");
  EXPECT_EQ(poll(), Strings{"a.xml@0:<a/>"});
}

TEST_F(FileSourceTest, FinishesWithTheLastLineWhenItDoesNotFollow) {
  options_.follow = false;
  files_.set_content("/in/a.ndjson", "{1}\n{2}");
  start();
  EXPECT_EQ(poll(), (Strings{"a.ndjson@0:{1}\n", "a.ndjson@4:{2}"}));
  EXPECT_TRUE(source_->finished());
}

TEST_F(FileSourceTest, RefusesAPathThatIsNotThereAndIsNotAwaited) {
  options_.follow = false;
  options_.path = "/absent";
  source_ = make_local_source(options_, clock_, files_, log_);
  const Result<void> started = source_->start(recovered_);
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().kind, ErrorKind::config);
}

TEST_F(FileSourceTest, ReturnsSoonFromAWaitWhenItIsWoken) {
  SystemClock clock;
  RealFileSystem files;
  options_.path = ::testing::TempDir();
  options_.info.format = Format::text;
  options_.path += "syndicated-empty-" + std::to_string(::testing::UnitTest::GetInstance()->random_seed());
  ASSERT_TRUE(files.make_directory(options_.path).has_value());
  options_.scan_interval = hours(1);
  source_ = make_local_source(options_, clock, files, log_);
  ASSERT_TRUE(source_->start({}).has_value());
  source_->wake();
  const Duration began = clock.steady();
  const Result<BatchPtr> polled = source_->poll(began + hours(1));
  ASSERT_TRUE(polled.has_value());
  EXPECT_EQ(*polled, nullptr);
}

}  // namespace
}  // namespace syndicated
