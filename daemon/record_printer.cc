#include "daemon/record_printer.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "daemon/since.h"

namespace syndicated {
namespace {

constexpr std::size_t kOutputBytes = 64u << 10;

}  // namespace

RecordPrinter::Fit RecordPrinter::judge(std::string_view line) {
  if (line.empty() || line.size() > kTailLineBytesMax) return Fit::no;
  if (!filters()) return Fit::yes;
  if (!view_.parse(line)) return Fit::no;
  if (options_.since) {
    std::string received = view_.text("wire.source.receivedAt");
    if (received.empty()) received = view_.text("source.receivedAt");
    const Result<Time> time = parse_since(received, Time{});
    if (!time) return Fit::no;
    if (*time < *options_.since) return Fit::older;
  }
  return !options_.where || options_.where->matches(view_) ? Fit::yes : Fit::no;
}

Result<void> RecordPrinter::show(std::string_view line) {
  const bool readable = view_.parse(line).has_value();
  if (options_.form == TailForm::pretty) {
    return add(readable ? pretty_record(view_, options_.style)
                        : "? unreadable: " + truncated(for_terminal(line), 60, false));
  }
  // What is no JSON is not passed off as such; on a terminal it would not even be safe.
  if (!readable) return {};
  const std::string safe = options_.to_terminal ? json_for_terminal(line) : std::string();
  const std::string_view json = options_.to_terminal ? std::string_view(safe) : line;
  return options_.form == TailForm::json ? add(indented_json(json)) : add(json);
}

Result<void> RecordPrinter::add(std::string_view text) {
  bytes_.append(text).append(1, '\n');
  return bytes_.size() < kOutputBytes ? Result<void>() : flush();
}

Result<void> RecordPrinter::flush() {
  std::string_view rest = bytes_;
  while (!rest.empty() && !closed_) {
    const ssize_t n = ::write(output_, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno != EPIPE) {
      return Error{ErrorKind::io, std::string("cannot write to the output: ") + std::strerror(errno)};
    }
    closed_ = n < 0;
    rest.remove_prefix(n < 0 ? 0 : static_cast<std::size_t>(n));
  }
  bytes_.clear();
  return {};
}

}  // namespace syndicated
