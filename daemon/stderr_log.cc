#include "daemon/stderr_log.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "daemon/terminal.h"

namespace syndicated {
namespace {

constexpr std::string_view kCutMark = " (cut)\n";

struct LevelName {
  std::string_view padded, name;
  char priority;  // of syslog(3)
  std::string_view color;
};

const LevelName& name_of(LogLevel level) {
  static constexpr LevelName kNames[] = {{"DEBUG", "DEBUG", '7', "\x1b[2m"},
                                         {"INFO ", "INFO", '6', "\x1b[32m"},
                                         {"WARN ", "WARN", '4', "\x1b[33m"},
                                         {"ERROR", "ERROR", '3', "\x1b[31m"}};
  return kNames[static_cast<std::size_t>(level) & 3];
}

bool needs_quotes(std::string_view value) {
  if (value.empty()) return true;
  for (const char byte : value) {
    const auto c = static_cast<unsigned char>(byte);
    if (c <= 0x20 || c == 0x7f || c == '"' || c == '=' || c == '\\') return true;
  }
  return false;
}

// ASCII controls as escapes that say what was there.
void append_escaped(std::string& out, std::string_view value) {
  for (const char byte : value) {
    const auto c = static_cast<unsigned char>(byte);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += byte;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c < 0x20 || c == 0x7f) {
      constexpr char kHex[] = "0123456789abcdef";
      out += "\\u00";
      out += kHex[c >> 4];
      out += kHex[c & 15];
    } else {
      out += byte;
    }
  }
}

void append_value(std::string& out, std::string_view value) {
  if (!needs_quotes(value)) {
    out += for_terminal(value);
    return;
  }
  std::string escaped;
  append_escaped(escaped, value);
  out += '"';
  out += for_terminal(escaped);
  out += '"';
}

std::string time_of_day(Time now) {
  const Civil civil = to_civil(now);
  char text[48];
  std::snprintf(text, sizeof text, "%02d:%02d:%02d", civil.hour, civil.minute, civil.second);
  return text;
}

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

StderrLogOptions options_for_stderr(LogLevel threshold) {
  const char* journal_stream = std::getenv("JOURNAL_STREAM");
  StderrLogOptions options{.descriptor = STDERR_FILENO, .threshold = threshold};
  options.form = log_form_for(STDERR_FILENO, journal_stream == nullptr ? "" : journal_stream);
  options.color = style_for(ColorChoice::automatic, surroundings_of(STDERR_FILENO)).color;
  return options;
}

}  // namespace

LogForm log_form_for(int descriptor, std::string_view journal_stream) {
  struct stat status{};
  if (!journal_stream.empty() && fstat(descriptor, &status) == 0) {
    const std::string own = std::to_string(status.st_dev) + ':' + std::to_string(status.st_ino);
    if (own == journal_stream) return LogForm::journal;
  }
  return isatty(descriptor) == 1 ? LogForm::terminal : LogForm::plain;
}

StderrLog::StderrLog(StderrLogOptions options, const Clock& clock)
    : options_(options), clock_(clock) {}

StderrLog::StderrLog(LogLevel threshold, const Clock& clock)
    : StderrLog(options_for_stderr(threshold), clock) {}

void StderrLog::event(LogLevel level, std::string_view sentence,
                      std::initializer_list<LogField> fields) {
  if (level < options_.threshold) return;
  const std::string line = line_of(level, sentence, fields);
  const std::lock_guard<std::mutex> lock(write_mutex_);
  write_all(options_.descriptor, line);
}

std::string StderrLog::line_of(LogLevel level, std::string_view sentence,
                               std::initializer_list<LogField> fields) const {
  const LevelName& name = name_of(level);
  std::string line;
  switch (options_.form) {
    case LogForm::terminal:
      line.append(time_of_day(clock_.now())).append(" ");
      if (options_.color) line.append(name.color);
      line.append(name.padded);
      if (options_.color) line.append("\x1b[0m");
      line.append(" ");
      break;
    case LogForm::journal:
      line.append("<").append(1, name.priority).append(">");
      break;
    case LogForm::plain:
      line.append(format_rfc3339(clock_.now())).append(" ").append(name.name).append(" ");
      break;
  }
  line.append(for_terminal(sentence));
  for (const LogField& field : fields) {
    line.append(" ").append(for_terminal(field.key)).append("=");
    // What cannot be printed need not be escaped either.
    append_value(line, std::string_view(field.value).substr(0, kLogLineBytesMax));
    if (line.size() > kLogLineBytesMax) break;
  }
  if (line.size() + 1 > kLogLineBytesMax) {
    std::size_t end = kLogLineBytesMax - kCutMark.size();
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;
    line.resize(end);
    line.append(kCutMark);
  } else {
    line.append("\n");
  }
  return line;
}

}  // namespace syndicated
