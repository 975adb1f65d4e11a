#include "connectors/kafka/topic_sink.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <charconv>
#include <array>
#include <cstdlib>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "connectors/kafka/client_conf.h"
#include "connectors/kafka/client_owner.h"
#include "connectors/kafka/group_offsets.h"
#include "connectors/kafka/handles.h"
#include "connectors/kafka/kafka_errors.h"
#include "connectors/kafka/message_headers.h"
#include "connectors/kafka/snapshot.h"
#include "connectors/kafka/state_log.h"
#include "connectors/kafka/state_reader.h"
#include "connectors/kafka/state_topics.h"
#include "pipeline/check.h"
#include "pipeline/fault_point.h"

namespace syndicated {
namespace {

constexpr Duration kInitTimeout = seconds(10);
constexpr int kInitSliceMs = 500;  // after each, a stop is noticed
constexpr int kPauseMs = 100;      // before a call that may be tried again
// How often the local snapshot is made to reach the last commit; what came after is read from Kafka.
constexpr Duration kPointEvery = seconds(30);
// An end of a transaction that takes longer may have been asked for twice by librdkafka.
constexpr Duration kEndIsQuick = seconds(4);
constexpr std::int64_t kMessageBytesMax = 1'000'000;  // unless the operator sets message.max.bytes
constexpr std::int64_t kMessageBytesMin = 1000;       // librdkafka takes no less
constexpr std::int64_t kFrameBytes = 1024;            // of a batch around its messages, at most
constexpr std::int64_t kBesideValueBytes = 3072;      // key and headers of a message, at most
constexpr std::string_view kTopicPrefix = "topic:";

// How long the bytes of a value are there. What stays until the transaction has ended, or its producer
// is gone, is not copied.
enum class Stays { in_call, in_commit };

struct Promise {
  std::int64_t seq = -1;  // of the last commit; -1: there was none
  std::uint64_t line_epoch = 0;
};

// The partition is the partitioner's choice. The headers are ours until the message is taken.
rd_kafka_resp_err_t produce(rd_kafka_t* producer, rd_kafka_topic_t* topic, std::string_view key,
                            std::optional<std::string_view> value, Stays stays,
                            std::span<const MessageHeader> headers) {
  const int flags = stays == Stays::in_call ? RD_KAFKA_MSG_F_COPY : 0;
  void* const bytes = value ? const_cast<char*>(value->data()) : nullptr;
  const std::size_t size = value ? value->size() : 0;
  const void* const name = key.empty() ? nullptr : key.data();
  if (headers.empty()) {
    const int done = rd_kafka_produce(topic, RD_KAFKA_PARTITION_UA, flags, bytes, size, name,
                                      key.size(), nullptr);
    return done == 0 ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_last_error();
  }
  rd_kafka_headers_t* const list = rd_kafka_headers_new(headers.size());
  for (const MessageHeader& header : headers) {
    (void)rd_kafka_header_add(list, header.name.data(), static_cast<ssize_t>(header.name.size()),
                              header.value.data(), static_cast<ssize_t>(header.value.size()));
  }
  const rd_kafka_resp_err_t code = rd_kafka_producev(
      producer, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_MSGFLAGS(flags), RD_KAFKA_V_VALUE(bytes, size),
      RD_KAFKA_V_KEY(name, key.size()), RD_KAFKA_V_HEADERS(list), RD_KAFKA_V_END);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) rd_kafka_headers_destroy(list);
  return code;
}

}  // namespace

struct TopicSink::State final : ClientOwner {
  State(const KafkaOptions& given, const Clock& c, Log& l, const std::atomic<bool>* stop, std::uint64_t epoch_before)
      : ClientOwner(given.cluster, c, l),
        options(given),
        clock(c),
        log(l),
        stopping(stop),
        last_epoch(epoch_before) {}

  static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
    State& state = *static_cast<State*>(static_cast<ClientOwner*>(opaque));
    const bool purged = message->err == RD_KAFKA_RESP_ERR__PURGE_QUEUE ||
                        message->err == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR || purged || !state.lost.empty()) return;
    state.lost = std::string("write to ") + rd_kafka_topic_name(message->rkt) + ": " +
                 rd_kafka_err2str(message->err);
    state.lost_code = message->err;
  }
  static void on_error(rd_kafka_t*, int code, const char* reason, void* opaque) {
    State& state = *static_cast<State*>(static_cast<ClientOwner*>(opaque));
    ++state.troubles;
    // That all brokers are down is said after each trouble, and never why.
    if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN && !state.last_trouble.empty()) return;
    state.last_trouble = reason;
    state.not_let_in = is_refused_entry(code, reason);
  }

  Result<void> make_producer();
  Result<void> init_transactions(const std::string& id);
  Result<void> fit_message_size(std::int64_t topic_takes);
  void open_snapshot();
  void keep(std::span<const BatchPtr> batches);
  void point();
  Result<Recovered> judge(const RestoredLogs& restored);
  Result<void> announce_epoch();
  Result<Promise> read_promise();
  Result<void> check_not_replaced();
  Result<void> check_group(std::uint64_t seq);
  std::optional<Error> write(rd_kafka_topic_t* topic, std::string_view key,
                             std::optional<std::string_view> value, Stays stays,
                             std::span<const MessageHeader> headers = {});
  std::optional<Error> write_outputs(const Batch& batch);
  std::optional<Error> write_state(std::span<const BatchPtr> batches, const KafkaCommit& next,
                                   const std::map<std::string, Position>& moved);
  std::optional<Error> send_offsets(const KafkaCommit& next,
                                    const std::map<std::string, Position>& moved);
  Error why_failed(Error unless_told);
  std::optional<Error> finish();
  CommitResult give_up(Error error, bool may_abort);
  void replace_producer();
  rd_kafka_topic_t* topic_of(const std::string& name);
  std::map<std::string, Position> take_positions(std::span<const BatchPtr> batches) const;

  const KafkaOptions& options;
  const Clock& clock;
  Log& log;
  const std::atomic<bool>* const stopping;  // nullptr: recover() is never cut short
  const std::uint64_t last_epoch;  // of the line that this process had before; 0: none
  // The topics must go before the producer that they belong to.
  ClientPtr producer;
  std::map<std::string, KafkaPtr<rd_kafka_topic_t>> topics;
  std::string group_metadata;
  KafkaCommit last;
  std::unique_ptr<Snapshot> snapshot;
  Duration pointed_at;  // when the snapshot got its last point
  bool has_header = false;
  bool ready = false;
  std::uint64_t line_epoch = 0;
  std::map<std::string, Position> positions;
  Duration begun_at;  // of this transaction
  std::string lost;   // why a message was not delivered in this transaction
  rd_kafka_resp_err_t lost_code = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::int64_t message_bytes_max = 0;  // what the topics take, if that is less than usual; or 0
  std::uint64_t output_bytes_max = 0;  // of a value, so that its message fits
  std::uint64_t troubles = 0;          // how often the client told of one
  std::uint64_t troubles_before = 0;   // at the end of the last commit or recovery
  bool asked_twice = false;            // the end of this transaction, by us
  std::string last_trouble;
  bool not_let_in = false;  // the last trouble was about who we are, or who the broker is

  // Whether the end of the transaction that was just done may still be under way a second time.
  bool may_end_twice(Duration ending_at, std::uint64_t troubles_at_begin) const {
    return asked_twice || troubles != troubles_at_begin || clock.steady() - ending_at > kEndIsQuick;
  }
  bool must_stop() const { return stopping != nullptr && *stopping; }
  void begin_attempt() {
    lost.clear();
    lost_code = RD_KAFKA_RESP_ERR_NO_ERROR;
    asked_twice = false;
    begun_at = clock.steady();
  }

  void drop_producer() {
    topics.clear();
    producer.reset();
    ready = false;
  }
};

TopicSink::TopicSink(const KafkaOptions& options, const Clock& clock, Log& log,
                     const std::atomic<bool>* stopping, std::uint64_t last_epoch)
    : state_(std::make_unique<State>(options, clock, log, stopping, last_epoch)) {}

TopicSink::~TopicSink() {
  if (state_ == nullptr) return;
  // Where brokers have been in trouble since, or somebody else has taken over, a stop does not wait for an answer.
  if (state_->ready && state_->troubles == state_->troubles_before) state_->point();
  state_->drop_producer();
}

void TopicSink::set_group_metadata(std::string metadata) {
  state_->group_metadata = std::move(metadata);
}

Result<void> TopicSink::State::make_producer() {
  drop_producer();
  KafkaPtr<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  char what[512];
  const auto set = [&](const char* key, const std::string& value) {
    CHECK(rd_kafka_conf_set(conf.get(), key, value.c_str(), what, sizeof what) ==
              RD_KAFKA_CONF_OK,
          "a property that the daemon sets itself is valid");
  };
  set("linger.ms", "5");
  set("batch.size", "1000000");
  set("batch.num.messages", "10000");
  set("compression.type", "lz4");
  set("queue.buffering.max.messages", "500000");
  set("queue.buffering.max.kbytes", "262144");
  const std::string id = options.name + ".0";
  const Result<void> applied =
      apply_cluster(options.cluster, {KafkaClient::producer, id}, conf.get());
  if (!applied) return applied;
  set("transactional.id", id);
  set("transaction.timeout.ms", std::to_string(options.sink.transaction_timeout.ms));
  set("delivery.report.only.error", "true");
  set("partitioner", "murmur2_random");
  if (message_bytes_max > 0) {
    set("message.max.bytes", std::to_string(message_bytes_max));
    set("batch.size", std::to_string(message_bytes_max));
  }
  rd_kafka_conf_set_dr_msg_cb(conf.get(), on_delivery);
  rd_kafka_conf_set_error_cb(conf.get(), on_error);
  Result<ClientPtr> made = make_client(KafkaClient::producer, std::move(conf));
  if (!made) return made.error();
  producer = std::move(made).value();
  last_trouble.clear();
  not_let_in = false;
  const Result<void> begun = init_transactions(id);
  if (!begun) drop_producer();
  return begun;
}

// In slices, because a stop must not wait for brokers that are away.
Result<void> TopicSink::State::init_transactions(const std::string& id) {
  const Duration begun = clock.steady();
  for (;;) {
    const KafkaPtr<rd_kafka_error_t> error(
        rd_kafka_init_transactions(producer.get(), kInitSliceMs));
    if (error == nullptr) return {};
    rd_kafka_poll(producer.get(), 0);
    if (rd_kafka_error_is_retriable(error.get()) && !must_stop() &&
        clock.steady() - begun < kInitTimeout) {
      continue;
    }
    Error told = error_of("begin as " + id, error.get());
    if (told.kind == ErrorKind::unavailable && not_let_in) {
      const std::optional<Error> no_token = token_trouble();
      told = no_token ? Error{no_token->kind, "get a token for Kafka: " + no_token->what}
                      : refused_entry(options.cluster.security, last_trouble);
    } else if (told.kind == ErrorKind::unavailable && !last_trouble.empty()) {
      told.what += " (" + last_trouble + ")";
    }
    return told;
  }
}

// A message, or a batch of them, that is larger than a topic takes would be refused only after it was
// sent, and the transaction with it.
Result<void> TopicSink::State::fit_message_size(std::int64_t topic_takes) {
  const auto set = options.cluster.properties.find("message.max.bytes");
  const std::int64_t ours = set != options.cluster.properties.end()
                                ? std::strtoll(set->second.c_str(), nullptr, 10)
                                : kMessageBytesMax;
  const std::int64_t fits =
      topic_takes == 0 ? 0 : std::max(topic_takes - kFrameBytes, kMessageBytesMin);
  const std::int64_t wanted = fits > 0 && fits < ours ? fits : 0;
  output_bytes_max = static_cast<std::uint64_t>(
      std::max((wanted > 0 ? wanted : ours) - kBesideValueBytes, kMessageBytesMin));
  if (wanted == message_bytes_max) return {};
  message_bytes_max = wanted;
  if (wanted > 0) {
    log.warn("The topics take only small messages; a record that is larger becomes a dead letter",
             {{"max_message_bytes", topic_takes}, {"mend", "raise max.message.bytes of the topics"}});
  }
  return make_producer();
}

Result<Recovered> TopicSink::recover(StateReader& reader) {
  State& s = *state_;
  s.group_metadata.clear();
  if (const Result<void> still_ours = s.check_not_replaced(); !still_ours) return still_ours.error();
  if (const Result<void> made = s.make_producer(); !made) return made.error();
  const Result<void> ensured = ensure_topics(s.producer.get(), s.options, s.log);
  if (!ensured) return ensured.error();
  const Result<TopicLimits> limits = check_topics(s.producer.get(), s.options, s.log);
  if (!limits) return limits.error();
  const Result<void> fits = s.fit_message_size(limits->message_bytes);
  if (!fits) return fits.error();
  if (s.must_stop()) return Error{ErrorKind::unavailable, "stopped before the state was read"};
  s.open_snapshot();
  const Result<RestoredLogs> restored =
      read_state_logs(s.options, s.clock, reader, *s.snapshot, s.stopping);
  if (!restored) return restored.error();
  if (restored->has_gap) {
    s.snapshot->forget();
    return Error{ErrorKind::rebuild, "the local snapshot has missed commits of another process"};
  }
  Result<Recovered> judged = s.judge(*restored);
  if (!judged && restored->from_snapshot && judged.error().kind != ErrorKind::unavailable) {
    // Kafka may well be whole; it is asked for everything before anybody is told otherwise.
    s.snapshot->forget();
    return Error{ErrorKind::rebuild, "the local snapshot does not fit (" + judged.error().what + ")"};
  }
  return judged;
}

void TopicSink::State::open_snapshot() {
  constexpr int cluster_timeout_ms = 1000;
  char* const cluster = rd_kafka_clusterid(producer.get(), cluster_timeout_ms);
  SnapshotOptions kept{.directory = options.sink.snapshot_dir,
                       .identity = std::string(cluster == nullptr ? "" : cluster) + "\n" +
                                   options.name + "\n" + options.authority,
                       .marks_retention = options.sink.marks_retention,
                       .decisions_retention = options.sink.decisions_retention};
  if (cluster != nullptr) rd_kafka_mem_free(producer.get(), cluster);
  snapshot = std::make_unique<Snapshot>(std::move(kept), log);
  pointed_at = clock.steady();
}

// What was committed, for the next start. The ends are asked for between two transactions, so that they lie behind
// everything that was written and before anything that will be.
void TopicSink::State::keep(std::span<const BatchPtr> batches) {
  for (const BatchPtr& batch : batches) {
    for (const StateRecord& record : batch->state) {
      if (record.log != StateLog::heads) snapshot->append(record.log, record.time, record.value);
    }
  }
  if (clock.steady() - pointed_at >= kPointEvery) point();
}

void TopicSink::State::point() {
  pointed_at = clock.steady();
  const Result<std::array<std::int64_t, 2>> ends = ask_state_ends(options);
  if (ends) snapshot->close_with({*ends, {last.last_seq[0], last.last_seq[1]}});
}

Result<Recovered> TopicSink::State::judge(const RestoredLogs& restored) {
  const std::string heads_topic = state_topic(options.name, StateLog::heads);
  last = {};
  positions.clear();
  const auto header = restored.heads.find(std::string(kHeaderKey));
  has_header = header != restored.heads.end();
  if (has_header) {
    const Result<StateHeader> read = read_header(header->second);
    const StateHeader mine{.authority = options.authority};
    if (!read || read->format != mine.format) {
      return Error{ErrorKind::config, "the state in " + heads_topic +
                                          " is of another format; run the version that wrote it, "
                                          "or give this daemon a new `name` to start anew"};
    }
    if (*read != mine) {
      return Error{ErrorKind::config, "the state in " + heads_topic +
                                          " was written with `authority: " + read->authority +
                                          "`; set that again, or give this daemon a new `name`"};
    }
  }
  Recovered recovered;
  for (const auto& [key, value] : restored.heads) {
    const std::string_view name(key);
    if (name == kCommitKey) {
      const Result<KafkaCommit> read = read_commit(value);
      if (!read) return Error{ErrorKind::config, "read the last commit: " + read.error().what};
      last = *read;
    } else if (name == kEpochKey) {
      const Result<std::uint64_t> read = read_epoch(value);
      if (!read) return Error{ErrorKind::config, "read the epoch: " + read.error().what};
      line_epoch = std::max(line_epoch, *read);
    } else if (name.starts_with(kHeadPrefix)) {
      recovered.heads[key.substr(kHeadPrefix.size())] = value;
    } else if (name.starts_with(kPositionPrefix)) {
      const Result<Position> read = read_position(name.substr(kPositionPrefix.size()), value);
      if (!read) return Error{ErrorKind::config, "read a position: " + read.error().what};
      positions[read->origin] = *read;
    }
  }
  for (const StateLog log_of : {StateLog::marks, StateLog::decisions}) {
    const std::size_t i = static_cast<std::size_t>(log_of);
    // Everything in it may have expired; then it does not begin at its first offset any more.
    const bool expired = restored.last_seq[i] == 0 && restored.begins[i] > 0;
    if (!expired && restored.last_seq[i] != last.last_seq[i]) {
      return Error{ErrorKind::config,
                   "the state is not complete: " + state_topic(options.name, log_of) +
                       " ends with commit " + std::to_string(restored.last_seq[i]) +
                       ", but commit " + std::to_string(last.last_seq[i]) +
                       " wrote to it; restore the topic, or give this daemon a new `name`"};
    }
  }
  if (const Result<void> checked = check_group(last.seq); !checked) return checked.error();
  line_epoch = std::max(line_epoch, last.line_epoch) + 1;
  if (const Result<void> announced = announce_epoch(); !announced) return announced.error();
  recovered.seq = last.seq;
  recovered.line_epoch = line_epoch;
  recovered.stream_time = last.stream_time;
  recovered.books = last.books;
  recovered.positions = positions;
  recovered.output_bytes_max = output_bytes_max;
  ready = true;
  troubles_before = troubles;
  log.info("Recovered the state from Kafka", {{"commits", last.seq},
                                              {"records", restored.records},
                                              {"snapshot", restored.from_snapshot ? "used" : "none"},
                                              {"librdkafka", rd_kafka_version_str()}});
  return recovered;
}

// Every recovery has an epoch of its own, even if nothing is committed in it. That also shows at once,
// and not at the first commit, whether this user may write.
Result<void> TopicSink::State::announce_epoch() {
  begin_attempt();
  const KafkaPtr<rd_kafka_error_t> begun(rd_kafka_begin_transaction(producer.get()));
  if (begun != nullptr) return give_up(error_of("begin a transaction", begun.get()), false).error;
  rd_kafka_topic_t* const heads = topic_of(state_topic(options.name, StateLog::heads));
  std::optional<Error> failed = write(heads, kEpochKey, write_epoch(line_epoch), Stays::in_call);
  const Duration ending_at = clock.steady();
  const std::uint64_t before = troubles;
  if (!failed) failed = finish();
  if (failed) return give_up(*std::move(failed), false).error;
  rd_kafka_poll(producer.get(), 0);
  if (may_end_twice(ending_at, before)) return make_producer();
  return {};
}

// What the last commit wrote as the group's offset of the `heads` topic.
Result<Promise> TopicSink::State::read_promise() {
  KafkaPtr<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  char what[512];
  const Result<void> applied = apply_cluster(
      options.cluster, {KafkaClient::consumer, options.name + ".restore"}, conf.get());
  if (!applied) return applied.error();
  rd_kafka_conf_set(conf.get(), "group.id", options.name.c_str(), what, sizeof what);
  rd_kafka_conf_set(conf.get(), "isolation.level", "read_committed", what, sizeof what);
  ClientOwner owner(options.cluster);
  const Result<ClientPtr> client = owner.make_client(KafkaClient::consumer, std::move(conf));
  if (!client) return client.error();
  const std::string topic = state_topic(options.name, StateLog::heads);
  const PartitionsPtr list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), 0);
  const Result<void> asked =
      read_group_offsets(client->get(), options.name, list.get(), seconds(10));
  if (!asked) return asked.error();
  Promise promise{list->elems[0].offset, 0};
  constexpr std::string_view kEpoch = " epoch=";
  const std::string_view note(static_cast<const char*>(list->elems[0].metadata), list->elems[0].metadata_size);
  if (const std::size_t at = note.find(kEpoch); at != std::string_view::npos)
    std::from_chars(note.data() + at + kEpoch.size(), note.data() + note.size(), promise.line_epoch);
  return promise;
}

// A process that begins anew under its name would throw out whoever took over meanwhile, if it was fenced while
// it could not tell that from a transaction that took too long.
Result<void> TopicSink::State::check_not_replaced() {
  if (last_epoch == 0) return {};
  const Result<Promise> promise = read_promise();
  if (!promise) return promise.error();
  if (promise->line_epoch <= last_epoch) return {};
  return Error{ErrorKind::fenced,
               "another daemon runs under the name " + options.name + ": it has committed since this one did"};
}

// A state that ends before the promised commit has lost commits.
Result<void> TopicSink::State::check_group(std::uint64_t seq) {
  const Result<Promise> promise = read_promise();
  if (!promise) return promise.error();
  if (promise->seq < 0 || static_cast<std::uint64_t>(promise->seq) == seq) return {};
  const std::string topic = state_topic(options.name, StateLog::heads);
  return Error{ErrorKind::config,
               "the state in " + topic + " ends with commit " + std::to_string(seq) +
                   ", but the group " + options.name + " says commit " + std::to_string(promise->seq) +
                   ": topics were restored or deleted; give this daemon a new `name`, or delete "
                   "the group's offset of " + topic + " to go on from what is there"};
}

rd_kafka_topic_t* TopicSink::State::topic_of(const std::string& name) {
  KafkaPtr<rd_kafka_topic_t>& topic = topics[name];
  if (topic == nullptr) topic.reset(rd_kafka_topic_new(producer.get(), name.c_str(), nullptr));
  return topic.get();
}

// Waits for room while the producer's queue is full, for at most the time of a transaction.
std::optional<Error> TopicSink::State::write(rd_kafka_topic_t* topic, std::string_view key,
                                             std::optional<std::string_view> value, Stays stays,
                                             std::span<const MessageHeader> headers) {
  std::optional<Duration> waiting_since;
  for (;;) {
    const rd_kafka_resp_err_t code = produce(producer.get(), topic, key, value, stays, headers);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
    const std::string tried = std::string("write to ") + rd_kafka_topic_name(topic);
    if (code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) {
      return Error{ErrorKind::config,
                   tried + ": a message of " + std::to_string(value ? value->size() : 0) +
                       " bytes is larger than message.max.bytes; raise it in `kafka.properties` "
                       "and on the topic, or lower `limits.body`, or `limits.entries_per_document` "
                       "if this is a topic of the state"};
    }
    if (code == RD_KAFKA_RESP_ERR__STATE) {
      return why_failed({ErrorKind::unavailable, tried + ": " + rd_kafka_err2str(code)});
    }
    const Duration now = clock.steady();
    if (!waiting_since) waiting_since = now;
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL ||
        now - *waiting_since > options.sink.transaction_timeout) {
      return Error{ErrorKind::unavailable, tried + ": " + rd_kafka_err2str(code)};
    }
    rd_kafka_poll(producer.get(), 10);
  }
}

std::optional<Error> TopicSink::State::write_outputs(const Batch& batch) {
  const std::array<rd_kafka_topic_t*, kStreams> streams = {
      topic_of(records_topic(options.sink)), topic_of(relations_topic(options.sink)),
      topic_of(dead_letters_topic(options.sink))};
  const std::string_view encoded(batch.encoded);
  std::vector<MessageHeader> headers;
  for (const Output& output : batch.outputs) {
    const bool passes = options.sink.pass_headers_on && output.stream == Stream::records;
    (passes ? pass_headers_on : describe_output)(batch, output, headers);
    std::optional<Error> failed =
        write(streams[static_cast<std::size_t>(output.stream)], output.key,
              encoded.substr(output.begin, output.size), Stays::in_commit, headers);
    if (failed) return failed;
  }
  return std::nullopt;
}

std::optional<Error> TopicSink::State::write_state(std::span<const BatchPtr> batches,
                                                   const KafkaCommit& next,
                                                   const std::map<std::string, Position>& moved) {
  const std::array<rd_kafka_topic_t*, kStateLogs> logs = {
      topic_of(state_topic(options.name, StateLog::marks)),
      topic_of(state_topic(options.name, StateLog::decisions)),
      topic_of(state_topic(options.name, StateLog::heads))};
  rd_kafka_topic_t* const heads = logs[2];
  std::map<std::string, std::string_view> latest;  // of each head; the last one counts
  for (const BatchPtr& batch : batches) {
    for (const StateRecord& record : batch->state) {
      if (record.log == StateLog::heads) {
        latest[std::string(kHeadPrefix) + record.key] = record.value;
        continue;
      }
      std::optional<Error> failed =
          write(logs[static_cast<std::size_t>(record.log)], record.key, record.value, Stays::in_commit);
      if (failed) return failed;
    }
  }
  std::map<std::string, std::string> written;
  for (const auto& [origin, position] : moved) {
    written[std::string(kPositionPrefix) + origin] = write_position(position);
  }
  for (const auto& [key, value] : written) latest[key] = value;
  const std::string header = write_header({.authority = options.authority});
  if (!has_header) latest[std::string(kHeaderKey)] = header;
  const std::string commit = write_commit(next);
  latest[std::string(kCommitKey)] = commit;
  for (const auto& [key, value] : latest) {
    std::optional<Error> failed =
        write(heads, key, value.empty() ? std::nullopt : std::optional(value), Stays::in_call);
    if (failed) return failed;
  }
  for (const StateLog log_of : {StateLog::marks, StateLog::decisions}) {
    const std::size_t i = static_cast<std::size_t>(log_of);
    if (next.last_seq[i] != next.seq) continue;
    std::optional<Error> failed = write(logs[i], kCommitKey, write_commit_mark({next.seq, last.last_seq[i]}),
                                        Stays::in_call);
    if (failed) return failed;
  }
  return std::nullopt;
}

// The offsets of the input partitions, and the number of the commit as the offset of `heads`.
std::optional<Error> TopicSink::State::send_offsets(
    const KafkaCommit& next, const std::map<std::string, Position>& moved) {
  const PartitionsPtr list(rd_kafka_topic_partition_list_new(static_cast<int>(moved.size()) + 1));
  const std::string note = "seq=" + std::to_string(next.seq) + " epoch=" + std::to_string(next.line_epoch);
  const auto add = [&](const std::string& topic, int partition, std::uint64_t offset) {
    rd_kafka_topic_partition_t* const entry =
        rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
    entry->offset = static_cast<std::int64_t>(offset);
    entry->metadata = rd_kafka_mem_malloc(producer.get(), note.size());
    std::copy(note.begin(), note.end(), static_cast<char*>(entry->metadata));
    entry->metadata_size = note.size();
  };
  for (const auto& [origin, position] : moved) {
    if (!origin.starts_with(kTopicPrefix)) continue;
    const std::size_t slash = origin.rfind('/');
    add(origin.substr(kTopicPrefix.size(), slash - kTopicPrefix.size()),
        std::stoi(origin.substr(slash + 1)), position.number);
  }
  add(state_topic(options.name, StateLog::heads), 0, next.seq);

  KafkaPtr<rd_kafka_consumer_group_metadata_t> group;
  if (group_metadata.empty()) {
    group.reset(rd_kafka_consumer_group_metadata_new(options.name.c_str()));
  } else {
    rd_kafka_consumer_group_metadata_t* read = nullptr;
    const KafkaPtr<rd_kafka_error_t> bad(rd_kafka_consumer_group_metadata_read(
        &read, group_metadata.data(), group_metadata.size()));
    CHECK(bad == nullptr, "the group metadata is what the consumer wrote");
    group.reset(read);
  }
  const Duration begun = clock.steady();
  for (;;) {
    const KafkaPtr<rd_kafka_error_t> error(rd_kafka_send_offsets_to_transaction(
        producer.get(), list.get(), group.get(),
        static_cast<int>(options.sink.transaction_timeout.ms)));
    if (error == nullptr) return std::nullopt;
    const bool again = rd_kafka_error_is_retriable(error.get()) &&
                       clock.steady() - begun < options.sink.transaction_timeout;
    if (!rd_kafka_error_is_retriable(error.get()) &&
        rd_kafka_error_code(error.get()) == RD_KAFKA_RESP_ERR__STATE) {
      return why_failed(error_of("write to the transaction", error.get()));
    }
    if (!again) return error_of("add the offsets to the transaction", error.get());
    rd_kafka_poll(producer.get(), kPauseMs);
  }
}

// The transaction has failed already, and only its commit, which cannot succeed, says why.
Error TopicSink::State::why_failed(Error unless_told) {
  const KafkaPtr<rd_kafka_error_t> why(rd_kafka_commit_transaction(producer.get(), kInitSliceMs));
  return why != nullptr ? error_of("write to the transaction", why.get()) : std::move(unless_told);
}

std::optional<Error> TopicSink::State::finish() {
  const Duration begun = clock.steady();
  for (;;) {
    // Without a bound it would wait for the end of an outage, and nobody could stop the daemon meanwhile. What became
    // of a transaction that was given up is asked when the next producer begins.
    const KafkaPtr<rd_kafka_error_t> error(
        rd_kafka_commit_transaction(producer.get(), static_cast<int>(options.sink.transaction_timeout.ms)));
    if (error == nullptr) return std::nullopt;
    const bool again = rd_kafka_error_is_retriable(error.get()) &&
                       clock.steady() - begun < options.sink.transaction_timeout;
    if (!again) return error_of("commit the transaction", error.get());
    asked_twice = true;
    rd_kafka_poll(producer.get(), kPauseMs);
  }
}

// Not done: the producer goes. The next one has the same transactional id, so the broker ends this
// transaction when that begins, and nothing that is still under way can join a later one.
CommitResult TopicSink::State::give_up(Error error, bool may_abort) {
  rd_kafka_poll(producer.get(), 0);
  // A producer that has failed for good says only that to each call; why, it says here.
  char why[512];
  const rd_kafka_resp_err_t cause = rd_kafka_fatal_error(producer.get(), why, sizeof why);
  if (cause != RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (error.what.find(why) == std::string::npos) {
      error = error_of(cause, error.what + ": " + why);
    } else if (error.kind == ErrorKind::unavailable) {
      error = error_of(cause, error.what);
    }
    may_abort = false;
    if (error.kind == ErrorKind::fenced && clock.steady() - begun_at >= options.sink.transaction_timeout) {
      // The coordinator fences also whoever lets a transaction outlive its time. If it was a twin
      // after all, its next commit fails quickly, and it stops.
      error.kind = ErrorKind::unavailable;
      error.what += ", or the transaction took longer than `kafka.transaction_timeout`";
    }
  }
  if (lost_code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const Error of_message = error_of(lost_code, error.what + " (" + lost + ")");
    if (error.kind == ErrorKind::unavailable && of_message.kind == ErrorKind::config) {
      error = of_message;
    } else {
      error.what += " (" + lost + ")";
    }
  }
  if (may_abort && error.kind != ErrorKind::fenced) {
    // The broker then ends it now and not after the transaction's time.
    const KafkaPtr<rd_kafka_error_t> ignored(rd_kafka_abort_transaction(producer.get(), 1000));
  }
  drop_producer();
  const bool fatal = error.kind == ErrorKind::fenced || error.kind == ErrorKind::config;
  return {fatal ? CommitOutcome::fatal : CommitOutcome::rebuild, std::move(error)};
}

// The transaction is done, but its end may be asked for once more by a request that is still under
// way, and would then end the next transaction. A producer that begins anew makes it void. A twin may
// have come and gone meanwhile; then the last commit is not ours, and the line has to be built again.
void TopicSink::State::replace_producer() {
  Result<void> made = make_producer();
  if (made) made = check_group(last.seq);
  ready = made.has_value();
  if (!made) log.warn("The producer could not be replaced", {{"reason", made.error().what}});
}

std::map<std::string, Position> TopicSink::State::take_positions(
    std::span<const BatchPtr> batches) const {
  std::map<std::string, Position> moved;
  for (const BatchPtr& batch : batches) {
    for (const Position& position : batch->positions) {
      const auto before = moved.find(position.origin);
      const auto committed = positions.find(position.origin);
      if (before != moved.end()) {
        CHECK(!goes_back(before->second, position), "positions never go back");
      } else if (committed != positions.end()) {
        CHECK(!goes_back(committed->second, position), "positions never go back");
      }
      moved[position.origin] = position;
    }
  }
  return moved;
}

CommitResult TopicSink::commit(std::span<const BatchPtr> batches) {
  State& s = *state_;
  if (!s.ready) {
    return {CommitOutcome::rebuild, {ErrorKind::unavailable, "the sink has to be recovered first"}};
  }
  KafkaCommit next = s.last;
  ++next.seq;
  next.line_epoch = s.line_epoch;
  for (const BatchPtr& batch : batches) {
    CHECK(batch->line_epoch == s.line_epoch, "a batch belongs to the line of this recovery");
    next.stream_time = std::max(next.stream_time, batch->stream_time);
    next.books += batch->tally;
    for (const StateRecord& record : batch->state) {
      next.last_seq[static_cast<std::size_t>(record.log)] = next.seq;
    }
  }
  const std::map<std::string, Position> moved = s.take_positions(batches);
  for (const auto& [origin, position] : moved) {
    CHECK(!s.group_metadata.empty() || !origin.starts_with(kTopicPrefix),
          "offsets of topics are committed by a member of the group, or no broker would check them");
  }
  s.begin_attempt();
  rd_kafka_poll(s.producer.get(), 0);
  const std::uint64_t troubles = s.troubles;
  const KafkaPtr<rd_kafka_error_t> begun(rd_kafka_begin_transaction(s.producer.get()));
  if (begun != nullptr) return s.give_up(error_of("begin a transaction", begun.get()), false);
  fault_point("begun");
  std::optional<Error> failed;
  for (std::size_t i = 0; i < batches.size() && !failed; ++i) failed = s.write_outputs(*batches[i]);
  fault_point("outputs written");
  if (!failed) failed = s.write_state(batches, next, moved);
  fault_point("state written");
  if (!failed) failed = s.send_offsets(next, moved);
  fault_point("offsets sent");
  if (failed) return s.give_up(*std::move(failed), true);
  const Duration ending_at = s.clock.steady();
  failed = s.finish();
  fault_point("committed");
  if (failed) return s.give_up(*std::move(failed), false);
  s.last = next;
  s.has_header = true;
  for (const auto& [origin, position] : moved) s.positions[origin] = position;
  s.keep(batches);
  rd_kafka_poll(s.producer.get(), 0);
  if (s.may_end_twice(ending_at, troubles)) {
    s.replace_producer();
  }
  s.troubles_before = s.troubles;
  return {};
}

}  // namespace syndicated
