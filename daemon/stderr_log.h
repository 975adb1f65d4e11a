// StderrLog: events for people, on a descriptor that is usually stderr. Three forms, chosen once:
//   terminal  "12:04:11 WARN  sentence  key=value", coloured where that is wanted
//   journal   "<4>sentence key=value": sd-daemon(3) priorities; the journal adds its own time
//   plain     "2025-04-07T17:13:00Z WARN sentence key=value": for files and containers
//
// One event is one line whatever its values hold: a value that is empty or has a space, a quote, an
// equals sign or a control character is quoted, and controls are escaped as in JSON, so that no
// value can end the line and begin another one or pretend a priority. Nothing invisible and no
// escape sequence gets through in any form. Lines longer than kLogLineBytesMax are cut, at a
// character, and marked.
//
// Any thread: each event is one write(2), which the kernel does not mix with another up to
// PIPE_BUF; a mutex covers what is longer. A failing write is ignored: there is nobody left to
// tell.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>

#include "pipeline/clock.h"
#include "pipeline/log.h"

namespace syndicated {

inline constexpr std::size_t kLogLineBytesMax = 4096;

enum class LogForm { terminal, journal, plain };

struct StderrLogOptions {
  int descriptor = 2;
  LogForm form = LogForm::plain;
  LogLevel threshold = LogLevel::info;  // events below are not written
  bool color = false;                   // terminal only
};

// The form that fits a descriptor: journal when $JOURNAL_STREAM ("device:inode") names just this
// one, terminal when it is one, else plain. `journal_stream` is that variable, "" unset.
LogForm log_form_for(int descriptor, std::string_view journal_stream);

class StderrLog final : public Log {
 public:
  // `clock` must outlive the log.
  StderrLog(StderrLogOptions options, const Clock& clock);

  // On stderr, in the form that fits what stderr and the environment are. Main thread.
  StderrLog(LogLevel threshold, const Clock& clock);

  void event(LogLevel level, std::string_view sentence,
             std::initializer_list<LogField> fields) override;

 private:
  std::string line_of(LogLevel level, std::string_view sentence,
                      std::initializer_list<LogField> fields) const;

  const StderrLogOptions options_;
  const Clock& clock_;
  std::mutex write_mutex_;  // orders writes to the descriptor, guards no data
};

}  // namespace syndicated
