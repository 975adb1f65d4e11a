// FlatMap against the standard library's map.
#include "pipeline/flat_map.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace syndicated {
namespace {

TEST(FlatMap, AgreesWithTheStandardMapOverManySteps) {
  for (const std::uint64_t spread : {8u, 200u, 100'000u}) {
    std::mt19937_64 random(spread);
    FlatMap<std::string> ours;
    std::map<Hash128, std::string> theirs;
    for (int step = 0; step < 60'000; ++step) {
      // Few different low halves, so that many keys are looked for in one place.
      const Hash128 key{random() % 4 + 1, random() % spread};
      switch (random() % 4) {
        case 0:
          ASSERT_EQ(ours.erase(key), theirs.erase(key) == 1);
          break;
        case 1: {
          const auto found = theirs.find(key);
          const std::string* value = ours.find(key);
          ASSERT_EQ(value != nullptr, found != theirs.end());
          if (value != nullptr) {
            ASSERT_EQ(*value, found->second);
          }
          break;
        }
        default: {
          const auto [value, is_new] = ours.insert(key);
          ASSERT_EQ(is_new, !theirs.contains(key));
          if (is_new) {
            ASSERT_EQ(*value, "") << "an entry begins with a fresh value";
          }
          *value = std::to_string(step);
          theirs[key] = *value;
        }
      }
      ASSERT_EQ(ours.size(), theirs.size());
    }
    std::map<Hash128, std::string> seen;
    ours.for_each([&](Hash128 key, const std::string& value) { seen[key] = value; });
    EXPECT_EQ(seen, theirs);
  }
}

TEST(FlatMap, ValuesStayWhereTheyAre) {
  FlatMap<int> map;
  int* const first = map.insert({1, 1}).first;
  *first = 7;
  for (std::uint64_t i = 2; i < 50'000; ++i) map.insert({1, i});
  EXPECT_EQ(map.find({1, 1}), first);
  EXPECT_EQ(*first, 7);
}

}  // namespace
}  // namespace syndicated
