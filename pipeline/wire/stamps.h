// Stamps: the lines of a page that say when it was published and updated, and how long it takes to
// read. Any thread; pure; linear.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace syndicated::wire {

struct StampLine {
  std::string published, updated;  // as parse_time of text/times.h reads them, "" not stated
  std::string_view
      before;  // what stood before the first stamp: "By IANS", "KYODO NEWS", "" nothing
  std::int32_t reading_minutes = 0;
};

// A line that is nothing but dates, times, their labels and at most a few words around them.
std::optional<StampLine> parse_stamp_line(std::string_view line);

}  // namespace syndicated::wire
