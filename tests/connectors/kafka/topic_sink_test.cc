// What TopicSink makes of the answers of brokers, call by call, on the mock cluster. The table is the one
// of outcomes: done, rebuild (nothing of it may count), fatal with what a person has to do. That nothing
// was committed when it says rebuild is shown on a real broker (real_broker_test.cc, tests/kafka).
#include "connectors/kafka/topic_sink.h"

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#include "tests/connectors/kafka/mock_kafka.h"

namespace syndicated {
namespace {

class NoRecords final : public StateReader {
 public:
  void on_record(const StateRecord&) override { ++count; }
  int count = 0;
};

class KeptLog final : public Log {
 public:
  void event(LogLevel, std::string_view sentence, std::initializer_list<LogField>) override {
    const std::lock_guard lock(mutex_);
    lines_ += std::string(sentence) + "\n";
  }
  bool has(const std::string& sentence) {
    const std::lock_guard lock(mutex_);
    return lines_.find(sentence) != std::string::npos;
  }

 private:
  std::mutex mutex_;
  std::string lines_;
};

class TopicSinkTest : public ::testing::Test {
 protected:
  // A sink that has recovered, for a member of generation 1.
  void open(const Clock& clock) {
    sink_ = std::make_unique<TopicSink>(options_, clock, log_);
    const Result<Recovered> recovered = sink_->recover(reader_);
    ASSERT_TRUE(recovered.has_value()) << recovered.error().what;
    epoch_ = recovered->line_epoch;
    seq_ = recovered->seq;
    sink_->set_group_metadata(member_metadata("t", 1, "member"));
  }

  CommitResult commit(std::uint64_t number) {
    std::vector<BatchPtr> batches;
    batches.push_back(small_batch(epoch_, number));
    return sink_->commit(batches);
  }

  Watchdog watchdog_;
  SystemClock clock_;
  KeptLog log_;
  MockKafka kafka_;
  KafkaOptions options_ = kafka_.options({"in"});
  NoRecords reader_;
  std::unique_ptr<TopicSink> sink_;
  std::uint64_t epoch_ = 0, seq_ = 0;
};

struct Row {
  const char* name;
  Request request;
  std::vector<int> errors;
  CommitOutcome outcome;
  ErrorKind kind;     // unless done
  const char* tells;  // a part of the message
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

// librdkafka 2.0.2 forgets the op of rd_kafka_send_offsets_to_transaction() when the producer fails for good
// while the answer to it is under way (367 bytes, once in the life of a producer).
#ifdef __SANITIZE_ADDRESS__
using ForgottenOp = __lsan::ScopedDisabler;
#else
struct ForgottenOp {};
#endif

class AtCommit : public TopicSinkTest, public ::testing::WithParamInterface<Row> {};

TEST_P(AtCommit, GivesTheOutcomeOfTheTable) {
  const Row& row = GetParam();
  open(clock_);
  for (const int error : row.errors) kafka_.fail(row.request, {error});
  std::optional<ForgottenOp> forgotten;
  if (row.outcome != CommitOutcome::done) forgotten.emplace();
  const CommitResult result = commit(1);
  forgotten.reset();
  EXPECT_EQ(result.outcome, row.outcome) << result.error.what;
  EXPECT_EQ(kafka_.errors_left(row.request), 0);
  if (row.outcome == CommitOutcome::done) {
    EXPECT_EQ(commit(2).outcome, CommitOutcome::done);
    return;
  }
  EXPECT_EQ(result.error.kind, row.kind) << result.error.what;
  EXPECT_NE(result.error.what.find(row.tells), std::string::npos) << result.error.what;
  // The producer is gone: nothing is written before the state was recovered.
  const CommitResult again = commit(2);
  EXPECT_EQ(again.outcome, CommitOutcome::rebuild);
  EXPECT_NE(again.error.what.find("recovered first"), std::string::npos) << again.error.what;
}

constexpr CommitOutcome kDone = CommitOutcome::done;
constexpr CommitOutcome kRebuild = CommitOutcome::rebuild;
constexpr CommitOutcome kFatal = CommitOutcome::fatal;
constexpr ErrorKind kAway = ErrorKind::unavailable;
constexpr ErrorKind kConfig = ErrorKind::config;
constexpr ErrorKind kFenced = ErrorKind::fenced;
constexpr int kTransport = RD_KAFKA_RESP_ERR__TRANSPORT;

const Row kCommitRows[] = {
    {"PartitionsMovedCoordinator", Request::add_partitions,
     {RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE}, kDone, kAway, ""},
    {"PartitionsNotAllowed", Request::add_partitions, {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED},
     kFatal, kConfig, "grant WRITE on the topics"},
    {"PartitionsFenced", Request::add_partitions, {RD_KAFKA_RESP_ERR_PRODUCER_FENCED}, kFatal, kFenced,
     "another daemon runs under the same name"},
    {"PartitionsInAnotherState", Request::add_partitions, {RD_KAFKA_RESP_ERR_INVALID_TXN_STATE},
     kRebuild, kAway, ""},
    {"ProduceRetried", Request::produce,
     {RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION}, kDone, kAway, ""},
    {"ProduceLostItsConnection", Request::produce, {kTransport}, kDone, kAway, ""},
    {"ProduceTooLarge", Request::produce, {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE}, kFatal, kConfig,
     "max.message.bytes"},
    {"ProduceNotAllowed", Request::produce, {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED}, kFatal,
     kConfig, "grant WRITE on the topics"},
    {"ProduceFenced", Request::produce, {RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH}, kFatal, kFenced,
     "another daemon runs under the same name"},
    {"OffsetsRetried", Request::add_offsets,
     {RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS, RD_KAFKA_RESP_ERR_NOT_COORDINATOR}, kDone, kAway, ""},
    {"OffsetsNotAllowed", Request::add_offsets, {RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED},
     kFatal, kConfig, "transactional id"},
    {"GroupIsLoading", Request::txn_offset_commit, {RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS}, kDone,
     kAway, ""},
    {"GroupNotAllowed", Request::txn_offset_commit, {RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED}, kFatal,
     kConfig, "grant READ on the group"},
    {"GenerationIsStale", Request::txn_offset_commit, {RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION}, kRebuild,
     kAway, "offsets"},
    {"MemberIsUnknown", Request::txn_offset_commit, {RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID}, kRebuild, kAway,
     "offsets"},
    {"InstanceIsFenced", Request::txn_offset_commit, {RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID}, kFatal,
     kFenced, "another daemon runs under the same name"},
    {"EndRetried", Request::end_txn,
     {RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_COORDINATOR}, kDone, kAway, ""},
    {"EndLostItsConnection", Request::end_txn, {kTransport}, kDone, kAway, ""},
    {"EndFenced", Request::end_txn, {RD_KAFKA_RESP_ERR_PRODUCER_FENCED}, kFatal, kFenced,
     "another daemon runs under the same name"},
    {"EndOfAnOldEpoch", Request::end_txn, {RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH}, kFatal, kFenced,
     "another daemon runs under the same name"},
    {"EndInAnotherState", Request::end_txn, {RD_KAFKA_RESP_ERR_INVALID_TXN_STATE}, kRebuild, kAway, ""},
    {"EndUnknown", Request::end_txn, {RD_KAFKA_RESP_ERR_UNKNOWN}, kRebuild, kAway, ""},
};

INSTANTIATE_TEST_SUITE_P(Table, AtCommit, ::testing::ValuesIn(kCommitRows),
                         [](const auto& row) { return std::string(row.param.name); });

class AtInit : public TopicSinkTest, public ::testing::WithParamInterface<Row> {};

TEST_P(AtInit, GivesTheErrorOfTheTable) {
  const Row& row = GetParam();
  for (const int error : row.errors) kafka_.fail(row.request, {error});
  sink_ = std::make_unique<TopicSink>(options_, clock_, log_);
  const Result<Recovered> recovered = sink_->recover(reader_);
  ASSERT_EQ(recovered.has_value(), row.outcome == kDone) << recovered.error().what;
  if (recovered) return;
  EXPECT_EQ(recovered.error().kind, row.kind) << recovered.error().what;
  EXPECT_NE(recovered.error().what.find(row.tells), std::string::npos) << recovered.error().what;
}

const Row kInitRows[] = {
    {"Retried", Request::init_producer_id,
     {RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS}, kDone,
     kAway, ""},
    {"LostItsConnection", Request::init_producer_id, {kTransport}, kDone, kAway, ""},
    {"NotAllowed", Request::init_producer_id, {RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED},
     kFatal, kConfig, "grant WRITE and DESCRIBE on the transactional id"},
    {"CoordinatorNotAllowed", Request::find_coordinator,
     {RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED}, kFatal, kConfig, "transactional id"},
    {"ClusterNotAllowed", Request::init_producer_id, {RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED},
     kFatal, kConfig, "grant WRITE"},
    {"TimeoutTooLong", Request::init_producer_id, {RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT}, kFatal,
     kConfig, "kafka.transaction_timeout"},
    {"Fenced", Request::init_producer_id, {RD_KAFKA_RESP_ERR_PRODUCER_FENCED}, kFatal, kFenced,
     "another daemon"},
};

INSTANTIATE_TEST_SUITE_P(Table, AtInit, ::testing::ValuesIn(kInitRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_F(TopicSinkTest, RecoversWhatItCommittedFromTheStateLogs) {
  open(clock_);
  ASSERT_EQ(commit(1).outcome, CommitOutcome::done);
  ASSERT_EQ(commit(2).outcome, CommitOutcome::done);
  open(clock_);
  EXPECT_EQ(seq_, 2u);
  EXPECT_EQ(reader_.count, 2);
}

TEST_F(TopicSinkTest, ReplacesAProducerWhoseEndOfTransactionMayHaveBeenAskedForTwice) {
  open(clock_);
  kafka_.fail(Request::end_txn, {kTransport});
  ASSERT_EQ(commit(1).outcome, CommitOutcome::done);
  // The next transaction is one of a new producer, or this would be taken by nobody.
  kafka_.fail(Request::init_producer_id, {RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS});
  kafka_.fail(Request::end_txn, {kTransport});
  ASSERT_EQ(commit(2).outcome, CommitOutcome::done);
  EXPECT_EQ(kafka_.errors_left(Request::init_producer_id), 0);
  EXPECT_EQ(commit(3).outcome, CommitOutcome::done);
}

TEST_F(TopicSinkTest, KeepsItsProducerWhileNothingIsOdd) {
  open(clock_);
  kafka_.fail(Request::init_producer_id, {RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS});
  for (std::uint64_t i = 1; i <= 5; ++i) ASSERT_EQ(commit(i).outcome, CommitOutcome::done);
  EXPECT_EQ(kafka_.errors_left(Request::init_producer_id), 1);
}

TEST_F(TopicSinkTest, IsNotFencedForGoodByATransactionThatOutlivedItsTime) {
  const HastyClock clock(seconds(6));
  open(clock);
  kafka_.fail(Request::end_txn, {RD_KAFKA_RESP_ERR_PRODUCER_FENCED});
  const CommitResult result = commit(1);
  EXPECT_EQ(result.outcome, CommitOutcome::rebuild);
  EXPECT_NE(result.error.what.find("took longer than"), std::string::npos) << result.error.what;
}

TEST_F(TopicSinkTest, AbortsWhileTheFirstPartitionsAreStillBeingAddedAndBeginsAnew) {
  open(clock_);
  kafka_.delay(Request::add_partitions, 3000);
  kafka_.fail(Request::add_offsets, {RD_KAFKA_RESP_ERR_INVALID_TXN_STATE});
  EXPECT_EQ(commit(1).outcome, CommitOutcome::rebuild);
  options_.name = "t2";  // the mock shows aborted records, so that the state of `t` would not fit
  for (const char* topic : {"t2.marks", "t2.decisions", "t2.heads"}) kafka_.make_topic(topic);
  open(clock_);
  sink_->set_group_metadata(member_metadata("t2", 1, "member"));
  EXPECT_EQ(commit(1).outcome, CommitOutcome::done);
}

// Each message has headers, which are ours again when it is refused and must be freed once; that
// rd_kafka_produceva() frees them too (mended in 2.12.0) is why it is not used. The sanitizers judge.
TEST_F(TopicSinkTest, WaitsForRoomWhileTheQueueOfTheProducerIsFull) {
  options_.cluster.properties["queue.buffering.max.messages"] = "10";
  open(clock_);
  auto batch = small_batch(epoch_, 1);
  for (int i = 0; i < 500; ++i) batch->outputs.push_back({Stream::records, "key", 0, batch->encoded.size()});
  std::vector<BatchPtr> batches;
  batches.push_back(std::move(batch));
  const CommitResult result = sink_->commit(batches);
  EXPECT_EQ(result.outcome, CommitOutcome::done) << result.error.what;
}

TEST_F(TopicSinkTest, RefusesARecordThatIsLargerThanAMessageMayBe) {
  open(clock_);
  auto batch = small_batch(epoch_, 1);
  batch->encoded.assign(2'000'000, 'x');
  batch->outputs[0].size = batch->encoded.size();
  std::vector<BatchPtr> batches;
  batches.push_back(std::move(batch));
  const CommitResult result = sink_->commit(batches);
  EXPECT_EQ(result.outcome, CommitOutcome::fatal);
  EXPECT_EQ(result.error.kind, ErrorKind::config);
  EXPECT_NE(result.error.what.find("limits.body"), std::string::npos) << result.error.what;
}

TEST_F(TopicSinkTest, StopsTheProgramWhenOffsetsWouldBeCommittedByNoMember) {
  open(clock_);
  sink_->set_group_metadata("");
  EXPECT_DEATH(commit(1), "CHECK failed");
}

TEST_F(TopicSinkTest, IsUnavailableWhileBrokersAreAwayAndEndsAtOnceWhenItIsStopped) {
  kafka_.set_down(true);
  std::atomic<bool> stopping{false};
  TopicSink sink(options_, clock_, log_, &stopping);
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    stopping = true;
  });
  const Duration begun = clock_.steady();
  const Result<Recovered> recovered = sink.recover(reader_);
  stopper.join();
  ASSERT_FALSE(recovered.has_value());
  EXPECT_EQ(recovered.error().kind, ErrorKind::unavailable) << recovered.error().what;
  EXPECT_LT((clock_.steady() - begun).ms, 8000);
}

TEST_F(TopicSinkTest, GivesUpWhenTheBrokersGoAwayInTheMiddleAndDoesNotHang) {
  options_.sink.transaction_timeout = seconds(2);
  open(clock_);
  ASSERT_EQ(commit(1).outcome, CommitOutcome::done);
  kafka_.set_down(true);
  const CommitResult result = commit(2);
  EXPECT_EQ(result.outcome, CommitOutcome::rebuild) << result.error.what;
  sink_.reset();
}

TEST_F(TopicSinkTest, SaysThatTheBrokersDoNotTellHowTopicsAreSetUpAndGoesOn) {
  open(clock_);
  EXPECT_TRUE(log_.has("The brokers do not tell how the topics are set up"));
}

}  // namespace
}  // namespace syndicated
