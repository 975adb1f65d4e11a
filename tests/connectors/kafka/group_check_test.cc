#include "connectors/kafka/group_check.h"

#include <gtest/gtest.h>

#include "tests/connectors/kafka/mock_kafka.h"

namespace syndicated {
namespace {

// What a broker would not check, because it takes it for a plain client: G2.
TEST(GroupMetadata, IsRefusedWithoutAGenerationOrAMember) {
  struct Row {
    const char* name;
    std::string metadata;
    bool fine;
  };
  const Row rows[] = {
      {"a member", member_metadata("t", 7, "member-1"), true},
      {"generation zero", member_metadata("t", 0, "member-1"), true},
      {"no generation", member_metadata("t", -1, "member-1"), false},
      {"no member", member_metadata("t", 7, ""), false},
      {"neither", member_metadata("t", -1, ""), false},
      {"no group", member_metadata("", 7, "member-1"), true},
      {"nothing", "", false},
      {"another form", "CGMDv9:" + std::string(20, 'x'), false},
      {"cut in the generation", member_metadata("t", 7, "member-1").substr(0, 9), false},
      {"cut in the group", member_metadata("t", 7, "member-1").substr(0, 12), false},
  };
  for (const Row& row : rows) {
    const Result<void> checked = check_group_metadata(row.metadata);
    EXPECT_EQ(checked.has_value(), row.fine) << row.name;
    EXPECT_TRUE(checked || checked.error().kind == ErrorKind::rebuild) << row.name;
  }
}

}  // namespace
}  // namespace syndicated
