// topic_tail: shows what was published to a topic. It reads only what is committed unless it is told
// otherwise, up to the end that it found when it began, or on and on when it follows.
//
// By default it shows the last records by the time of their messages, whatever partitions they lie
// in. Where it starts at an offset or a time, records come in the order of each partition, and
// partitions in the order in which the brokers answer. Partitions that are added later are not read.
//
// One thread per call. The caller ignores SIGPIPE.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/kafka/topic_reader.h"
#include "daemon/record_printer.h"
#include "pipeline/clock.h"
#include "pipeline/result.h"

namespace syndicated {

// Where to start in each partition: its begin, its end, an offset, or so many offsets before the end.
struct TailStart {
  enum class Kind { earliest, latest, offset, before_end };
  Kind kind = Kind::latest;
  std::int64_t number = 0;
};

struct TopicTailOptions : PrintOptions {  // `since` also says where to start
  std::uint64_t last = 10;           // how many records that fit; without `since` and `start`
  std::optional<TailStart> start;    // shows all from there on
  std::vector<std::int32_t> partitions;  // empty: all
  bool follow = false;
  std::function<bool()> stopped;  // asked a few times a second; must not be empty
  std::function<void(const std::string&)> say;  // while it follows: a sentence for people
};

// Gives false when it was stopped before its end. Errors: those of the reader; invalid for a
// partition that is not there; unavailable when brokers fall silent for 10 s and nobody follows;
// io when the output cannot be written. A reader that closed the pipe is no error.
Result<bool> topic_tail(TopicReader& reader, const TopicTailOptions& options, const Clock& clock,
                        int output);

// "earliest", "latest", "17", "-5". Errors: invalid.
Result<TailStart> parse_tail_start(std::string_view text);

// The offset in a partition of this extent, never outside of it.
std::int64_t place_of(const TailStart& start, const TopicExtent& extent);

// The last `count` messages by time. Within a partition (each is in its order) messages stay in that
// order, whatever their times are.
std::vector<TopicMessage> last_in_time(std::map<std::int32_t, std::deque<TopicMessage>> partitions,
                                       std::uint64_t count);

}  // namespace syndicated
