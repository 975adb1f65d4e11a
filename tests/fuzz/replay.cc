// A fuzz target without a fuzzer: every seed, and a fixed number of mutations of each, so that each
// build and each sanitizer runs the target. usage: PROGRAM [SEEDS_DIR]. The last line is `N passed,
// N failed`; a failed CHECK or a sanitizer's report ends the program before it.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr int kMutationsOfEachSeed = 400;

void run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::string mutated(std::string text, const std::vector<std::string>& seeds, std::mt19937& random) {
  const auto below = [&](std::size_t n) { return n == 0 ? 0 : random() % n; };
  for (int n = 1 + static_cast<int>(below(4)); n > 0; --n) {
    const std::size_t at = below(text.size() + 1);
    switch (below(5)) {
      case 0:
        text.resize(at);
        break;
      case 1:
        text.insert(at, 1, static_cast<char>(random()));
        break;
      case 2:
        text.erase(at, below(16));
        break;
      case 3:
        text.insert(at, text.substr(below(text.size() + 1), below(40)));
        break;
      default: {
        const std::string& other = seeds[below(seeds.size())];
        text.insert(at, other.substr(below(other.size() + 1), below(80)));
      }
    }
  }
  return text;
}

}  // namespace

int main(int count, char** arguments) {
  if (count > 2) return 2;
  const char* const seeds_of = count == 2 ? arguments[1] : SEEDS_DIR;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(seeds_of))
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> seeds;
  for (const std::filesystem::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  std::mt19937 random(20250407);
  for (const std::string& seed : seeds) {
    run(seed);
    for (int i = 0; i < kMutationsOfEachSeed; ++i) run(mutated(seed, seeds, random));
  }
  std::printf("%zu passed, 0 failed\n", seeds.size());
  return seeds.empty() ? 1 : 0;
}
