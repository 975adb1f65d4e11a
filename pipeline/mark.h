// Mark: the exact keys of one entry that changed something. The marks log is a sequence of these, and the
// exact tables are its fold: nothing else ever changes them, live or at recovery.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/hash.h"
#include "pipeline/result.h"
#include "pipeline/time.h"

namespace syndicated {

enum class MarkKind : std::uint8_t {
  original = 1,  // a chain that was published: new, revised, or remembered again (refresh)
  alias = 2,     // another id of the same document in the same source; `root` is the chain it stands for
  copy = 3,      // a chain that only related to another one, `root`
};

struct Mark {
  MarkKind kind = MarkKind::original;
  Hash128 chain;
  Hash128 root;          // the chain itself for originals
  std::uint32_t version = 1;  // of the chain; for an alias that of the root when it was found
  Hash128 content, body, url;  // body and url may be empty
  std::string source;    // source id
  std::vector<std::uint32_t> title_words;  // sorted
  Time time;             // stream time; the exact window counts from here
};

// Title words kept per chain. Enough for a share of a quarter to mean something.
constexpr std::size_t kTitleWordsMax = 24;

// The binary form in the log: version byte, fixed little-endian fields, then source and title words.
std::string encode_mark(const Mark& mark);

// Error: invalid, when the bytes are no mark of this version.
Result<Mark> decode_mark(std::string_view bytes);

}  // namespace syndicated
