// FlatMap: a hash map from Hash128 for tables of millions of entries. An open table of eight bytes an entry is
// probed linearly, so that a miss touches one cache line and no entry costs an allocation of its own; keys and
// values lie in chunks and stay where they are until they are erased. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "pipeline/check.h"
#include "pipeline/hash.h"

namespace syndicated {

template <class Value>
class FlatMap {
 public:
  std::size_t size() const { return size_; }

  // nullptr when absent. The pointer is good until the entry is erased.
  Value* find(Hash128 key) { return const_cast<Value*>(std::as_const(*this).find(key)); }
  const Value* find(Hash128 key) const {
    if (slots_.empty()) return nullptr;
    const Slot& slot = slots_[place_of(key)];
    return slot.at == kFree ? nullptr : &value_at(slot.at);
  }

  // Has the memory that find() will look at first fetched meanwhile. Inlined by force, for GCC takes a
  // function that only prefetches for one without any effect and drops its calls.
  [[gnu::always_inline]] void prefetch(Hash128 key) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[key.low & mask()]);
  }

  // The entry, made with a default value when it is absent (then the second is true).
  std::pair<Value*, bool> insert(Hash128 key) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    Slot& slot = slots_[place_of(key)];
    if (slot.at != kFree) return {&value_at(slot.at), false};
    slot = {tag_of(key), take_value()};
    key_at(slot.at) = key;
    ++size_;
    return {&value_at(slot.at), true};
  }

  // False when it is absent.
  bool erase(Hash128 key) {
    if (slots_.empty()) return false;
    std::size_t hole = place_of(key);
    if (slots_[hole].at == kFree) return false;
    value_at(slots_[hole].at) = Value();
    unused_.push_back(slots_[hole].at);
    --size_;
    // Entries behind the hole move up as long as that brings them nearer to where they are looked for.
    for (std::size_t next = (hole + 1) & mask();; next = (next + 1) & mask()) {
      const Slot& slot = slots_[next];
      if (slot.at == kFree) break;
      const std::size_t home = slot.tag & mask();
      if (((next - home) & mask()) < ((next - hole) & mask())) continue;
      slots_[hole] = slot;
      hole = next;
    }
    slots_[hole].at = kFree;
    return true;
  }

  // Calls visit(key, value) for each entry, in no particular order.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const Slot& slot : slots_) {
      if (slot.at != kFree) visit(key_at(slot.at), value_at(slot.at));
    }
  }

 private:
  static constexpr std::uint32_t kFree = ~std::uint32_t{0};
  static constexpr std::size_t kChunk = 4096;
  static constexpr std::size_t kSlotsMin = 64;

  struct Slot {
    std::uint32_t tag = 0;     // a part of the key; it names the place where the search begins
    std::uint32_t at = kFree;  // index of the key and the value
  };
  struct Chunk {
    Hash128 keys[kChunk];
    Value values[kChunk];
  };

  // The hash is well mixed already.
  static std::uint32_t tag_of(Hash128 key) { return static_cast<std::uint32_t>(key.low); }

  std::size_t mask() const { return slots_.size() - 1; }

  // Where the key is, or the free slot where it would be.
  std::size_t place_of(Hash128 key) const {
    const std::uint32_t tag = tag_of(key);
    for (std::size_t place = tag & mask();; place = (place + 1) & mask()) {
      const Slot& slot = slots_[place];
      if (slot.at == kFree || (slot.tag == tag && key_at(slot.at) == key)) return place;
    }
  }

  Hash128& key_at(std::uint32_t at) const { return chunks_[at / kChunk]->keys[at % kChunk]; }
  Value& value_at(std::uint32_t at) const { return chunks_[at / kChunk]->values[at % kChunk]; }

  std::uint32_t take_value() {
    if (!unused_.empty()) {
      const std::uint32_t at = unused_.back();
      unused_.pop_back();
      return at;
    }
    if (values_ == chunks_.size() * kChunk) chunks_.push_back(std::make_unique<Chunk>());
    CHECK(values_ < kFree, "a table has fewer than 2^32 entries");
    return static_cast<std::uint32_t>(values_++);
  }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? kSlotsMin : 2 * slots_.size());
    CHECK(old.size() <= std::size_t{1} << 32, "a tag names every place of a table");
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.at == kFree) continue;
      std::size_t place = slot.tag & mask();
      while (slots_[place].at != kFree) place = (place + 1) & mask();
      slots_[place] = slot;
    }
  }

  std::vector<Slot> slots_;  // a power of two, or none
  std::size_t size_ = 0;
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::size_t values_ = 0;             // handed out so far, used or not
  std::vector<std::uint32_t> unused_;  // of erased entries
};

}  // namespace syndicated
