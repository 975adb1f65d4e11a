// Stories: how many chains report the same thing, within the near window. A fold over the decisions log.
// One thread.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "pipeline/decision.h"
#include "pipeline/options.h"
#include "pipeline/result.h"

namespace syndicated {

// One entry of the decisions log: a chain became a member of a story.
struct Membership {
  Verdict verdict = Verdict::fresh;
  Hash128 story, chain;
  std::uint32_t version = 1;
  Time time;  // stream time
};

std::string encode_membership(const Membership& membership);
Result<Membership> decode_membership(std::string_view bytes);

class Stories {
 public:
  explicit Stories(const DeduplicateOptions& options) : options_(options) {}

  // Members of the story at stream time `now`; 0 when it is unknown or has left the near window.
  std::uint32_t members(Hash128 story, Time now) const;

  // The only mutation. Revisions are no new members.
  void apply(const Membership& membership);

  Hash128 digest(Time now) const;

 private:
  struct Story {
    std::uint32_t members = 0;
    Time time;
  };
  struct Queued {
    Time time;
    Hash128 story;
  };
  bool live(Time time, Time now) const { return !(time + options_.near_window < now); }

  const DeduplicateOptions options_;
  std::unordered_map<Hash128, Story, Hash128Hasher> stories_;
  std::deque<Queued> queue_;
};

}  // namespace syndicated
