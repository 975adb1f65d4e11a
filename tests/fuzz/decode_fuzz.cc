// Bytes of any kind through the decoder and the article reader, as the line would take them. The first byte
// chooses the declared format. Nothing may crash, hang or give text that is not UTF-8.
#include <cstddef>
#include <cstdint>

#include "connectors/formats/payload_decoder.h"
#include "pipeline/check.h"
#include "pipeline/prepare.h"
#include "pipeline/text/unicode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syndicated;
  if (size == 0) return 0;
  const SourceInfo source{.id = "fuzz", .format = static_cast<Format>(data[0] % 4)};
  Batch batch;
  batch.payloads.emplace_back();
  batch.payloads[0].bytes.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
  batch.payloads[0].source = &source;
  const PayloadDecoder decoder;
  Prepare({}, decoder).run(batch);
  for (const Entry& entry : batch.entries) {
    CHECK(is_valid_utf8(entry.article.headline), "a headline is valid UTF-8");
    for (const std::string& paragraph : entry.article.paragraphs) {
      CHECK(is_valid_utf8(paragraph), "a paragraph is valid UTF-8");
    }
  }
  return 0;
}
