// StateStore: the seam to committed state. It only recovers: it streams the state back once, before a line is
// built. Which store there is, is decided by the sink.
#pragma once

#include <map>
#include <string>

#include "pipeline/books.h"
#include "pipeline/position.h"
#include "pipeline/result.h"
#include "pipeline/state_record.h"

namespace syndicated {

// What the last commit says, without the logs.
struct Recovered {
  std::uint64_t seq = 0;        // number of commits so far; 0 a new state
  std::uint64_t line_epoch = 1;  // for the line that is built from this; every recovery gives a larger one
  Time stream_time;
  Books books;                                // since the state was created
  std::map<std::string, Position> positions;  // by origin
  std::map<std::string, std::string> heads;   // latest value per key
  std::uint64_t output_bytes_max = 0;  // of one output, what the sink takes; 0 no limit
};

class StateReader {
 public:
  virtual ~StateReader() = default;

  // Marks and decisions in the order in which they were committed. Heads are given in Recovered.
  virtual void on_record(const StateRecord& record) = 0;
};

class StateStore {
 public:
  virtual ~StateStore() = default;

  // Repairs what a crash left (truncates torn tails), then streams the committed state. Errors: io,
  // no_space; config when the state belongs to another configuration or format, with what to do. Owner thread.
  virtual Result<Recovered> recover(StateReader& reader) = 0;
};

}  // namespace syndicated
