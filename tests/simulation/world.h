// World: one seed is one run. The real line runs on one thread over simulated publishers, clock and disk, while
// faults of the list strike; then everything that is visible outside is compared with the model.
#pragma once

#include <cstdint>
#include <string>

namespace syndicated {

struct WorldReport {
  std::string failure;  // "" when every check held
  std::uint64_t lives = 0, steps = 0, commits = 0, records = 0, faults = 0;
};

// Deterministic in `seed`. `trace` prints each life and fault to stderr.
WorldReport run_world(std::uint64_t seed, bool trace);

// The same log with other batch borders, aborts and restore points gives the same output and state digest.
WorldReport run_metamorphic(std::uint64_t seed);

}  // namespace syndicated
