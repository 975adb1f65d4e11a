// The three state logs as topics of one partition each, and what stands in them. Besides the
// records of the line, `heads` (compacted) holds the header, the last commit and the positions;
// `marks` and `decisions` end each transaction's records with the number of the commit, which
// proves at a restore that nothing is missing. Internal to the folder. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/books.h"
#include "pipeline/position.h"
#include "pipeline/result.h"
#include "pipeline/state_record.h"

namespace syndicated {

constexpr int kStateLogs = 3;

// "marks", "decisions", "heads".
std::string_view name_of(StateLog log);
std::string state_topic(const std::string& daemon_name, StateLog log);

// Keys of `heads`.
constexpr std::string_view kHeaderKey = "header";
constexpr std::string_view kCommitKey = "commit";
constexpr std::string_view kEpochKey = "epoch";
constexpr std::string_view kHeadPrefix = "head:";
constexpr std::string_view kPositionPrefix = "position:";

struct KafkaCommit {
  std::uint64_t seq = 0;
  std::uint64_t line_epoch = 0;
  Time stream_time;
  Books books;
  std::array<std::uint64_t, kStateLogs> last_seq{};  // the last commit that wrote into each log
};

// "seq=7 epoch=2 stream_time=1744045980000 fetched=10 ..."; numbers only, names in any order.
std::string write_commit(const KafkaCommit& commit);
Result<KafkaCommit> read_commit(std::string_view text);

// Ends what a commit wrote into marks or decisions, under kCommitKey: its number, and that of the commit
// that wrote there before, so that a reader who begins in the middle sees whether it missed one.
struct CommitMark {
  std::uint64_t seq = 0;
  std::uint64_t after = 0;  // 0 none
};
std::string write_commit_mark(const CommitMark& mark);
Result<CommitMark> read_commit_mark(std::string_view text);

// The line epoch of the last recovery, whether or not anything was committed in it.
std::string write_epoch(std::uint64_t epoch);
Result<std::uint64_t> read_epoch(std::string_view text);

std::string write_position(const Position& position);
Result<Position> read_position(std::string_view origin, std::string_view text);

// What the state depends on. A state that was written under another header is refused.
struct StateHeader {
  std::uint32_t format = 1;
  std::string authority;

  bool operator==(const StateHeader&) const = default;
};
std::string write_header(const StateHeader& header);
Result<StateHeader> read_header(std::string_view text);

}  // namespace syndicated
