#include "connectors/local/stdin_source.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace syndicated {
namespace {

constexpr std::size_t kReadBytes = 128 * 1024;

}  // namespace

StdinSource::StdinSource(FileSourceOptions options, const Clock& clock, int descriptor)
    : options_(std::move(options)), clock_(clock), descriptor_(descriptor) {}

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

BatchPtr StdinSource::take(std::size_t size, bool truncated) {
  auto batch = std::make_unique<Batch>();
  Payload payload;
  payload.bytes = buffer_.substr(0, size);
  payload.source = &options_.info;
  payload.origin = position_.origin;
  payload.offset = position_.number;
  payload.name = "stdin";
  payload.received_at = clock_.now();
  payload.truncated = truncated;
  buffer_.erase(0, size);
  position_.number += size;
  batch->payloads.push_back(std::move(payload));
  batch->positions.push_back(position_);
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
    } else if (kind_ == Kind::document && buffer_.size() > options_.document_bytes_max) {
      skipping_ = true;
      return take(options_.document_bytes_max, true);
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
