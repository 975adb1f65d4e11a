#include "connectors/local/journal_segment.h"

#include <charconv>

namespace syndicated {
namespace {

constexpr std::string_view kPrefix = "journal-";
constexpr std::string_view kSuffix = ".log";
constexpr std::size_t kDigits = 16;

}  // namespace

std::string segment_name(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  const std::size_t zeros = digits.size() < kDigits ? kDigits - digits.size() : 0;
  return std::string(kPrefix) + std::string(zeros, '0') + digits + std::string(kSuffix);
}

std::optional<std::uint64_t> segment_number(std::string_view name) {
  if (name.size() != kPrefix.size() + kDigits + kSuffix.size()) return std::nullopt;
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return std::nullopt;
  const char* begin = name.data() + kPrefix.size();
  std::uint64_t number = 0;
  const auto [end, code] = std::from_chars(begin, begin + kDigits, number);
  if (code != std::errc() || end != begin + kDigits) return std::nullopt;
  return number;
}

std::optional<SegmentHeader> SegmentReader::header() {
  const std::optional<Frame> frame = read_frame(bytes_);
  if (!frame || frame->type != FrameType::header) return std::nullopt;
  offset_ = frame->size;
  return parse_header(frame->payload);
}

bool SegmentReader::next(Group& group) {
  group.records.clear();
  group.positions.clear();
  std::size_t at = offset_;
  for (std::uint32_t frames = 0;; ++frames) {
    const std::optional<Frame> frame = read_frame(bytes_.substr(at));
    if (!frame) return false;
    at += frame->size;
    if (frame->type == FrameType::record) {
      std::optional<StateRecord> record = parse_record(frame->payload);
      if (!record) return false;
      group.records.push_back(std::move(*record));
    } else if (frame->type == FrameType::position) {
      std::optional<Position> position = parse_position(frame->payload);
      if (!position) return false;
      group.positions.push_back(std::move(*position));
    } else if (frame->type == FrameType::commit) {
      const std::optional<CommitMark> mark = parse_commit(frame->payload);
      if (!mark || mark->frames != frames) return false;
      group.mark = *mark;
      offset_ = at;
      return true;
    } else {
      return false;
    }
  }
}

}  // namespace syndicated
