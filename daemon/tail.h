// tail: shows what was published, from the file of records. It reads only as far as the sink has
// committed, so that it never shows a record which a crash could take back, and never half a line.
//
//   TailOptions options;
//   options.path = "/var/lib/syndicated/records.ndjson";
//   options.committed_length = [&] { return ...; };
//   Result<void> result = tail(options, STDOUT_FILENO);
//
// How a record looks is said in record_printer.h; the same for topics is in topic_tail.h.
//
// One thread per call. The caller ignores SIGPIPE.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/record_printer.h"
#include "pipeline/result.h"
#include "pipeline/time.h"

namespace syndicated {

// With `since`, reading backwards ends after so many records in a row that are older: sources are a
// little out of order in the file, and reading all of a large file for that would be wrong.
inline constexpr std::size_t kTailOlderInARowMax = 1000;

struct TailOptions : PrintOptions {
  std::string path;
  // The committed length of the file, in bytes; what lies behind is not read. Must not be empty. It
  // is asked once, and again after each `wait` when following. A length beyond the end of the file
  // means its end.
  std::function<std::uint64_t()> committed_length;

  std::optional<std::uint64_t> last;  // how many records that fit; absent: 10, or all with `since`

  // Following goes on as long as this gives true; it is called when everything committed was shown,
  // and waits a while itself. Empty: do not follow. A file that becomes shorter is read anew from
  // its start.
  std::function<bool()> wait;
};

// Errors: unavailable when there is no such file and nobody follows; io when it cannot be read or
// the output cannot be written. A reader that closed the pipe is no error.
Result<void> tail(const TailOptions& options, int output);

}  // namespace syndicated
