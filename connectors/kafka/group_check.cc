#include "connectors/kafka/group_check.h"

#include <cstdint>
#include <cstring>
#include <vector>

#include "connectors/kafka/group_members.h"

namespace syndicated {

Result<void> check_group_metadata(std::string_view metadata) {
  constexpr std::string_view prefix = "CGMDv2:";  // int32 generation, group\0, member\0, instance\0
  const Error none{ErrorKind::rebuild, "the member has no generation of the group"};
  std::int32_t generation = -1;
  const std::size_t group_at = prefix.size() + sizeof generation;
  if (!metadata.starts_with(prefix) || metadata.size() <= group_at) return none;
  std::memcpy(&generation, metadata.data() + prefix.size(), sizeof generation);
  const std::size_t group_end = metadata.find('\0', group_at);
  if (group_end == std::string_view::npos) return none;
  const bool has_member = group_end + 1 < metadata.size() && metadata[group_end + 1] != '\0';
  if (generation < 0 || !has_member) return none;
  return {};
}

Result<void> check_group_is_ours(rd_kafka_t* client, const std::string& group,
                                 const std::string& instance, Duration timeout) {
  const Result<std::vector<GroupMember>> members = group_members(client, group, timeout);
  if (!members) return {};
  for (const GroupMember& member : *members) {
    if (member.id.starts_with(instance + "-")) continue;
    return Error{ErrorKind::policy,
                 "the group " + group + " has a member already: client " +
                     (member.client.empty() ? "without a name" : member.client) + " at " +
                     (member.host.empty() ? "unknown" : member.host) +
                     "; one daemon has to own all of a group: stop that member, or give this "
                     "daemon another `name`"};
  }
  return {};
}

}  // namespace syndicated
