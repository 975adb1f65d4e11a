// JsonId: reads the id of a JSON object, checking that the bytes are one. Any thread; each thread has a parser
// of its own.
#pragma once

#include "pipeline/id_reader.h"

namespace syndicated {

class JsonId final : public IdReader {
 public:
  Result<void> read_id(std::string_view object, std::string& id) const override;
};

}  // namespace syndicated
