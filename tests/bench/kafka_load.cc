// What the Kafka benchmark needs around what it measures: topics, an input, and a probe of latency.
//
//   create   creates --topics NAME:PARTITIONS,...
//   delete   deletes --topics NAME,...
//   fill     writes --count items to --in: NDJSON of --size bytes, key = id, every fifth repeated
//   count    counts the records of --out that a read_committed reader sees
//   latency  sends --rate items a second to --in for --seconds, reads --out with read_committed,
//            and joins by id. Items of the first --warmup seconds do not count. The time of an
//            item begins before it is handed to the producer, whose linger is 5 ms. Ids begin at
//            --first; none is repeated.
//
// All need --brokers. The last three print one line of JSON.
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "tests/bench/kafka_client.h"

namespace syndicated {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kTimeoutMs = 30'000;
constexpr std::chrono::seconds kStragglers{
    15};  // how long an item may take before it counts as missing
constexpr std::string_view kIdPrefix = "urn:load:";

// ---- options

class Options {
 public:
  Options(int count, char** words) {
    for (int i = 2; i < count; i += 2) {
      if (i + 1 == count || std::string_view(words[i]).substr(0, 2) != "--")
        fail("the head of the source file has the usage");
      values_[words[i] + 2] = words[i + 1];
    }
  }
  std::string text(const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) fail("--" + name + " is missing");
    return found->second;
  }
  std::uint64_t number(const std::string& name, std::uint64_t fallback) const {
    const auto found = values_.find(name);
    return found == values_.end() ? fallback : std::strtoull(found->second.c_str(), nullptr, 10);
  }

 private:
  std::map<std::string, std::string> values_;
};

// ---- handles

struct DestroyEvent {
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};
using EventPtr = std::unique_ptr<rd_kafka_event_t, DestroyEvent>;

ClientPtr make_producer(const Options& options, const char* linger_ms) {
  return make_handle(KafkaClient::producer, {{"bootstrap.servers", options.text("brokers")},
                                         {"socket.nagle.disable", "true"},
                                         {"enable.idempotence", "true"},
                                         {"compression.type", "lz4"},
                                         {"linger.ms", linger_ms},
                                         {"batch.size", "1000000"},
                                         {"queue.buffering.max.messages", "500000"},
                                         {"delivery.report.only.error", "true"}});
}

// ---- topics

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    parts.push_back(list.substr(at, comma - at));
    at = comma + 1;
  }
  return parts;
}

void expect_done(const rd_kafka_topic_result_t** results, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    must(rd_kafka_topic_result_error(results[i]), rd_kafka_topic_result_name(results[i]));
  }
}

// A new topic is known before its partitions can be used.
void await_leaders(rd_kafka_t* handle, const std::string& topic, int partitions) {
  const Steady::time_point deadline = Steady::now() + std::chrono::milliseconds(kTimeoutMs);
  for (int partition = 0; partition < partitions;) {
    std::int64_t low = 0, high = 0;
    const rd_kafka_resp_err_t error =
        rd_kafka_query_watermark_offsets(handle, topic.c_str(), partition, &low, &high, kTimeoutMs);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      ++partition;
    } else if (Steady::now() > deadline) {
      must(error, "a new topic: " + topic);
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
}

void create_topics(const Options& options) {
  ClientPtr handle = make_producer(options, "5");
  KafkaPtr<rd_kafka_queue_t> queue(rd_kafka_queue_new(handle.get()));
  std::vector<rd_kafka_NewTopic_t*> topics;
  for (const std::string& part : split(options.text("topics"))) {
    const std::size_t colon = part.find(':');
    if (colon == std::string::npos) fail("--topics takes NAME:PARTITIONS,...");
    topics.push_back(rd_kafka_NewTopic_new(part.substr(0, colon).c_str(),
                                           std::atoi(part.c_str() + colon + 1), 1, nullptr, 0));
  }
  rd_kafka_CreateTopics(handle.get(), topics.data(), topics.size(), nullptr, queue.get());
  EventPtr event(rd_kafka_queue_poll(queue.get(), kTimeoutMs));
  if (event == nullptr) fail("no answer to CreateTopics");
  must(rd_kafka_event_error(event.get()), "CreateTopics");
  std::size_t count = 0;
  expect_done(
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count),
      count);
  rd_kafka_NewTopic_destroy_array(topics.data(), topics.size());
  for (const std::string& part : split(options.text("topics"))) {
    const std::size_t colon = part.find(':');
    await_leaders(handle.get(), part.substr(0, colon), std::atoi(part.c_str() + colon + 1));
  }
}

void delete_topics(const Options& options) {
  ClientPtr handle = make_producer(options, "5");
  KafkaPtr<rd_kafka_queue_t> queue(rd_kafka_queue_new(handle.get()));
  std::vector<rd_kafka_DeleteTopic_t*> topics;
  for (const std::string& name : split(options.text("topics"))) {
    topics.push_back(rd_kafka_DeleteTopic_new(name.c_str()));
  }
  rd_kafka_DeleteTopics(handle.get(), topics.data(), topics.size(), nullptr, queue.get());
  EventPtr event(rd_kafka_queue_poll(queue.get(), kTimeoutMs));
  if (event == nullptr) fail("no answer to DeleteTopics");
  must(rd_kafka_event_error(event.get()), "DeleteTopics");
  std::size_t count = 0;
  expect_done(
      rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event.get()), &count),
      count);
  rd_kafka_DeleteTopic_destroy_array(topics.data(), topics.size());
}

// ---- items

const char* const kWords[] = {
    "harbour",  "minister", "storm",    "market",   "railway",   "glacier",  "verdict", "tariff",
    "orchard",  "reactor",  "ballot",   "monsoon",  "satellite", "treaty",   "museum",  "vaccine",
    "council",  "border",   "engine",   "festival", "mountain",  "pension",  "library", "airport",
    "budget",   "village",  "research", "election", "company",   "hospital", "weather", "official",
    "district", "teacher",  "fishery",  "summit",   "program",   "contract", "stadium", "refugee",
    "inquiry",  "forecast", "climate",  "parade",   "customs",   "dispute",  "founder", "network",
    "quarter",  "reserve",  "shipment", "standard", "textile",   "traffic",  "turbine", "valley",
    "warrant",  "witness",  "archive",  "bridge",   "cabinet",   "deficit",  "exports", "ferries"};

// The same text for the same number, another for another.
class Words {
 public:
  explicit Words(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}
  const char* next() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return kWords[state_ >> 40 & 63];
  }

 private:
  std::uint64_t state_;
};

// An item of exactly `size` bytes, if that leaves room for a sentence; the text is what fills it.
void write_item(std::string& out, const std::string& id, std::uint64_t number, std::size_t size) {
  Words words(number);
  out = "{\"id\":\"" + id + "\",\"url\":\"https://load.example/" + std::to_string(number) +
        "\",\"title\":\"";
  for (int i = 0; i < 7; ++i) out.append(i == 0 ? "Report on the " : " ").append(words.next());
  char date[64];
  std::snprintf(date, sizeof date, "2026-01-%02uT%02u:%02u:%02uZ",
                static_cast<unsigned>(1 + number / 86400 % 28),
                static_cast<unsigned>(number / 3600 % 24), static_cast<unsigned>(number / 60 % 60),
                static_cast<unsigned>(number % 60));
  out.append("\",\"language\":\"en\",\"date_published\":\"")
      .append(date)
      .append("\",\"content_text\":\"");
  out += "MARIGOLD BAY, January 1 (PTI) - Officials said the";
  const std::string_view tail = ".\"}";
  for (int in_sentence = 0; out.size() + tail.size() < size; ++in_sentence) {
    const char* const word = words.next();
    if (in_sentence == 14) {
      out.append(".\\n\\nThe ");
      in_sentence = 0;
    } else {
      out += ' ';
    }
    out += word;
  }
  if (out.size() + tail.size() > size && size > 400) {
    out.resize(size - tail.size());
    if (out.back() == '\\') out.back() = ' ';  // half of a line end
  }
  out += tail;
}

class Sender {
 public:
  Sender(const Options& options, const char* linger_ms)
      : size_(options.number("size", 1000)),
        producer_(make_producer(options, linger_ms)),
        topic_(rd_kafka_topic_new(producer_.get(), options.text("in").c_str(), nullptr)) {}

  void send(std::uint64_t number) {
    id_ = std::string(kIdPrefix) + std::to_string(number);
    write_item(item_, id_, number, size_);
    while (rd_kafka_produce(topic_.get(), RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, item_.data(),
                            item_.size(), id_.data(), id_.size(), nullptr) != 0) {
      if (rd_kafka_last_error() != RD_KAFKA_RESP_ERR__QUEUE_FULL)
        must(rd_kafka_last_error(), "produce");
      rd_kafka_poll(producer_.get(), 10);
    }
  }
  void poll() { rd_kafka_poll(producer_.get(), 0); }
  void flush() { must(rd_kafka_flush(producer_.get(), kTimeoutMs), "flush"); }

 private:
  const std::size_t size_;
  ClientPtr producer_;
  KafkaPtr<rd_kafka_topic_t> topic_;
  std::string id_, item_;
};

void fill(const Options& options) {
  const std::uint64_t count = options.number("count", 1'000'000);
  Sender sender(options, "50");
  std::uint64_t fresh = 0, chance = options.number("seed", 1);
  for (std::uint64_t i = 0; i < count; ++i) {
    if (i % 5 == 4) {
      chance = chance * 6364136223846793005u + 1442695040888963407u;
      sender.send((chance >> 20) % fresh);
    } else {
      sender.send(fresh++);
    }
    if (i % 1000 == 0) sender.poll();
  }
  sender.flush();
  std::printf("{\"messages\":%llu,\"ids\":%llu}\n", static_cast<unsigned long long>(count),
              static_cast<unsigned long long>(fresh));
}

// ---- reading

enum class From { beginning, end };

// A read_committed reader of all partitions of a topic, outside of any group.
class Reader {
 public:
  Reader(const Options& options, From from)
      : name_(options.text("out")),
        consumer_(make_handle(KafkaClient::consumer, {{"bootstrap.servers", options.text("brokers")},
                                                  {"socket.nagle.disable", "true"},
                                                  {"group.id", "bench-reader"},
                                                  {"enable.auto.commit", "false"},
                                                  {"enable.partition.eof", "true"},
                                                  {"isolation.level", "read_committed"}})) {
    const rd_kafka_metadata_t* metadata = nullptr;
    KafkaPtr<rd_kafka_topic_t> topic(rd_kafka_topic_new(consumer_.get(), name_.c_str(), nullptr));
    must(rd_kafka_metadata(consumer_.get(), 0, topic.get(), &metadata, kTimeoutMs), "metadata");
    partitions_ = metadata->topics[0].partition_cnt;
    rd_kafka_metadata_destroy(metadata);
    if (partitions_ == 0) fail("no topic " + name_);
    // Offsets are asked for here: a reader that looks for the end by itself may do so after the
    // first record.
    PartitionsPtr list(rd_kafka_topic_partition_list_new(partitions_));
    for (int partition = 0; partition < partitions_; ++partition) {
      std::int64_t low = 0, high = 0;
      must(rd_kafka_query_watermark_offsets(consumer_.get(), name_.c_str(), partition, &low, &high,
                                            kTimeoutMs),
           "watermarks");
      rd_kafka_topic_partition_list_add(list.get(), name_.c_str(), partition)->offset =
          from == From::end ? high : low;
    }
    must(rd_kafka_assign(consumer_.get(), list.get()), "assign");
  }

  int partitions() const { return partitions_; }

  // Calls `take` with each value that is there, waiting at most `timeout_ms` for one. Returns the
  // number of partitions whose end was met.
  template <typename Take>
  int read(int timeout_ms, Take take) {
    KafkaPtr<rd_kafka_message_t> message(rd_kafka_consumer_poll(consumer_.get(), timeout_ms));
    if (message == nullptr) return 0;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return 1;
    must(message->err, "consume");
    take(std::string_view(static_cast<const char*>(message->payload), message->len));
    return 0;
  }

 private:
  const std::string name_;
  ClientPtr consumer_;
  int partitions_ = 0;
};

void count(const Options& options) {
  Reader reader(options, From::beginning);
  std::uint64_t records = 0, bytes = 0;
  for (int ends = 0; ends < reader.partitions();) {
    ends += reader.read(1000, [&](std::string_view value) {
      ++records;
      bytes += value.size();
    });
  }
  std::printf("{\"records\":%llu,\"bytes\":%llu}\n", static_cast<unsigned long long>(records),
              static_cast<unsigned long long>(bytes));
}

// ---- latency

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(Steady::now().time_since_epoch())
      .count();
}

// When each item was sent; the sender writes and the reader takes. 0 is not sent, or taken.
using SentTimes = std::vector<std::atomic<std::int64_t>>;

void send_paced(Sender& sender, SentTimes& sent, std::uint64_t first, std::uint64_t rate) {
  const Steady::time_point start = Steady::now();
  for (std::uint64_t i = 0; i < sent.size();) {
    const double elapsed = std::chrono::duration<double>(Steady::now() - start).count();
    const auto due = std::min<std::uint64_t>(
        sent.size(), static_cast<std::uint64_t>(elapsed * static_cast<double>(rate)));
    for (; i < due; ++i) {
      sent[i] = now_us();
      sender.send(first + i);
    }
    sender.poll();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  sender.flush();
}

// The number in the first id of a record; a record that has none is not ours.
std::uint64_t number_in(std::string_view record) {
  const std::size_t at = record.find(kIdPrefix);
  if (at == std::string_view::npos)
    fail("a record without an id: " + std::string(record.substr(0, 300)));
  std::uint64_t number = 0;
  for (std::size_t i = at + kIdPrefix.size();
       i < record.size() && record[i] >= '0' && record[i] <= '9'; ++i) {
    number = 10 * number + static_cast<std::uint64_t>(record[i] - '0');
  }
  return number;
}

void print_latencies(std::vector<std::int64_t> taken, std::uint64_t rate, std::uint64_t missing,
                     std::uint64_t strays) {
  std::sort(taken.begin(), taken.end());
  const auto at = [&](double part) {
    if (taken.empty()) return 0.0;
    const auto place = static_cast<std::size_t>(part * static_cast<double>(taken.size() - 1));
    return static_cast<double>(taken[place]) / 1000;
  };
  std::printf(
      "{\"rate\":%llu,\"items\":%zu,\"missing\":%llu,\"strays\":%llu,\"p50_ms\":%.1f,\"p99_ms\":%."
      "1f,"
      "\"max_ms\":%.1f}\n",
      static_cast<unsigned long long>(rate), taken.size(), static_cast<unsigned long long>(missing),
      static_cast<unsigned long long>(strays), at(0.5), at(0.99), at(1));
}

void latency(const Options& options) {
  const std::uint64_t rate = options.number("rate", 1000), seconds = options.number("seconds", 20);
  const std::uint64_t warmup = rate * options.number("warmup", 5),
                      first = options.number("first", 0);
  SentTimes sent(rate * seconds);
  Reader reader(options, From::end);
  Sender sender(options, "5");
  std::atomic<bool> all_sent = false;
  std::thread sending([&] {
    send_paced(sender, sent, first, rate);
    all_sent = true;
  });
  std::vector<std::int64_t> taken;
  std::uint64_t left = sent.size(), strays = 0;
  const auto take = [&](std::string_view record) {
    const std::uint64_t place = number_in(record) - first;
    const std::int64_t sent_us = place < sent.size() ? sent[place].exchange(0) : 0;
    if (sent_us == 0) {
      ++strays;  // of another run, or doubled
      return;
    }
    if (place >= warmup) taken.push_back(now_us() - sent_us);
    --left;
  };
  Steady::time_point deadline = Steady::time_point::max();
  while (left > 0 && Steady::now() < deadline) {
    reader.read(100, take);
    if (all_sent && deadline == Steady::time_point::max()) deadline = Steady::now() + kStragglers;
  }
  sending.join();
  print_latencies(std::move(taken), rate, left, strays);
}

}  // namespace
}  // namespace syndicated

int main(int argument_count, char** words) {
  using namespace syndicated;
  const std::map<std::string_view, void (*)(const Options&)> modes = {{"create", create_topics},
                                                                      {"delete", delete_topics},
                                                                      {"fill", fill},
                                                                      {"count", count},
                                                                      {"latency", latency}};
  const auto mode = modes.find(argument_count > 1 ? words[1] : "");
  if (mode == modes.end())
    fail("usage: bench_kafka_load create|delete|fill|count|latency --brokers LIST ...");
  mode->second(Options(argument_count, words));
  return 0;
}
