// Options of the line and its stages. Plain values; config/ fills them.
#pragma once

#include <cstdint>
#include <string>

#include "pipeline/time.h"

namespace syndicated {

// full: items are read, cleaned, compared, enriched. relay: JSON objects pass as they are, each id once.
enum class Profile { full, relay };

// What happens to an item that repeats another chain.
enum class CopyPolicy { relate, drop, publish };

struct PrepareOptions {
  std::string authority = "syndicated.invalid,2025";  // tagging entity of the uri, RFC 4151: host "," date
  std::uint32_t entries_max = 10'000;         // of one document; the rest is one dead letter
  std::uint64_t body_bytes_max = 512u << 10;  // of one item's text; beyond it the item is a dead letter
};

struct DeduplicateOptions {
  bool enabled = true;                 // false: every entry is new and nothing is remembered
  bool stories = true;                 // false: no decisions are logged and every chain is its own story
  Duration exact_window = days(30);    // how long an id, a URL and a body are remembered, in stream time
  Duration near_window = hours(72);    // how long a story takes new members
  std::uint64_t keys_max = 8'000'000;  // of each table; the oldest go first
};

struct FinishOptions {
  CopyPolicy copies = CopyPolicy::relate;
  std::uint64_t output_bytes_max = 0;  // a record beyond it becomes a dead letter; 0 no limit
};

struct LineOptions {
  std::uint32_t workers = 0;                     // threads for parallel stages; 0: one per core
  std::uint64_t channel_bytes_max = 16u << 20;   // of each channel
  std::uint32_t slots = 32;                      // batches that a parallel stage has in hand
  Duration commit_interval = milliseconds(200);  // a commit happens at the first of these three
  std::uint32_t commit_entries_max = 20'000;
  std::uint64_t commit_bytes_max = 8u << 20;
  Duration drain_timeout = seconds(30);          // after a stop; then what is not committed is dropped
};

}  // namespace syndicated
