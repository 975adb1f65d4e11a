// When which feed is polled. Knows times and hosts, not networks: a timer heap, a limit of polls at
// once over all and per host, and the rules for the next poll. It reads no clock and draws no
// random numbers; what spreads the feeds is a hash of their ids, so that a restart finds each feed
// at its old place. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pipeline/time.h"

namespace syndicated {

// A server may ask us to stay away for longer than any back-off, but not for ever.
constexpr Duration kRetryAfterMax = days(1);
// After 410 Gone: the feed will hardly come back, but a mistake of its server must not end it.
constexpr Duration kGoneRetry = days(7);
// After 429 Too Many Requests without a hint.
constexpr Duration kTooManyRetry = minutes(10);
// The first polls of N feeds spread over N times this, at most over a feed's interval.
constexpr Duration kStaggerPerFeed = milliseconds(100);

struct RetryRules {
  Duration first = minutes(1);
  Duration max = hours(6);
};

struct PollFailure {
  std::uint32_t in_a_row = 1;           // this one included
  int status = 0;                       // HTTP, 0 when there was no answer
  std::optional<Duration> retry_after;  // as the server asked
};

// How long to wait after a failure: first, doubled each time up to max, for ever; what the server
// asks for counts instead, between first and kRetryAfterMax; 410 and 429 as above.
Duration retry_delay(const PollFailure& failure, const RetryRules& rules);

// Where in the first round the feed stands: 0 up to the window of kStaggerPerFeed.
Duration stagger(std::string_view source_id, std::size_t feeds, Duration interval);

// Retry-After (RFC 9110, 10.2.3): whole seconds or an HTTP date, seen from `now`. A date in the
// past is zero; nullopt for anything else.
std::optional<Duration> parse_retry_after(const std::string& value, Time now);

class PollSchedule {
 public:
  struct Limits {
    std::uint32_t at_once = 64;
    std::uint32_t per_host = 2;
  };

  explicit PollSchedule(Limits limits) : limits_(limits) {}

  // Feed number `feed` is due at `due` on a steady clock. It must not be in the schedule.
  void add(std::size_t feed, const std::string& host, Duration due);

  // A feed whose time has come and for which there is room, or nullopt. It counts as running until
  // done().
  std::optional<std::size_t> take(Duration now);

  // The poll of a feed that take() gave has ended; add() it again for the next.
  void done(std::size_t feed);

  // When take() may have something new; nullopt: only after a done().
  std::optional<Duration> next() const;

  std::size_t running() const { return running_.size(); }

 private:
  struct Timer {
    Duration due;
    std::size_t feed;
    bool operator>(const Timer& other) const {
      return due != other.due ? due > other.due : feed > other.feed;
    }
  };
  struct Host {
    std::uint32_t slots_taken = 0;  // by feeds that run or are ready to
    std::deque<std::size_t> waiting;
  };

  Limits limits_;
  std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
  std::unordered_map<std::size_t, std::string> host_of_;  // of feeds in the schedule
  std::unordered_map<std::string, Host> hosts_;           // with feeds that are due or running
  std::deque<std::size_t> ready_;                         // due, and their hosts have room
  std::unordered_map<std::size_t, std::string> running_;
};

}  // namespace syndicated
