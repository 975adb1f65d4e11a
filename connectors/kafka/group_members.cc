#include "connectors/kafka/group_members.h"

#include <librdkafka/rdkafka.h>

#include <memory>

#include "connectors/kafka/client_conf.h"
#include "connectors/kafka/client_log.h"
#include "connectors/kafka/handles.h"
#include "pipeline/check.h"

namespace syndicated {
namespace {

constexpr int kAnswerTimeoutMs = 10'000;

template <class T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

Result<ClientPtr> make_client(const KafkaOptions& options) {
  KafkaPtr<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  const Result<void> applied =
      apply_cluster(options.cluster, {KafkaClient::consumer, options.name + ".reader"}, conf.get());
  if (!applied) return applied.error();
  drop_log(conf.get());
  char what[512];
  ClientPtr client(rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), what, sizeof what));
  if (client == nullptr) return Error{ErrorKind::config, std::string("make a client: ") + what};
  (void)conf.release();
  return client;
}

Error failed(const std::string& group, rd_kafka_resp_err_t code, const char* why) {
  const std::string tried = "ask for the members of the group " + group + ": ";
  if (code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED) {
    return {ErrorKind::config, tried + "not allowed; grant DESCRIBE on the group to this user"};
  }
  return {ErrorKind::unavailable, tried + why};
}

}  // namespace

Result<std::vector<std::string>> group_members(const KafkaOptions& options) {
  const Result<ClientPtr> client = make_client(options);
  if (!client) return client.error();
  const KafkaPtr<rd_kafka_queue_t> queue(rd_kafka_queue_new(client->get()));
  const Owned<rd_kafka_AdminOptions_t> admin(
      rd_kafka_AdminOptions_new(client->get(), RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS),
      rd_kafka_AdminOptions_destroy);
  char what[512];
  CHECK(rd_kafka_AdminOptions_set_request_timeout(admin.get(), kAnswerTimeoutMs, what,
                                                  sizeof what) == RD_KAFKA_RESP_ERR_NO_ERROR,
        "the timeout is within its bounds");
  const char* group = options.name.c_str();
  rd_kafka_DescribeConsumerGroups(client->get(), &group, 1, admin.get(), queue.get());
  const Owned<rd_kafka_event_t> event(rd_kafka_queue_poll(queue.get(), 2 * kAnswerTimeoutMs),
                                      rd_kafka_event_destroy);
  if (event == nullptr) return failed(options.name, RD_KAFKA_RESP_ERR__TIMED_OUT, "no answer");
  const rd_kafka_resp_err_t code = rd_kafka_event_error(event.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return failed(options.name, code, rd_kafka_event_error_string(event.get()));
  }
  std::size_t groups = 0;
  const rd_kafka_ConsumerGroupDescription_t** const found =
      rd_kafka_DescribeConsumerGroups_result_groups(
          rd_kafka_event_DescribeConsumerGroups_result(event.get()), &groups);
  std::vector<std::string> members;
  if (groups == 0) return members;
  const rd_kafka_error_t* const error = rd_kafka_ConsumerGroupDescription_error(found[0]);
  if (error != nullptr && rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND) {
    return failed(options.name, rd_kafka_error_code(error), rd_kafka_error_string(error));
  }
  if (error != nullptr) return members;
  for (std::size_t i = 0; i < rd_kafka_ConsumerGroupDescription_member_count(found[0]); ++i) {
    const rd_kafka_MemberDescription_t* const member =
        rd_kafka_ConsumerGroupDescription_member(found[0], i);
    members.push_back(std::string(rd_kafka_MemberDescription_client_id(member)) + " at " +
                      rd_kafka_MemberDescription_host(member));
  }
  return members;
}

}  // namespace syndicated
