// A cluster of librdkafka's mock brokers, which answer with the errors that a test asks for.
//
// What they cannot show (librdkafka 2.0.2), a real broker has to: they fence nobody, drop offsets that
// a transaction commits, show aborted records to everybody, know no admin requests, and send exactly
// the messages that were asked for.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "connectors/kafka/handles.h"
#include "connectors/kafka/kafka_options.h"
#include "pipeline/batch.h"
#include "pipeline/clock.h"

typedef struct rd_kafka_mock_cluster_s rd_kafka_mock_cluster_t;

namespace syndicated {

// The numbers of the requests in Kafka's protocol.
enum class Request : std::int16_t {
  produce = 0,
  fetch = 1,
  metadata = 3,
  find_coordinator = 10,
  join_group = 11,
  heartbeat = 12,
  sync_group = 14,
  init_producer_id = 22,
  add_partitions = 24,
  add_offsets = 25,
  end_txn = 26,
  txn_offset_commit = 28,
};

class MockKafka {
 public:
  MockKafka();
  ~MockKafka();

  // Of a daemon "t" that writes to "out" and reads `inputs`, topics of one partition; all topics stand.
  KafkaOptions options(const std::vector<std::string>& inputs = {});

  // The next answers to this request are these errors (rd_kafka_resp_err_t).
  void fail(Request request, std::initializer_list<int> errors);
  void delay(Request request, int ms);  // the next answer comes this late
  int errors_left(Request request);     // of those that were asked for
  void set_down(bool down);

  void make_topic(const std::string& topic);
  void produce(const std::string& topic, const std::vector<std::string>& values);

 private:
  ClientPtr host_;
  rd_kafka_mock_cluster_t* cluster_ = nullptr;
};

// A batch that writes a record, a mark and the position of "in/0", and the group metadata for it.
BatchPtr small_batch(std::uint64_t line_epoch, std::uint64_t number);
std::string member_metadata(const std::string& group, int generation, const std::string& member);

// Ends the process when a test takes longer than a minute: what hangs must not hang for ever.
class Watchdog {
 public:
  Watchdog();
  ~Watchdog();

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  bool done_ = false;
  std::thread thread_;
};

// The system's clock, of which each reading is `step` later than the last one, besides. Threads of
// clients read it too.
class HastyClock final : public Clock {
 public:
  explicit HastyClock(Duration step) : step_(step) {}
  Time now() const override { return real_.now(); }
  Duration steady() const override {
    return real_.steady() + milliseconds(ahead_ms_ += step_.ms);
  }

 private:
  SystemClock real_;
  Duration step_;
  mutable std::atomic<std::int64_t> ahead_ms_{0};
};

}  // namespace syndicated
