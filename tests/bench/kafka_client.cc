#include "tests/bench/kafka_client.h"

#include <errno.h>
#include <librdkafka/rdkafka.h>

#include <cstdio>
#include <cstdlib>

namespace syndicated {

void fail(const std::string& what) {
  std::fprintf(stderr, "%s: %s\n", program_invocation_short_name, what.c_str());
  std::exit(1);
}

void must(rd_kafka_error_t* error, const std::string& what) {
  if (error != nullptr) fail(what + ": " + rd_kafka_error_string(error));
}

void must(int error, const std::string& what) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  fail(what + ": " + rd_kafka_err2str(static_cast<rd_kafka_resp_err_t>(error)));
}

ClientPtr make_handle(KafkaClient kind, const Properties& properties) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  char message[512];
  for (const auto& [name, value] : properties) {
    if (rd_kafka_conf_set(conf, name, value.c_str(), message, sizeof message) != RD_KAFKA_CONF_OK)
      fail(message);
  }
  const bool producer = kind == KafkaClient::producer;
  if (producer) {
    rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t*, const rd_kafka_message_t* failed, void*) {
      must(failed->err, "delivery");
    });
  }
  ClientPtr handle(rd_kafka_new(producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER, conf, message,
                                sizeof message));
  if (handle == nullptr) fail(message);
  return handle;
}

}  // namespace syndicated
