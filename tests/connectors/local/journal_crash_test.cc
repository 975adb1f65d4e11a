// Power cuts, kills and failing disks at every operation of the journal sink, against a model.
#include <gtest/gtest.h>

#include <optional>

#include "connectors/local/committed_lengths.h"
#include "connectors/local/journal_sink.h"
#include "tests/connectors/local/journal_model.h"
#include "tests/simulation/sim_file_system.h"

namespace syndicated {
namespace {

const char* const kFiles[kStreams] = {"/out/records", "/out/records.relations",
                                      "/out/records.dead"};

class CrashingSink {
 public:
  CrashingSink(std::uint64_t seed, bool fsync) : random_(seed) {
    options_.state_dir = "/state";
    options_.output_path = kFiles[0];
    options_.fsync = fsync;
    options_.segment_bytes = 300 + random_() % 3000;
    options_.marks_retention = milliseconds(static_cast<std::int64_t>(random_() % 20'000));
    options_.decisions_retention = milliseconds(static_cast<std::int64_t>(random_() % 5'000));
    EXPECT_TRUE(disk_.make_directory("/out"));
  }

  // Recovers, commits a while under one random fault, dies.
  void live() {
    const std::uint64_t fault = random_() % 8;
    const bool fault_in_recovery = random_() % 4 == 0;
    if (fault_in_recovery) inject(fault);
    if (!recover(fault_in_recovery)) return die(fault);
    if (!fault_in_recovery) inject(fault);
    for (std::uint64_t i = random_() % 60; i > 0; --i) {
      if (!commit()) break;
      expect_sidecar_is_modest();
    }
    die(fault);
  }

  // Without any fault: everything must be as the model says.
  void check() {
    if (!recover(false)) return;
    EXPECT_TRUE(commit());
    sink_.reset();
    disk_.kill();
    EXPECT_TRUE(recover(false));
    sink_.reset();
    disk_.kill();
  }

  std::uint64_t commits() const { return done_.seq; }

 private:
  void inject(std::uint64_t fault) {
    const std::uint64_t n = random_();
    switch (fault) {
      case 0:
        disk_.set_free_bytes(n % 6'000);
        break;
      case 1:
        disk_.fail_sync(1 + n % 100);
        break;
      case 2:
        disk_.fail_write(1 + n % 100);
        break;
      case 3:
        disk_.fail_truncations();
        if (n % 2 == 0) disk_.fail_write(1 + n % 100);
        disk_.fail_sync(1 + n % 100);
        break;
      case 4:
        break;
      default:
        disk_.cut_power_after(n % 200, random_());
    }
  }

  void die(std::uint64_t fault) {
    sink_.reset();
    // Without syncs only the end of the process is survived.
    const bool kill =
        !options_.fsync || (!disk_.power_is_cut() && fault != 5 && random_() % 2 == 0);
    if (kill) {
      disk_.kill();
    } else {
      disk_.crash(random_());
    }
  }

  bool recover(bool may_fail) {
    sink_ = std::make_unique<JournalSink>(options_, disk_, log_);
    RecordCollector reader;
    Result<Recovered> recovered = sink_->recover(reader);
    if (!recovered) {
      EXPECT_TRUE(may_fail) << recovered.error().what;
      failed_ = !may_fail;
      return false;
    }
    EXPECT_GT(recovered->line_epoch, line_epoch_);
    line_epoch_ = recovered->line_epoch;
    if (in_flight_ && recovered->seq == in_flight_->seq) done_ = *in_flight_;
    in_flight_.reset();
    expect_recovered(done_, *recovered);
    expect_records(done_, reader.records, {options_.marks_retention, options_.decisions_retention});
    for (int i = 0; i < kStreams; ++i) EXPECT_EQ(disk_.content(kFiles[i]), done_.outputs[i]);
    return true;
  }

  bool commit() {
    std::vector<BatchPtr> batches;
    batches.push_back(random_batch(done_, line_epoch_, random_));
    Snapshot next = after(done_, batches);
    const CommitResult result = sink_->commit(batches);
    if (result.outcome == CommitOutcome::done) {
      done_ = std::move(next);
      return true;
    }
    EXPECT_EQ(result.outcome, CommitOutcome::fatal);
    EXPECT_TRUE(result.error.kind == ErrorKind::io || result.error.kind == ErrorKind::no_space);
    in_flight_ = std::move(next);
    return false;
  }

  void expect_sidecar_is_modest() {
    if (disk_.power_is_cut()) return;
    const Result<CommittedLengths> lengths = read_committed_lengths("/state", disk_);
    if (!lengths) return;
    EXPECT_LE(lengths->seq, done_.seq);
    for (int i = 0; i < kStreams; ++i) EXPECT_LE(lengths->lengths[i], done_.outputs[i].size());
  }

  std::mt19937_64 random_;
  SimFileSystem disk_;
  NullLog log_;
  JournalSinkOptions options_;
  std::unique_ptr<JournalSink> sink_;
  Snapshot done_;
  std::optional<Snapshot> in_flight_;
  std::uint64_t line_epoch_ = 0;
  bool failed_ = false;
};

TEST(JournalCrash, LeavesExactlyWhatWasReportedDoneOverThousandsOfSeeds) {
  std::uint64_t commits = 0;
  for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    CrashingSink sink(seed, /*fsync=*/true);
    for (int life = 0; life < 6; ++life) {
      sink.live();
      if (testing::Test::HasFailure()) return;
    }
    sink.check();
    if (testing::Test::HasFailure()) return;
    commits += sink.commits();
  }
  // The faults must leave room for real work, or nothing was tested.
  EXPECT_GT(commits, 100'000u);
}

TEST(JournalCrash, LeavesExactlyWhatWasReportedDoneWithoutSyncsWhenOnlyTheProcessEnds) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    CrashingSink sink(seed, /*fsync=*/false);
    for (int life = 0; life < 6; ++life) {
      sink.live();
      if (testing::Test::HasFailure()) return;
    }
    sink.check();
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace syndicated
