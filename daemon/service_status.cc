#include "daemon/service_status.h"

#include <cstdint>

namespace syndicated {
namespace {

// A commit takes milliseconds; one that is older than this is waiting for something, and people should know.
constexpr Duration kSlowCommit = seconds(5);

// 4997 -> "4,997"
std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string counted(std::uint64_t number, const char* one, const char* many) {
  return grouped(number) + " " + (number == 1 ? one : many);
}

std::string done_so_far(const LineCounters::Snapshot& now) {
  const Books& books = now.books;
  std::string done = grouped(books.published_fresh + books.published_revisions) + " published, " +
                     counted(books.duplicates, "duplicate", "duplicates") + ", " +
                     counted(books.dead_letters, "dead letter", "dead letters");
  if (now.limits.any())
    done += ", " + counted(now.limits.sum(), "hit of a limit", "hits of limits");
  return done;
}

}  // namespace

std::string describe(const ServiceStatus& status) {
  const std::string entries = counted(status.books.in_flight, "entry", "entries");
  std::string late;
  if (status.committing_for >= kSlowCommit) {
    late = ", waiting for a commit for " + grouped(static_cast<std::uint64_t>(status.committing_for.ms / 1000)) + " s";
  }
  switch (status.phase) {
    case Phase::recovering:
      return "Recovering the state";
    case Phase::waiting:
      return "Waiting: " + status.reason + "; " + done_so_far(status.books);
    case Phase::running:
      return "Running: " + done_so_far(status.books) + "; " + entries + " in flight" + late;
    case Phase::stopping:
      return status.books.in_flight == 0 ? "Stopping" + late : "Stopping: draining " + entries + late;
    case Phase::ended:
      break;
  }
  return status.reason.empty() ? "Ended: " + done_so_far(status.books) : "Failed: " + status.reason;
}

}  // namespace syndicated
