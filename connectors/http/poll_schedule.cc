#include "connectors/http/poll_schedule.h"

#include <curl/curl.h>

#include <algorithm>
#include <ctime>
#include <utility>

#include "pipeline/check.h"
#include "pipeline/hash.h"

namespace syndicated {

Duration retry_delay(const PollFailure& failure, const RetryRules& rules) {
  Duration delay = rules.first;
  for (std::uint32_t i = 1; i < failure.in_a_row && delay < rules.max; ++i) delay.ms *= 2;
  delay = std::min(delay, rules.max);
  if (failure.retry_after) {
    return std::clamp(*failure.retry_after, rules.first, std::max(kRetryAfterMax, rules.first));
  }
  if (failure.status == 410) return std::max(delay, kGoneRetry);
  if (failure.status == 429) return std::max(delay, kTooManyRetry);
  return delay;
}

Duration stagger(std::string_view source_id, std::size_t feeds, Duration interval) {
  const Duration all{kStaggerPerFeed.ms * static_cast<std::int64_t>(feeds)};
  const Duration window = std::min(all, interval);
  if (window.ms <= 0) return {};
  return {static_cast<std::int64_t>(hash64(source_id) % static_cast<std::uint64_t>(window.ms))};
}

std::optional<Duration> parse_retry_after(const std::string& value, Time now) {
  if (value.empty()) return std::nullopt;
  const bool digits =
      std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits) {
    // More than nine digits are three decades and more; the caller clamps anyway.
    return seconds(value.size() > 9 ? 999'999'999 : std::stol(value));
  }
  // A date begins with the name of a day; libcurl would read bare numbers as dates too.
  const bool letter = (value[0] >= 'A' && value[0] <= 'Z') || (value[0] >= 'a' && value[0] <= 'z');
  const time_t date = letter ? curl_getdate(value.c_str(), nullptr) : -1;
  if (date < 0) return std::nullopt;
  return std::max(Time{static_cast<std::int64_t>(date) * 1000} - now, Duration{});
}

void PollSchedule::add(std::size_t feed, const std::string& host, Duration due) {
  CHECK(running_.count(feed) == 0, "a feed is scheduled while it is polled");
  CHECK(host_of_.emplace(feed, host).second, "a feed is scheduled twice");
  timers_.push({due, feed});
}

std::optional<std::size_t> PollSchedule::take(Duration now) {
  while (!timers_.empty() && timers_.top().due <= now) {
    const std::size_t feed = timers_.top().feed;
    timers_.pop();
    Host& host = hosts_[host_of_.at(feed)];
    if (host.slots_taken < limits_.per_host) {
      ++host.slots_taken;
      ready_.push_back(feed);
    } else {
      host.waiting.push_back(feed);
    }
  }
  if (ready_.empty() || running_.size() >= limits_.at_once) return std::nullopt;
  const std::size_t feed = ready_.front();
  ready_.pop_front();
  auto node = host_of_.extract(feed);
  running_.emplace(feed, std::move(node.mapped()));
  return feed;
}

void PollSchedule::done(std::size_t feed) {
  const auto running = running_.find(feed);
  CHECK(running != running_.end(), "a poll ends that was not begun");
  const auto host = hosts_.find(running->second);
  running_.erase(running);
  CHECK(host != hosts_.end() && host->second.slots_taken > 0, "a host has polls nobody counted");
  if (!host->second.waiting.empty()) {
    ready_.push_back(host->second.waiting.front());  // the slot passes on
    host->second.waiting.pop_front();
  } else if (--host->second.slots_taken == 0) {
    hosts_.erase(host);
  }
}

std::optional<Duration> PollSchedule::next() const {
  if (!ready_.empty() && running_.size() < limits_.at_once) return Duration{0};
  if (timers_.empty()) return std::nullopt;
  return timers_.top().due;
}

}  // namespace syndicated
