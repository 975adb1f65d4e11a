// The bytes on disk, pinned: what one version has written, the next one must read.
#include "connectors/local/journal_format.h"

#include <gtest/gtest.h>

#include <string>

namespace syndicated {
namespace {

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    for (const int shift : {4, 0}) text += "0123456789abcdef"[static_cast<unsigned char>(byte) >> shift & 15];
  }
  return text;
}

// The payload of the one frame in `bytes`.
std::string payload_of(std::string_view bytes, FrameType type) {
  const std::optional<Frame> frame = read_frame(bytes);
  if (!frame || frame->type != type || frame->size != bytes.size()) return "not one frame of this type";
  return hex(frame->payload);
}

std::string u64(const std::string& low_byte) { return low_byte + "00000000000000"; }

TEST(JournalFormat, WritesLittleEndianFieldsInTheirOrder) {
  std::string header, record, position, commit;
  append_header({.version = 3, .state_id = 0x0102030405060708, .number = 4, .rewritten = true}, header);
  EXPECT_EQ(payload_of(header, FrameType::header), "7379646a726e6c31" "03000000" "0807060504030201" +
                                                       u64("04") + "01");

  StateRecord mark;
  mark.log = StateLog::heads;
  mark.time = {-2};
  mark.key = "key";
  append_record(mark, record);
  EXPECT_EQ(payload_of(record, FrameType::record), std::string("02") + "feffffffffffffff" +
                                                       "03000000" "6b6579" + "00000000");

  append_position({"file:x", 5, 6}, position);
  EXPECT_EQ(payload_of(position, FrameType::position), "05000000" + u64("06") + "06000000" "66696c653a78");

  CommitMark done;
  done.state_id = 1;
  done.seq = 2;
  done.line_epoch = 3;
  done.stream_time = {4};
  done.books = {5, 6, 7, 8, 9, 10, 11};
  done.lengths = {12, 13, 14};
  done.tail_hashes = {15, 16, 17};
  done.first_segment = 18;
  done.frames = 19;
  append_commit(done, commit);
  std::string expected;
  for (int number = 1; number <= 18; ++number) expected += u64(hex(std::string(1, static_cast<char>(number))));
  EXPECT_EQ(payload_of(commit, FrameType::commit), expected + "13000000");
}

}  // namespace
}  // namespace syndicated
