// The moments that `tail --since` understands. Pure; any thread.
#pragma once

#include <string_view>

#include "pipeline/result.h"
#include "pipeline/time.h"

namespace syndicated {

// "10m", "36h", "7d", "90s" before `now`, or a moment in RFC 3339 ("2025-04-07T17:13:00Z",
// "+05:30", a blank for "T"), or a day ("2025-04-07", its start in UTC). Errors: invalid.
Result<Time> parse_since(std::string_view text, Time now);

}  // namespace syndicated
