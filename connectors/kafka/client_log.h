// What librdkafka has to say, passed on to the daemon's log. Internal to the folder.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "connectors/kafka/handles.h"
#include "pipeline/clock.h"
#include "pipeline/log.h"

namespace syndicated {

// Owns a client and its opaque pointer: whoever makes a client with pass_log_on() sets its opaque to
// the ClientOwner part of itself.
class ClientOwner {
 public:
  ClientOwner(const Clock& clock, Log& log) : clock_(clock), log_(log) {}
  virtual ~ClientOwner() = default;
  ClientOwner(const ClientOwner&) = delete;
  ClientOwner& operator=(const ClientOwner&) = delete;

  // A line of librdkafka with its syslog level and its kind ("FAIL"). While brokers are away the same
  // few lines come again and again; of each kind one a minute is passed on. Any thread.
  void client_says(int level, const char* kind, const char* text);

 protected:
  const Clock& clock_;
  Log& log_;

 private:
  std::mutex mutex_;
  std::map<std::string, Duration> last_;  // guarded by mutex_: when a kind was passed on
};

// Lines of the client go to the ClientOwner that its opaque points to.
void pass_log_on(rd_kafka_conf_t* conf);

// Lines of the client go nowhere; for clients that live for one question.
void drop_log(rd_kafka_conf_t* conf);

}  // namespace syndicated
