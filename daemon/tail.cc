#include "daemon/tail.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace syndicated {
namespace {

constexpr std::size_t kBlockBytes = 64u << 10;
constexpr std::uint64_t kLastDefault = 10;

struct Line {
  std::uint64_t begin = 0, size = 0;  // without the line end
};

Error io_error(const char* tried, const std::string& path) {
  return {ErrorKind::io, std::string(tried) + ' ' + path + ": " + std::strerror(errno)};
}

// A file that is read at given places. One owner.
class RecordsFile {
 public:
  explicit RecordsFile(const std::string& path) : path_(path) {}
  RecordsFile(const RecordsFile&) = delete;
  RecordsFile& operator=(const RecordsFile&) = delete;
  ~RecordsFile() { close(); }

  Result<void> open() {
    close();
    descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ >= 0) return {};
    Error error = io_error("cannot open", path_);
    if (errno == ENOENT) error.kind = ErrorKind::unavailable;
    return error;
  }

  bool is_open() const { return descriptor_ >= 0; }

  void close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }

  Result<std::uint64_t> size() const {
    struct stat status{};
    if (fstat(descriptor_, &status) != 0) return io_error("cannot look at", path_);
    return static_cast<std::uint64_t>(status.st_size);
  }

  // Bytes from `begin`; fewer at the end of the file.
  Result<std::string> read(std::uint64_t begin, std::size_t size) const {
    std::string bytes(size, '\0');
    std::size_t have = 0;
    while (have < size) {
      const ssize_t n =
          pread(descriptor_, bytes.data() + have, size - have, static_cast<off_t>(begin + have));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return io_error("cannot read", path_);
      if (n == 0) break;
      have += static_cast<std::size_t>(n);
    }
    bytes.resize(have);
    return bytes;
  }

 private:
  const std::string path_;
  int descriptor_ = -1;
};

// Gives the lines of [0, end) from the last to the first, block by block.
class LinesBackwards {
 public:
  LinesBackwards(const RecordsFile& file, std::uint64_t end)
      : file_(file), end_(end), block_begin_(end) {}

  // Goes to the end of the last whole line, and gives it. To be called first, and once.
  Result<std::uint64_t> start() {
    Result<std::optional<std::uint64_t>> line_end = newline_before(end_);
    if (!line_end) return line_end.error();
    end_ = *line_end ? **line_end + 1 : 0;
    return end_;
  }

  // The line before the one given last; nullopt at the start of the file.
  Result<std::optional<Line>> next() {
    if (end_ == 0) return std::optional<Line>();
    Result<std::optional<std::uint64_t>> before = newline_before(end_ - 1);
    if (!before) return before.error();
    const std::uint64_t begin = *before ? **before + 1 : 0;
    const Line line{begin, end_ - 1 - begin};
    end_ = begin;
    return std::optional<Line>(line);
  }

 private:
  // The place of the last line end before `place`.
  Result<std::optional<std::uint64_t>> newline_before(std::uint64_t place) {
    while (place > 0) {
      if (place <= block_begin_) {
        const std::uint64_t size = std::min<std::uint64_t>(kBlockBytes, place);
        block_begin_ = place - size;
        Result<std::string> bytes = file_.read(block_begin_, static_cast<std::size_t>(size));
        if (!bytes) return bytes.error();
        block_ = std::move(*bytes);
        // The file became shorter under our hands: there is nothing to be found in what is gone.
        block_.resize(static_cast<std::size_t>(size), ' ');
      }
      const std::string_view part(block_.data(), static_cast<std::size_t>(place - block_begin_));
      const std::size_t found = part.rfind('\n');
      if (found != std::string_view::npos) return std::optional(block_begin_ + found);
      place = block_begin_;
    }
    return std::optional<std::uint64_t>();
  }

  const RecordsFile& file_;
  std::uint64_t end_;
  std::uint64_t block_begin_;
  std::string block_;
};

class Tail {
 public:
  Tail(const TailOptions& options, int output)
      : options_(options), file_(options.path), printer_(options, output) {}

  Result<void> run() {
    Result<void> opened = file_.open();
    // Who follows may be there before the first commit.
    const bool waits = options_.wait && !opened && opened.error().kind == ErrorKind::unavailable;
    if (!opened && !waits) return opened;
    if (opened) {
      if (Result<void> shown = show_last(); !shown) return shown;
    }
    while (options_.wait && !printer_.closed() && options_.wait()) {
      if (Result<void> shown = show_new(); !shown) return shown;
    }
    return {};
  }

 private:
  using Fit = RecordPrinter::Fit;

  Result<std::uint64_t> committed() {
    const std::uint64_t length = options_.committed_length();
    Result<std::uint64_t> size = file_.size();
    if (!size) return size;
    return std::min(length, *size);
  }

  // Finds the lines backwards, then shows them forwards.
  Result<void> show_last() {
    const std::uint64_t wanted = options_.last.value_or(options_.since ? UINT64_MAX : kLastDefault);
    std::vector<Line> lines;
    Result<std::uint64_t> end = committed();
    if (!end) return end.error();
    LinesBackwards backwards(file_, *end);
    Result<std::uint64_t> whole = backwards.start();
    if (!whole) return whole.error();
    position_ = *whole;
    std::size_t older_in_a_row = 0;
    while (lines.size() < wanted && older_in_a_row < kTailOlderInARowMax) {
      Result<std::optional<Line>> line = backwards.next();
      if (!line) return line.error();
      if (!*line) break;
      Result<Fit> fit = judge(**line);
      if (!fit) return fit.error();
      older_in_a_row = *fit == Fit::older ? older_in_a_row + 1 : 0;
      if (*fit == Fit::yes) lines.push_back(**line);
    }
    std::reverse(lines.begin(), lines.end());
    for (const Line& line : lines) {
      if (Result<void> shown = show(line); !shown) return shown;
      if (printer_.closed()) return {};
    }
    return printer_.flush();
  }

  // Shows what was committed since the last call.
  Result<void> show_new() {
    if (!file_.is_open()) {
      Result<void> opened = file_.open();
      if (!opened) return opened.error().kind == ErrorKind::unavailable ? Result<void>() : opened;
    }
    Result<std::uint64_t> end = committed();
    if (!end) return end.error();
    if (*end < position_) {
      // Another file stands there now, or will: the next look begins at its start.
      file_.close();
      position_ = 0;
      return {};
    }
    while (position_ < *end && !printer_.closed()) {
      Result<std::uint64_t> line_end = newline_from(position_, *end);
      if (!line_end) return line_end.error();
      if (*line_end >= *end) break;
      const Line line{position_, *line_end - position_};
      Result<Fit> fit = judge(line);
      if (!fit) return fit.error();
      if (*fit == Fit::yes) {
        if (Result<void> shown = show(line); !shown) return shown;
      }
      position_ = *line_end + 1;
    }
    return printer_.flush();
  }

  // The place of the first line end in [begin, end), or `end`.
  Result<std::uint64_t> newline_from(std::uint64_t begin, std::uint64_t end) {
    while (begin < end) {
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(kBlockBytes, end - begin));
      Result<std::string> block = file_.read(begin, size);
      if (!block) return block.error();
      const std::size_t found = block->find('\n');
      if (found != std::string::npos) return begin + found;
      if (block->size() < size) break;
      begin += size;
    }
    return end;
  }

  Result<Fit> judge(const Line& line) {
    if (line.size == 0 || line.size > kTailLineBytesMax) return Fit::no;
    if (!printer_.filters()) return Fit::yes;
    if (Result<void> read = load(line); !read) return read.error();
    return printer_.judge(text_);
  }

  Result<void> load(const Line& line) {
    Result<std::string> bytes = file_.read(line.begin, static_cast<std::size_t>(line.size));
    if (!bytes) return bytes.error();
    text_ = std::move(*bytes);
    return {};
  }

  Result<void> show(const Line& line) {
    if (Result<void> read = load(line); !read) return read;
    return printer_.show(text_);
  }

  const TailOptions& options_;
  RecordsFile file_;
  RecordPrinter printer_;
  std::string text_;
  std::uint64_t position_ = 0;  // everything before was looked at
};

}  // namespace

Result<void> tail(const TailOptions& options, int output) { return Tail(options, output).run(); }

}  // namespace syndicated
