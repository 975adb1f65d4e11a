// StateRecord: one entry of one of the three state logs. Logs hold bytes; deduplicate and the sources give
// them meaning.
#pragma once

#include <cstdint>
#include <string>

#include "pipeline/time.h"

namespace syndicated {

// marks: exact keys, kept for the exact window. decisions: one per item that changed something, kept for the
// near window. heads: the latest value per key, kept for ever.
enum class StateLog : std::uint8_t { marks, decisions, heads };

struct StateRecord {
  StateLog log = StateLog::marks;
  Time time;          // stream time when it was written; retention counts from here
  std::string key;    // heads: the latest record of a key wins; an empty value removes it
  std::string value;
};

}  // namespace syndicated
