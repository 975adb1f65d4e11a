#include "daemon/end_output.h"

#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "daemon/exit_code.h"

namespace syndicated {
namespace {

// Of a pipe that nobody reads any more, poll(2) says so, whoever met the error before.
bool reader_has_gone() {
  pollfd output{STDOUT_FILENO, 0, 0};
  return poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

}  // namespace

int end_output(const char* command, int code) {
  std::cout.flush();
  std::fflush(stdout);
  if ((std::cout.good() && std::ferror(stdout) == 0) || reader_has_gone()) return code;
  std::fprintf(stderr, "syndicated %s: standard output cannot be written\n", command);
  return kExitIo;
}

}  // namespace syndicated
