#include "pipeline/output_limit.h"

#include <algorithm>

namespace syndicated {

std::uint64_t entry_bytes_max(std::uint64_t output_bytes_max, Profile profile) {
  // A relayed object gains its uri and its version.
  const std::uint64_t around = profile == Profile::relay ? 1u << 10 : 64u << 10;
  const std::uint64_t room = output_bytes_max - std::min(around, output_bytes_max / 4);
  // In JSON a quotation mark, a backslash or the end of a paragraph takes two bytes.
  return profile == Profile::relay ? room : room / 2;
}

}  // namespace syndicated
