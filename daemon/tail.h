// tail: shows what was published, from the file of records. It reads only as far as the sink has
// committed, so that it never shows a record which a crash could take back, and never half a line.
//
//   TailOptions options;
//   options.path = "/var/lib/syndicated/records.ndjson";
//   options.committed_length = [&] { return ...; };
//   Result<void> result = tail(options, STDOUT_FILENO);
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
// One thread per call. The caller ignores SIGPIPE.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/terminal.h"
#include "daemon/where.h"
#include "pipeline/result.h"
#include "pipeline/time.h"

namespace syndicated {

enum class TailForm { pretty, json, jsonl };

// Longer lines are passed over; prepare never lets a record become that long.
inline constexpr std::size_t kTailLineBytesMax = 16u << 20;

// With `since`, reading backwards ends after so many records in a row that are older: sources are a
// little out of order in the file, and reading all of a large file for that would be wrong.
inline constexpr std::size_t kTailOlderInARowMax = 1000;

struct TailOptions {
  std::string path;
  // The committed length of the file, in bytes; what lies behind is not read. Must not be empty. It
  // is asked once, and again after each `wait` when following. A length beyond the end of the file
  // means its end.
  std::function<std::uint64_t()> committed_length;

  std::optional<std::uint64_t> last;  // how many records that fit; absent: 10, or all with `since`
  std::optional<Time> since;          // records observed then or later
  std::optional<Where> where;         // records that fit
  TailForm form = TailForm::pretty;
  TerminalStyle style;       // of the output
  bool to_terminal = false;  // the output is one: sanitise json and jsonl too

  // Following goes on as long as this gives true; it is called when everything committed was shown,
  // and waits a while itself. Empty: do not follow. A file that becomes shorter is read anew from
  // its start.
  std::function<bool()> wait;
};

// Errors: unavailable when there is no such file and nobody follows; io when it cannot be read or
// the output cannot be written. A reader that closed the pipe is no error.
Result<void> tail(const TailOptions& options, int output);

// A record, a relation or a dead letter as one line for people, without a line end.
std::string pretty_record(const JsonView& record, const TerminalStyle& style);

// A line of valid JSON over several lines, two spaces per level; all else as it was. Linear.
std::string indented_json(std::string_view line);

// "10m", "36h", "7d", "90s" before `now`, or a moment in RFC 3339 ("2025-04-07T17:13:00Z",
// "+05:30", a blank for "T"), or a day ("2025-04-07", its start in UTC). Errors: invalid.
Result<Time> parse_since(std::string_view text, Time now);

}  // namespace syndicated
