#include "connectors/kafka/group_check.h"

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <cstring>
#include <memory>

namespace syndicated {
namespace {

std::string text_or(const char* text, const char* otherwise) {
  return text != nullptr && *text != '\0' ? text : otherwise;
}

}  // namespace

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

// DescribeConsumerGroups would tell more, but ends or stops the whole process when its time is over
// (librdkafka issue 4605, seen with 2.0.2). The older call has no instance; the coordinator puts it
// before the id of a static member.
Result<void> check_group_is_ours(rd_kafka_t* client, const std::string& group,
                                 const std::string& instance, Duration timeout) {
  const struct rd_kafka_group_list* found = nullptr;
  const rd_kafka_resp_err_t code =
      rd_kafka_list_groups(client, group.c_str(), &found, static_cast<int>(timeout.ms));
  const std::unique_ptr<const struct rd_kafka_group_list,
                        void (*)(const struct rd_kafka_group_list*)>
      owner(found, rd_kafka_group_list_destroy);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR || found == nullptr) return {};
  for (int i = 0; i < found->group_cnt; ++i) {
    const rd_kafka_group_info& about = found->groups[i];
    for (int j = 0; j < about.member_cnt; ++j) {
      const rd_kafka_group_member_info& member = about.members[j];
      if (text_or(member.member_id, "").starts_with(instance + "-")) continue;
      return Error{ErrorKind::policy,
                   "the group " + group + " has a member already: client " +
                       text_or(member.client_id, "without a name") + " at " +
                       text_or(member.client_host, "unknown") +
                       "; one daemon has to own all of a group: stop that member, or give this "
                       "daemon another `name`"};
    }
  }
  return {};
}

}  // namespace syndicated
