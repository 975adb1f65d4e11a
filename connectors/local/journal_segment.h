// The names of journal segments, and a reader that takes the bytes of one apart, group by group.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/local/journal_format.h"

namespace syndicated {

// "journal-0000000000000007.log"
std::string segment_name(std::uint64_t number);

// The number in such a name, or nothing.
std::optional<std::uint64_t> segment_number(std::string_view name);

// What one commit frame closed.
struct Group {
  std::vector<StateRecord> records;
  std::vector<Position> positions;
  CommitMark mark;
};

class SegmentReader {
 public:
  // `bytes` must outlive the reader.
  explicit SegmentReader(std::string_view bytes) : bytes_(bytes) {}

  // Reads the header; nothing when it is damaged.
  std::optional<SegmentHeader> header();

  // Reads the next whole group into `group`. False: there is none, see at_end().
  bool next(Group& group);

  // True when the bytes end exactly behind a group; false when something stands there that is no
  // group.
  bool at_end() const { return offset_ == bytes_.size(); }

  // Behind the last whole group.
  std::size_t offset() const { return offset_; }

 private:
  std::string_view bytes_;
  std::size_t offset_ = 0;
};

}  // namespace syndicated
