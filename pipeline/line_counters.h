// LineCounters: all numbers of one line in one struct. Counters only grow; levels are differences. Any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "pipeline/books.h"
#include "pipeline/limit_hits.h"

namespace syndicated {

struct LineCounters {
  std::atomic<std::uint64_t> batches_entered{0};  // prepared batches
  std::atomic<std::uint64_t> entries_entered{0};  // entries found by prepare, rejects included
  std::atomic<std::uint64_t> payload_bytes{0};    // raw bytes that prepare has seen
  std::atomic<std::uint64_t> commits{0};
  std::atomic<std::uint64_t> batches_committed{0};

  // Adds the tallies of a commit.
  void add_committed(const Books& books) {
    const std::lock_guard lock(mutex_);
    committed_ += books;
  }
  Books committed() const {
    const std::lock_guard lock(mutex_);
    return committed_;
  }

  // What limits have cut off so far, committed or not.
  void add_limits(const LimitHits& hits) {
    const std::lock_guard lock(mutex_);
    limits_ += hits;
  }
  LimitHits limits() const {
    const std::lock_guard lock(mutex_);
    return limits_;
  }

  // The books of this line as of now, with `fetched` counted at the front and the rest at the commit; the
  // difference is in flight. Balanced at every moment, or something was lost or doubled.
  struct Snapshot {
    Books books;
    std::uint64_t in_flight;
    LimitHits limits = {};
  };
  Snapshot snapshot() const {
    // The committed part is read first: what entered in between counts as in flight.
    Books books = committed();
    const std::uint64_t entered = entries_entered.load();
    const std::uint64_t accounted = books.accounted();
    books.fetched = entered;
    return {books, entered >= accounted ? entered - accounted : 0, limits()};
  }

 private:
  mutable std::mutex mutex_;
  Books committed_;
  LimitHits limits_;
};

}  // namespace syndicated
