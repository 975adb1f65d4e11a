#include "connectors/kafka/group_members.h"

#include <librdkafka/rdkafka.h>

#include <memory>

#include "connectors/kafka/client_conf.h"
#include "connectors/kafka/client_owner.h"

namespace syndicated {
namespace {

constexpr Duration kAnswerTimeout = seconds(10);

std::string text_of(const char* text) { return text == nullptr ? "" : text; }

Error failed(const std::string& group, rd_kafka_resp_err_t code) {
  const std::string tried = "ask for the members of the group " + group + ": ";
  if (code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED) {
    return {ErrorKind::config, tried + "not allowed; grant DESCRIBE on the group to this user"};
  }
  return {ErrorKind::unavailable, tried + rd_kafka_err2str(code)};
}

}  // namespace

// DescribeConsumerGroups would tell more, but ends or stops the whole process when its time is over
// (librdkafka issue 4605, seen with 2.0.2). The older call has no instance; the coordinator puts it
// before the id of a static member.
Result<std::vector<GroupMember>> group_members(rd_kafka_t* client, const std::string& group,
                                               Duration timeout) {
  const struct rd_kafka_group_list* found = nullptr;
  const rd_kafka_resp_err_t code =
      rd_kafka_list_groups(client, group.c_str(), &found, static_cast<int>(timeout.ms));
  const std::unique_ptr<const struct rd_kafka_group_list,
                        void (*)(const struct rd_kafka_group_list*)>
      owner(found, rd_kafka_group_list_destroy);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return failed(group, code);
  std::vector<GroupMember> members;
  for (int i = 0; found != nullptr && i < found->group_cnt; ++i) {
    const rd_kafka_group_info& about = found->groups[i];
    if (about.err == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED) return failed(group, about.err);
    for (int j = 0; j < about.member_cnt; ++j) {
      const rd_kafka_group_member_info& member = about.members[j];
      members.push_back({text_of(member.member_id), text_of(member.client_id),
                         text_of(member.client_host)});
    }
  }
  return members;
}

Result<std::vector<GroupMember>> group_members(const KafkaOptions& options) {
  KafkaPtr<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  const Result<void> applied =
      apply_cluster(options.cluster, {KafkaClient::consumer, options.name + ".reader"}, conf.get());
  if (!applied) return applied.error();
  ClientOwner owner(options.cluster);
  const Result<ClientPtr> client = owner.make_client(KafkaClient::consumer, std::move(conf));
  if (!client) return client.error();
  return group_members(client->get(), options.name, kAnswerTimeout);
}

}  // namespace syndicated
