// Books: the conservation equation. The unit is the entry; an unreadable document counts as one.
//   fetched = published (fresh + revisions) + duplicates + unchanged + filtered + dead letters + in flight
#pragma once

#include <cstdint>
#include <string>

namespace syndicated {

struct Books {
  std::uint64_t fetched = 0;
  std::uint64_t published_fresh = 0;
  std::uint64_t published_revisions = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t filtered = 0;
  std::uint64_t dead_letters = 0;

  bool operator==(const Books&) const = default;

  Books& operator+=(const Books& other) {
    fetched += other.fetched;
    published_fresh += other.published_fresh;
    published_revisions += other.published_revisions;
    duplicates += other.duplicates;
    unchanged += other.unchanged;
    filtered += other.filtered;
    dead_letters += other.dead_letters;
    return *this;
  }

  std::uint64_t accounted() const {
    return published_fresh + published_revisions + duplicates + unchanged + filtered + dead_letters;
  }

  bool balance(std::uint64_t in_flight) const { return fetched == accounted() + in_flight; }
};

// "fetched 10 = published 7 (6 new, 1 revision) + duplicates 2 + ..."
std::string describe(const Books& books, std::uint64_t in_flight);

}  // namespace syndicated
