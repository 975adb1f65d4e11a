// Signals: turns the process's signals into calls on one thread of its own, so that nothing ever runs in a
// handler. Signals are blocked by block() before the first thread is started.
#pragma once

#include <functional>
#include <thread>

namespace syndicated {

struct SignalActions {
  std::function<void()> stop;    // SIGTERM, SIGINT: first time. The second time the process ends at once.
  std::function<void()> report;  // SIGUSR1
  std::function<void()> reload;  // SIGHUP
};

class Signals {
 public:
  // Blocks the signals that this class serves, and ignores SIGPIPE. First thing in main().
  static void block();
  // Lets them do what they do by themselves, for a command that serves none. Before the first thread.
  static void unblock();

  // Serves until destroyed. The actions run on the thread of this object.
  explicit Signals(SignalActions actions);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

 private:
  void serve();

  const SignalActions actions_;
  int signal_fd_ = -1;
  int end_fd_ = -1;
  std::thread thread_;
};

}  // namespace syndicated
