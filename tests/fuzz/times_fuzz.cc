// Texts as dates: what is read prints as a time that reads as the same time again.
#include <cstddef>
#include <cstdint>
#include <string>

#include "pipeline/check.h"
#include "pipeline/text/times.h"
#include "pipeline/text/unicode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syndicated;
  const std::string text = repair_utf8({reinterpret_cast<const char*>(data), size});
  for (const std::string_view country : {"", "IN", "US", "DE", "IL"}) {
    const std::optional<ParsedTime> read =
        parse_time(text, {.utc_offset_minutes = 330, .country = country});
    if (!read) continue;
    const std::optional<ParsedTime> again = parse_time(format_rfc3339(read->time));
    CHECK(again && again->time == read->time, "a printed time reads as the same time");
  }
  return 0;
}
