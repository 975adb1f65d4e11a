// Reads dead letters back, the inverse of RecordEncoder::encode_dead_letter: for `replay`. Schema:
// schema/dead_letter.schema.json.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/batch.h"
#include "pipeline/result.h"

namespace syndicated {

struct DeadLetter {
  std::string reason;     // as name_of(Reason) gives it
  std::string source_id;  // the configured source, "" none
  std::uint32_t place = 0;
  bool truncated = false;  // the bytes, the key or the headers are not all there
  // As the source read it, but without source, origin and offset. Where `place` is not 0 its bytes
  // are the entry alone.
  Payload payload;
};

// Errors: invalid, when it is no dead letter. Any thread.
Result<DeadLetter> read_dead_letter(std::string_view json);

// True when the bytes can be read again in the format of their source: a whole payload, or an entry
// that is a line of JSON. An entry of a feed is kept as text for people, not as it stood in the feed.
bool can_be_read_again(const DeadLetter& letter);

}  // namespace syndicated
