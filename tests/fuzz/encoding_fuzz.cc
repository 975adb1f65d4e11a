// Bytes in an unknown encoding: the first line is the Content-Type, the rest the document. The text
// is valid UTF-8, and reading it in place gives the same.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "connectors/formats/encoding.h"
#include "pipeline/check.h"
#include "pipeline/text/unicode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syndicated;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(all.find('\n'), all.size());
  const std::string_view type = all.substr(0, line);
  const std::string_view bytes = all.substr(std::min(line + 1, all.size()));
  const DecodedText copied = decode_text(bytes, type);
  CHECK(is_valid_utf8(copied.text), "a decoded text is valid UTF-8");
  CHECK(!copied.encoding.empty(), "an encoding has a name");
  DecodedText decoded;
  const std::string_view in_place = decode_text_in_place(bytes, type, decoded);
  CHECK(in_place == copied.text && decoded.encoding == copied.encoding &&
            decoded.clean == copied.clean,
        "reading in place gives the same");
  if (const auto single = undo_double_encoding(copied.text)) {
    CHECK(is_valid_utf8(*single) && single->size() < copied.text.size(),
          "undoing an encoding gives valid UTF-8");
  }
  return 0;
}
