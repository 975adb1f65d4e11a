// IdReader: the seam between one line of a relayed topic and the id in it. connectors/formats has the real one.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/result.h"

namespace syndicated {

class IdReader {
 public:
  virtual ~IdReader() = default;

  // Sets `id` to that of one JSON object: the value of its member `id` or `guid`, text or number, else `uri`, else
  // `url`. The bytes are checked to be one whole object. Error: invalid, when they are not, or have no id; `id` is
  // then anything. Any thread.
  virtual Result<void> read_id(std::string_view object, std::string& id) const = 0;
};

}  // namespace syndicated
