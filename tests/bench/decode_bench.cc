// Decoding feeds: at once and in parts. Times are CPU times of the one thread that works.
//
//   SYNDICATED_CORPUS=DIR build/bench/tests/bench_decode      # with the documents of a directory
//
// Without a directory the benchmarks over real documents are left out. `peak_MB` is the most memory
// that the process had during a benchmark (VmHWM, reset before it).
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "connectors/formats/decode_jobs.h"
#include "connectors/formats/document_cutter.h"
#include "connectors/formats/document_stream.h"

namespace syndicated {
namespace {

std::vector<std::string> corpus() {
  std::vector<std::string> documents;
  const char* const directory = std::getenv("SYNDICATED_CORPUS");
  if (directory == nullptr) return documents;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory)) {
    if (!file.is_regular_file()) continue;
    std::ifstream stream(file.path(), std::ios::binary);
    documents.emplace_back(std::istreambuf_iterator<char>(stream),
                           std::istreambuf_iterator<char>());
  }
  return documents;
}

const DecodeHints kHints{.url = "https://feeds.invalid/",
                         .content_type = "",
                         .content_language = "",
                         .content_location = ""};

template <class Work>
void over_corpus(benchmark::State& state, Work work) {
  static const std::vector<std::string> documents = corpus();
  if (documents.empty())
    return state.SkipWithError("SYNDICATED_CORPUS names no directory of feeds");
  std::int64_t bytes = 0;
  for (auto _ : state) {
    for (const std::string& document : documents) {
      work(document);
      bytes += static_cast<std::int64_t>(document.size());
    }
  }
  state.SetBytesProcessed(bytes);
}

void without_sanitising(benchmark::State& state) {
  over_corpus(state, [](const std::string& document) {
    benchmark::DoNotOptimize(decode_document(document, kHints));
  });
}
BENCHMARK(without_sanitising)->Unit(benchmark::kMillisecond);

void with_sanitising(benchmark::State& state) {
  over_corpus(state, [](const std::string& document) {
    benchmark::DoNotOptimize(document_to_json(decode_document(document, kHints), ""));
  });
}
BENCHMARK(with_sanitising)->Unit(benchmark::kMillisecond);

// A feed that is made while it is read, so that it takes no memory itself.
class MadeFeed final : public DocumentBytes {
 public:
  MadeFeed(std::uint64_t bytes, bool json) : json_(json) {
    body_ =
        "<p>A report from <b>the wire</b> with <a href='/more'>more</a> &amp; the rest of it.</p>";
    while (body_.size() < 20'000) body_ += body_;
    items_ = bytes / item(0).size();
    size_ = head().size() + tail().size();
    for (std::uint64_t i = 0; i < items_; ++i) size_ += item(i).size();
  }

  std::uint64_t size() const override { return size_; }
  Result<void> rewind() override {
    at_ = 0;
    return {};
  }
  Result<std::string_view> next() override {
    block_ = at_ == 0 ? head() : at_ <= items_ ? item(at_ - 1) : at_ == items_ + 1 ? tail() : "";
    ++at_;
    return std::string_view(block_);
  }

 private:
  std::string head() const {
    return json_ ? R"({"version":"https://jsonfeed.org/version/1.1","title":"Made","items":[)"
                 : "<rss version='2.0'><channel><title>Made</title>";
  }
  std::string item(std::uint64_t i) const {
    const std::string number = std::to_string(i);
    if (json_)
      return (i == 0 ? "" : ",") + std::string("{\"id\":\"") + number + R"(","content_html":")" +
             body_ + "\"}";
    return "<item><title>Item " + number + "</title><guid isPermaLink='false'>" + number +
           "</guid><description><![CDATA[" + body_ + "]]></description></item>\n";
  }
  std::string tail() const { return json_ ? "]}" : "</channel></rss>"; }

  bool json_;
  std::string body_, block_;
  std::uint64_t items_ = 0, size_ = 0, at_ = 0;
};

void reset_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

double peak_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::strtod(line.c_str() + 6, nullptr) / 1000;
  }
  return 0;
}

struct Counter final : DocumentVisitor {
  bool on_head(const Document&) override { return true; }
  bool on_entry(FeedEntry&&) override {
    ++entries;
    return true;
  }
  std::uint64_t entries = 0;
};

void in_parts(benchmark::State& state) {
  MadeFeed feed(static_cast<std::uint64_t>(state.range(0)) << 20, state.range(1) != 0);
  DecodeLimits limits = streaming_limits();
  limits.entries_max = 1'000'000;
  reset_peak();
  Counter counter;
  for (auto _ : state) {
    if (!stream_document(feed, kHints, limits, counter))
      state.SkipWithError("the feed could not be read");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(feed.size()) * state.iterations());
  state.counters["entries"] =
      static_cast<double>(counter.entries) / static_cast<double>(state.iterations());
  state.counters["peak_MB"] = peak_megabytes();
}
BENCHMARK(in_parts)
    ->ArgNames({"MB", "json"})
    ->ArgsProduct({{20, 200, 1000}, {0, 1}})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

// What the line's sources do with it: cut, without decoding.
void cut(benchmark::State& state) {
  MadeFeed feed(static_cast<std::uint64_t>(state.range(0)) << 20, state.range(1) != 0);
  reset_peak();
  std::uint64_t parts = 0;
  for (auto _ : state) {
    Result<std::unique_ptr<DocumentParts>> document = FeedCutter().open(feed);
    if (!document || *document == nullptr) return state.SkipWithError("the feed could not be cut");
    for (bool last = false; !last; ++parts) last = (*document)->next(512, 256 * 1024).value().last;
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(feed.size()) * state.iterations());
  state.counters["parts"] = static_cast<double>(parts);
  state.counters["peak_MB"] = peak_megabytes();
}
BENCHMARK(cut)
    ->ArgNames({"MB", "json"})
    ->ArgsProduct({{200}, {0, 1}})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace syndicated

BENCHMARK_MAIN();
