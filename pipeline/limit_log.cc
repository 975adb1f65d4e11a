#include "pipeline/limit_log.h"

namespace syndicated {

void LimitLog::note(const Payload& payload) {
  if (payload.source == nullptr) return;
  const Duration now = clock_.steady();
  LimitHits hits;
  {
    const std::lock_guard lock(mutex_);
    const auto found = told_.find(payload.source->id);
    if (found == told_.end()) {
      if (told_.size() >= kSourcesMax) return;
      told_.emplace(payload.source->id, Told{now, {}});
      hits = payload.limits;
    } else {
      Told& told = found->second;
      told.since += payload.limits;
      if (now - told.at < kQuiet) return;
      hits = std::exchange(told.since, {});
      told.at = now;
    }
  }
  std::string limits;
  for (const auto& [name, count] : hits.named()) {
    if (count == 0) continue;
    if (!limits.empty()) limits += ", ";
    limits += std::string(name) + " " + std::to_string(count);
  }
  log_.warn("A limit cut something off", {{"source", payload.source->id}, {"hits", limits}});
}

}  // namespace syndicated
