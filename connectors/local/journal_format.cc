#include "connectors/local/journal_format.h"

#include "pipeline/binary.h"
#include "pipeline/hash.h"

namespace syndicated {
namespace {

constexpr std::uint64_t kMagic = 0x316c6e726a647973;  // "sydjrnl1"

// The fields were all there, and nothing else.
bool complete(const BinaryReader& reader) { return reader.good() && reader.at_end(); }

// Begins a frame in `out` and gives the place where it begins; end_frame fills in length and
// checksum.
std::size_t begin_frame(FrameType type, std::string& out) {
  const std::size_t begin = out.size();
  out.append(kFrameHeaderBytes - 1, '\0');
  out.push_back(static_cast<char>(type));
  return begin;
}

void end_frame(std::size_t begin, std::string& out) {
  const std::string_view checked = std::string_view(out).substr(begin + kFrameHeaderBytes - 1);
  const std::uint64_t checksum = hash64(checked);
  std::string front;
  BinaryWriter writer(front);
  writer.integer(static_cast<std::uint32_t>(checked.size() - 1));
  writer.integer<std::uint64_t>(checksum);
  out.replace(begin, front.size(), front);
}

}  // namespace

void append_header(const SegmentHeader& header, std::string& out) {
  const std::size_t begin = begin_frame(FrameType::header, out);
  BinaryWriter writer(out);
  writer.integer<std::uint64_t>(kMagic);
  writer.integer<std::uint32_t>(header.version);
  writer.integer<std::uint64_t>(header.state_id);
  writer.integer<std::uint64_t>(header.number);
  writer.integer<std::uint8_t>(header.rewritten ? 1 : 0);
  end_frame(begin, out);
}

void append_record(const StateRecord& record, std::string& out) {
  const std::size_t begin = begin_frame(FrameType::record, out);
  BinaryWriter writer(out);
  writer.integer(static_cast<std::uint8_t>(record.log));
  writer.integer(static_cast<std::uint64_t>(record.time.ms));
  writer.bytes(record.key);
  writer.bytes(record.value);
  end_frame(begin, out);
}

void append_position(const Position& position, std::string& out) {
  const std::size_t begin = begin_frame(FrameType::position, out);
  BinaryWriter writer(out);
  writer.integer<std::uint32_t>(position.epoch);
  writer.integer<std::uint64_t>(position.number);
  writer.bytes(position.origin);
  end_frame(begin, out);
}

void append_commit(const CommitMark& mark, std::string& out) {
  const std::size_t begin = begin_frame(FrameType::commit, out);
  BinaryWriter writer(out);
  writer.integer<std::uint64_t>(mark.state_id);
  writer.integer<std::uint64_t>(mark.seq);
  writer.integer<std::uint64_t>(mark.line_epoch);
  writer.integer(static_cast<std::uint64_t>(mark.stream_time.ms));
  const Books& books = mark.books;
  for (const std::uint64_t count :
       {books.fetched, books.published_fresh, books.published_revisions, books.duplicates,
        books.unchanged, books.filtered, books.dead_letters}) {
    writer.integer<std::uint64_t>(count);
  }
  for (const std::uint64_t length : mark.lengths) writer.integer<std::uint64_t>(length);
  for (const std::uint64_t hash : mark.tail_hashes) writer.integer<std::uint64_t>(hash);
  writer.integer<std::uint64_t>(mark.first_segment);
  writer.integer<std::uint32_t>(mark.frames);
  end_frame(begin, out);
}

std::optional<Frame> read_frame(std::string_view bytes) {
  if (bytes.size() < kFrameHeaderBytes) return std::nullopt;
  BinaryReader reader(bytes);
  const std::uint32_t length = reader.integer<std::uint32_t>();
  const std::uint64_t checksum = reader.integer<std::uint64_t>();
  const std::uint8_t type = reader.integer<std::uint8_t>();
  if (length > kFrameBytesMax || length > bytes.size() - kFrameHeaderBytes) return std::nullopt;
  const std::string_view checked = bytes.substr(kFrameHeaderBytes - 1, length + 1);
  if (hash64(checked) != checksum) return std::nullopt;
  return Frame{static_cast<FrameType>(type), checked.substr(1), kFrameHeaderBytes + length};
}

std::optional<SegmentHeader> parse_header(std::string_view payload) {
  BinaryReader reader(payload);
  const std::uint64_t magic = reader.integer<std::uint64_t>();
  SegmentHeader header;
  header.version = reader.integer<std::uint32_t>();
  header.state_id = reader.integer<std::uint64_t>();
  header.number = reader.integer<std::uint64_t>();
  header.rewritten = reader.integer<std::uint8_t>() != 0;
  // Another version may have a longer header; its number is all the caller needs of it.
  if (!reader.good() || magic != kMagic) return std::nullopt;
  return header;
}

std::optional<StateRecord> parse_record(std::string_view payload) {
  BinaryReader reader(payload);
  StateRecord record;
  const std::uint8_t log = reader.integer<std::uint8_t>();
  record.log = static_cast<StateLog>(log);
  record.time.ms = static_cast<std::int64_t>(reader.integer<std::uint64_t>());
  record.key = reader.bytes();
  record.value = reader.bytes();
  if (!complete(reader) || log > static_cast<std::uint8_t>(StateLog::heads)) return std::nullopt;
  return record;
}

std::optional<Position> parse_position(std::string_view payload) {
  BinaryReader reader(payload);
  Position position;
  position.epoch = reader.integer<std::uint32_t>();
  position.number = reader.integer<std::uint64_t>();
  position.origin = reader.bytes();
  if (!complete(reader)) return std::nullopt;
  return position;
}

std::optional<CommitMark> parse_commit(std::string_view payload) {
  if (payload.size() != kCommitPayloadBytes) return std::nullopt;
  BinaryReader reader(payload);
  CommitMark mark;
  mark.state_id = reader.integer<std::uint64_t>();
  mark.seq = reader.integer<std::uint64_t>();
  mark.line_epoch = reader.integer<std::uint64_t>();
  mark.stream_time.ms = static_cast<std::int64_t>(reader.integer<std::uint64_t>());
  Books& books = mark.books;
  for (std::uint64_t* count :
       {&books.fetched, &books.published_fresh, &books.published_revisions, &books.duplicates,
        &books.unchanged, &books.filtered, &books.dead_letters}) {
    *count = reader.integer<std::uint64_t>();
  }
  for (std::uint64_t& length : mark.lengths) length = reader.integer<std::uint64_t>();
  for (std::uint64_t& hash : mark.tail_hashes) hash = reader.integer<std::uint64_t>();
  mark.first_segment = reader.integer<std::uint64_t>();
  mark.frames = reader.integer<std::uint32_t>();
  if (!complete(reader)) return std::nullopt;
  return mark;
}

std::optional<CommitMark> find_last_commit(std::string_view bytes, std::uint64_t state_id) {
  constexpr std::size_t kSize = kFrameHeaderBytes + kCommitPayloadBytes;
  // Type, then the state: what every commit of ours has, 12 bytes into its frame.
  std::string pattern;
  BinaryWriter writer(pattern);
  writer.integer(static_cast<std::uint8_t>(FrameType::commit));
  writer.integer<std::uint64_t>(state_id);
  std::size_t at = bytes.rfind(pattern);
  while (at != std::string_view::npos) {
    if (at >= kFrameHeaderBytes - 1) {
      const std::string_view rest = bytes.substr(at - (kFrameHeaderBytes - 1), kSize);
      const std::optional<Frame> frame = read_frame(rest);
      if (frame && frame->type == FrameType::commit) {
        const std::optional<CommitMark> mark = parse_commit(frame->payload);
        if (mark) return mark;
      }
    }
    if (at == 0) break;
    at = bytes.rfind(pattern, at - 1);
  }
  return std::nullopt;
}

}  // namespace syndicated
