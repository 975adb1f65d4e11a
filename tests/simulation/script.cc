#include "tests/simulation/script.h"

namespace syndicated {
namespace {

const char* const kWords[] = {"harbour", "minister", "storm",   "market", "railway", "glacier",  "verdict",
                              "tariff",  "orchard",  "reactor", "ballot", "monsoon", "satellite", "treaty",
                              "museum",  "vaccine",  "bridge",  "budget", "wildfire", "senate"};
constexpr std::size_t kWordCount = std::size(kWords);

// The headline of a report; edits keep most of its words.
std::string title_of(std::size_t report, std::size_t edit) {
  std::string title = "Report" + std::to_string(report) + " on " + kWords[report % kWordCount] + " and " +
                      kWords[(report * 7 + 3) % kWordCount] + std::to_string(report);
  if (edit > 0) title += " update" + std::to_string(edit);
  return title;
}

// The text; edit 0 is what the agency sent, the others are the outlet's own.
std::string body_of(std::size_t report, const std::string& outlet, std::size_t edit) {
  std::string body = "Officials said in report" + std::to_string(report) + " that the";
  for (std::size_t i = 0; i < 14; ++i) {
    body += ' ';
    body += kWords[(report * 31 + i * i + edit) % kWordCount];
  }
  if (edit > 0) body += " according to " + outlet + " in its edit number " + std::to_string(edit);
  return body + " on Monday.";
}

ScriptEntry entry_of(const std::string& source, std::size_t report, std::size_t edit) {
  ScriptEntry entry;
  entry.id = "guid-" + std::to_string(report);
  // Some outlets link to the page of the agency: the same URL elsewhere.
  const bool agency_link = (report * 5 + source.size() + source.back()) % 11 == 0;
  entry.url = "https://" + (agency_link ? std::string("agency") : source) + ".example/" +
              std::to_string(report);
  entry.title = title_of(report, edit);
  entry.body = body_of(report, source, edit);
  return entry;
}

ScriptEntry malformed_entry(Random& random) {
  ScriptEntry entry;
  entry.malformed = true;
  entry.id = "noise" + std::to_string(random.below(1000));
  return entry;
}

}  // namespace

std::string ScriptEntry::line() const {
  if (malformed) return "!" + id;
  return id + '\t' + url + '\t' + title + '\t' + body;
}

std::string ScriptDocument::bytes() const {
  std::string all;
  for (const ScriptEntry& entry : entries) all += entry.line() + '\n';
  return all;
}

std::size_t ScriptFeed::version_at(Duration steady) const {
  std::size_t version = 0;
  while (version + 1 < versions.size() && until[version] <= steady) ++version;
  return version;
}

ScriptLog make_log(Random& random, const std::string& id, std::size_t payloads, int hours) {
  ScriptLog log;
  log.info.id = id;
  log.info.format = Format::ndjson;
  Time at = from_civil(2025, 4, 7, 12, 0, 0);
  const std::int64_t step_ms = hours * 3'600'000LL / static_cast<std::int64_t>(payloads + 1);
  for (std::size_t i = 0; i < payloads; ++i) {
    ScriptDocument document;
    const std::size_t entries = random.chance(100'000) ? 0 : 1 + random.below(4);
    for (std::size_t k = 0; k < entries; ++k) {
      if (random.chance(40'000)) {
        document.entries.push_back(malformed_entry(random));
      } else {
        document.entries.push_back(entry_of(id, random.below(payloads), random.below(3)));
      }
    }
    at = at + Duration{1 + static_cast<std::int64_t>(random.below(static_cast<std::size_t>(2 * step_ms)))};
    // Arrival times are nearly ordered, as brokers' append times are.
    document.received_at = random.chance(100'000) ? at - seconds(30) : at;
    log.payloads.push_back(std::move(document));
  }
  return log;
}

namespace {

ScriptFeed make_feed(Random& random, const std::string& id, std::size_t reports) {
  ScriptFeed feed;
  feed.info.id = id;
  std::vector<ScriptEntry> listed;
  std::map<std::size_t, std::size_t> edits;
  Duration at{1000};
  const std::size_t versions = 2 + random.below(8);
  for (std::size_t v = 0; v < versions; ++v) {
    const std::size_t changes = 1 + random.below(3);
    for (std::size_t k = 0; k < changes; ++k) {
      const std::size_t report = random.below(reports);
      const std::size_t edit = random.chance(300'000) ? random.below(3) : edits[report];
      edits[report] = edit;
      ScriptEntry entry = entry_of(id, report, edit);
      std::erase_if(listed, [&](const ScriptEntry& other) { return other.id == entry.id; });
      listed.insert(listed.begin(), std::move(entry));
    }
    // Entries leave at the end, and sometimes from the middle: they may come back.
    if (listed.size() > 6) listed.resize(6);
    if (listed.size() > 1 && random.chance(200'000)) {
      listed.erase(listed.begin() + static_cast<std::ptrdiff_t>(random.below(listed.size())));
    }
    ScriptDocument document{listed, {}};
    if (random.chance(50'000)) document.entries.push_back(malformed_entry(random));
    feed.versions.push_back(std::move(document));
    at = at + Duration{200 + static_cast<std::int64_t>(random.below(3000))};
    feed.until.push_back(at);
  }
  return feed;
}

}  // namespace

Script make_script(Random& random) {
  Script script;
  const std::size_t reports = 6 + random.below(20);
  const std::size_t logs = random.below(3);
  for (std::size_t i = 0; i < logs; ++i) {
    script.logs.push_back(make_log(random, "log" + std::to_string(i), reports, 5));
  }
  const std::size_t feeds = random.below(3) + (logs == 0);
  for (std::size_t i = 0; i < feeds; ++i) {
    script.feeds.push_back(make_feed(random, "feed" + std::to_string(i), reports));
  }
  return script;
}

}  // namespace syndicated
