#include "daemon/topic_tail.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "daemon/terminal.h"

namespace syndicated {
namespace {

constexpr Duration kPause = milliseconds(100);        // between two looks at `stopped`
constexpr Duration kSilenceMax = seconds(10);         // of the brokers, when nobody follows
constexpr std::int64_t kBlockOffsets = 64;            // read backwards at first, in each partition
constexpr std::int64_t kBlockOffsetsMax = 64 * 1024;  // later, when they held too little

// How far a partition was read backwards.
struct Backwards {
  std::int64_t first = 0;           // of the offsets that were read
  std::int64_t block = 0;           // how many offsets the next step reads
  std::optional<Time> oldest;       // of the earliest message read
  std::deque<TopicMessage> found;   // those that fit, in their order
};

class TopicTail {
 public:
  TopicTail(TopicReader& reader, const TopicTailOptions& options, const Clock& clock, int output)
      : reader_(reader), options_(options), clock_(clock), printer_(options, output) {}

  Result<bool> run() {
    Result<TopicExtents> extents = reader_.extents();
    if (!extents) return extents.error();
    if (Result<void> chosen = choose_partitions(*extents); !chosen) return chosen.error();
    const Result<TopicOffsets> starts = find_starts();
    if (!starts) return starts.error();
    Result<bool> done = starts->empty() ? show_last() : read_on(*starts, /*follow=*/false);
    if (done && *done && options_.follow && !printer_.closed()) {
      done = read_on(starts->empty() ? ends() : positions(), /*follow=*/true);
    }
    const Result<void> flushed = printer_.flush();
    if (done && !flushed) return flushed.error();
    return done;
  }

 private:
  Result<void> choose_partitions(const TopicExtents& extents) {
    if (options_.partitions.empty()) extents_ = extents;
    for (const std::int32_t partition : options_.partitions) {
      const auto found = extents.find(partition);
      if (found == extents.end()) {
        return Error{ErrorKind::invalid, "there is no partition " + std::to_string(partition) +
                                             "; the topic has " + std::to_string(extents.size())};
      }
      extents_.insert(*found);
    }
    return {};
  }

  TopicOffsets ends() const {
    TopicOffsets ends;
    for (const auto& [partition, extent] : extents_) ends[partition] = extent.end;
    return ends;
  }

  TopicOffsets positions() const {
    TopicOffsets positions;
    for (const auto& [partition, extent] : extents_) {
      positions[partition] = reader_.position(partition);
    }
    return positions;
  }

  // Empty when the last records are wanted, wherever they begin.
  Result<TopicOffsets> find_starts() {
    TopicOffsets starts;
    if (options_.start) {
      for (const auto& [partition, extent] : extents_) {
        starts[partition] = place_of(*options_.start, extent);
      }
      return starts;
    }
    return options_.since ? reader_.offsets_at(*options_.since, extents_) : starts;
  }

  // Reads until each partition is at its end in `until`, or for ever, and hands messages to `take`,
  // which gives an error or nothing. False when stopped.
  template <class Take>
  Result<bool> read(const TopicOffsets& from, const TopicOffsets& until, bool for_ever, Take take) {
    if (Result<void> begun = reader_.begin(from); !begun) return begun.error();
    const auto is_done = [&] {
      return !for_ever && std::all_of(until.begin(), until.end(), [&](const auto& end) {
        return reader_.position(end.first) >= end.second;
      });
    };
    Duration moved = clock_.steady();
    std::string said;
    while (!is_done() && !printer_.closed()) {
      if (options_.stopped()) return false;
      Result<std::optional<TopicMessage>> message = reader_.next(kPause);
      if (!message) return message.error();
      if (*message) {
        moved = clock_.steady();
        const std::int64_t offset = (*message)->offset;
        const auto end = until.find((*message)->partition);
        const bool wanted = for_ever || (end != until.end() && offset < end->second);
        if (Result<void> taken = wanted ? take(**message) : Result<void>(); !taken) {
          return taken.error();
        }
      } else if (Result<void> flushed = printer_.flush(); !flushed) {
        return flushed.error();
      }
      if (for_ever) {
        tell_trouble(said);
      } else if (clock_.steady() - moved > kSilenceMax) {
        return reader_.unavailable("read the topic");
      }
    }
    return true;
  }

  void tell_trouble(std::string& said) {
    const std::string& trouble = reader_.trouble();
    if (trouble.empty() == said.empty()) return;
    said = trouble;
    if (!said.empty() && options_.say) options_.say("waiting for the brokers: " + said);
  }

  Result<bool> read_on(const TopicOffsets& from, bool follow) {
    return read(from, ends(), follow, [&](const TopicMessage& message) {
      const bool fits = printer_.judge(message.value) == RecordPrinter::Fit::yes;
      return fits ? printer_.show(message.value) : Result<void>();
    });
  }

  // Reads each partition backwards, block by block, as far as it can hold one of the last records.
  // Offsets are more than records: commits and aborted records have some, and not all fit.
  Result<bool> show_last() {
    std::map<std::int32_t, Backwards> parts;
    for (const auto& [partition, extent] : extents_) {
      const auto wanted = static_cast<std::int64_t>(
          std::min<std::uint64_t>(options_.last, static_cast<std::uint64_t>(kBlockOffsetsMax)));
      parts[partition] = {extent.end, std::max(2 * wanted, kBlockOffsets), {}, {}};
    }
    for (;;) {
      const TopicOffsets until = parts_to_extend(parts);
      if (until.empty()) break;
      const Result<bool> done = extend(parts, until);
      if (!done || !*done) return done;
    }
    std::map<std::int32_t, std::deque<TopicMessage>> found;
    for (auto& [partition, part] : parts) found[partition] = std::move(part.found);
    for (const TopicMessage& message : last_in_time(std::move(found), options_.last)) {
      if (Result<void> shown = printer_.show(message.value); !shown) return shown.error();
    }
    const Result<void> flushed = printer_.flush();
    return flushed ? Result<bool>(true) : Result<bool>(flushed.error());
  }

  // The partitions that may hold earlier messages that belong to the last ones, with the offset that
  // they were read back to.
  TopicOffsets parts_to_extend(const std::map<std::int32_t, Backwards>& parts) const {
    std::vector<Time> times;
    for (const auto& [partition, part] : parts) {
      for (const TopicMessage& message : part.found) times.push_back(message.time);
    }
    std::sort(times.begin(), times.end(), std::greater<>());
    const bool enough = times.size() >= options_.last;
    TopicOffsets extend;
    if (options_.last == 0) return extend;
    for (const auto& [partition, part] : parts) {
      const bool all_read = part.first <= extents_.at(partition).begin;
      if (all_read || part.found.size() >= options_.last) continue;
      const bool all_older = enough && part.oldest && *part.oldest < times[options_.last - 1];
      if (!all_older) extend[partition] = part.first;
    }
    return extend;
  }

  Result<bool> extend(std::map<std::int32_t, Backwards>& parts, const TopicOffsets& until) {
    TopicOffsets from;
    std::map<std::int32_t, std::deque<TopicMessage>> found;
    for (const auto& [partition, end] : until) {
      Backwards& part = parts[partition];
      part.first = std::max(end - part.block, extents_.at(partition).begin);
      part.block = std::min(part.block * 4, kBlockOffsetsMax);
      from[partition] = part.first;
    }
    std::map<std::int32_t, bool> has_first;
    Result<bool> done = read(from, until, /*for_ever=*/false, [&](TopicMessage& message) {
      if (!has_first[message.partition]) parts[message.partition].oldest = message.time;
      has_first[message.partition] = true;
      if (printer_.judge(message.value) != RecordPrinter::Fit::yes) return Result<void>();
      std::deque<TopicMessage>& kept = found[message.partition];
      kept.push_back(std::move(message));
      if (kept.size() + parts[kept.back().partition].found.size() > options_.last) kept.pop_front();
      return Result<void>();
    });
    for (auto& [partition, kept] : found) {
      std::deque<TopicMessage>& all = parts[partition].found;
      all.insert(all.begin(), std::make_move_iterator(kept.begin()),
                 std::make_move_iterator(kept.end()));
    }
    return done;
  }

  TopicReader& reader_;
  const TopicTailOptions& options_;
  const Clock& clock_;
  RecordPrinter printer_;
  TopicExtents extents_;  // of the partitions that are read, as they were at the start
};

}  // namespace

Result<bool> topic_tail(TopicReader& reader, const TopicTailOptions& options, const Clock& clock,
                        int output) {
  return TopicTail(reader, options, clock, output).run();
}

Result<TailStart> parse_tail_start(std::string_view text) {
  if (text == "earliest") return TailStart{TailStart::Kind::earliest, 0};
  if (text == "latest") return TailStart{TailStart::Kind::latest, 0};
  const bool before_end = text.starts_with('-');
  const std::string_view digits = text.substr(before_end ? 1 : 0);
  std::int64_t number = -1;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = end.ec == std::errc() && end.ptr == digits.data() + digits.size();
  if (!whole || number < 0) {
    return Error{ErrorKind::invalid, "`" + truncated(for_terminal(text), 40, false) +
                                         "` is no offset: give earliest, latest, N, or -N for so "
                                         "many before the end of each partition"};
  }
  return TailStart{before_end ? TailStart::Kind::before_end : TailStart::Kind::offset, number};
}

std::int64_t place_of(const TailStart& start, const TopicExtent& extent) {
  switch (start.kind) {
    case TailStart::Kind::earliest: return extent.begin;
    case TailStart::Kind::latest: return extent.end;
    case TailStart::Kind::offset: return std::clamp(start.number, extent.begin, extent.end);
    case TailStart::Kind::before_end:
      // Not end - number, which may lie below all numbers.
      return start.number >= extent.end - extent.begin ? extent.begin : extent.end - start.number;
  }
  return extent.end;
}

std::vector<TopicMessage> last_in_time(std::map<std::int32_t, std::deque<TopicMessage>> partitions,
                                       std::uint64_t count) {
  std::vector<TopicMessage> last;
  while (last.size() < count) {
    std::deque<TopicMessage>* newest = nullptr;
    for (auto& [partition, messages] : partitions) {
      if (messages.empty()) continue;
      if (newest == nullptr || messages.back().time >= newest->back().time) newest = &messages;
    }
    if (newest == nullptr) break;
    last.push_back(std::move(newest->back()));
    newest->pop_back();
  }
  std::reverse(last.begin(), last.end());
  return last;
}

}  // namespace syndicated
