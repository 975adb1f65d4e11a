// Replay: puts the bytes of dead letters back into the line, each once, as payloads of the source
// that they came from. What fails again becomes a new dead letter; those lie behind the end that was
// found at the start, so that a replay ends.
//
// How far each partition was replayed is a position like any other, committed in the transaction
// that publishes what came of the letters; a replay that is killed goes on where it was, and the next
// one begins where the last ended. There is one position for each reason, "replay:REASON:TOPIC/P", so
// that a replay of one reason does not lose the letters of the others.
//
// Letters that are not whole, and entries of feeds, of which only the text is kept, cannot be read
// again and are passed over.
//
// A Replay outlives the lines of one service, as a line may be built anew. Its calls are the main
// thread's; its sources belong to their line.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/config.h"
#include "connectors/kafka/topic_reader.h"
#include "pipeline/batch.h"
#include "pipeline/clock.h"
#include "pipeline/source.h"

namespace syndicated {

struct ReplayOptions {
  std::optional<Reason> reason;  // only letters of this one
  std::uint64_t limit = UINT64_MAX;  // of letters that are put back
};

class Replay {
 public:
  // Everything given outlives the replay.
  Replay(const Config& config, ReplayOptions options, const Clock& clock);

  // The one source of a line. All lines end where the first one found the end of the topic.
  std::unique_ptr<Source> make_source();

  struct Counts {
    std::uint64_t put_back = 0;
    std::uint64_t passed_over = 0;  // cannot be read again, or are no letters
  };
  // After the last line has ended, and if it ended well.
  Counts counts() const;

 private:
  friend class ReplaySource;
  using Place = std::pair<std::int32_t, Reason>;  // a partition's letters of one reason

  // A letter that a line was given.
  struct Handed {
    std::int64_t offset = 0;
    bool put_back = false;
  };

  const SourceInfo* source_of(const std::string& id);

  const Config& config_;
  const ReplayOptions options_;
  const Clock& clock_;
  const std::string topic_;
  std::vector<Reason> reasons_;                // that are replayed
  std::map<std::string, SourceInfo> sources_;  // by id; their addresses stay
  TopicOffsets ends_;                          // as the first line found them
  int shrunk_ = 0;  // how often the topic ended before where the last replay stood
  std::map<Place, std::vector<Handed>> handed_;
};

// The reason of this name.
std::optional<Reason> find_reason(std::string_view name);

}  // namespace syndicated
