#include "tests/connectors/kafka/mock_kafka.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace syndicated {
namespace {

constexpr int kBroker = 1;

}  // namespace

MockKafka::MockKafka() {
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  rd_kafka_conf_set_log_cb(conf, nullptr);
  host_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0));
  cluster_ = rd_kafka_mock_cluster_new(host_.get(), 1);
}

MockKafka::~MockKafka() { rd_kafka_mock_cluster_destroy(cluster_); }

KafkaOptions MockKafka::options(const std::vector<std::string>& inputs) {
  KafkaOptions options;
  options.cluster.brokers = {rd_kafka_mock_cluster_bootstraps(cluster_)};
  options.name = "t";
  options.authority = "example.org,2025";
  options.session_timeout = seconds(6);
  options.question_timeout = milliseconds(50);  // the mock never answers these
  options.sink.records_topic = "out";
  for (const std::string& topic : inputs) {
    make_topic(topic);
    TopicInput input;
    input.topic = topic;
    options.topics.push_back(input);
  }
  for (const char* topic : {"out", "out.relations", "out.dead", "t.marks", "t.decisions", "t.heads"}) {
    make_topic(topic);
  }
  return options;
}

void MockKafka::fail(Request request, std::initializer_list<int> errors) {
  for (const int error : errors) {
    rd_kafka_mock_broker_push_request_error_rtts(cluster_, kBroker,
                                                 static_cast<std::int16_t>(request), 1, error, 0);
  }
}

void MockKafka::delay(Request request, int ms) {
  rd_kafka_mock_broker_push_request_error_rtts(cluster_, kBroker,
                                               static_cast<std::int16_t>(request), 1,
                                               RD_KAFKA_RESP_ERR_NO_ERROR, ms);
}

int MockKafka::errors_left(Request request) {
  std::size_t count = 0;
  rd_kafka_mock_broker_error_stack_cnt(cluster_, kBroker, static_cast<std::int16_t>(request), &count);
  return static_cast<int>(count);
}

void MockKafka::set_down(bool down) {
  if (down) {
    rd_kafka_mock_broker_set_down(cluster_, kBroker);
  } else {
    rd_kafka_mock_broker_set_up(cluster_, kBroker);
  }
}

void MockKafka::make_topic(const std::string& topic) {
  rd_kafka_mock_topic_create(cluster_, topic.c_str(), 1, 1);
}

void MockKafka::produce(const std::string& topic, const std::vector<std::string>& values) {
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  rd_kafka_conf_set(conf, "bootstrap.servers", rd_kafka_mock_cluster_bootstraps(cluster_), nullptr, 0);
  const ClientPtr client(rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0));
  for (const std::string& value : values) {
    rd_kafka_producev(client.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(0),
                      RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
                      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
  }
  ASSERT_EQ(rd_kafka_flush(client.get(), 30'000), RD_KAFKA_RESP_ERR_NO_ERROR);
}

BatchPtr small_batch(std::uint64_t line_epoch, std::uint64_t number) {
  auto batch = std::make_unique<Batch>();
  batch->line_epoch = line_epoch;
  batch->stream_time = Time{static_cast<std::int64_t>(number)};
  batch->positions.push_back({"topic:in/0", 0, number});
  batch->state.push_back({StateLog::marks, batch->stream_time, {}, "mark" + std::to_string(number)});
  batch->encoded = "record" + std::to_string(number);
  batch->outputs.push_back({Stream::records, "key", 0, batch->encoded.size()});
  batch->tally.fetched = batch->tally.published_fresh = 1;
  return batch;
}

std::string member_metadata(const std::string& group, int generation, const std::string& member) {
  const KafkaPtr<rd_kafka_consumer_group_metadata_t> made(
      rd_kafka_consumer_group_metadata_new_with_genid(group.c_str(), generation, member.c_str(),
                                                      "instance"));
  void* bytes = nullptr;
  std::size_t size = 0;
  const KafkaPtr<rd_kafka_error_t> error(
      rd_kafka_consumer_group_metadata_write(made.get(), &bytes, &size));
  std::string text(static_cast<const char*>(bytes), size);
  rd_kafka_mem_free(nullptr, bytes);
  return text;
}

Watchdog::Watchdog()
    : thread_([this] {
        std::unique_lock lock(mutex_);
        if (ended_.wait_for(lock, std::chrono::seconds(60), [this] { return done_; })) return;
        std::fprintf(stderr, "a test takes longer than a minute: something hangs\n");
        std::abort();
      }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

}  // namespace syndicated
