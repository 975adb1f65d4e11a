// From the options of the cluster to the properties of one librdkafka client. Internal to the
// folder; config/ and the daemon do not need it. One thread for each conf.
#pragma once

#include <string>

#include "connectors/kafka/kafka_options.h"
#include "connectors/kafka/properties.h"
#include "pipeline/result.h"

// As librdkafka declares it, so that its header stays in .cc files.
typedef struct rd_kafka_conf_s rd_kafka_conf_t;

namespace syndicated {

struct ClientSetup {
  KafkaClient kind = KafkaClient::producer;
  std::string client_id;  // what the broker's log calls this client
};

// Sets brokers, security, the guards that hold for every client (no Nagle, verified host names, no
// topic made by accident) and then the operator's properties for this kind of client. Call it
// after the caller's own tuning, which an operator may override, and before what must hold
// (transactional.id, isolation.level, ...): those names are refused in the properties.
// Errors: config, naming the key of the configuration and never holding a secret.
Result<void> apply_cluster(const KafkaCluster& cluster, const ClientSetup& setup,
                           rd_kafka_conf_t* conf);

}  // namespace syndicated
