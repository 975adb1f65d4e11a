#include "tests/simulation/sim_sources.h"

namespace syndicated {

SimLogSource::SimLogSource(const ScriptLog& log, std::uint64_t seed) : log_(log), random_(seed) {}

Result<void> SimLogSource::start(const Recovered& recovered) {
  const auto position = recovered.positions.find("log:" + log_.info.id);
  if (position != recovered.positions.end()) next_ = position->second.number;
  return {};
}

Result<BatchPtr> SimLogSource::poll(Duration) {
  if (rebalanced_) return Error{ErrorKind::rebuild, "the group of the simulated log is rebalanced"};
  if (random_.chance(100'000)) return BatchPtr{};
  if (random_.chance(30'000)) return Error{ErrorKind::unavailable, "the simulated log is away"};
  auto batch = std::make_unique<Batch>();
  const std::size_t most = 1 + random_.below(6);
  for (std::size_t i = 0; i < most && next_ < log_.payloads.size(); ++i, ++next_) {
    Payload payload;
    payload.bytes = log_.payloads[next_].bytes();
    payload.source = &log_.info;
    payload.origin = "log:" + log_.info.id;
    payload.offset = next_;
    payload.received_at = log_.payloads[next_].received_at;
    batch->payloads.push_back(std::move(payload));
  }
  batch->positions.push_back({"log:" + log_.info.id, 0, next_});
  return batch;
}

SimFeedSource::SimFeedSource(const ScriptFeed& feed, SimClock& clock, std::uint64_t seed)
    : feed_(feed), clock_(clock), random_(seed), origin_("feed:" + feed.info.id) {}

Result<void> SimFeedSource::start(const Recovered& recovered) {
  const auto head = recovered.heads.find(origin_);
  if (head != recovered.heads.end()) validator_ = head->second;
  const auto position = recovered.positions.find(origin_);
  if (position != recovered.positions.end()) polls_ = position->second.number;
  return {};
}

Result<BatchPtr> SimFeedSource::poll(Duration) {
  if (random_.chance(500'000)) return BatchPtr{};
  if (random_.chance(50'000)) return Error{ErrorKind::unavailable, "the simulated feed is away"};
  const std::size_t version = feed_.version_at(clock_.steady());
  const std::string validator = "\"v" + std::to_string(version) + "\"";
  finished_ = version + 1 == feed_.versions.size();
  auto batch = std::make_unique<Batch>();
  if (validator != validator_) {
    Payload payload;
    payload.bytes = feed_.versions[version].bytes();
    payload.source = &feed_.info;
    payload.origin = origin_;
    payload.offset = polls_;
    payload.name = std::to_string(version);
    payload.received_at = clock_.now();
    payload.lists_all = true;
    batch->payloads.push_back(std::move(payload));
  }
  validator_ = validator;
  batch->positions.push_back({origin_, 0, ++polls_});
  batch->state.push_back({StateLog::heads, clock_.now(), origin_, validator});
  return batch;
}

}  // namespace syndicated
