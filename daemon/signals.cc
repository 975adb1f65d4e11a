#include "daemon/signals.h"

#include <csignal>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "daemon/exit_code.h"
#include "pipeline/check.h"

namespace syndicated {
namespace {

sigset_t served_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1, SIGHUP}) sigaddset(&set, signal);
  return set;
}

}  // namespace

void Signals::block() {
  const sigset_t set = served_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void Signals::unblock() {
  const sigset_t set = served_signals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

Signals::Signals(SignalActions actions) : actions_(std::move(actions)) {
  const sigset_t set = served_signals();
  signal_fd_ = signalfd(-1, &set, SFD_CLOEXEC);
  end_fd_ = eventfd(0, EFD_CLOEXEC);
  CHECK(signal_fd_ >= 0 && end_fd_ >= 0, "a process has room for two descriptors at its start");
  thread_ = std::thread([this] { serve(); });
}

Signals::~Signals() {
  const std::uint64_t one = 1;
  if (write(end_fd_, &one, sizeof one) < 0) check_failed("write", "an eventfd takes a one", __FILE__, __LINE__);
  thread_.join();
  close(signal_fd_);
  close(end_fd_);
}

void Signals::serve() {
  bool stopping = false;
  for (;;) {
    pollfd waiting[2] = {{signal_fd_, POLLIN, 0}, {end_fd_, POLLIN, 0}};
    if (poll(waiting, 2, -1) < 0) continue;
    if (waiting[1].revents != 0) return;
    signalfd_siginfo info{};
    if (read(signal_fd_, &info, sizeof info) != sizeof info) continue;
    switch (info.ssi_signo) {
      case SIGUSR1:
        if (actions_.report) actions_.report();
        break;
      case SIGHUP:
        if (actions_.reload) actions_.reload();
        break;
      default:
        // Whoever asks twice does not want to wait for the drain.
        if (stopping) _exit(kExitInterrupted);
        stopping = true;
        if (actions_.stop) actions_.stop();
    }
  }
}

}  // namespace syndicated
