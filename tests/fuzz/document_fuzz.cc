// Feed documents through the decoder and its JSON: nothing crashes or hangs, the JSON is valid
// UTF-8, limits hold.
#include <cstddef>
#include <cstdint>
#include <string>

#include "connectors/formats/decode_document.h"
#include "connectors/formats/decode_jobs.h"
#include "pipeline/check.h"
#include "pipeline/text/unicode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syndicated;
  DecodeLimits limits;
  limits.entries_max = 50;
  limits.depth_max = 40;
  const Document document =
      decode_document({reinterpret_cast<const char*>(data), size},
                      {.url = "https://h.example/dir/feed", .content_location = "../x"}, limits);
  CHECK(document.entries.size() <= limits.entries_max, "the limit of entries holds");
  CHECK(!document.format.empty() || document.entries.empty(), "what is no feed has no entries");
  CHECK(!document.format.empty() || document.fault != DocumentFault::none,
        "a verdict has its reason");
  CHECK(is_valid_utf8(document_to_json(document, "p")), "the JSON is valid UTF-8");
  return 0;
}
