// Waker: lets one thread wait until a deadline, or until another thread wakes it. A wake that comes before the
// wait is not lost: the next wait returns at once. It can wait for input on a descriptor as well.
#pragma once

#include "pipeline/clock.h"
#include "pipeline/result.h"

namespace syndicated {

class Waker {
 public:
  Waker();
  ~Waker();
  Waker(const Waker&) = delete;
  Waker& operator=(const Waker&) = delete;

  // Waits until `deadline` (a steady time of `clock`), a wake, or input on `descriptor` (-1: none). True when
  // there is input, or the end of it. Owner thread.
  bool wait(Duration deadline, const Clock& clock, int descriptor = -1);

  // Any thread.
  void wake();

 private:
  int event_ = -1;
};

}  // namespace syndicated
