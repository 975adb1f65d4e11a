// What the errors of librdkafka ask of a person, or of the daemon: to try again. Internal to the folder;
// any thread.
#pragma once

#include <string>

#include "connectors/kafka/kafka_options.h"
#include "pipeline/result.h"

// As librdkafka declares it, so that its header stays in .cc files.
typedef struct rd_kafka_error_s rd_kafka_error_t;

namespace syndicated {

// Another process has taken this one's place. `code` is a rd_kafka_resp_err_t.
bool is_fenced(int code);

// `code` is a rd_kafka_resp_err_t; `what` tells what was tried, and comes back with what to do. fenced,
// config where only a person can mend it, or else unavailable.
Error error_of(int code, const std::string& what);
Error error_of(const std::string& tried, const rd_kafka_error_t* error);

// Whether librdkafka's error event, a rd_kafka_resp_err_t with its sentence, means that the brokers do not let this
// client in, or that it does not trust them; not whether a connection broke off.
bool is_refused_entry(int code, const std::string& trouble);

// The brokers do not let this client in, or it does not trust them: policy, because a new password may
// still be on its way to the brokers when a daemon has been working before. `trouble` is librdkafka's
// own sentence.
Error refused_entry(const KafkaSecurity& security, const std::string& trouble);

}  // namespace syndicated
