#include "daemon/end_output.h"

#include <cstdio>
#include <iostream>

#include "daemon/exit_code.h"

namespace syndicated {

int end_output(const char* command, int code) {
  std::cout.flush();
  std::fflush(stdout);
  if (std::cout.good() && std::ferror(stdout) == 0) return code;
  std::fprintf(stderr, "syndicated %s: standard output cannot be written\n", command);
  return kExitIo;
}

}  // namespace syndicated
