// Bytes of any kind through the whole line, twice, as a source would give them. The first byte
// chooses the declared format. Whatever comes in, each entry is accounted for, what goes out is
// clean text in valid JSON, and the second time nothing is new.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/formats/dead_letter.h"
#include "connectors/formats/json_view.h"
#include "connectors/formats/payload_decoder.h"
#include "connectors/formats/record.h"
#include "pipeline/check.h"
#include "pipeline/deduplicate.h"
#include "pipeline/finish.h"
#include "pipeline/prepare.h"
#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

void check_clean(std::string_view text) {
  CHECK(is_valid_utf8(text), "a published text is valid UTF-8");
  CHECK(std::none_of(
            text.begin(), text.end(),
            [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'; }),
        "a published text has no control characters");
}

void check_articles(const Batch& batch) {
  for (const Entry& entry : batch.entries) {
    const Article& article = entry.content->article;
    check_clean(article.headline);
    check_clean(article.standfirst);
    for (const std::string& paragraph : article.paragraphs) check_clean(paragraph);
    CHECK(!entry.content->item.published ||
              *entry.content->item.published <= batch.payloads[0].received_at + hours(24),
          "nothing is published in the future");
  }
}

void check_dead_letter(std::string_view json, const Batch& batch) {
  const Result<DeadLetter> letter = read_dead_letter(json);
  CHECK(letter, "a dead letter can be read");
  const std::string& bytes = batch.payloads[0].bytes;
  CHECK(letter->place != 0 || letter->truncated || letter->payload.bytes == bytes,
        "a dead letter keeps its payload");
}

void check_outputs(const Batch& batch) {
  static JsonView view;
  for (const Output& output : batch.outputs) {
    const std::string_view json = std::string_view(batch.encoded).substr(output.begin, output.size);
    CHECK(is_valid_utf8(json), "an output is valid UTF-8");
    CHECK(json.find('\n') == std::string_view::npos, "an output is one line");
    CHECK(view.parse(json), "an output is a JSON object");
    if (output.stream == Stream::dead_letters) check_dead_letter(json, batch);
  }
}

Batch make_batch(std::string_view bytes, const SourceInfo& source) {
  Batch batch;
  Payload& payload = batch.payloads.emplace_back();
  payload.bytes = bytes;
  payload.source = &source;
  payload.origin = "fuzz";
  payload.url = "https://h.example/dir/feed";
  payload.received_at = from_civil(2025, 4, 7, 12, 0, 0);
  return batch;
}

}  // namespace
}  // namespace syndicated

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syndicated;
  if (size == 0) return 0;
  static const PayloadDecoder decoder;
  static const RecordEncoder encoder{{}};
  const SourceInfo source{
      .id = "fuzz", .language = "en", .format = static_cast<Format>(data[0] % 5)};
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  Deduplicate deduplicate({}, "example.org,2025");
  for (const bool again : {false, true}) {
    Batch batch = make_batch(bytes, source);
    Prepare({}, decoder).run(batch);
    check_articles(batch);
    deduplicate.run(batch);
    Finish({}, encoder).run(batch);
    CHECK(batch.tally.balance(0), "every entry is accounted for");
    CHECK(!again || batch.tally.published_fresh == 0, "the second time nothing is new");
    check_outputs(batch);
  }
  return 0;
}
