#include "connectors/kafka/topic_reader.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <utility>

#include "connectors/kafka/client_conf.h"
#include "connectors/kafka/client_owner.h"
#include "connectors/kafka/handles.h"
#include "connectors/kafka/state_topics.h"
#include "pipeline/check.h"

namespace syndicated {
namespace {

constexpr Duration kAnswerTimeout = seconds(10);

}  // namespace

std::string output_topic(const KafkaSinkOptions& options, Stream stream) {
  switch (stream) {
    case Stream::records: return records_topic(options);
    case Stream::relations: return relations_topic(options);
    case Stream::dead_letters: return dead_letters_topic(options);
  }
  return {};
}

struct TopicReader::State final : ClientOwner {
  State(const KafkaOptions& given, TopicReaderOptions asked, const Clock& c)
      : ClientOwner(given.cluster), options(given), reader(std::move(asked)), clock(c) {}
  ~State() override { stop(); }

  static void on_error(rd_kafka_t*, int code, const char* reason, void* opaque) {
    State& state = *static_cast<State*>(static_cast<ClientOwner*>(opaque));
    if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
      state.trouble = state.last_error.empty() ? reason : state.last_error;
      return;
    }
    state.last_error = reason;
    state.not_let_in = code == RD_KAFKA_RESP_ERR__AUTHENTICATION || code == RD_KAFKA_RESP_ERR__SSL;
  }

  Result<void> open();
  Result<int> count_partitions();
  Error no_answer(const std::string& tried, rd_kafka_resp_err_t code);
  Error not_allowed() const;
  int timeout_ms() const;
  void stop();

  const KafkaOptions& options;
  const TopicReaderOptions reader;
  const Clock& clock;
  Duration deadline;  // of the questions that are being asked
  // The topic and the queue must go before the client that they belong to.
  ClientPtr client;
  KafkaPtr<rd_kafka_topic_t> topic;
  KafkaPtr<rd_kafka_queue_t> messages;
  TopicOffsets positions;  // of the partitions that are read
  std::string last_error, trouble;
  bool not_let_in = false;
};

TopicReader::TopicReader(const KafkaOptions& options, TopicReaderOptions reader, const Clock& clock)
    : state_(std::make_unique<State>(options, std::move(reader), clock)) {}

TopicReader::~TopicReader() = default;

std::int64_t TopicReader::position(std::int32_t partition) const {
  return state_->positions.at(partition);
}

const std::string& TopicReader::trouble() const { return state_->trouble; }

Error TopicReader::unavailable(const std::string& tried) const {
  return state_->no_answer(tried, RD_KAFKA_RESP_ERR__TIMED_OUT);
}

// A consumer without a group: it asks no coordinator, and needs no rights on a group.
Result<void> TopicReader::State::open() {
  if (client != nullptr) return {};
  KafkaPtr<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  char what[512];
  const auto set = [&](const char* key, const char* value) {
    CHECK(rd_kafka_conf_set(conf.get(), key, value, what, sizeof what) == RD_KAFKA_CONF_OK,
          "a property that is set here is valid");
  };
  set("fetch.wait.max.ms", "100");
  const Result<void> applied =
      apply_cluster(options.cluster, {KafkaClient::consumer, options.name + ".reader"}, conf.get());
  if (!applied) return applied;
  set("enable.auto.commit", "false");
  set("enable.auto.offset.store", "false");
  set("isolation.level", reader.uncommitted ? "read_uncommitted" : "read_committed");
  set("enable.partition.eof", "true");
  // Where messages were deleted while they were being read, the oldest that is there comes next.
  set("auto.offset.reset", "earliest");
  rd_kafka_conf_set_error_cb(conf.get(), on_error);
  Result<ClientPtr> made = make_client(KafkaClient::consumer, std::move(conf));
  if (!made) return made.error();
  client = std::move(made).value();
  topic.reset(rd_kafka_topic_new(client.get(), reader.topic.c_str(), nullptr));
  messages.reset(rd_kafka_queue_new(client.get()));
  return {};
}

int TopicReader::State::timeout_ms() const {
  return static_cast<int>(std::max<std::int64_t>((deadline - clock.steady()).ms, 1));
}

Error TopicReader::State::no_answer(const std::string& tried, rd_kafka_resp_err_t code) {
  rd_kafka_poll(client.get(), 0);  // calls on_error with what has happened meanwhile
  std::string brokers;
  for (const std::string& broker : options.cluster.brokers) {
    brokers += (brokers.empty() ? "" : ", ") + broker;
  }
  const std::string why = last_error.empty() ? rd_kafka_err2str(code) : last_error;
  if (not_let_in) {
    return {ErrorKind::policy, tried + ": the brokers " + brokers + " do not let this client in: " +
                                   why + "; check `kafka.security`, `kafka.sasl` and `kafka.tls`"};
  }
  return {ErrorKind::unavailable, tried + ": no answer from the brokers " + brokers + ": " + why};
}

Error TopicReader::State::not_allowed() const {
  return {ErrorKind::config, "read the topic " + reader.topic +
                                 ": not allowed; grant READ and DESCRIBE on it to this user"};
}

Result<int> TopicReader::State::count_partitions() {
  const rd_kafka_metadata_t* found = nullptr;
  const std::string tried = "ask for the topic " + reader.topic;
  const rd_kafka_resp_err_t code =
      rd_kafka_metadata(client.get(), 0, topic.get(), &found, timeout_ms());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return no_answer(tried, code);
  const std::unique_ptr<const rd_kafka_metadata_t, void (*)(const rd_kafka_metadata_t*)> owner(
      found, rd_kafka_metadata_destroy);
  const rd_kafka_metadata_topic_t& about = found->topics[0];
  switch (about.err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR: return about.partition_cnt;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED: return not_allowed();
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
      return Error{ErrorKind::config,
                   "the topic " + reader.topic +
                       " does not exist: check `output.kafka`; the daemon makes its topics when it "
                       "first runs, or make it with kafka-topics.sh --create --topic " +
                       reader.topic + " --partitions N"};
    default: return Error{ErrorKind::unavailable, tried + ": " + rd_kafka_err2str(about.err)};
  }
}

Result<TopicExtents> TopicReader::extents() {
  State& s = *state_;
  s.deadline = s.clock.steady() + kAnswerTimeout;
  if (const Result<void> made = s.open(); !made) return made.error();
  const Result<int> count = s.count_partitions();
  if (!count) return count.error();
  TopicExtents extents;
  for (std::int32_t partition = 0; partition < *count; ++partition) {
    TopicExtent& extent = extents[partition];
    const rd_kafka_resp_err_t code =
        rd_kafka_query_watermark_offsets(s.client.get(), s.reader.topic.c_str(), partition,
                                         &extent.begin, &extent.end, s.timeout_ms());
    if (code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) return s.not_allowed();
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return s.no_answer("ask for the offsets of " + s.reader.topic, code);
    }
  }
  return extents;
}

Result<TopicOffsets> TopicReader::offsets_at(Time time, const TopicExtents& extents) {
  State& s = *state_;
  s.deadline = s.clock.steady() + kAnswerTimeout;
  const PartitionsPtr list(rd_kafka_topic_partition_list_new(static_cast<int>(extents.size())));
  for (const auto& [partition, extent] : extents) {
    rd_kafka_topic_partition_list_add(list.get(), s.reader.topic.c_str(), partition)->offset =
        time.ms;
  }
  const rd_kafka_resp_err_t code =
      rd_kafka_offsets_for_times(s.client.get(), list.get(), s.timeout_ms());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return s.no_answer("ask for the offsets of a time in " + s.reader.topic, code);
  }
  TopicOffsets offsets;
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& found = list->elems[i];
    if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return s.no_answer("ask for the offsets of a time in " + s.reader.topic, found.err);
    }
    const std::int64_t end = extents.at(found.partition).end;
    offsets[found.partition] = found.offset >= 0 ? std::min(found.offset, end) : end;
  }
  return offsets;
}

void TopicReader::State::stop() {
  for (const auto& [partition, position] : positions) rd_kafka_consume_stop(topic.get(), partition);
  positions.clear();
}

Result<void> TopicReader::begin(const TopicOffsets& offsets) {
  State& s = *state_;
  s.stop();
  for (const auto& [partition, offset] : offsets) {
    if (rd_kafka_consume_start_queue(s.topic.get(), partition, offset, s.messages.get()) != 0) {
      return Error{ErrorKind::unavailable, "read " + topic_origin(s.reader.topic, partition) + ": " +
                                               rd_kafka_err2str(rd_kafka_last_error())};
    }
    s.positions[partition] = offset;
  }
  return {};
}

Result<std::optional<TopicMessage>> TopicReader::next(Duration wait) {
  State& s = *state_;
  const KafkaPtr<rd_kafka_message_t> message(
      rd_kafka_consume_queue(s.messages.get(), static_cast<int>(wait.ms)));
  std::optional<TopicMessage> taken;
  if (message == nullptr) {
    rd_kafka_poll(s.client.get(), 0);
    return taken;
  }
  const auto place = s.positions.find(message->partition);
  if (place == s.positions.end()) return taken;
  switch (message->err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      s.trouble.clear();
      s.last_error.clear();
      break;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED: return s.not_allowed();
    default: s.last_error = rd_kafka_message_errstr(message.get()); return taken;
  }
  if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    place->second = std::max(place->second, message->offset);
    return taken;
  }
  // A fetch may begin a little too early.
  if (message->offset < place->second) return taken;
  place->second = message->offset + 1;
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  taken.emplace();
  taken->partition = message->partition;
  taken->offset = message->offset;
  taken->time = Time{std::max<std::int64_t>(rd_kafka_message_timestamp(message.get(), &type), 0)};
  if (message->payload != nullptr) {
    taken->value.assign(static_cast<const char*>(message->payload), message->len);
  }
  return taken;
}

}  // namespace syndicated
