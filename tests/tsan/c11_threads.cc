// thrd_create for builds with ThreadSanitizer. GCC's runtime does not know C11 threads, so a thread that a
// library starts through the C library's own thrd_create has no state there and crashes at its first step.
// pthread_create is known. The library is not compiled for the sanitizer, so what it does by itself is left out
// of the reports; what we do from its callbacks is not. Linked only into such builds.
#include <pthread.h>
#include <threads.h>

#include <cstdint>
#include <memory>

namespace {

struct Start {
  thrd_start_t function;
  void* argument;
};

void* run(void* given) {
  const std::unique_ptr<Start> start(static_cast<Start*>(given));
  return reinterpret_cast<void*>(static_cast<std::intptr_t>(start->function(start->argument)));
}

}  // namespace

extern "C" int thrd_create(thrd_t* thread, thrd_start_t function, void* argument) {
  auto start = std::make_unique<Start>(Start{function, argument});
  if (pthread_create(thread, nullptr, run, start.get()) != 0) return thrd_error;
  (void)start.release();
  return thrd_success;
}

extern "C" int thrd_join(thrd_t thread, int* result) {
  void* value = nullptr;
  if (pthread_join(thread, &value) != 0) return thrd_error;
  if (result != nullptr) *result = static_cast<int>(reinterpret_cast<std::intptr_t>(value));
  return thrd_success;
}

extern "C" const char* __tsan_default_suppressions() { return "called_from_lib:librdkafka.so.1\n"; }
