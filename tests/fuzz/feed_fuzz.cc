// Feed documents through the decoder, its JSON and the line's own reading of them. One source for
// all formats of feeds: the targets rss, rdf, atom, cdf and json_feed differ in seeds and
// dictionary, which is what keeps a fuzzer inside of a format.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/formats/decode_document.h"
#include "connectors/formats/decode_jobs.h"
#include "connectors/formats/json_view.h"
#include "connectors/formats/payload_decoder.h"
#include "pipeline/check.h"
#include "pipeline/text/html.h"
#include "pipeline/text/times.h"
#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

constexpr std::string_view kUrl = "https://h.example/dir/feed";
constexpr std::string_view kLocation = "../x";

DecodeLimits small_limits() {
  DecodeLimits limits;
  limits.entries_max = 50;
  limits.depth_max = 40;
  return limits;
}

void check_string(std::string_view text) {
  CHECK(is_valid_utf8(text), "whatever is read is valid UTF-8");
}

void check_text(const DocumentText& text) {
  for (const std::string* part :
       {&text.value, &text.type, &text.language, &text.base, &text.source}) {
    check_string(*part);
  }
  if (!text.html) return;
  const std::string safe = sanitise_html(text.value, text.base);
  check_string(safe);
  CHECK(sanitise_html(safe, text.base) == safe, "sanitised HTML stays as it is");
}

void check_persons(const std::vector<Person>& persons) {
  for (const Person& person : persons) {
    check_string(person.name);
    check_string(person.email);
    check_string(person.uri);
    CHECK(!person.name.empty() || !person.email.empty() || !person.uri.empty(),
          "a person is somebody");
  }
}

// What cannot be read stays a text. What can is a moment that can be written, and read again.
void check_date(const std::string& raw) {
  check_string(raw);
  const std::optional<ParsedTime> read = parse_time(raw);
  if (!read) return;
  const std::optional<ParsedTime> again = parse_time(format_rfc3339(read->time));
  CHECK(again && again->time == read->time,
        "a date that is read is within the years that can be written");
}

void check_common(const FeedCommon& common) {
  for (const std::string* part : {&common.id, &common.link, &common.language, &common.license})
    check_string(*part);
  for (const DocumentText* text : {&common.title, &common.subtitle, &common.rights})
    check_text(*text);
  for (const std::string* date :
       {&common.published, &common.updated, &common.created, &common.expired}) {
    check_date(*date);
  }
  check_persons(common.authors);
  check_persons(common.contributors);
  for (const Category& category : common.categories) {
    CHECK(!category.term.empty() || !category.scheme.empty() || !category.label.empty(),
          "a category says something");
  }
  for (const DocumentLink& link : common.links) check_string(link.href);
  if (common.geometry) {
    CHECK(common.geometry->type.empty() == common.geometry->points.empty(),
          "a geometry that was read has points");
  }
}

void check_verdict(const Document& document, const DecodeLimits& limits) {
  CHECK(document.entries.size() <= limits.entries_max, "the limit of entries holds");
  CHECK(!document.format.empty() || document.entries.empty(), "what is no feed has no entries");
  CHECK(!document.format.empty() || document.fault != DocumentFault::none,
        "a verdict has its reason");
  CHECK((document.fault == DocumentFault::none) == document.fault_detail.empty(),
        "a fault is told in words");
  CHECK(document.fault == DocumentFault::none || document.fault == DocumentFault::damaged ||
            !document.limits.any() || !document.entries.empty() || document.format.empty() ||
            document.limits.depth + document.limits.entries > 0,
        "a limit that cut entries off is counted");
  const std::string_view format = document.format;
  const bool is_json = format.starts_with("json");
  CHECK(!is_json || document.repairs.brackets + document.repairs.entries_cut_out == 0,
        "JSON is not mended as XML is");
}

// The line's own form of the same document: nothing is lost between the two.
void check_items(std::string_view bytes, const Document& document, const DecodeLimits& limits) {
  const SourceInfo source{.id = "fuzz", .format = Format::feed};
  Payload payload;
  payload.bytes = bytes;
  payload.source = &source;
  payload.url = kUrl;
  payload.content_location = kLocation;
  const Decoded decoded = PayloadDecoder({.document = limits}).decode(payload);
  std::size_t nothings = 0;
  for (const FeedEntry& entry : document.entries)
    nothings += !entry.has_substance() && entry.id.empty();
  const std::size_t shared = nothings > 0 ? 1 : 0;
  const std::size_t faults = document.fault == DocumentFault::none ? 0 : 1;
  CHECK(decoded.entries.size() + decoded.rejects.size() ==
            document.entries.size() - nothings + shared + faults,
        "each entry is an item or a reject, those without anything share one, and a fault is a "
        "reject");
  for (const Reject& reject : decoded.rejects)
    CHECK(!reject.detail.empty(), "a reject is told in words");
  std::uint32_t place = 0;
  for (const DecodedEntry& entry : decoded.entries) {
    CHECK(entry.place > place && entry.place <= document.entries.size(),
          "items keep the order of the document");
    place = entry.place;
    const Item& item = entry.item;
    for (const Text* text : {&item.title, &item.summary, &item.content}) check_string(text->value);
    CHECK(!item.published || !item.published_raw.empty(), "a date that is read keeps its text");
    CHECK(!item.updated || !item.updated_raw.empty(), "a date that is read keeps its text");
  }
}

void check_json(const Document& document) {
  const std::string json = document_to_json(document, "p");
  CHECK(is_valid_utf8(json), "the JSON is valid UTF-8");
  CHECK(json.find('\n') == std::string::npos, "the JSON is one line");
  static JsonView view;
  CHECK(view.parse(json), "the JSON is JSON");
  CHECK(view.text("path") == "p" && view.text("format") == document.format,
        "the JSON says what was read");
}

}  // namespace
}  // namespace syndicated

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syndicated;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const DecodeLimits limits = small_limits();
  const Document document =
      decode_document(bytes, {.url = kUrl, .content_location = kLocation}, limits);
  check_verdict(document, limits);
  check_common(document.feed);
  for (const FeedEntry& entry : document.entries) {
    check_common(entry);
    check_text(entry.summary);
    for (const DocumentText& content : entry.contents) check_text(content);
    if (entry.source) check_common(*entry.source);
  }
  check_items(bytes, document, limits);
  check_json(document);
  return 0;
}
