// Script: what the simulated publishers do, made from a seed. Reports are syndicated: the same text appears in
// several sources, is edited, leaves a feed and returns, and now and then a line is malformed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/source_info.h"
#include "pipeline/time.h"
#include "tests/simulation/random.h"

namespace syndicated {

// One entry as the simulated format writes it: a line of four fields separated by tabs.
struct ScriptEntry {
  std::string id, url, title, body;
  bool malformed = false;

  std::string line() const;
};

struct ScriptDocument {
  std::vector<ScriptEntry> entries;
  Time received_at;  // of a log's payload; feeds take the clock

  std::string bytes() const;
};

// An ordered log of payloads (a topic, a file).
struct ScriptLog {
  SourceInfo info;
  std::vector<ScriptDocument> payloads;
};

// A feed: at every moment one document is current; `until` is the steady time at which the next one replaces
// it. A poll that comes late never sees what was current in between.
struct ScriptFeed {
  SourceInfo info;
  std::vector<ScriptDocument> versions;
  std::vector<Duration> until;

  std::size_t version_at(Duration steady) const;
  Duration ends_at() const { return until[until.size() - 2]; }
};

struct Script {
  std::vector<ScriptLog> logs;
  std::vector<ScriptFeed> feeds;
};

Script make_script(Random& random);

// One log whose payloads list feed documents or single entries, for runs that must be equal to each other.
// Received times grow; `hours` is the span they cover.
ScriptLog make_log(Random& random, const std::string& id, std::size_t payloads, int hours);

}  // namespace syndicated
