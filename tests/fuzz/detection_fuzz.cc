// Which format are these bytes, and if none, why not? The first line is the Content-Type, the rest
// the document. The verdict must come with its reason, must not depend on what does not matter, and
// both who asks it (the decoder of documents and that of payloads) must be told the same.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/formats/decode_document.h"
#include "connectors/formats/payload_decoder.h"
#include "pipeline/check.h"
#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

bool is_known_format(std::string_view format) {
  constexpr std::array<std::string_view, 18> kFormats = {
      "rss",   "rss090", "rss091n", "rss091u", "rss092", "rss093", "rss094", "rss10", "rss11",
      "rss20", "atom",   "atom01",  "atom02",  "atom03", "atom10", "cdf",    "json1", "json11"};
  return std::find(kFormats.begin(), kFormats.end(), format) != kFormats.end();
}

// A reason is a sentence in a log and in a dead letter.
void check_reason(std::string_view reason) {
  CHECK(!reason.empty(), "a verdict has its reason");
  CHECK(reason.size() < 500, "a reason is a sentence");
  CHECK(is_valid_utf8(reason), "a reason is valid UTF-8");
  CHECK(std::none_of(reason.begin(), reason.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20; }),
        "a reason is one line");
}

void check_document(const Document& document) {
  if (document.format.empty()) {
    CHECK(document.fault != DocumentFault::none, "what is no feed is faulty");
    CHECK(document.entries.empty(), "what is no feed has no entries");
  } else {
    CHECK(is_known_format(document.format), "a format is one of a closed list");
    CHECK(document.fault != DocumentFault::not_a_feed && document.fault != DocumentFault::empty,
          "what has a format is a feed");
  }
  if (document.fault != DocumentFault::none) check_reason(document.fault_detail);
}

bool same_verdict(const Document& a, const Document& b) {
  return a.format == b.format && a.fault == b.fault && a.fault_detail == b.fault_detail &&
         a.entries.size() == b.entries.size();
}

Decoded decode_payload(std::string_view bytes, std::string_view type, Format format,
                       const DecodeLimits& limits) {
  const SourceInfo source{.id = "fuzz", .format = format};
  Payload payload;
  payload.bytes = bytes;
  payload.content_type = type;
  payload.source = &source;
  Decoded decoded = PayloadDecoder({.document = limits}).decode(payload);
  for (const Reject& reject : decoded.rejects) check_reason(reject.detail);
  return decoded;
}

void check_payloads(std::string_view bytes, std::string_view type, const Document& document,
                    const DecodeLimits& limits) {
  const Decoded feed = decode_payload(bytes, type, Format::feed, limits);
  CHECK(document.format.empty() ? feed.entries.empty() && feed.rejects.size() == 1
                                : feed.entries.size() <= document.entries.size(),
        "as a feed, a payload gives what its document holds");
  const Decoded guessed = decode_payload(bytes, type, Format::automatic, limits);
  const bool is_empty_feed = !document.format.empty() && document.entries.empty();
  CHECK(!guessed.entries.empty() || !guessed.rejects.empty() || is_empty_feed,
        "a payload is never passed over in silence");
  for (const Format format : {Format::ndjson, Format::text, Format::json}) {
    decode_payload(bytes, type, format, limits);
  }
}

}  // namespace
}  // namespace syndicated

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syndicated;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(all.find('\n'), all.size());
  const std::string_view type = all.substr(0, line);
  const std::string_view bytes = all.substr(std::min(line + 1, all.size()));
  const DecodeHints hints{.url = "https://h.example/feed", .content_type = type};
  DecodeLimits limits;
  limits.entries_max = 20;
  limits.depth_max = 30;
  limits.document_bytes_max = 100'000;
  const Document document = decode_document(bytes, hints, limits);
  check_document(document);
  check_payloads(bytes, type, document, limits);
  if (bytes.size() + kMark.size() <= limits.document_bytes_max && is_valid_utf8(bytes) &&
      document.encoding == "utf-8" && !bytes.starts_with(kMark)) {
    const Document marked = decode_document(std::string(kMark).append(bytes), hints, limits);
    CHECK(same_verdict(document, marked),
          "a byte order mark that says what is true anyhow changes nothing");
  }
  limits.document_bytes_max = bytes.size() / 2;
  const Document cut = decode_document(bytes, hints, limits);
  CHECK(cut.fault == DocumentFault::too_large || cut.fault == DocumentFault::empty,
        "the limit of bytes holds");
  return 0;
}
