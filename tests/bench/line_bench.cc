// The line without I/O, its stages, and the decoders. Ratios within one run mean something; digits of a shared
// machine do not.
#include <benchmark/benchmark.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "connectors/formats/payload_decoder.h"
#include "connectors/formats/record.h"
#include "pipeline/deduplicate.h"
#include "pipeline/finish.h"
#include "pipeline/line.h"
#include "pipeline/prepare.h"

namespace {
std::atomic<std::uint64_t> allocations{0};
}  // namespace

// Counts what the program allocates.
void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace syndicated {
namespace {

const char* const kWords[] = {"harbour", "minister", "storm", "market", "railway", "glacier", "verdict", "tariff",
                              "orchard", "reactor",  "ballot", "monsoon", "satellite", "treaty", "museum", "vaccine"};

std::string sentence(std::uint64_t seed, int words) {
  std::string text = "Officials said";
  for (int i = 0; i < words; ++i) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    text += ' ';
    text += kWords[seed >> 33 & 15];
  }
  return text + ".";
}

// About 1 kB: headline, dateline, five paragraphs, declared language.
std::string item_line(std::uint64_t number) {
  std::string text = "NEW DELHI, April 7 (PTI) - " + sentence(number, 18);
  for (int i = 1; i < 5; ++i) text += "\\n\\n" + sentence(number * 31 + static_cast<std::uint64_t>(i), 18);
  return "{\"id\":\"item-" + std::to_string(number) + "\",\"url\":\"https://wire.example/" +
         std::to_string(number) + "\",\"title\":\"Report " + std::to_string(number) + " on " +
         sentence(number, 5) + "\",\"content_text\":\"" + text +
         "\",\"date_published\":\"2025-04-07T05:00:00Z\",\"language\":\"en\"}\n";
}

const SourceInfo& source() {
  static const SourceInfo info{.id = "bench", .outlet = "Bench", .language = "en", .format = Format::ndjson};
  return info;
}

Payload payload_of(std::string bytes) {
  Payload payload;
  payload.bytes = std::move(bytes);
  payload.source = &source();
  payload.origin = "bench";
  payload.received_at = from_civil(2025, 4, 7, 12, 0, 0);
  return payload;
}

// Batches of 200 lines that were made before the clock runs. Every fifth id is a repeat.
class MemorySource final : public Source {
 public:
  explicit MemorySource(std::uint64_t items) {
    for (std::uint64_t at = 0; at < items; at += 200) {
      std::string lines;
      for (std::uint64_t i = at; i < at + 200; ++i) lines += item_line(i % 5 == 4 ? i / 2 : i);
      chunks_.push_back(std::move(lines));
    }
  }
  void rewind() { next_ = 0; }
  Result<void> start(const Recovered&) override { return {}; }
  Result<BatchPtr> poll(Duration) override {
    auto batch = std::make_unique<Batch>();
    batch->payloads.push_back(payload_of(chunks_[next_++]));
    batch->positions.push_back({"bench", 0, next_});
    return batch;
  }
  void idle(Duration) override {}
  bool finished() const override { return next_ == chunks_.size(); }
  void wake() override {}

 private:
  std::vector<std::string> chunks_;
  std::size_t next_ = 0;
};

class DroppingSink final : public Sink {
 public:
  CommitResult commit(std::span<const BatchPtr> batches) override {
    for (const BatchPtr& batch : batches) bytes += batch->encoded.size();
    return {};
  }
  std::uint64_t bytes = 0;
};

void line_without_io(benchmark::State& state) {
  constexpr std::uint64_t kItems = 100'000;
  MemorySource input(kItems);
  const SystemClock clock;
  const PayloadDecoder decoder;
  const RecordEncoder encoder{RecordOptions{}};
  std::uint64_t allocated = 0;
  for (auto _ : state) {
    input.rewind();
    Prepare prepare({}, decoder);
    Deduplicate deduplicate({}, "bench.example,2025");
    Finish finish({}, encoder);
    DroppingSink sink;
    Line line({{&input}, &prepare, &deduplicate, &finish, &sink, 1}, {}, clock);
    const std::uint64_t before = allocations;
    line.run();
    allocated += allocations - before;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kItems));
  state.counters["allocations/item"] =
      static_cast<double>(allocated) / static_cast<double>(state.iterations() * kItems);
}
BENCHMARK(line_without_io)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();

Batch batch_of_items(std::uint64_t first) {
  std::string lines;
  for (std::uint64_t i = first; i < first + 200; ++i) lines += item_line(i);
  Batch batch;
  batch.payloads.push_back(payload_of(std::move(lines)));
  return batch;
}

void prepare_items(benchmark::State& state) {
  const PayloadDecoder decoder;
  Prepare prepare({}, decoder);
  for (auto _ : state) {
    state.PauseTiming();
    Batch batch = batch_of_items(1000);
    state.ResumeTiming();
    prepare.run(batch);
  }
  state.SetItemsProcessed(state.iterations() * 200);
}
BENCHMARK(prepare_items);

void deduplicate_items(benchmark::State& state) {
  const PayloadDecoder decoder;
  Prepare prepare({}, decoder);
  Deduplicate deduplicate({}, "bench.example,2025");
  std::uint64_t first = 0;
  for (auto _ : state) {
    state.PauseTiming();
    Batch batch = batch_of_items(first += 200);
    prepare.run(batch);
    state.ResumeTiming();
    deduplicate.run(batch);
  }
  state.SetItemsProcessed(state.iterations() * 200);
}
BENCHMARK(deduplicate_items)->Iterations(200);

void finish_items(benchmark::State& state) {
  const PayloadDecoder decoder;
  const RecordEncoder encoder{RecordOptions{}};
  Prepare prepare({}, decoder);
  Finish finish({}, encoder);
  for (auto _ : state) {
    state.PauseTiming();
    Batch batch = batch_of_items(1000);
    prepare.run(batch);
    Deduplicate({}, "bench.example,2025").run(batch);
    state.ResumeTiming();
    finish.run(batch);
  }
  state.SetItemsProcessed(state.iterations() * 200);
}
BENCHMARK(finish_items);

void decode(benchmark::State& state, const std::string& document, Format format) {
  const SourceInfo info{.id = "bench", .format = format};
  Payload payload = payload_of(document);
  payload.source = &info;
  const PayloadDecoder decoder;
  std::size_t entries = 0;
  for (auto _ : state) entries += decoder.decode(payload).entries.size();
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * document.size()));
  state.SetItemsProcessed(static_cast<std::int64_t>(entries));
}

void decode_ndjson(benchmark::State& state) {
  std::string lines;
  for (std::uint64_t i = 0; i < 200; ++i) lines += item_line(i);
  decode(state, lines, Format::ndjson);
}
BENCHMARK(decode_ndjson);

void decode_rss(benchmark::State& state) {
  std::string rss = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Bench</title>";
  for (std::uint64_t i = 0; i < 100; ++i) {
    rss += "<item><guid>g" + std::to_string(i) + "</guid><title>" + sentence(i, 6) + "</title><link>https://a.example/" +
           std::to_string(i) + "</link><pubDate>Mon, 07 Apr 2025 09:15:00 +0530</pubDate><description>&lt;p&gt;" +
           sentence(i, 60) + "&lt;/p&gt;</description></item>";
  }
  decode(state, rss + "</channel></rss>", Format::feed);
}
BENCHMARK(decode_rss);

void decode_json_feed(benchmark::State& state) {
  std::string feed = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Bench\",\"items\":[";
  for (std::uint64_t i = 0; i < 100; ++i) {
    feed += std::string(i == 0 ? "" : ",") + "{\"id\":\"" + std::to_string(i) + "\",\"title\":\"" + sentence(i, 6) +
            "\",\"content_text\":\"" + sentence(i, 60) + "\"}";
  }
  decode(state, feed + "]}", Format::feed);
}
BENCHMARK(decode_json_feed);

}  // namespace
}  // namespace syndicated

BENCHMARK_MAIN();
