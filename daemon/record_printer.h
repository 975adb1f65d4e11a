// RecordPrinter: which of the published records tail shows, and how. Where they come from, a file or
// a topic, is for others to know.
//
// pretty is one line per record, for people:
//
//   17:20:01 The Herald       Water level of the dam falls              PTI · en · ↻ v2 · ×3
//
// the time of the observation (UTC), the outlet or the source, the headline, then the agency, the
// language, what the revision is (↻ v2, ↻ v2 correction, ✗ killed), signals (! urgent), and the
// number of chains in the story. A relation shows "= original uri", a dead letter "✗ reason". Where
// the locale is not UTF-8: ASCII signs. json is one indented object per record, jsonl the lines as
// they are. A terminal gets no byte that could harm it in any form (see terminal.h); json to a file
// or a pipe is never changed.
//
// One thread. The caller ignores SIGPIPE.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/formats/json_view.h"
#include "daemon/terminal.h"
#include "daemon/where.h"
#include "pipeline/result.h"
#include "pipeline/time.h"

namespace syndicated {

enum class TailForm { pretty, json, jsonl };

// Longer lines are passed over; prepare never lets a record become that long.
inline constexpr std::size_t kTailLineBytesMax = 16u << 20;

struct PrintOptions {
  std::optional<Time> since;   // records observed then or later
  std::optional<Where> where;  // records that fit
  TailForm form = TailForm::pretty;
  TerminalStyle style;       // of the output
  bool to_terminal = false;  // the output is one: sanitise json and jsonl too
};

class RecordPrinter {
 public:
  enum class Fit { yes, no, older };  // older than `since`

  // `options` outlive the printer, `output` is an open file.
  RecordPrinter(const PrintOptions& options, int output) : options_(options), output_(output) {}

  // Without a filter it is yes for every line of a length that is shown, and the line is not needed.
  bool filters() const { return options_.where.has_value() || options_.since.has_value(); }
  Fit judge(std::string_view line);

  // Shows the line whether it fits or not. What is printed is collected; flush() when no more comes
  // soon. Errors: io. A reader that closed the pipe is no error: closed() is true from then on.
  Result<void> show(std::string_view line);
  Result<void> flush();
  bool closed() const { return closed_; }

 private:
  Result<void> add(std::string_view text);

  const PrintOptions& options_;
  const int output_;
  JsonView view_;
  std::string bytes_;  // not yet written
  bool closed_ = false;
};

// A record, a relation or a dead letter as one line for people, without a line end.
std::string pretty_record(const JsonView& record, const TerminalStyle& style);

// A line of valid JSON over several lines, two spaces per level; all else as it was. Linear.
std::string indented_json(std::string_view line);

}  // namespace syndicated
