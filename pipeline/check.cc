#include "pipeline/check.h"

#include <cstdio>
#include <cstdlib>

namespace syndicated {

void check_failed(const char* expression, const char* why, const char* file, int line) {
  std::fprintf(stderr, "CHECK failed: %s at %s:%d: %s\n", expression, file, line, why);
  std::abort();
}

}  // namespace syndicated
