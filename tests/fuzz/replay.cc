// A fuzz target without a fuzzer. usage: PROGRAM [SEEDS_DIR]
//                                        PROGRAM --grow SECONDS SEEDS_DIR...
//                                        PROGRAM --time FILE...
// The first runs every seed and a fixed number of mutations of each, so that each build and each
// sanitizer runs the target. The last line is `N passed, N failed`; a failed CHECK or a sanitizer's
// report ends the program before it.
//
// The second looks for what a fuzzer of small inputs cannot see: work and memory that are not linear.
// It repeats random parts of random seeds until the input has half a megabyte, then until it has a
// whole one, and reports what takes a second or 256 megabytes. For a build without sanitizers; the
// inputs are kept in the working directory as grown-N.
//
// The third runs inputs that were found and says what each costs.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr int kMutationsOfEachSeed = 400;
constexpr std::size_t kGrownBytes = 1u << 20;
constexpr double kSecondsMax = 1;             // of an input of that size
constexpr long kMemoryGrowthMax = 256 << 10;  // kilobytes by which one such input raises the peak

using Seeds = std::vector<std::string>;

void run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void read_seeds(const std::string& folder, Seeds& seeds) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  for (const std::filesystem::path& path : paths) seeds.push_back(read_file(path));
}

std::size_t below(std::size_t n, std::mt19937& random) { return n == 0 ? 0 : random() % n; }

std::string mutated(std::string text, const Seeds& seeds, std::mt19937& random) {
  for (std::size_t n = 1 + below(4, random); n > 0; --n) {
    const std::size_t at = below(text.size() + 1, random);
    switch (below(5, random)) {
      case 0:
        text.resize(at);
        break;
      case 1:
        text.insert(at, 1, static_cast<char>(random()));
        break;
      case 2:
        text.erase(at, below(16, random));
        break;
      case 3:
        text.insert(at, text.substr(below(text.size() + 1, random), below(40, random)));
        break;
      default: {
        const std::string& other = seeds[below(seeds.size(), random)];
        text.insert(at, other.substr(below(other.size() + 1, random), below(80, random)));
      }
    }
  }
  return text;
}

// A part of a text that is to be repeated.
struct Part {
  std::size_t begin = 0, size = 0;
};

// A seed with one to three of its parts repeated until it has about `bytes`.
std::string grown(const std::string& seed, const std::vector<Part>& parts, std::size_t bytes) {
  std::string text;
  std::size_t from = 0;
  for (const Part& part : parts) {
    text.append(seed, from, part.begin - from);
    const std::string_view unit = std::string_view(seed).substr(part.begin, part.size);
    for (std::size_t i = bytes / parts.size() / unit.size(); i > 0; --i) text += unit;
    from = part.begin;
  }
  return text.append(seed, from);
}

std::vector<Part> choose_parts(const std::string& seed, std::mt19937& random) {
  constexpr std::string_view kEdges = "<>\"'{}[],;& \n/:=";
  std::vector<Part> parts(1 + below(3, random));
  for (Part& part : parts) {
    part.begin = below(seed.size(), random);
    part.size = 1 + below(std::min<std::size_t>(seed.size() - part.begin, 60), random);
    // Mostly whole tokens: half a tag repeated is only text.
    if (below(4, random) == 0) continue;
    const std::size_t begin = seed.find_first_of(kEdges, part.begin);
    if (begin == std::string::npos) continue;
    std::size_t end = begin;
    for (std::size_t edges = 1 + below(8, random); edges > 0 && end != std::string::npos; --edges) {
      end = seed.find_first_of(kEdges, end + 1);
    }
    part = {begin, std::min(end, seed.size()) - begin};
  }
  std::sort(parts.begin(), parts.end(),
            [](const Part& a, const Part& b) { return a.begin < b.begin; });
  return parts;
}

double seconds_of(const std::string& input) {
  const auto begin = std::chrono::steady_clock::now();
  run(input);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

int grow(int seconds, const Seeds& seeds) {
  std::mt19937 random(std::random_device{}());
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  std::size_t passed = 0, failed = 0;
  double slowest = 0;
  while (std::chrono::steady_clock::now() < end) {
    std::string seed = seeds[below(seeds.size(), random)];
    if (below(3, random) == 0) seed = mutated(seed, seeds, random);
    if (seed.empty()) continue;
    const std::vector<Part> parts = choose_parts(seed, random);
    const std::string input = grown(seed, parts, kGrownBytes);
    const long before = peak_kilobytes();
    const double half = seconds_of(grown(seed, parts, kGrownBytes / 2));
    // What is quadratic would only waste the time that is left.
    const double whole = half > kSecondsMax ? half : seconds_of(input);
    const long growth = peak_kilobytes() - before;
    slowest = std::max(slowest, whole);
    ++passed;
    if (whole < kSecondsMax && growth < kMemoryGrowthMax) continue;
    const std::string name = "grown-" + std::to_string(failed++);
    std::ofstream(name, std::ios::binary) << input;
    std::printf("%s: %.2f s for half of it, %.2f s for all, peak +%ld MB\n", name.c_str(), half,
                whole, growth >> 10);
    std::fflush(stdout);
  }
  std::printf("slowest: %.2f s\n%zu passed, %zu failed\n", slowest, passed - failed, failed);
  return failed == 0 ? 0 : 1;
}

int time_files(int count, char** paths) {
  for (int i = 0; i < count; ++i) {
    const double seconds = seconds_of(read_file(paths[i]));
    std::printf("%s: %.2f s, peak %ld MB\n", paths[i], seconds, peak_kilobytes() >> 10);
    std::fflush(stdout);
  }
  std::printf("%d passed, 0 failed\n", count);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  Seeds seeds;
  if (count > 3 && std::string_view(arguments[1]) == "--grow") {
    for (int i = 3; i < count; ++i) read_seeds(arguments[i], seeds);
    return seeds.empty() ? 1 : grow(std::atoi(arguments[2]), seeds);
  }
  if (count > 2 && std::string_view(arguments[1]) == "--time")
    return time_files(count - 2, arguments + 2);
  if (count > 2) return 2;
  // One object serves all targets: the program's name says which it is.
  const std::string name = std::filesystem::path(arguments[0]).filename().string();
  const std::string own = std::string(SEEDS_DIR "/") + name.substr(name.rfind("fuzz_") + 5);
  read_seeds(count == 2 ? arguments[1] : own, seeds);
  std::mt19937 random(20250407);
  for (const std::string& seed : seeds) {
    run(seed);
    for (int i = 0; i < kMutationsOfEachSeed; ++i) run(mutated(seed, seeds, random));
  }
  std::printf("%zu passed, 0 failed\n", seeds.size());
  return seeds.empty() ? 1 : 0;
}
