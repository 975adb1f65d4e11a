#include "pipeline/channel.h"

#include <utility>

#include "pipeline/check.h"

namespace syndicated {

Channel::Channel(std::uint64_t bytes_max, int producers, Bell& bell)
    : bytes_max_(bytes_max), bell_(bell), open_producers_(producers) {}

bool Channel::try_push(BatchPtr& batch) {
  CHECK(batch != nullptr, "a channel carries batches only");
  const std::uint64_t bytes = batch->bytes();
  {
    const std::lock_guard lock(mutex_);
    CHECK(open_producers_ > 0, "nothing is pushed into a closed channel");
    if (!held_.empty() && bytes_ + bytes > bytes_max_) {
      refused_ = true;
      return false;
    }
    held_.push_back({std::move(batch), bytes});
    bytes_ += bytes;
  }
  bell_.ring();
  return true;
}

Channel::Pop Channel::try_pop(BatchPtr& batch) {
  bool awaited = false;
  {
    const std::lock_guard lock(mutex_);
    if (held_.empty()) return open_producers_ == 0 ? Pop::closed : Pop::empty;
    batch = std::move(held_.front().batch);
    bytes_ -= held_.front().bytes;
    held_.pop_front();
    std::swap(awaited, refused_);
  }
  // Room is news only to who was refused; waking everybody for each batch costs more than many stages do.
  if (awaited) bell_.ring();
  return Pop::batch;
}

void Channel::close() {
  {
    const std::lock_guard lock(mutex_);
    CHECK(open_producers_ > 0, "a producer closes once");
    --open_producers_;
  }
  bell_.ring();
}

std::uint64_t Channel::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace syndicated
