// A model of what a journal sink has promised, to compare with what it gives back: random commits,
// and all that must be visible after each.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "pipeline/batch.h"
#include "pipeline/state_store.h"

namespace syndicated {

class RecordCollector final : public StateReader {
 public:
  void on_record(const StateRecord& record) override { records.push_back(record); }
  std::vector<StateRecord> records;
};

inline bool same(const StateRecord& a, const StateRecord& b) {
  return a.log == b.log && a.time == b.time && a.key == b.key && a.value == b.value;
}

// All that is committed after some commit.
struct Snapshot {
  std::uint64_t seq = 0;
  Time stream_time;
  Books books;
  std::map<std::string, Position> positions;
  std::map<std::string, std::string> heads;
  std::array<std::string, kStreams> outputs;
  std::vector<StateRecord> records;
};

inline void add_output(Batch& batch, Stream stream, const std::string& line) {
  batch.outputs.push_back(
      {.stream = stream, .key = "key", .begin = batch.encoded.size(), .size = line.size()});
  batch.encoded += line;
}

// A batch that continues `before` in some way.
inline BatchPtr random_batch(const Snapshot& before, std::uint64_t line_epoch,
                             std::mt19937_64& random) {
  auto batch = std::make_unique<Batch>();
  batch->line_epoch = line_epoch;
  batch->stream_time = before.stream_time + milliseconds(static_cast<std::int64_t>(random() % 900));
  const std::string name = std::to_string(before.seq + 1) + "." + std::to_string(random() % 1000);
  for (std::uint64_t i = random() % 4; i > 0; --i) {
    const auto stream = static_cast<Stream>(random() % kStreams);
    add_output(*batch, stream, "line " + name + std::string(random() % 90, 'x'));
    ++batch->tally.fetched;
    ++batch->tally.published_fresh;
  }
  for (std::uint64_t i = random() % 4; i > 0; --i) {
    const auto log = random() % 2 == 0 ? StateLog::marks : StateLog::decisions;
    batch->state.push_back({log, batch->stream_time, "k" + name, std::string(random() % 60, 'v')});
  }
  if (random() % 2 == 0) {
    const std::string value = random() % 4 == 0 ? "" : "head " + name;
    batch->state.push_back(
        {StateLog::heads, batch->stream_time, "h" + std::to_string(random() % 5), value});
  }
  Position position{.origin = "file:s:" + std::to_string(random() % 3)};
  const auto found = before.positions.find(position.origin);
  if (found != before.positions.end()) position = found->second;
  if (random() % 8 == 0) {
    ++position.epoch;
    position.number = 0;
  } else {
    position.number += random() % 100;
  }
  batch->positions.push_back(position);
  return batch;
}

inline Snapshot after(Snapshot snapshot, const std::vector<BatchPtr>& batches) {
  ++snapshot.seq;
  for (const BatchPtr& batch : batches) {
    snapshot.stream_time = std::max(snapshot.stream_time, batch->stream_time);
    snapshot.books += batch->tally;
    for (const Position& position : batch->positions)
      snapshot.positions[position.origin] = position;
    for (const StateRecord& record : batch->state) {
      if (record.log != StateLog::heads) {
        snapshot.records.push_back(record);
      } else if (record.value.empty()) {
        snapshot.heads.erase(record.key);
      } else {
        snapshot.heads[record.key] = record.value;
      }
    }
    for (const Output& output : batch->outputs) {
      std::string& out = snapshot.outputs[static_cast<std::size_t>(output.stream)];
      out += batch->encoded.substr(output.begin, output.size) + "\n";
    }
  }
  return snapshot;
}

struct Retention {
  Duration marks, decisions;
};

// Marks and decisions within retention must all be there, in order; older ones may be.
inline void expect_records(const Snapshot& expected, const std::vector<StateRecord>& found,
                           Retention retention) {
  std::size_t at = 0;
  for (const StateRecord& record : expected.records) {
    if (at < found.size() && same(found[at], record)) {
      ++at;
      continue;
    }
    const Duration kept = record.log == StateLog::marks ? retention.marks : retention.decisions;
    EXPECT_LT(record.time, expected.stream_time - kept) << "lost the record " << record.key;
  }
  EXPECT_EQ(at, found.size()) << "a record that was never committed, or not in order";
}

inline void expect_recovered(const Snapshot& expected, const Recovered& found) {
  EXPECT_EQ(found.seq, expected.seq);
  EXPECT_EQ(found.stream_time, expected.stream_time);
  EXPECT_EQ(found.books, expected.books);
  EXPECT_EQ(found.positions, expected.positions);
  EXPECT_EQ(found.heads, expected.heads);
}

}  // namespace syndicated
