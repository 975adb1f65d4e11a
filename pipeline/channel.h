// Channel: batches from one station to the next, in order, bounded in bytes. A full channel is the back
// pressure of the line. Any thread; never blocks.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>

#include "pipeline/batch.h"
#include "pipeline/bell.h"

namespace syndicated {

class Channel {
 public:
  enum class Pop { batch, empty, closed };

  // `producers` is the number of close() calls after which the channel is closed. `bell` outlives the channel
  // and rings at every change.
  Channel(std::uint64_t bytes_max, int producers, Bell& bell);

  // Takes the batch and returns true, or leaves it and returns false when the channel is full. A batch larger
  // than the limit is taken when the channel is empty.
  bool try_push(BatchPtr& batch);

  // `closed` means closed and empty: there will never be another batch.
  Pop try_pop(BatchPtr& batch);

  void close();

  std::uint64_t bytes() const;

 private:
  struct Held {
    BatchPtr batch;
    std::uint64_t bytes;
  };

  const std::uint64_t bytes_max_;
  Bell& bell_;
  mutable std::mutex mutex_;
  // Guarded by mutex_:
  std::deque<Held> held_;
  std::uint64_t bytes_ = 0;
  bool refused_ = false;  // a push found no room since the last pop
  int open_producers_;
};

}  // namespace syndicated
