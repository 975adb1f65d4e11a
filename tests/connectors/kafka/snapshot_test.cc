// The local copy of the state logs: what was pointed to comes back, and damage is never taken for truth.
#include "connectors/kafka/snapshot.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace syndicated {
namespace {

namespace fs = std::filesystem;

class Reader final : public StateReader {
 public:
  void on_record(const StateRecord& record) override {
    seen += (record.log == StateLog::marks ? "m" : "d") + std::to_string(record.time.ms) + ":" + record.value + " ";
  }
  std::string seen;
};

class SnapshotTest : public testing::Test {
 protected:
  SnapshotTest() {
    std::string name = (fs::temp_directory_path() / "snapshotXXXXXX").string();
    directory_ = ::mkdtemp(name.data());
  }
  ~SnapshotTest() override { fs::remove_all(directory_); }

  Snapshot make(std::string identity = "one") {
    return Snapshot({directory_.string(), std::move(identity), hours(2), hours(1)}, log_);
  }

  // What a start finds: "none", or the point and the records.
  std::string found(std::string identity = "one") {
    Snapshot snapshot = make(std::move(identity));
    const std::optional<SnapshotPoint> point = snapshot.open();
    if (!point) return "none";
    Reader reader;
    snapshot.stream(reader);
    return std::to_string(point->next[0]) + "," + std::to_string(point->next[1]) + " " + reader.seen;
  }

  void write_three() {
    Snapshot snapshot = make();
    EXPECT_FALSE(snapshot.open());
    snapshot.forget();
    snapshot.append(StateLog::marks, Time{1}, "a");
    snapshot.append(StateLog::decisions, Time{2}, "b");
    snapshot.close_with({{10, 20}, {3, 3}});
    snapshot.append(StateLog::marks, Time{3}, "c");
    snapshot.close_with({{11, 20}, {4, 3}});
    snapshot.append(StateLog::marks, Time{4}, "no point follows");
  }

  fs::path file() const { return directory_ / "kafka.snapshot"; }

  fs::path directory_;
  NullLog log_;
};

TEST_F(SnapshotTest, ComesBackUpToItsLastPoint) {
  write_three();
  EXPECT_EQ(found(), "11,20 m1:a d2:b m3:c ");
  EXPECT_EQ(found(), "11,20 m1:a d2:b m3:c ") << "a start changes nothing";
}

TEST_F(SnapshotTest, GoesOnWhereItWas) {
  write_three();
  Snapshot snapshot = make();
  ASSERT_TRUE(snapshot.open());
  Reader reader;
  snapshot.stream(reader);
  snapshot.append(StateLog::marks, Time{5}, "e");
  snapshot.close_with({{12, 20}, {5, 3}});
  EXPECT_EQ(found(), "12,20 m1:a d2:b m3:c m5:e ");
}

TEST_F(SnapshotTest, OfAnotherStateIsNotUsed) {
  write_three();
  EXPECT_EQ(found("another"), "none");
}

TEST_F(SnapshotTest, CutOrChangedAnywhereItIsShorterOrNotUsedAndNeverWrong) {
  write_three();
  const std::uintmax_t size = fs::file_size(file());
  const fs::path copy = directory_ / "copy";
  fs::rename(file(), copy);
  for (std::uintmax_t at = 0; at < size; ++at) {
    for (const bool cut : {true, false}) {
      fs::copy_file(copy, file(), fs::copy_options::overwrite_existing);
      if (cut) {
        fs::resize_file(file(), at);
      } else {
        std::fstream stream(file(), std::ios::in | std::ios::out | std::ios::binary);
        stream.seekg(static_cast<std::streamoff>(at));
        const char byte = static_cast<char>(stream.get() ^ 0x41);
        stream.seekp(static_cast<std::streamoff>(at));
        stream.put(byte);
      }
      const std::string seen = found();
      EXPECT_TRUE(seen == "none" || seen == "10,20 m1:a d2:b " || seen == "11,20 m1:a d2:b m3:c ")
          << (cut ? "cut at " : "changed at ") << at << ": " << seen;
    }
  }
}

TEST_F(SnapshotTest, IsWrittenAnewWhenMostOfItHasExpired) {
  {
    Snapshot snapshot = make();
    EXPECT_FALSE(snapshot.open());
    snapshot.forget();
    for (int i = 0; i < 100; ++i) snapshot.append(StateLog::decisions, Time{i}, "old");
    snapshot.append(StateLog::marks, Time{hours(1).ms + 500}, "young");
    snapshot.close_with({{1, 1}, {1, 1}});
  }
  const std::uintmax_t before = fs::file_size(file());
  Snapshot snapshot = make();
  ASSERT_TRUE(snapshot.open());
  Reader reader;
  snapshot.stream(reader);
  EXPECT_EQ(reader.seen.substr(0, 7), "d0:old ") << "this start still sees all of it";
  snapshot.close_with({{2, 2}, {1, 1}});
  EXPECT_LT(fs::file_size(file()), before / 4);
  EXPECT_EQ(found(), "2,2 m" + std::to_string(hours(1).ms + 500) + ":young ");
}

TEST_F(SnapshotTest, WithoutADirectoryThereIsNone) {
  Snapshot snapshot({"", "one", hours(2), hours(1)}, log_);
  EXPECT_FALSE(snapshot.open());
  snapshot.forget();
  snapshot.append(StateLog::marks, Time{1}, "a");
  snapshot.close_with({});
}

}  // namespace
}  // namespace syndicated
