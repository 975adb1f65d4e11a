#include "pipeline/stories.h"

#include "pipeline/binary.h"

namespace syndicated {
namespace {

constexpr std::uint8_t kMembershipVersion = 1;

}  // namespace

std::string encode_membership(const Membership& membership) {
  std::string out;
  BinaryWriter writer(out);
  writer.integer(kMembershipVersion);
  writer.integer(static_cast<std::uint8_t>(membership.verdict));
  writer.hash(membership.story);
  writer.hash(membership.chain);
  writer.integer(membership.version);
  writer.integer(membership.time.ms);
  return out;
}

Result<Membership> decode_membership(std::string_view bytes) {
  BinaryReader reader(bytes);
  Membership membership;
  const auto version = reader.integer<std::uint8_t>();
  membership.verdict = static_cast<Verdict>(reader.integer<std::uint8_t>());
  membership.story = reader.hash();
  membership.chain = reader.hash();
  membership.version = reader.integer<std::uint32_t>();
  membership.time = {reader.integer<std::int64_t>()};
  if (version != kMembershipVersion || !reader.good() || !reader.at_end()) {
    return Error{ErrorKind::invalid, "read a decision of the state: not of version 1"};
  }
  return membership;
}

std::uint32_t Stories::members(Hash128 story, Time now) const {
  const auto found = stories_.find(story);
  return found != stories_.end() && live(found->second.time, now) ? found->second.members : 0;
}

void Stories::apply(const Membership& membership) {
  while (!queue_.empty() && (!live(queue_.front().time, membership.time) ||
                             stories_.size() > options_.keys_max)) {
    const auto found = stories_.find(queue_.front().story);
    if (found != stories_.end() && found->second.time == queue_.front().time) stories_.erase(found);
    queue_.pop_front();
  }
  if (membership.verdict != Verdict::fresh && membership.verdict != Verdict::copy) return;
  Story& story = stories_[membership.story];
  ++story.members;
  story.time = membership.time;
  queue_.push_back({membership.time, membership.story});
}

Hash128 Stories::digest(Time now) const {
  Hash128 sum;
  for (const auto& [key, story] : stories_) {
    if (!live(story.time, now)) continue;
    std::string bytes;
    BinaryWriter writer(bytes);
    writer.hash(key);
    writer.integer(story.members);
    const Hash128 hash = hash128(bytes);
    sum.high += hash.high;
    sum.low += hash.low;
  }
  return sum;
}

}  // namespace syndicated
