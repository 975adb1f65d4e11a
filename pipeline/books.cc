#include "pipeline/books.h"

namespace syndicated {

std::string describe(const Books& books, std::uint64_t in_flight) {
  const auto number = [](std::uint64_t n) { return std::to_string(n); };
  return "fetched " + number(books.fetched) + " = published " +
         number(books.published_fresh + books.published_revisions) + " (" +
         number(books.published_fresh) + " new, " + number(books.published_revisions) +
         " revisions) + duplicates " + number(books.duplicates) + " + unchanged " +
         number(books.unchanged) + " + filtered " + number(books.filtered) + " + dead letters " +
         number(books.dead_letters) + " + in flight " + number(in_flight);
}

}  // namespace syndicated
