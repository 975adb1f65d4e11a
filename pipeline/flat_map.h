// FlatMap: a hash map from Hash128 for tables of millions of entries. An open table of keys is probed linearly, so
// that a miss touches one cache line and no entry costs an allocation of its own; values lie in chunks and stay
// where they are until they are erased. One thread.
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

  // The entry, made with a default value when it is absent (then the second is true).
  std::pair<Value*, bool> insert(Hash128 key) {
    if (4 * (size_ + 1) > 3 * slots_.size()) grow();
    Slot& slot = slots_[place_of(key)];
    if (slot.at != kFree) return {&value_at(slot.at), false};
    slot = {key, take_value()};
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
      const std::size_t home = slot.key.low & mask();
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
      if (slot.at != kFree) visit(slot.key, value_at(slot.at));
    }
  }

 private:
  static constexpr std::uint32_t kFree = ~std::uint32_t{0};
  static constexpr std::size_t kChunk = 4096;
  static constexpr std::size_t kSlotsMin = 64;

  struct Slot {
    Hash128 key;
    std::uint32_t at = kFree;  // index of the value
  };

  std::size_t mask() const { return slots_.size() - 1; }

  // Where the key is, or the free slot where it would be. The hash is well mixed already.
  std::size_t place_of(Hash128 key) const {
    std::size_t place = key.low & mask();
    while (slots_[place].at != kFree && slots_[place].key != key) place = (place + 1) & mask();
    return place;
  }

  Value& value_at(std::uint32_t at) const { return chunks_[at / kChunk][at % kChunk]; }

  std::uint32_t take_value() {
    if (!unused_.empty()) {
      const std::uint32_t at = unused_.back();
      unused_.pop_back();
      return at;
    }
    if (values_ == chunks_.size() * kChunk) chunks_.push_back(std::make_unique<Value[]>(kChunk));
    CHECK(values_ < kFree, "a table has fewer than 2^32 entries");
    return static_cast<std::uint32_t>(values_++);
  }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? kSlotsMin : 2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.at != kFree) slots_[place_of(slot.key)] = slot;
    }
  }

  std::vector<Slot> slots_;  // a power of two, or none
  std::size_t size_ = 0;
  std::vector<std::unique_ptr<Value[]>> chunks_;
  std::size_t values_ = 0;             // handed out so far, used or not
  std::vector<std::uint32_t> unused_;  // of erased entries
};

}  // namespace syndicated
