// Topic to topic in a plain loop over librdkafka: what a daemon on the same library is measured
// against.
//
//   a  consume and produce, no transaction (offsets are committed by the library)
//   b  the same, with output and offsets in one transaction after 20,000 messages or 200 ms
//   c  b with the id parsed, an exact set of ids, two fields added and a state record per new id
//
// A loop has no restore and no abort path, and ends at any error: it is a bound, not a design. It
// ends at the end that the input had at the start (with --follow on SIGTERM instead) and prints one
// line of JSON.
//
// usage: bench_kafka_loops --mode a|b|c --brokers LIST --in TOPIC --out TOPIC
//                          [--state TOPIC] [--name NAME] [--follow yes]
#include <librdkafka/rdkafka.h>
#include <simdjson.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/hash.h"
#include "tests/bench/kafka_client.h"

namespace syndicated {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kMessagesPerTransaction = 20'000;
constexpr std::chrono::milliseconds kCommitInterval{200};
constexpr std::size_t kMessagesPerPoll = 2'000;
constexpr int kPollMsMax = 10;
constexpr int kTimeoutMs = 30'000;
constexpr std::int64_t kStart = -1;
// Once this is full, librdkafka 2.0.2 looks again after up to a second. A queue that a loop drains
// sooner makes it wait: with 32 MiB, (b) was at a quarter of its speed.
constexpr const char* kQueueKib = "131072";

volatile std::sig_atomic_t stop_wanted = 0;

struct Options {
  std::string mode, brokers, in, out, state, name = "bench-loop";
  bool follow = false;
};

// ---- handles

ClientPtr make_consumer(const Options& options) {
  return make_handle(KafkaClient::consumer,
                     {{"bootstrap.servers", options.brokers},
                      {"socket.nagle.disable", "true"},
                      {"group.id", options.name},
                      {"group.instance.id", options.name},
                      {"auto.offset.reset", "earliest"},
                      {"isolation.level", "read_committed"},
                      {"enable.auto.commit", options.mode == "a" ? "true" : "false"},
                      {"queued.min.messages", "1000000"},
                      {"queued.max.messages.kbytes", kQueueKib},
                      {"fetch.wait.max.ms", "100"},
                      {"fetch.min.bytes", options.follow ? "1" : "65536"}});
}

ClientPtr make_producer(const Options& options) {
  Properties properties = {{"bootstrap.servers", options.brokers},
                           {"socket.nagle.disable", "true"},
                           {"enable.idempotence", "true"},
                           {"compression.type", "lz4"},
                           {"linger.ms", "20"},
                           {"batch.size", "1000000"},
                           {"batch.num.messages", "10000"},
                           {"queue.buffering.max.messages", "500000"},
                           {"queue.buffering.max.kbytes", "262144"},
                           {"delivery.report.only.error", "true"}};
  if (options.mode != "a") {
    properties.emplace_back("transactional.id", options.name);
    properties.emplace_back("transaction.timeout.ms", "10000");
  }
  return make_handle(KafkaClient::producer, properties);
}

// ---- the work of c

// A flat table with open addressing: the cheapest exact set there is.
class IdSet {
 public:
  // True when the id is new.
  bool insert(Hash128 id) {
    if (2 * (count_ + 1) > slots_.size()) grow();
    Hash128& slot = slot_of(slots_, id);
    if (slot == id) return false;
    slot = id;
    ++count_;
    return true;
  }

 private:
  static Hash128& slot_of(std::vector<Hash128>& slots, Hash128 id) {
    std::size_t at = id.low & (slots.size() - 1);
    while (!slots[at].empty() && slots[at] != id) at = (at + 1) & (slots.size() - 1);
    return slots[at];
  }
  void grow() {
    std::vector<Hash128> larger(2 * slots_.size());
    for (const Hash128& id : slots_) {
      if (!id.empty()) slot_of(larger, id) = id;
    }
    slots_ = std::move(larger);
  }

  std::vector<Hash128> slots_ = std::vector<Hash128>(1 << 16);
  std::size_t count_ = 0;
};

class Enricher {
 public:
  // Reads the id of a message. Its memory lasts until the next call.
  std::string_view read_id(std::string_view value) {
    if (value.size() + simdjson::SIMDJSON_PADDING > buffer_.size()) {
      buffer_.resize(2 * value.size() + simdjson::SIMDJSON_PADDING);
    }
    std::memcpy(buffer_.data(), value.data(), value.size());
    std::string_view id;
    if (parser_.iterate(buffer_.data(), value.size(), buffer_.size()).get(document_) !=
            simdjson::SUCCESS ||
        document_["id"].get(id) != simdjson::SUCCESS) {
      fail("a message has no id");
    }
    return id;
  }

  // The message with two fields more. Its memory lasts until the next call.
  std::string_view with_fields(std::string_view value, Hash128 key, std::int64_t received_ms) {
    const std::size_t end = value.rfind('}');
    if (end == std::string_view::npos) fail("a message is no object");
    record_.assign(value.substr(0, end));
    record_ += ",\"uri\":\"tag:load.example,2025:";
    record_ += to_hex(key);
    record_ += "\",\"received_ms\":";
    record_ += std::to_string(received_ms);
    record_ += '}';
    return record_;
  }

 private:
  simdjson::ondemand::parser parser_;
  simdjson::ondemand::document document_;
  std::string buffer_, record_;
};

// ---- the loop

class Loop {
 public:
  explicit Loop(const Options& options)
      : options_(options), consumer_(make_consumer(options)), producer_(make_producer(options)) {
    out_.reset(rd_kafka_topic_new(producer_.get(), options.out.c_str(), nullptr));
    if (options.mode == "c")
      state_.reset(rd_kafka_topic_new(producer_.get(), options.state.c_str(), nullptr));
    if (transactional())
      must(rd_kafka_init_transactions(producer_.get(), kTimeoutMs), "init_transactions");
    read_ends();
    subscribe();
  }

  std::uint64_t run() {
    std::vector<rd_kafka_message_t*> messages(kMessagesPerPoll);
    while (!finished()) {
      const ssize_t count = rd_kafka_consume_batch_queue(queue_.get(), poll_timeout_ms(),
                                                         messages.data(), messages.size());
      for (ssize_t i = 0; i < count; ++i) {
        handle(*messages[static_cast<std::size_t>(i)]);
        rd_kafka_message_destroy(messages[static_cast<std::size_t>(i)]);
      }
      rd_kafka_poll(producer_.get(), 0);
      if (in_transaction_ && (pending_ >= kMessagesPerTransaction || Steady::now() >= commit_at_))
        commit();
    }
    if (in_transaction_) commit();
    must(rd_kafka_flush(producer_.get(), kTimeoutMs), "flush");
    must(rd_kafka_consumer_close(consumer_.get()), "close");
    return consumed_;
  }

 private:
  bool transactional() const { return options_.mode != "a"; }

  bool finished() const { return options_.follow ? stop_wanted != 0 : partitions_left_ == 0; }

  // The library waits the whole time unless the batch is full, so the time is short: output should
  // not wait too.
  int poll_timeout_ms() const {
    if (!in_transaction_) return kPollMsMax;
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(commit_at_ - Steady::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, kPollMsMax));
  }

  void read_ends() {
    const rd_kafka_metadata_t* metadata = nullptr;
    KafkaPtr<rd_kafka_topic_t> in(rd_kafka_topic_new(consumer_.get(), options_.in.c_str(), nullptr));
    must(rd_kafka_metadata(consumer_.get(), 0, in.get(), &metadata, kTimeoutMs), "metadata");
    const int partitions = metadata->topics[0].partition_cnt;
    rd_kafka_metadata_destroy(metadata);
    if (partitions == 0) fail("no topic " + options_.in);
    for (int partition = 0; partition < partitions; ++partition) {
      std::int64_t low = 0, high = 0;
      must(rd_kafka_query_watermark_offsets(consumer_.get(), options_.in.c_str(), partition, &low,
                                            &high, kTimeoutMs),
           "watermarks");
      ends_.push_back(high);
      nexts_.push_back(kStart);
      touched_.push_back(false);
      partitions_left_ += high > low;
    }
  }

  void subscribe() {
    PartitionsPtr topics(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(topics.get(), options_.in.c_str(), RD_KAFKA_PARTITION_UA);
    must(rd_kafka_subscribe(consumer_.get(), topics.get()), "subscribe");
    queue_.reset(rd_kafka_queue_get_consumer(consumer_.get()));
  }

  void handle(const rd_kafka_message_t& message) {
    must(message.err, "consume");
    const auto partition = static_cast<std::size_t>(message.partition);
    if (transactional() && !in_transaction_) begin();
    if (options_.mode == "c") {
      enrich_and_produce(message);
    } else {
      produce(out_.get(), key_of(message),
              {static_cast<const char*>(message.payload), message.len});
    }
    ++consumed_;
    ++pending_;
    nexts_[partition] = message.offset + 1;
    touched_[partition] = true;
    partitions_left_ -= message.offset + 1 == ends_[partition];
  }

  static std::string_view key_of(const rd_kafka_message_t& message) {
    return {static_cast<const char*>(message.key), message.key_len};
  }

  void enrich_and_produce(const rd_kafka_message_t& message) {
    const std::string_view value(static_cast<const char*>(message.payload), message.len);
    const Hash128 key = hash128(enricher_.read_id(value));
    if (!ids_.insert(key)) return;
    rd_kafka_timestamp_type_t type;
    const std::int64_t received_ms = rd_kafka_message_timestamp(&message, &type);
    produce(out_.get(), key_of(message), enricher_.with_fields(value, key, received_ms));
    // The key and when it was seen: what a restore needs.
    char record[sizeof key + sizeof received_ms];
    std::memcpy(record, &key, sizeof key);
    std::memcpy(record + sizeof key, &received_ms, sizeof received_ms);
    produce(state_.get(), {}, {record, sizeof record});
  }

  void produce(rd_kafka_topic_t* topic, std::string_view key, std::string_view value) {
    rd_kafka_vu_t arguments[4];
    arguments[0].vtype = RD_KAFKA_VTYPE_RKT;
    arguments[0].u.rkt = topic;
    arguments[1].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    arguments[1].u.i = RD_KAFKA_MSG_F_COPY;
    arguments[2].vtype = RD_KAFKA_VTYPE_KEY;
    arguments[2].u.mem = {const_cast<char*>(key.data()), key.size()};
    arguments[3].vtype = RD_KAFKA_VTYPE_VALUE;
    arguments[3].u.mem = {const_cast<char*>(value.data()), value.size()};
    while (rd_kafka_error_t* error = rd_kafka_produceva(producer_.get(), arguments, 4)) {
      if (rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR__QUEUE_FULL) must(error, "produce");
      rd_kafka_error_destroy(error);
      rd_kafka_poll(producer_.get(), 10);
    }
  }

  void begin() {
    must(rd_kafka_begin_transaction(producer_.get()), "begin");
    in_transaction_ = true;
    pending_ = 0;
    commit_at_ = Steady::now() + kCommitInterval;
  }

  void commit() {
    PartitionsPtr offsets(
        rd_kafka_topic_partition_list_new(static_cast<int>(nexts_.size())));
    for (std::size_t i = 0; i < nexts_.size(); ++i) {
      if (!touched_[i]) continue;
      rd_kafka_topic_partition_list_add(offsets.get(), options_.in.c_str(), static_cast<int>(i))
          ->offset = nexts_[i];
      touched_[i] = false;
    }
    KafkaPtr<rd_kafka_consumer_group_metadata_t> group(
        rd_kafka_consumer_group_metadata(consumer_.get()));
    must(rd_kafka_send_offsets_to_transaction(producer_.get(), offsets.get(), group.get(), -1),
         "send_offsets");
    must(rd_kafka_commit_transaction(producer_.get(), -1), "commit");
    in_transaction_ = false;
  }

  const Options options_;
  ClientPtr consumer_, producer_;
  KafkaPtr<rd_kafka_topic_t> out_, state_;
  KafkaPtr<rd_kafka_queue_t> queue_;
  // Of each partition of the input: its end at the start, what comes next, and whether it moved
  // since the commit.
  std::vector<std::int64_t> ends_, nexts_;
  std::vector<bool> touched_;
  int partitions_left_ = 0;
  Enricher enricher_;
  IdSet ids_;
  bool in_transaction_ = false;
  int pending_ = 0;
  Steady::time_point commit_at_;
  std::uint64_t consumed_ = 0;
};

Options parse(int count, char** words) {
  Options options;
  std::string follow;
  const std::map<std::string_view, std::string*> fields = {
      {"--mode", &options.mode}, {"--brokers", &options.brokers}, {"--in", &options.in},
      {"--out", &options.out},   {"--state", &options.state},     {"--name", &options.name},
      {"--follow", &follow}};
  for (int i = 1; i < count; i += 2) {
    const auto field = fields.find(words[i]);
    if (field == fields.end() || i + 1 == count) fail("the head of the source file has the usage");
    *field->second = words[i + 1];
  }
  options.follow = follow == "yes";
  const bool known = options.mode == "a" || options.mode == "b" || options.mode == "c";
  if (!known || options.brokers.empty() || options.in.empty() || options.out.empty() ||
      (options.mode == "c" && options.state.empty())) {
    fail("the head of the source file has the usage");
  }
  return options;
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace
}  // namespace syndicated

int main(int count, char** words) {
  using namespace syndicated;
  const Options options = parse(count, words);
  std::signal(SIGTERM, [](int) { stop_wanted = 1; });
  const Steady::time_point start = Steady::now();
  const std::uint64_t messages = Loop(options).run();
  const double wall = std::chrono::duration<double>(Steady::now() - start).count();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const double cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  std::printf(
      "{\"mode\":\"%s\",\"messages\":%llu,\"wall_s\":%.3f,\"cpu_s\":%.3f,"
      "\"messages_per_cpu_s\":%.0f,\"peak_mib\":%.1f}\n",
      options.mode.c_str(), static_cast<unsigned long long>(messages), wall, cpu,
      static_cast<double>(messages) / cpu, static_cast<double>(usage.ru_maxrss) / 1024);
  return 0;
}
