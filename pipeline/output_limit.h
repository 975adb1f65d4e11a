// What entries may hold so that their outputs fit a sink that takes messages up to some size.
#pragma once

#include <cstdint>

#include "pipeline/options.h"

namespace syndicated {

// The largest text of an entry, or relayed object, whose record stays below `output_bytes_max`, which
// is not 0. What is larger becomes a dead letter in prepare, before anything remembers it. The rest of
// a record is small unless a publisher makes it large; finish looks at that. Pure.
std::uint64_t entry_bytes_max(std::uint64_t output_bytes_max, Profile profile);

}  // namespace syndicated
