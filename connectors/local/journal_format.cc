#include "connectors/local/journal_format.h"

#include "connectors/local/bytes.h"
#include "pipeline/hash.h"

namespace syndicated {
namespace {

constexpr std::uint64_t kMagic = 0x316c6e726a647973;  // "sydjrnl1"

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
  put_u32(static_cast<std::uint32_t>(checked.size() - 1), front);
  put_u64(checksum, front);
  out.replace(begin, front.size(), front);
}

}  // namespace

void append_header(const SegmentHeader& header, std::string& out) {
  const std::size_t begin = begin_frame(FrameType::header, out);
  put_u64(kMagic, out);
  put_u32(header.version, out);
  put_u64(header.state_id, out);
  put_u64(header.number, out);
  put_u8(header.rewritten ? 1 : 0, out);
  end_frame(begin, out);
}

void append_record(const StateRecord& record, std::string& out) {
  const std::size_t begin = begin_frame(FrameType::record, out);
  put_u8(static_cast<std::uint8_t>(record.log), out);
  put_u64(static_cast<std::uint64_t>(record.time.ms), out);
  put_bytes(record.key, out);
  put_bytes(record.value, out);
  end_frame(begin, out);
}

void append_position(const Position& position, std::string& out) {
  const std::size_t begin = begin_frame(FrameType::position, out);
  put_u32(position.epoch, out);
  put_u64(position.number, out);
  put_bytes(position.origin, out);
  end_frame(begin, out);
}

void append_commit(const CommitMark& mark, std::string& out) {
  const std::size_t begin = begin_frame(FrameType::commit, out);
  put_u64(mark.state_id, out);
  put_u64(mark.seq, out);
  put_u64(mark.line_epoch, out);
  put_u64(static_cast<std::uint64_t>(mark.stream_time.ms), out);
  const Books& books = mark.books;
  for (const std::uint64_t count :
       {books.fetched, books.published_fresh, books.published_revisions, books.duplicates,
        books.unchanged, books.filtered, books.dead_letters}) {
    put_u64(count, out);
  }
  for (const std::uint64_t length : mark.lengths) put_u64(length, out);
  for (const std::uint64_t hash : mark.tail_hashes) put_u64(hash, out);
  put_u64(mark.first_segment, out);
  put_u32(mark.frames, out);
  end_frame(begin, out);
}

std::optional<Frame> read_frame(std::string_view bytes) {
  if (bytes.size() < kFrameHeaderBytes) return std::nullopt;
  ByteReader reader(bytes);
  const std::uint32_t length = reader.u32();
  const std::uint64_t checksum = reader.u64();
  const std::uint8_t type = reader.u8();
  if (length > kFrameBytesMax || length > bytes.size() - kFrameHeaderBytes) return std::nullopt;
  const std::string_view checked = bytes.substr(kFrameHeaderBytes - 1, length + 1);
  if (hash64(checked) != checksum) return std::nullopt;
  return Frame{static_cast<FrameType>(type), checked.substr(1), kFrameHeaderBytes + length};
}

std::optional<SegmentHeader> parse_header(std::string_view payload) {
  ByteReader reader(payload);
  const std::uint64_t magic = reader.u64();
  SegmentHeader header;
  header.version = reader.u32();
  header.state_id = reader.u64();
  header.number = reader.u64();
  header.rewritten = reader.u8() != 0;
  // Another version may have a longer header; its number is all the caller needs of it.
  if (!reader.good() || magic != kMagic) return std::nullopt;
  return header;
}

std::optional<StateRecord> parse_record(std::string_view payload) {
  ByteReader reader(payload);
  StateRecord record;
  const std::uint8_t log = reader.u8();
  record.log = static_cast<StateLog>(log);
  record.time.ms = static_cast<std::int64_t>(reader.u64());
  record.key = reader.bytes();
  record.value = reader.bytes();
  if (!reader.done() || log > static_cast<std::uint8_t>(StateLog::heads)) return std::nullopt;
  return record;
}

std::optional<Position> parse_position(std::string_view payload) {
  ByteReader reader(payload);
  Position position;
  position.epoch = reader.u32();
  position.number = reader.u64();
  position.origin = reader.bytes();
  if (!reader.done()) return std::nullopt;
  return position;
}

std::optional<CommitMark> parse_commit(std::string_view payload) {
  if (payload.size() != kCommitPayloadBytes) return std::nullopt;
  ByteReader reader(payload);
  CommitMark mark;
  mark.state_id = reader.u64();
  mark.seq = reader.u64();
  mark.line_epoch = reader.u64();
  mark.stream_time.ms = static_cast<std::int64_t>(reader.u64());
  Books& books = mark.books;
  for (std::uint64_t* count :
       {&books.fetched, &books.published_fresh, &books.published_revisions, &books.duplicates,
        &books.unchanged, &books.filtered, &books.dead_letters}) {
    *count = reader.u64();
  }
  for (std::uint64_t& length : mark.lengths) length = reader.u64();
  for (std::uint64_t& hash : mark.tail_hashes) hash = reader.u64();
  mark.first_segment = reader.u64();
  mark.frames = reader.u32();
  if (!reader.done()) return std::nullopt;
  return mark;
}

std::optional<CommitMark> find_last_commit(std::string_view bytes, std::uint64_t state_id) {
  constexpr std::size_t kSize = kFrameHeaderBytes + kCommitPayloadBytes;
  std::string
      pattern;  // type, then the state: what every commit of ours has, 12 bytes into its frame
  put_u8(static_cast<std::uint8_t>(FrameType::commit), pattern);
  put_u64(state_id, pattern);
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
