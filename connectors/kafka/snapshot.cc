#include "connectors/kafka/snapshot.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "pipeline/binary.h"
#include "pipeline/hash.h"

namespace syndicated {
namespace {

constexpr std::string_view kMagic = "syndicated kafka snapshot 1\n";
constexpr char kIdentity = 'i', kRecords = 'r', kPoint = 'p';
constexpr std::size_t kFrameBytesMax = 1u << 20;  // of records, about

struct Frame {
  char kind = 0;
  std::string_view payload;
};

// The next frame of `rest`, which is shortened; nullopt at a torn or damaged one, and at the end.
std::optional<Frame> take_frame(std::string_view& rest) {
  BinaryReader reader(rest);
  const char kind = static_cast<char>(reader.integer<std::uint8_t>());
  const std::string_view payload = reader.bytes();
  const std::uint64_t sum = reader.integer<std::uint64_t>();
  if (!reader.good()) return std::nullopt;
  const std::size_t size = 1 + 4 + payload.size();  // kind, length, payload
  if (sum != hash64(rest.substr(0, size))) return std::nullopt;
  rest.remove_prefix(size + 8);
  return Frame{kind, payload};
}

template <class Visit>
void for_each_record(std::string_view payload, Visit visit) {
  BinaryReader reader(payload);
  while (reader.good() && !reader.at_end()) {
    const auto log = static_cast<StateLog>(reader.integer<std::uint8_t>());
    const Time time{reader.integer<std::int64_t>()};
    const std::string_view value = reader.bytes();
    if (reader.good()) visit(log, time, value);
  }
}

std::string read_file(const std::string& path) {
  std::string content;
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return content;
  char part[1 << 16];
  std::size_t size = 0;
  while ((size = std::fread(part, 1, sizeof part, file)) > 0) content.append(part, size);
  std::fclose(file);
  return content;
}

}  // namespace

Snapshot::Snapshot(SnapshotOptions options, Log& log) : options_(std::move(options)), log_(log) {}

Snapshot::~Snapshot() = default;

std::optional<SnapshotPoint> Snapshot::open() {
  if (options_.directory.empty()) return std::nullopt;
  content_ = read_file(path());
  std::string_view rest(content_);
  std::optional<SnapshotPoint> point;
  if (!rest.starts_with(kMagic)) return std::nullopt;
  rest.remove_prefix(kMagic.size());
  const std::optional<Frame> first = take_frame(rest);
  if (!first || first->kind != kIdentity || first->payload != options_.identity) return std::nullopt;
  while (const std::optional<Frame> frame = take_frame(rest)) {
    if (frame->kind != kPoint) continue;
    BinaryReader reader(frame->payload);
    SnapshotPoint read;
    for (std::int64_t& next : read.next) next = reader.integer<std::int64_t>();
    for (std::uint64_t& seq : read.last_seq) seq = reader.integer<std::uint64_t>();
    if (!reader.good()) break;
    point = read;
    good_ = content_.size() - rest.size();
  }
  return point;
}

void Snapshot::stream(StateReader& reader) {
  std::string content = std::move(content_);
  content_.clear();
  std::string_view rest = std::string_view(content).substr(0, good_);
  rest.remove_prefix(kMagic.size());
  Time newest;
  const std::string_view frames = rest;
  while (const std::optional<Frame> frame = take_frame(rest)) {
    if (frame->kind != kRecords) continue;
    for_each_record(frame->payload, [&](StateLog log, Time time, std::string_view value) {
      newest = std::max(newest, time);
      reader.on_record({log, time, {}, std::string(value)});
    });
  }
  const auto expired = [&](StateLog log, Time time) {
    const Duration kept =
        log == StateLog::marks ? options_.marks_retention : options_.decisions_retention;
    return time + kept < newest;
  };
  std::uint64_t bytes = 0, expired_bytes = 0;
  rest = frames;
  while (const std::optional<Frame> frame = take_frame(rest)) {
    if (frame->kind != kRecords) continue;
    for_each_record(frame->payload, [&](StateLog log, Time time, std::string_view value) {
      bytes += value.size();
      if (expired(log, time)) expired_bytes += value.size();
    });
  }
  if (2 * expired_bytes <= bytes) {
    file_.reset(std::fopen(path().c_str(), "r+b"));
    if (file_ == nullptr || ::ftruncate(::fileno(file_.get()), static_cast<off_t>(good_)) != 0 ||
        std::fseek(file_.get(), 0, SEEK_END) != 0) {
      give_up("open");
    }
    return;
  }
  begin_anew();
  rest = frames;
  while (const std::optional<Frame> frame = take_frame(rest)) {
    if (frame->kind != kRecords) continue;
    for_each_record(frame->payload, [&](StateLog log, Time time, std::string_view value) {
      if (!expired(log, time)) append(log, time, value);
    });
  }
}

void Snapshot::forget() {
  content_.clear();
  good_ = 0;
  if (!options_.directory.empty()) begin_anew();
}

// The old file goes first: a new one without a point is no copy, which is what it then is.
void Snapshot::begin_anew() {
  records_.clear();
  if (::mkdir(options_.directory.c_str(), 0700) != 0 && errno != EEXIST) return give_up("make the directory of");
  ::unlink(path().c_str());
  file_.reset(std::fopen(path().c_str(), "wb"));
  if (file_ == nullptr) return give_up("make");
  std::fwrite(kMagic.data(), 1, kMagic.size(), file_.get());
  write_frame(kIdentity, options_.identity);
}

void Snapshot::append(StateLog log, Time time, std::string_view value) {
  if (file_ == nullptr) return;
  BinaryWriter writer(records_);
  writer.integer(static_cast<std::uint8_t>(log));
  writer.integer(time.ms);
  writer.bytes(value);
  if (records_.size() >= kFrameBytesMax) flush_records();
}

void Snapshot::flush_records() {
  if (!records_.empty()) write_frame(kRecords, records_);
  records_.clear();
}

void Snapshot::close_with(const SnapshotPoint& point) {
  if (file_ == nullptr) return;
  flush_records();
  std::string payload;
  BinaryWriter writer(payload);
  for (const std::int64_t next : point.next) writer.integer(next);
  for (const std::uint64_t seq : point.last_seq) writer.integer(seq);
  write_frame(kPoint, payload);
  if (file_ != nullptr && std::fflush(file_.get()) != 0) give_up("write");
}

void Snapshot::write_frame(char kind, std::string_view payload) {
  if (file_ == nullptr) return;
  std::string frame(1, kind);
  BinaryWriter writer(frame);
  writer.bytes(payload);
  writer.integer(hash64(frame));
  if (std::fwrite(frame.data(), 1, frame.size(), file_.get()) != frame.size()) give_up("write");
}

// A full disk ends the copy, never the work.
void Snapshot::give_up(const char* what) {
  log_.warn("No local snapshot is kept; restarts will take longer",
            {{"tried", what}, {"file", path()}, {"reason", std::strerror(errno)}});
  file_.reset();
  ::unlink(path().c_str());
}

}  // namespace syndicated
