#include "connectors/local/stdin_source.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace syndicated {
namespace {

constexpr std::size_t kReadBytes = 128 * 1024;

}  // namespace

StdinSource::StdinSource(FileSourceOptions options, const Clock& clock, int descriptor,
                         const DocumentCutter* cutter)
    : options_(std::move(options)), clock_(clock), descriptor_(descriptor), cutter_(cutter) {}

Result<void> StdinSource::start(const Recovered& recovered) {
  position_.origin = "stdin:" + options_.info.id;
  const auto last = recovered.positions.find(position_.origin);
  if (last != recovered.positions.end()) position_.epoch = last->second.epoch + 1;
  if (options_.info.format == Format::ndjson) kind_ = Kind::lines;
  const Format format = options_.info.format;
  if (format == Format::feed || format == Format::text || format == Format::json) {
    kind_ = Kind::document;
  }
  return {};
}

Result<void> StdinSource::read_some() {
  char bytes[kReadBytes];
  const ssize_t count = ::read(descriptor_, bytes, sizeof bytes);
  if (count < 0) {
    if (errno == EINTR || errno == EAGAIN) return {};
    return Error{ErrorKind::io, std::string("read standard input: ") + std::strerror(errno)};
  }
  if (count == 0) {
    ended_ = true;
  } else if (spool_ != nullptr) {
    // One that is too large is read to its end all the same, and not kept.
    if (spool_->size() > options_.document_bytes_max) return {};
    return spool_->append({bytes, static_cast<std::size_t>(count)});
  } else {
    buffer_.append(bytes, static_cast<std::size_t>(count));
  }
  return {};
}

void StdinSource::settle_kind() {
  if (kind_ != Kind::unknown) return;
  const std::size_t newline = buffer_.find('\n');
  const std::size_t first = buffer_.find_first_not_of(" \t\r\n");
  if (newline == std::string::npos && !ended_ && buffer_.size() < options_.line_bytes_max) return;
  const std::string_view line = std::string_view(buffer_).substr(0, newline);
  const std::size_t last = line.find_last_not_of(" \t\r");
  const bool object = first != std::string::npos && buffer_[first] == '{' && last != std::string_view::npos &&
                      line[last] == '}';
  kind_ = object ? Kind::lines : Kind::document;
}

BatchPtr StdinSource::make_batch(std::string bytes, std::uint64_t offset, bool truncated) const {
  auto batch = std::make_unique<Batch>();
  Payload payload;
  payload.bytes = std::move(bytes);
  payload.source = &options_.info;
  payload.origin = position_.origin;
  payload.offset = offset;
  payload.name = "stdin";
  payload.received_at = clock_.now();
  payload.truncated = truncated;
  batch->payloads.push_back(std::move(payload));
  return batch;
}

BatchPtr StdinSource::take(std::size_t size, bool truncated) {
  BatchPtr batch = make_batch(buffer_.substr(0, size), position_.number, truncated);
  buffer_.erase(0, size);
  position_.number += size;
  batch->positions.push_back(position_);
  return batch;
}

bool StdinSource::may_spool() const {
  return cutter_ != nullptr && kind_ == Kind::document && options_.info.format != Format::text;
}

// The next part of what was spooled; of what cannot be read in parts, the beginning.
Result<BatchPtr> StdinSource::take_part() {
  if (parts_ == nullptr && spool_->size() <= options_.document_bytes_max) {
    Result<std::unique_ptr<DocumentParts>> parts = cutter_->open(*spool_);
    if (!parts) return parts.error();
    parts_ = std::move(*parts);
  }
  BatchPtr batch;
  bool last = true;
  if (parts_ != nullptr) {
    Result<DocumentPart> part = parts_->next(kBatchEntriesMax, kBatchBytesMax);
    if (!part) return part.error();
    last = part->last;
    batch = make_batch(std::move(part->bytes), part->entries_before, part->cut);
  } else {
    if (Result<void> rewound = spool_->rewind(); !rewound) return rewound.error();
    std::string start;
    while (start.size() < options_.payload_bytes_max) {
      const Result<std::string_view> block = spool_->next();
      if (!block) return block.error();
      if (block->empty()) break;
      start += block->substr(0, options_.payload_bytes_max - start.size());
    }
    batch = make_batch(std::move(start), 0, true);
  }
  if (last) {
    position_.number += spool_->size();
    batch->positions.push_back(position_);
    parts_.reset();
    spool_.reset();
  }
  return batch;
}

// Whole lines up to the limits of a batch; nullptr when there is none yet.
BatchPtr StdinSource::take_lines() {
  if (skipping_) {
    const std::size_t newline = buffer_.find('\n');
    const std::size_t passed = newline == std::string::npos ? buffer_.size() : newline + 1;
    buffer_.erase(0, passed);
    position_.number += passed;
    skipping_ = newline == std::string::npos;
    if (skipping_) return nullptr;
  }
  std::size_t end = 0, lines = 0;
  for (std::size_t newline = buffer_.find('\n');
       newline != std::string::npos && lines < kBatchEntriesMax && (end == 0 || newline < kBatchBytesMax);
       newline = buffer_.find('\n', end)) {
    if (newline - end > options_.line_bytes_max) break;
    end = newline + 1;
    ++lines;
  }
  if (end == 0 && buffer_.size() > options_.line_bytes_max) {
    skipping_ = true;
    return take(options_.line_bytes_max, true);
  }
  if (end == 0 && ended_) end = buffer_.size();
  return end > 0 ? take(end, false) : nullptr;
}

Result<BatchPtr> StdinSource::poll(Duration deadline) {
  for (;;) {
    settle_kind();
    if (kind_ == Kind::lines) {
      if (BatchPtr batch = take_lines()) return batch;
    } else if (kind_ == Kind::document && skipping_) {
      position_.number += buffer_.size();
      buffer_.clear();
    } else if (spool_ != nullptr && ended_) {
      return take_part();
    } else if (may_spool() && buffer_.size() > options_.payload_bytes_max) {
      spool_ = std::make_unique<Spool>();
      const Result<void> kept = spool_->append(buffer_);
      if (!kept) return kept.error();
      buffer_ = {};
    } else if (const std::uint64_t limit =
                   std::min(options_.document_bytes_max, options_.payload_bytes_max);
               kind_ == Kind::document && buffer_.size() > limit) {
      skipping_ = true;
      return take(limit, true);
    } else if (kind_ == Kind::document && ended_ && !buffer_.empty()) {
      return take(buffer_.size(), false);
    }
    if (ended_) return BatchPtr{};
    if (!waker_.wait(deadline, clock_, descriptor_)) return BatchPtr{};
    const Result<void> read = read_some();
    if (!read) return read.error();
  }
}

void StdinSource::idle(Duration deadline) { waker_.wait(deadline, clock_); }

}  // namespace syndicated
