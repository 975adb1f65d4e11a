#include <cstdio>

int main() {
  std::puts("syndicated");
  return 0;
}
