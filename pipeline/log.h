// Log: the seam to the people who run the daemon. An event is a sentence with key=value fields; there is
// never one event per item. INFO: life cycle. WARN: odd, nothing lost. ERROR: loss, or a person must act.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace syndicated {

enum class LogLevel { debug, info, warn, error };

struct LogField {
  LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
  LogField(std::string_view k, const char* v) : key(k), value(v) {}
  LogField(std::string_view k, const std::string& v) : key(k), value(v) {}
  LogField(std::string_view k, std::int64_t v) : key(k), value(std::to_string(v)) {}
  LogField(std::string_view k, std::uint64_t v) : key(k), value(std::to_string(v)) {}
  LogField(std::string_view k, int v) : key(k), value(std::to_string(v)) {}

  std::string_view key;
  std::string value;
};

class Log {
 public:
  virtual ~Log() = default;

  // One event. `sentence` is a constant text without a full stop. Any thread.
  virtual void event(LogLevel level, std::string_view sentence,
                     std::initializer_list<LogField> fields) = 0;

  void info(std::string_view s, std::initializer_list<LogField> f = {}) { event(LogLevel::info, s, f); }
  void warn(std::string_view s, std::initializer_list<LogField> f = {}) { event(LogLevel::warn, s, f); }
  void error(std::string_view s, std::initializer_list<LogField> f = {}) { event(LogLevel::error, s, f); }
};

// For tests and for commands that have nothing to say.
class NullLog final : public Log {
 public:
  void event(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
};

}  // namespace syndicated
