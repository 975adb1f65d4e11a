// What a client of librdkafka calls back for, whichever client it is: lines for the log, tokens. And the one
// place where clients are made. Internal to the folder.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "connectors/kafka/handles.h"
#include "connectors/kafka/kafka_options.h"
#include "connectors/kafka/properties.h"
#include "pipeline/clock.h"
#include "pipeline/log.h"
#include "pipeline/result.h"

namespace syndicated {

// The opaque pointer of every client; it outlives the client.
class ClientOwner {
 public:
  // For a client that lives for one question: its lines go nowhere.
  explicit ClientOwner(const KafkaCluster& cluster) : cluster_(cluster) {}
  ClientOwner(const KafkaCluster& cluster, const Clock& clock, Log& log)
      : cluster_(cluster), clock_(&clock), log_(&log) {}
  virtual ~ClientOwner() = default;
  ClientOwner(const ClientOwner&) = delete;
  ClientOwner& operator=(const ClientOwner&) = delete;

  // Makes a client of `conf`, to which apply_cluster() and the caller's own properties and callbacks have been
  // set; the opaque pointer that those get is a ClientOwner*. Errors: config.
  Result<ClientPtr> make_client(KafkaClient kind, KafkaPtr<rd_kafka_conf_t> conf);

  // A line of librdkafka with its syslog level and its kind ("FAIL"). While brokers are away the same
  // few lines come again and again; of each kind one a minute is passed on. Any thread.
  void client_says(int level, const char* kind, const char* text);

  // The client needs a token now. Any thread.
  void bring_token(rd_kafka_t* client);

  // Why the last token did not come; empty when it did. Any thread.
  std::optional<Error> token_trouble();

 private:
  const KafkaCluster& cluster_;
  const Clock* const clock_ = nullptr;  // both or none
  Log* const log_ = nullptr;
  std::mutex mutex_;
  std::map<std::string, Duration> last_;  // guarded by mutex_: when a kind was passed on
  std::optional<Error> token_trouble_;    // guarded by mutex_
};

}  // namespace syndicated
