// The bytes of a journal: frames and what they carry. Pure functions; the journal gives them a
// disk.
//
//   frame    length u32 | checksum u64 | type u8 | payload        (little endian throughout)
//   segment  header, then groups; a group = record and position frames closed by one commit frame
//
// The checksum is hash64 over type and payload. A commit frame names the state it belongs to, so
// that bytes of a feed that happen to be stored in a record can never pass for a commit of this
// state. What a version writes, all later ones must read or refuse: change kJournalVersion with the
// format.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/batch.h"
#include "pipeline/books.h"
#include "pipeline/position.h"
#include "pipeline/state_record.h"
#include "pipeline/time.h"

namespace syndicated {

constexpr std::uint32_t kJournalVersion = 1;
constexpr std::size_t kFrameHeaderBytes = 4 + 8 + 1;
// Larger frames are never written; a larger length on disk is damage.
constexpr std::size_t kFrameBytesMax = 64u << 20;

enum class FrameType : std::uint8_t {
  header = 1,
  record = 2,  // of marks or decisions, or a head
  position = 3,
  commit = 4,  // closes a group
};

struct SegmentHeader {
  std::uint32_t version = kJournalVersion;
  std::uint64_t state_id = 0;
  std::uint64_t number = 0;  // as in the file's name
  bool rewritten = false;    // by compaction: holds marks and decisions only, one group
};

// What one commit says about the whole state.
struct CommitMark {
  std::uint64_t state_id = 0;
  std::uint64_t seq = 0;
  std::uint64_t line_epoch = 0;
  Time stream_time;
  Books books;
  std::array<std::uint64_t, kStreams> lengths{};      // committed bytes of each output file
  std::array<std::uint64_t, kStreams> tail_hashes{};  // of the last bytes before each length
  std::uint64_t first_segment = 0;  // older ones are no part of the state any more
  std::uint32_t frames = 0;         // of the group, without the commit frame
};

// Bytes of a commit frame's payload: it is fixed, so that damage can be searched for commits in
// linear time.
constexpr std::size_t kCommitPayloadBytes = 8 * (4 + 7 + 2 * kStreams + 1) + 4;

// Each appends one frame to `out`.
void append_header(const SegmentHeader& header, std::string& out);
void append_record(const StateRecord& record, std::string& out);
void append_position(const Position& position, std::string& out);
void append_commit(const CommitMark& mark, std::string& out);

struct Frame {
  FrameType type = FrameType::header;
  std::string_view payload;
  std::size_t size = 0;  // of the whole frame
};

// The frame at the beginning of `bytes`, or nothing when it is damaged or not whole.
std::optional<Frame> read_frame(std::string_view bytes);

// Each gives nothing when the payload is not what its type says.
std::optional<SegmentHeader> parse_header(std::string_view payload);
std::optional<StateRecord> parse_record(std::string_view payload);
std::optional<Position> parse_position(std::string_view payload);
std::optional<CommitMark> parse_commit(std::string_view payload);

// The last whole commit frame of state `state_id` anywhere in `bytes`. Linear.
std::optional<CommitMark> find_last_commit(std::string_view bytes, std::uint64_t state_id);

}  // namespace syndicated
