// What only a real broker can show: fencing, offsets and records of transactions, settings of topics, and
// the contracts of Sink and Source. Runs where KAFKA_BROKERS says: tests/kafka/broker start DIR; . DIR/env
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <map>

#include "connectors/kafka/topic_sink.h"
#include "connectors/kafka/topic_source.h"
#include "tests/connectors/kafka/mock_kafka.h"
#include "tests/contract/sink_contract.h"
#include "tests/contract/source_contract.h"

namespace syndicated {
namespace {

const char* brokers() { return std::getenv("KAFKA_BROKERS"); }

constexpr const char* kNoBroker =
    "KAFKA_BROKERS is not set: tests/kafka/broker starts one and says where it is";

const char* why_no_broker() { return brokers() == nullptr ? kNoBroker : nullptr; }

std::string fresh_name() {
  static int number = 0;
  return "real" + std::to_string(getpid()) + "-" + std::to_string(++number);
}

KafkaOptions fresh_options() {
  KafkaOptions options;
  options.cluster.brokers = {brokers() != nullptr ? brokers() : "127.0.0.1:1"};
  options.name = fresh_name();
  options.authority = "example.org,2025";
  options.session_timeout = seconds(6);
  options.sink.records_topic = options.name + ".out";
  options.sink.output_partitions = 1;
  return options;
}

ClientPtr make_client(rd_kafka_type_t type, std::map<std::string, std::string> properties) {
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  properties["bootstrap.servers"] = brokers();
  for (const auto& [key, value] : properties) {
    EXPECT_EQ(rd_kafka_conf_set(conf, key.c_str(), value.c_str(), nullptr, 0), RD_KAFKA_CONF_OK) << key;
  }
  ClientPtr client(rd_kafka_new(type, conf, nullptr, 0));
  if (type == RD_KAFKA_CONSUMER) rd_kafka_poll_set_consumer(client.get());
  return client;
}

void make_topic(const std::string& name, const std::map<std::string, std::string>& settings = {}) {
  const ClientPtr client = make_client(RD_KAFKA_PRODUCER, {});
  rd_kafka_NewTopic_t* topic = rd_kafka_NewTopic_new(name.c_str(), 1, 1, nullptr, 0);
  for (const auto& [key, value] : settings) rd_kafka_NewTopic_set_config(topic, key.c_str(), value.c_str());
  const KafkaPtr<rd_kafka_queue_t> queue(rd_kafka_queue_new(client.get()));
  rd_kafka_CreateTopics(client.get(), &topic, 1, nullptr, queue.get());
  rd_kafka_event_t* const event = rd_kafka_queue_poll(queue.get(), 30'000);
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_event_destroy(event);
  rd_kafka_NewTopic_destroy(topic);
}

void write(const std::string& topic, const std::vector<std::string>& values) {
  const ClientPtr client = make_client(RD_KAFKA_PRODUCER, {});
  for (const std::string& value : values) {
    rd_kafka_producev(client.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(0),
                      RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
                      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
  }
  ASSERT_EQ(rd_kafka_flush(client.get(), 30'000), RD_KAFKA_RESP_ERR_NO_ERROR);
}

std::string headers_of(const rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return "";
  std::string text;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) ==
                          RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    text += std::string(name) + "=" + std::string(static_cast<const char*>(value), size) + ";";
  }
  return text;
}

// What a reader of committed data sees. `headers` gets those of the last message.
std::vector<std::string> read_all(const std::string& topic, std::string* headers = nullptr) {
  const ClientPtr client = make_client(
      RD_KAFKA_CONSUMER, {{"group.id", "reader"}, {"isolation.level", "read_committed"},
                          {"enable.auto.commit", "false"}, {"enable.partition.eof", "true"},
                          {"fetch.wait.max.ms", "10"}});
  const PartitionsPtr list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), 0)->offset = 0;
  rd_kafka_assign(client.get(), list.get());
  std::vector<std::string> values;
  for (;;) {
    const KafkaPtr<rd_kafka_message_t> message(rd_kafka_consumer_poll(client.get(), 20'000));
    if (message == nullptr || message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) break;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    values.emplace_back(static_cast<const char*>(message->payload), message->len);
    if (headers != nullptr) *headers = headers_of(*message);
  }
  rd_kafka_consumer_close(client.get());
  return values;
}

class TopicSinkForm {
 public:
  static const char* why_not() { return why_no_broker(); }
  void make() {
    sink_.reset();
    sink_ = std::make_unique<TopicSink>(options_, clock_, log_);
  }
  Sink& sink() { return *sink_; }
  StateStore& store() { return *sink_; }
  std::vector<std::string> outputs(Stream stream) {
    const char* const suffixes[] = {"", ".relations", ".dead"};
    return read_all(options_.sink.records_topic + suffixes[static_cast<int>(stream)]);
  }

 private:
  KafkaOptions options_ = fresh_options();
  SystemClock clock_;
  NullLog log_;
  std::unique_ptr<TopicSink> sink_;
};

class TopicSourceForm {
 public:
  static const char* why_not() { return why_no_broker(); }
  void fill(int count) {
    const std::string topic = options_.name + ".in";
    make_topic(topic);
    std::vector<std::string> lines;
    for (int i = 1; i <= count; ++i) lines.push_back(std::to_string(i) + "\n");
    write(topic, lines);
    TopicInput input;
    input.topic = topic;
    options_.topics = {input};
  }
  void make() {
    source_.reset();
    source_ = std::make_unique<TopicSource>(options_, clock_, log_, true);
  }
  Source& source() { return *source_; }
  Duration soon() const { return clock_.steady() + milliseconds(200); }

 private:
  KafkaOptions options_ = fresh_options();
  SystemClock clock_;
  NullLog log_;
  std::unique_ptr<TopicSource> source_;
};

class RealBroker : public ::testing::Test {
 protected:
  void SetUp() override {
    if (brokers() == nullptr) GTEST_SKIP() << kNoBroker;
  }

  // As the Service does it: a broker that has only just started may not know its coordinators yet.
  Result<Recovered> open(std::unique_ptr<TopicSink>& sink, const Clock& clock) {
    for (int attempt = 1;; ++attempt) {
      sink = std::make_unique<TopicSink>(options_, clock, log_);
      Result<Recovered> recovered = sink->recover(reader_);
      if (recovered || recovered.error().kind != ErrorKind::unavailable || attempt == 20) return recovered;
      usleep(200'000);
    }
  }

  BatchPtr batch(const Recovered& recovered, std::uint64_t number, const char* origin = "feed:a") {
    BatchPtr one = small_batch(recovered.line_epoch, number);
    one->positions[0].origin = origin;
    return one;
  }

  CommitResult commit(TopicSink& sink, BatchPtr one) {
    std::vector<BatchPtr> batches;
    batches.push_back(std::move(one));
    return sink.commit(batches);
  }

  KafkaOptions options_ = fresh_options();
  SystemClock clock_;
  NullLog log_;
  RecordingReader reader_;
};

TEST_F(RealBroker, FencesATwinOfTheSink) {
  std::unique_ptr<TopicSink> first, second;
  const Result<Recovered> mine = open(first, clock_);
  ASSERT_TRUE(mine.has_value()) << mine.error().what;
  ASSERT_EQ(commit(*first, batch(*mine, 1)).outcome, CommitOutcome::done);
  const Result<Recovered> its = open(second, clock_);
  ASSERT_TRUE(its.has_value()) << its.error().what;
  const CommitResult fenced = commit(*first, batch(*mine, 2));
  EXPECT_EQ(fenced.outcome, CommitOutcome::fatal);
  EXPECT_EQ(fenced.error.kind, ErrorKind::fenced) << fenced.error.what;
  EXPECT_EQ(commit(*second, batch(*its, 2)).outcome, CommitOutcome::done);
  EXPECT_EQ(read_all(options_.sink.records_topic), (std::vector<std::string>{"record1", "record2"}));
}

// A clock on which the process sleeps once, in the middle of a transaction. Threads of clients read it too.
class SleepyClock final : public Clock {
 public:
  Time now() const override { return real_.now(); }
  Duration steady() const override {
    if (armed && --left == 0) {
      usleep(14'000'000);
    }
    return real_.steady();
  }
  mutable std::atomic<bool> armed = false;
  mutable std::atomic<int> left = 5;

 private:
  SystemClock real_;
};

TEST_F(RealBroker, IsBuiltAgainAfterATransactionThatOutlivedItsTime) {
  options_.sink.transaction_timeout = seconds(2);
  const SleepyClock clock;
  std::unique_ptr<TopicSink> sink;
  Result<Recovered> recovered = open(sink, clock);
  ASSERT_TRUE(recovered.has_value()) << recovered.error().what;
  ASSERT_EQ(commit(*sink, batch(*recovered, 1)).outcome, CommitOutcome::done);
  clock.armed = true;
  BatchPtr late = batch(*recovered, 2);
  const CommitResult result = commit(*sink, std::move(late));
  if (!result.error.what.empty()) std::cout << "note: " << result.error.what << "\n";
  EXPECT_NE(result.outcome, CommitOutcome::fatal) << result.error.what;
  const bool done = result.outcome == CommitOutcome::done;
  recovered = sink->recover(reader_);
  ASSERT_TRUE(recovered.has_value()) << recovered.error().what;
  EXPECT_EQ(recovered->seq, done ? 2u : 1u);
  EXPECT_EQ(read_all(options_.sink.records_topic).size(), done ? 2u : 1u);
}

TEST_F(RealBroker, CommitsNothingForAStaleGenerationAndGoesOnAfterARecovery) {
  std::unique_ptr<TopicSink> sink;
  Result<Recovered> recovered = open(sink, clock_);
  ASSERT_TRUE(recovered.has_value()) << recovered.error().what;
  make_topic(options_.name + ".in");
  sink->set_group_metadata(member_metadata(options_.name, 5, "nobody"));
  const std::string origin = "topic:" + options_.name + ".in/0";
  const CommitResult refused = commit(*sink, batch(*recovered, 1, origin.c_str()));
  EXPECT_NE(refused.outcome, CommitOutcome::done);
  recovered = sink->recover(reader_);
  ASSERT_TRUE(recovered.has_value()) << recovered.error().what;
  EXPECT_EQ(recovered->seq, 0u);
  EXPECT_TRUE(reader_.values.empty());
  ASSERT_EQ(commit(*sink, batch(*recovered, 1)).outcome, CommitOutcome::done);
  EXPECT_EQ(read_all(options_.sink.records_topic), std::vector<std::string>{"record1"});
}

TEST_F(RealBroker, RefusesAGroupThatHasAnotherMemberAndDoesNotDisturbIt) {
  const std::string topic = options_.name + ".in";
  make_topic(topic);
  TopicInput input;
  input.topic = topic;
  options_.topics = {input};
  const ClientPtr other = make_client(RD_KAFKA_CONSUMER, {{"group.id", options_.name},
                                                          {"client.id", "an intruder"}});
  const PartitionsPtr list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  rd_kafka_subscribe(other.get(), list.get());
  const auto assigned = [&] {
    KafkaPtr<rd_kafka_message_t>(rd_kafka_consumer_poll(other.get(), 100)).reset();
    rd_kafka_topic_partition_list_t* now = nullptr;
    rd_kafka_assignment(other.get(), &now);
    return PartitionsPtr(now)->cnt;
  };
  for (int i = 0; i < 200 && assigned() == 0; ++i) {
  }
  ASSERT_EQ(assigned(), 1);
  TopicSource source(options_, clock_, log_, false);
  const Result<void> started = source.start({});
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().kind, ErrorKind::policy);
  EXPECT_NE(started.error().what.find("an intruder"), std::string::npos) << started.error().what;
  EXPECT_EQ(assigned(), 1);
  rd_kafka_consumer_close(other.get());
}

TEST_F(RealBroker, RefusesStateTopicsThatForgetTooSoonWithTheCommandThatMendsThem) {
  struct Row {
    const char* log;
    std::map<std::string, std::string> settings;
    const char* tells;  // "" is fine
  };
  const Row rows[] = {
      {".marks", {{"retention.ms", "3600000"}}, "kafka-configs.sh --alter"},
      {".marks", {{"retention.ms", "-1"}, {"retention.bytes", "-1"}}, ""},
      {".marks", {{"retention.ms", "-1"}, {"retention.bytes", "1000000"}}, "retention.bytes=-1"},
      {".decisions", {{"cleanup.policy", "compact"}}, "cleanup.policy=delete"},
      {".heads", {{"cleanup.policy", "delete"}}, "cleanup.policy=compact"},
      {".heads", {{"cleanup.policy", "compact"}}, ""},
  };
  for (const Row& row : rows) {
    options_ = fresh_options();
    make_topic(options_.name + row.log, row.settings);
    std::unique_ptr<TopicSink> sink;
    const Result<Recovered> recovered = open(sink, clock_);
    ASSERT_EQ(recovered.has_value(), *row.tells == '\0') << row.log << row.tells;
    if (recovered) continue;
    EXPECT_EQ(recovered.error().kind, ErrorKind::config);
    EXPECT_NE(recovered.error().what.find(row.tells), std::string::npos) << recovered.error().what;
  }
}

TEST_F(RealBroker, WritesInBatchesThatFitATopicOfSmallMessages) {
  make_topic(options_.sink.records_topic, {{"max.message.bytes", "20000"}});
  std::unique_ptr<TopicSink> sink;
  const Result<Recovered> recovered = open(sink, clock_);
  ASSERT_TRUE(recovered.has_value()) << recovered.error().what;
  std::vector<BatchPtr> batches;
  for (std::uint64_t i = 1; i <= 50; ++i) {
    batches.push_back(batch(*recovered, i));
    std::string& bytes = batches.back()->encoded;
    bytes.clear();
    for (int j = 0; j < 10'000; ++j) bytes += static_cast<char>(std::rand());  // does not compress
    batches.back()->outputs[0].size = bytes.size();
  }
  const CommitResult result = sink->commit(batches);
  EXPECT_EQ(result.outcome, CommitOutcome::done) << result.error.what;
  EXPECT_EQ(read_all(options_.sink.records_topic).size(), 50u);
  EXPECT_LT(recovered->output_bytes_max, 20'000u);
  BatchPtr large = batch(*recovered, 51);
  large->encoded.assign(30'000, 'x');
  large->outputs[0].size = large->encoded.size();
  const CommitResult refused = commit(*sink, std::move(large));
  EXPECT_EQ(refused.outcome, CommitOutcome::fatal);
  EXPECT_NE(refused.error.what.find("limits.body"), std::string::npos) << refused.error.what;
}

TEST_F(RealBroker, DoesNotTrustASnapshotThatMissedCommitsOfAnotherProcess) {
  const KafkaOptions of_other_host = options_;
  options_.sink.snapshot_dir = ::testing::TempDir() + options_.name;
  std::unique_ptr<TopicSink> first;
  const Result<Recovered> mine = open(first, clock_);
  ASSERT_TRUE(mine.has_value()) << mine.error().what;
  ASSERT_EQ(commit(*first, batch(*mine, 1)).outcome, CommitOutcome::done);
  auto second = std::make_unique<TopicSink>(of_other_host, clock_, log_);
  const Result<Recovered> its = second->recover(reader_);
  ASSERT_TRUE(its.has_value()) << its.error().what;
  ASSERT_EQ(commit(*second, batch(*its, 2)).outcome, CommitOutcome::done);
  first.reset();  // has not heard of the other, and takes the end of the logs for its own
  ASSERT_EQ(commit(*second, batch(*its, 3)).outcome, CommitOutcome::done);
  second.reset();

  auto third = std::make_unique<TopicSink>(options_, clock_, log_);
  const Result<Recovered> refused = third->recover(reader_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::rebuild) << refused.error().what;
  RecordingReader whole;
  const Result<Recovered> recovered = third->recover(whole);
  ASSERT_TRUE(recovered.has_value()) << recovered.error().what;
  EXPECT_EQ(recovered->seq, 3u);
  EXPECT_EQ(whole.values.size(), 3u);
}

TEST_F(RealBroker, WritesHeadersThatSayWhatItIsOrPassesThemOn) {
  SourceInfo source;
  source.id = "herald";
  for (const bool passes : {false, true}) {
    options_ = fresh_options();
    options_.sink.pass_headers_on = passes;
    std::unique_ptr<TopicSink> sink;
    const Result<Recovered> recovered = open(sink, clock_);
    ASSERT_TRUE(recovered.has_value()) << recovered.error().what;
    BatchPtr one = batch(*recovered, 1);
    one->payloads.resize(1);
    one->payloads[0].source = &source;
    one->payloads[0].headers = {{"desk", "world"}};
    one->outputs.push_back({Stream::dead_letters, "key", 0, one->encoded.size()});
    ASSERT_EQ(commit(*sink, std::move(one)).outcome, CommitOutcome::done);
    std::string headers;
    const std::string described = "content-type=application/json;schema-version=1;syndicated-source=herald;";
    EXPECT_EQ(read_all(options_.sink.records_topic, &headers).size(), 1u);
    EXPECT_EQ(headers, passes ? "desk=world;" : described);
    EXPECT_EQ(read_all(options_.sink.records_topic + ".dead", &headers).size(), 1u);
    EXPECT_EQ(headers, described);
  }
}

// Not a claim: says how long a recovery takes. SYNDICATED_RESTORE sets the number of marks.
TEST_F(RealBroker, RestoresManyRecords) {
  const char* given = std::getenv("SYNDICATED_RESTORE");
  const int count = given != nullptr ? std::atoi(given) : 20'000;
  std::unique_ptr<TopicSink> sink;
  Result<Recovered> recovered = open(sink, clock_);
  ASSERT_TRUE(recovered.has_value()) << recovered.error().what;
  for (int done = 0, number = 1; done < count; ++number) {
    BatchPtr one = batch(*recovered, static_cast<std::uint64_t>(number));
    one->state.clear();
    for (int i = 0; i < 20'000 && done < count; ++i, ++done) {
      one->state.push_back({StateLog::marks, one->stream_time, {}, std::string(36, static_cast<char>(i))});
    }
    ASSERT_EQ(commit(*sink, std::move(one)).outcome, CommitOutcome::done);
  }
  reader_.values.clear();
  reader_.values.reserve(static_cast<std::size_t>(count));
  const Duration begun = clock_.steady();
  recovered = open(sink, clock_);
  ASSERT_TRUE(recovered.has_value()) << recovered.error().what;
  EXPECT_EQ(reader_.values.size(), static_cast<std::size_t>(count));
  std::cout << "note: " << count << " records restored in " << (clock_.steady() - begun).ms << " ms\n";
}

INSTANTIATE_TYPED_TEST_SUITE_P(RealBroker, SinkContract, TopicSinkForm);
INSTANTIATE_TYPED_TEST_SUITE_P(RealBroker, SourceContract, TopicSourceForm);

}  // namespace
}  // namespace syndicated
