#include "connectors/kafka/group_offsets.h"

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <thread>

namespace syndicated {
namespace {

constexpr std::chrono::milliseconds kPause(100);

bool coordinator_moves(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_NOT_COORDINATOR ||
         code == RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE ||
         code == RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS;
}

}  // namespace

Result<void> read_group_offsets(rd_kafka_t* client, const std::string& group,
                                rd_kafka_topic_partition_list_t* partitions, Duration timeout) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout.ms);
  rd_kafka_resp_err_t code;
  for (;;) {
    code = rd_kafka_committed(client, partitions, static_cast<int>(timeout.ms));
    if (!coordinator_moves(code) || std::chrono::steady_clock::now() >= end) break;
    std::this_thread::sleep_for(kPause);
  }
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  const std::string tried = "ask for the offsets of the group " + group + ": ";
  if (code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED) {
    return Error{ErrorKind::config, tried + "not allowed; grant READ on the group to this user"};
  }
  return Error{ErrorKind::unavailable, tried + rd_kafka_err2str(code)};
}

}  // namespace syndicated
