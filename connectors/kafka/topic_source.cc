#include "connectors/kafka/topic_source.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "connectors/kafka/client_conf.h"
#include "connectors/kafka/client_owner.h"
#include "connectors/kafka/group_check.h"
#include "connectors/kafka/group_offsets.h"
#include "connectors/kafka/handles.h"
#include "connectors/kafka/kafka_errors.h"
#include "pipeline/check.h"

namespace syndicated {
namespace {

constexpr std::size_t kMessagesMax = 256;  // taken from librdkafka at a time
constexpr Duration kJoinTimeout = seconds(60);
constexpr int kMetadataTimeoutMs = 10'000;
// How often an end that lies before our position is asked for again, a second each: a partition
// whose leader has just changed may not know yet how far it reaches.
constexpr int kEndAskedMax = 5;

struct Partition {
  const TopicInput* input = nullptr;
  std::string origin;
  std::uint32_t epoch = 0;
  std::int64_t next = 0;  // offset of the next message; also the filter against messages seen twice
  std::int64_t low = 0, high = 0;  // what the brokers had at the start: from the first offset to behind the last
  bool ended = false;     // its end was reached once
  bool moved = false;     // since the last batch: the next one has to say so
};

using PartitionKey = std::pair<std::string, int>;

std::string text_of(rd_kafka_resp_err_t code) { return rd_kafka_err2str(code); }

}  // namespace

struct TopicSource::State final : ClientOwner {
  State(const KafkaOptions& given, const Clock& c, Log& l, bool read_once, MovedOffsets moved,
        const std::atomic<bool>* stop)
      : ClientOwner(given.cluster, c, l),
        options(given),
        clock(c),
        log(l),
        once(read_once),
        follows_moves(moved == MovedOffsets::followed),
        stopping(stop) {
    for (const TopicInput& input : options.topics) inputs.emplace(input.topic, &input);
  }

  ~State() override {
    held.clear();
    messages.reset();
    if (client != nullptr) rd_kafka_consumer_close(client.get());
  }

  static void on_rebalance(rd_kafka_t*, rd_kafka_resp_err_t code,
                           rd_kafka_topic_partition_list_t* list, void* opaque) {
    static_cast<State*>(static_cast<ClientOwner*>(opaque))->rebalance(code, list);
  }
  static void on_error(rd_kafka_t*, int code, const char* reason, void* opaque) {
    State& state = *static_cast<State*>(static_cast<ClientOwner*>(opaque));
    state.error_event(static_cast<rd_kafka_resp_err_t>(code), reason);
  }

  Result<void> open();
  Result<void> find_partitions();
  Result<void> place_partition(const TopicInput& input, int partition, bool was_read);
  Result<void> check_places();
  Result<void> ask_extent(const std::string& topic, int partition, std::int64_t& low,
                          std::int64_t& high);
  Result<void> honour_group_offsets();
  Result<void> start_times();
  Result<void> join();
  Result<void> capture_metadata();
  void rebalance(rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* list);
  void error_event(rd_kafka_resp_err_t code, const char* reason);
  void check_fatal();
  void serve(int timeout_ms);
  void take(Duration deadline);
  Partition* find(const char* topic, int partition);
  void add(rd_kafka_message_t& message, Time now, Batch& batch);

  const KafkaOptions& options;
  const Clock& clock;
  Log& log;
  const bool once, follows_moves;
  const std::atomic<bool>* const stopping;  // nullptr: start() is never cut short
  std::map<std::string, const TopicInput*> inputs;
  const Recovered* recovered = nullptr;  // during start

  ClientPtr client;
  KafkaPtr<rd_kafka_queue_t> messages;  // of all partitions; events stay on the client's own queue
  std::map<PartitionKey, Partition> partitions;
  std::map<PartitionKey, Partition>::iterator last_found = partitions.end();
  std::size_t ended = 0;
  std::string metadata;
  bool assigned = false;
  bool partial = false;
  std::optional<Error> failure;
  std::string last_trouble;
  std::vector<KafkaPtr<rd_kafka_message_t>> held;  // taken, not yet in a batch; the next is last
  std::atomic<bool> woken{false};

  bool must_stop() const { return stopping != nullptr && *stopping; }
};

TopicSource::TopicSource(const KafkaOptions& options, const Clock& clock, Log& log, bool once,
                         MovedOffsets moved, const std::atomic<bool>* stopping)
    : state_(std::make_unique<State>(options, clock, log, once, moved, stopping)) {}

TopicSource::~TopicSource() = default;

Result<void> TopicSource::start(const Recovered& recovered) {
  State& s = *state_;
  s.recovered = &recovered;
  Result<void> result = s.open();
  if (result) result = s.find_partitions();
  if (result) result = s.honour_group_offsets();
  if (result) result = s.check_places();
  if (result) result = s.start_times();
  if (result) {
    result = check_group_is_ours(s.client.get(), s.options.name, s.options.name + ".0",
                                 s.options.question_timeout);
  }
  if (result) result = s.join();
  if (result) result = s.capture_metadata();
  s.recovered = nullptr;
  return result;
}

const std::string& TopicSource::group_metadata() const { return state_->metadata; }

Result<void> TopicSource::State::open() {
  KafkaPtr<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  const std::string member = options.name + ".0";
  const std::string session = std::to_string(options.session_timeout.ms);
  char what[512];
  const auto set = [&](const char* key, const std::string& value) {
    const auto done = rd_kafka_conf_set(conf.get(), key, value.c_str(), what, sizeof what);
    CHECK(done == RD_KAFKA_CONF_OK, "a property that the daemon sets itself is valid");
  };
  // librdkafka 2.0.2 looks again at a full queue only after up to a second: what is queued must last for it. The
  // bound in bytes counts values only, that in messages bounds what tiny ones take.
  set("queued.min.messages", "400000");
  set("queued.max.messages.kbytes", "65536");
  set("fetch.wait.max.ms", "100");
  const Result<void> applied = apply_cluster(
      options.cluster, {KafkaClient::consumer, member}, conf.get());
  if (!applied) return applied;
  set("group.id", options.name);
  set("group.instance.id", member);
  set("session.timeout.ms", session);
  set("enable.auto.commit", "false");
  set("enable.auto.offset.store", "false");
  set("isolation.level", "read_committed");
  set("auto.offset.reset", "error");
  set("partition.assignment.strategy", "range");
  set("enable.partition.eof", "true");
  rd_kafka_conf_set_rebalance_cb(conf.get(), on_rebalance);
  rd_kafka_conf_set_error_cb(conf.get(), on_error);
  Result<ClientPtr> made = make_client(KafkaClient::consumer, std::move(conf));
  if (!made) return made.error();
  client = std::move(made).value();
  rd_kafka_poll_set_consumer(client.get());
  messages.reset(rd_kafka_queue_new(client.get()));
  return {};
}

Result<void> TopicSource::State::find_partitions() {
  for (const auto& [name, input] : inputs) {
    KafkaPtr<rd_kafka_topic_t> topic(rd_kafka_topic_new(client.get(), name.c_str(), nullptr));
    const rd_kafka_metadata_t* found = nullptr;
    const rd_kafka_resp_err_t code =
        rd_kafka_metadata(client.get(), 0, topic.get(), &found, kMetadataTimeoutMs);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      const std::string why = last_trouble.empty() ? text_of(code) : last_trouble;
      return Error{ErrorKind::unavailable, "ask the brokers for the topic " + name + ": " + why};
    }
    const std::unique_ptr<const rd_kafka_metadata_t, void (*)(const rd_kafka_metadata_t*)> owner(
        found, rd_kafka_metadata_destroy);
    const rd_kafka_metadata_topic_t& about = found->topics[0];
    if (about.err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
      return Error{ErrorKind::config, "read the topic " + name +
                                          ": not allowed; grant READ and DESCRIBE on it to this user"};
    }
    if (about.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) {
      return Error{ErrorKind::config,
                   "the topic " + name + " does not exist; make it with kafka-topics.sh --create "
                   "--topic " + name + " --partitions N"};
    }
    if (about.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return Error{ErrorKind::unavailable, "the topic " + name + ": " + text_of(about.err)};
    }
    bool was_read = false;
    for (int i = 0; i < about.partition_cnt; ++i)
      was_read |= recovered->positions.contains(topic_origin(name, i));
    for (int i = 0; i < about.partition_cnt; ++i) {
      const Result<void> placed = place_partition(*input, i, was_read);
      if (!placed) return placed;
    }
  }
  return {};
}

Result<void> TopicSource::State::ask_extent(const std::string& topic, int partition,
                                            std::int64_t& low, std::int64_t& high) {
  const rd_kafka_resp_err_t code = rd_kafka_query_watermark_offsets(
      client.get(), topic.c_str(), partition, &low, &high, kMetadataTimeoutMs);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  return Error{ErrorKind::unavailable, "ask for the offsets of " + topic + "/" +
                                           std::to_string(partition) + ": " + text_of(code)};
}

// Where the state says that the partition was left; or where a new one begins. One that is added to a topic that was
// read before is new from its first message on.
Result<void> TopicSource::State::place_partition(const TopicInput& input, int partition, bool was_read) {
  Partition place{.input = &input, .origin = topic_origin(input.topic, partition)};
  const Result<void> asked = ask_extent(input.topic, partition, place.low, place.high);
  if (!asked) return asked;
  place.next = place.low;
  const auto known = recovered->positions.find(place.origin);
  if (known != recovered->positions.end()) {
    place.epoch = known->second.epoch;
    place.next = static_cast<std::int64_t>(known->second.number);
  } else if (input.start == TopicStart::latest && !was_read) {
    place.next = place.high;
    // Said at once: the end will be elsewhere when the daemon starts again.
    place.moved = true;
  }
  partitions.emplace(PartitionKey(input.topic, partition), std::move(place));
  return {};
}

// Whether what is to be read next is there, or will be.
Result<void> TopicSource::State::check_places() {
  for (auto& [key, place] : partitions) {
    for (int i = 0; i < kEndAskedMax && place.next > place.high && !must_stop(); ++i) {
      serve(1000);
      const Result<void> asked = ask_extent(key.first, key.second, place.low, place.high);
      if (!asked) return asked;
    }
    if (place.next >= place.low && place.next <= place.high) continue;
    const bool ends = place.next > place.high;
    return Error{ErrorKind::config,
                 place.origin + " was read up to offset " + std::to_string(place.next) + ", but the topic " +
                     (ends ? "ends at " + std::to_string(place.high) +
                                 ": it was made anew or has lost messages; give this daemon a new `name`, or set"
                           : "begins at " + std::to_string(place.low) +
                                 ": messages were deleted unread; to go on without them, set") +
                     " the offset: kafka-consumer-groups.sh --group " + options.name + " --topic " + key.first +
                     ":" + std::to_string(key.second) + " --reset-offsets --to-earliest --execute"};
  }
  return {};
}

// An operator may move the group's offsets, to read again or to skip. The tools write no metadata,
// the daemon always does: that tells the two apart. But a stray member of the group writes none either: only before a
// daemon runs is it the operator. A moved origin begins a new epoch.
Result<void> TopicSource::State::honour_group_offsets() {
  PartitionsPtr list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
  for (const auto& [key, place] : partitions) {
    rd_kafka_topic_partition_list_add(list.get(), key.first.c_str(), key.second);
  }
  const Result<void> asked = read_group_offsets(client.get(), options.name, list.get(),
                                                milliseconds(kMetadataTimeoutMs));
  if (!asked) return asked;
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& found = list->elems[i];
    if (found.offset < 0) continue;
    const std::string_view written(static_cast<const char*>(found.metadata), found.metadata_size);
    Partition& place = partitions.at(PartitionKey(found.topic, found.partition));
    if (written.starts_with("seq=") || found.offset == place.next) continue;
    if (!follows_moves) {
      log.warn("Another member of the group has committed an offset, which is not followed",
               {{"origin", place.origin}, {"ours", place.next}, {"theirs", found.offset}});
      place.moved = true;  // ours is written over it
      continue;
    }
    if (found.offset < place.low) {
      return Error{ErrorKind::config,
                   "the offset of the group " + options.name + " for " + place.origin +
                       " was set to " + std::to_string(found.offset) +
                       ", but the topic begins at " + std::to_string(place.low) +
                       "; set it with kafka-consumer-groups.sh --reset-offsets --to-earliest"};
    }
    log.warn("The offset of the group was moved by hand",
             {{"origin", place.origin}, {"from", place.next}, {"to", found.offset}});
    place.next = found.offset;
    place.moved = true;
    ++place.epoch;
  }
  return {};
}

Result<void> TopicSource::State::start_times() {
  PartitionsPtr list(rd_kafka_topic_partition_list_new(1));
  for (const auto& [key, place] : partitions) {
    const bool is_new = !recovered->positions.contains(place.origin) && place.epoch == 0;
    if (!is_new || place.input->start != TopicStart::time) continue;
    rd_kafka_topic_partition_list_add(list.get(), key.first.c_str(), key.second)->offset =
        place.input->start_time.ms;
  }
  if (list->cnt == 0) return {};
  const rd_kafka_resp_err_t code =
      rd_kafka_offsets_for_times(client.get(), list.get(), kMetadataTimeoutMs);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Error{ErrorKind::unavailable, "ask for the offsets of a time: " + text_of(code)};
  }
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& found = list->elems[i];
    Partition& place = partitions.at(PartitionKey(found.topic, found.partition));
    if (found.offset >= 0) {
      place.next = found.offset;
      continue;
    }
    // No message is that young: the partition begins at its end.
    std::int64_t low = 0;
    (void)rd_kafka_query_watermark_offsets(client.get(), found.topic, found.partition, &low,
                                           &place.next, kMetadataTimeoutMs);
  }
  return {};
}

Result<void> TopicSource::State::join() {
  PartitionsPtr topics(rd_kafka_topic_partition_list_new(static_cast<int>(inputs.size())));
  for (const auto& [name, input] : inputs) {
    rd_kafka_topic_partition_list_add(topics.get(), name.c_str(), RD_KAFKA_PARTITION_UA);
  }
  const rd_kafka_resp_err_t code = rd_kafka_subscribe(client.get(), topics.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Error{ErrorKind::config, "subscribe to the topics: " + text_of(code)};
  }
  const Duration begun = clock.steady();
  while (!assigned && !failure && clock.steady() - begun < kJoinTimeout && !woken &&
         !must_stop()) {
    serve(100);
  }
  if (failure) return *failure;
  if (!assigned) {
    const std::string why = last_trouble.empty() ? "no answer" : last_trouble;
    return Error{ErrorKind::unavailable, "join the group " + options.name + ": " + why};
  }
  if (!partial) return {};
  // A static member that comes back gets what it had before, without the partitions that were added since. All are
  // ours as long as nobody else is in the group.
  return check_group_is_ours(client.get(), options.name, options.name + ".0", options.question_timeout);
}

void TopicSource::State::rebalance(rd_kafka_resp_err_t code,
                                   rd_kafka_topic_partition_list_t* list) {
  if (code != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    rd_kafka_assign(client.get(), nullptr);
    if (assigned && !failure) {
      failure = Error{ErrorKind::rebuild, "the group " + options.name + " is rebalanced"};
    }
    assigned = false;
    return;
  }
  for (int i = 0; i < list->cnt && !failure; ++i) {
    const rd_kafka_topic_partition_t& given = list->elems[i];
    if (partitions.contains(PartitionKey(given.topic, given.partition))) continue;
    // A partition was added since the line was built.
    failure = Error{ErrorKind::rebuild, "the topic " + std::string(given.topic) + " has grown"};
  }
  if (failure) {
    rd_kafka_assign(client.get(), nullptr);
    return;
  }
  partial = static_cast<std::size_t>(list->cnt) < partitions.size();
  PartitionsPtr all(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
  for (const auto& [key, place] : partitions) {
    rd_kafka_topic_partition_list_add(all.get(), key.first.c_str(), key.second)->offset = place.next;
    KafkaPtr<rd_kafka_queue_t> queue(rd_kafka_queue_get_partition(client.get(), key.first.c_str(), key.second));
    if (queue != nullptr) rd_kafka_queue_forward(queue.get(), messages.get());
  }
  rd_kafka_assign(client.get(), all.get());
  assigned = true;
}

void TopicSource::State::error_event(rd_kafka_resp_err_t code, const char* reason) {
  last_trouble = reason != nullptr ? reason : text_of(code);
}

// A consumer that has failed for good drops its assignment without a callback and is silent from
// then on (seen with 2.0.2 and a fenced static member), so that it has to be asked.
void TopicSource::State::check_fatal() {
  char what[512];
  const rd_kafka_resp_err_t cause = rd_kafka_fatal_error(client.get(), what, sizeof what);
  if (cause == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  failure = is_fenced(cause)
                ? Error{ErrorKind::fenced, "another daemon runs under the name " + options.name +
                                               "; it has taken over the group"}
                : Error{ErrorKind::rebuild, std::string("the consumer failed: ") + what};
}

// The generation that this member has now, written down.
Result<void> TopicSource::State::capture_metadata() {
  KafkaPtr<rd_kafka_consumer_group_metadata_t> now(rd_kafka_consumer_group_metadata(client.get()));
  if (now == nullptr) return Error{ErrorKind::rebuild, "the consumer is in no group"};
  void* bytes = nullptr;
  std::size_t size = 0;
  KafkaPtr<rd_kafka_error_t> error(
      rd_kafka_consumer_group_metadata_write(now.get(), &bytes, &size));
  if (error != nullptr) {
    return Error{ErrorKind::rebuild, "write the group metadata"};
  }
  metadata.assign(static_cast<const char*>(bytes), size);
  rd_kafka_mem_free(client.get(), bytes);
  const Result<void> named = check_group_metadata(metadata);
  if (!named) return named;
  if (rd_kafka_assignment_lost(client.get())) {
    return Error{ErrorKind::rebuild, "the member has lost its partitions"};
  }
  return {};
}

// Rebalances and errors arrive on the client's own queue; messages never do.
void TopicSource::State::serve(int timeout_ms) {
  KafkaPtr<rd_kafka_message_t> event(rd_kafka_consumer_poll(client.get(), timeout_ms));
  check_fatal();
  if (event == nullptr || event->err == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  last_trouble = rd_kafka_message_errstr(event.get());
  const rd_kafka_resp_err_t code = event->err;
  if (is_fenced(code)) {
    failure = Error{ErrorKind::fenced, "another daemon runs under the name " + options.name};
  } else if (code == RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED) {
    failure = Error{ErrorKind::rebuild, "the member was silent for too long"};
  } else if (code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED) {
    failure = Error{ErrorKind::config, "join the group " + options.name +
                                           ": not allowed; grant READ on the group to this user"};
  } else if (code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
    failure = Error{ErrorKind::config,
                    "read the topics: not allowed; grant READ on them to this user"};
  } else if (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART && assigned) {
    failure = Error{ErrorKind::rebuild, "a topic is gone: " + last_trouble};
  } else if (code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) {
    failure = Error{ErrorKind::rebuild, last_trouble};
  }
}

// One message is waited for; what else is there comes along without waiting.
void TopicSource::State::take(Duration deadline) {
  rd_kafka_message_t* taken[kMessagesMax];
  ssize_t count = rd_kafka_consume_batch_queue(messages.get(), 0, taken, kMessagesMax);
  while (count == 0 && !woken) {
    const Duration left = deadline - clock.steady();
    if (left.ms <= 0) break;
    const int wait_ms = static_cast<int>(std::min<std::int64_t>(left.ms, 50));
    count = rd_kafka_consume_batch_queue(messages.get(), wait_ms, taken, 1);
    if (count == 1) {
      const ssize_t more =
          rd_kafka_consume_batch_queue(messages.get(), 0, taken + 1, kMessagesMax - 1);
      count += std::max<ssize_t>(more, 0);
    }
    serve(0);
    if (failure) break;
  }
  for (ssize_t i = count - 1; i >= 0; --i) held.emplace_back(taken[i]);
}

Result<BatchPtr> TopicSource::poll(Duration deadline) {
  State& s = *state_;
  s.serve(0);
  if (s.failure) return *s.failure;
  if (s.held.empty()) s.take(deadline);
  if (s.failure) return *s.failure;
  s.woken = false;
  auto batch = std::make_unique<Batch>();
  batch->payloads.reserve(s.held.size());
  const Time now = s.clock.now();
  std::size_t bytes = 0;
  while (!s.held.empty() && bytes < kBatchBytesMax) {
    const KafkaPtr<rd_kafka_message_t> message = std::move(s.held.back());
    s.held.pop_back();
    const std::size_t count = batch->payloads.size();
    s.add(*message, now, *batch);
    if (batch->payloads.size() > count) bytes += batch->payloads.back().held_bytes();
    if (s.failure) return *s.failure;
  }
  for (auto& [key, place] : s.partitions) {
    if (!place.moved) continue;
    place.moved = false;
    batch->positions.push_back({place.origin, place.epoch, static_cast<std::uint64_t>(place.next)});
  }
  if (batch->positions.empty()) return BatchPtr();
  return batch;
}

// Messages come in runs of one partition.
Partition* TopicSource::State::find(const char* topic, int partition) {
  if (last_found == partitions.end() || last_found->first.second != partition ||
      last_found->first.first != topic) {
    last_found = partitions.find(PartitionKey(topic, partition));
  }
  return last_found == partitions.end() ? nullptr : &last_found->second;
}

void TopicSource::State::add(rd_kafka_message_t& message, Time now, Batch& batch) {
  const char* topic = message.rkt != nullptr ? rd_kafka_topic_name(message.rkt) : "";
  Partition* const found = find(topic, message.partition);
  if (found == nullptr) return;
  Partition& place = *found;
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    if (!place.ended) ++ended;
    place.ended = true;
    // Behind the last message stand the marks of its transaction, which may outlive it.
    place.moved |= message.offset > place.next;
    place.next = std::max(place.next, message.offset);
    return;
  }
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    last_trouble = rd_kafka_message_errstr(&message);
    if (message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
        message.err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE) {
      failure = Error{ErrorKind::rebuild, place.origin + ": " + last_trouble};
    } else if (message.err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
      failure = Error{ErrorKind::config,
                      "read " + place.origin + ": not allowed; grant READ on it to this user"};
    }
    return;
  }
  if (message.offset < place.next) return;  // seen already: a fetch that began too early
  place.next = message.offset + 1;
  place.moved = true;
  Payload& payload = batch.payloads.emplace_back();
  payload.source = &place.input->info;
  payload.origin = place.origin;
  payload.offset = static_cast<std::uint64_t>(message.offset);
  if (message.payload != nullptr) {
    payload.bytes.assign(static_cast<const char*>(message.payload), message.len);
  }
  if (message.key != nullptr) {
    payload.key.assign(static_cast<const char*>(message.key), message.key_len);
  }
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) ==
                            RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i) {
      payload.headers.emplace_back(name, std::string(static_cast<const char*>(value), size));
    }
  }
  // A producer's clock may be wrong; a time that has not come must not move the windows.
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const std::int64_t stamp = rd_kafka_message_timestamp(&message, &type);
  payload.received_at = type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE || stamp <= 0
                            ? now
                            : std::min(Time{stamp}, now);
}

// The line is full: keeps the membership alive and takes nothing. librdkafka stops fetching when
// its own queue is full.
void TopicSource::idle(Duration deadline) {
  State& s = *state_;
  do {
    const Duration left = deadline - s.clock.steady();
    if (left.ms <= 0 || s.woken || s.failure) break;
    s.serve(static_cast<int>(std::min<std::int64_t>(left.ms, 50)));
  } while (true);
  s.woken = false;
}

bool TopicSource::finished() const {
  return state_->once && state_->held.empty() && state_->ended == state_->partitions.size();
}

void TopicSource::wake() { state_->woken = true; }

}  // namespace syndicated
