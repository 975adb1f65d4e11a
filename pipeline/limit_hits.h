// LimitHits: how often each limit cut something off. Zero everywhere for all but large, broken or
// hostile input.
#pragma once

#include <array>
#include <cstdint>
#include <utility>

namespace syndicated {

struct LimitHits {
  std::uint64_t bytes = 0;  // documents, lines and entries beyond their size: dead letters
  std::uint64_t depth = 0;  // documents nested too deeply: reading stopped there
  std::uint64_t entries =
      0;  // documents with too many entries: those behind the limit were not read
  std::uint64_t attributes = 0;  // attributes of an element beyond its first ones
  std::uint64_t texts = 0;       // texts that were cut
  std::uint64_t fields =
      0;  // links, persons, categories, ... of one feed or entry beyond the first ones

  bool operator==(const LimitHits&) const = default;

  // With the names under which people see them.
  std::array<std::pair<const char*, std::uint64_t>, 6> named() const {
    return {{{"bytes", bytes},
             {"depth", depth},
             {"entries", entries},
             {"attributes", attributes},
             {"texts", texts},
             {"fields", fields}}};
  }
  std::uint64_t sum() const { return bytes + depth + entries + attributes + texts + fields; }
  bool any() const { return sum() > 0; }
  LimitHits& operator+=(const LimitHits& other) {
    bytes += other.bytes;
    depth += other.depth;
    entries += other.entries;
    attributes += other.attributes;
    texts += other.texts;
    fields += other.fields;
    return *this;
  }
};

}  // namespace syndicated
