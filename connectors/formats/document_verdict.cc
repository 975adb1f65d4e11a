#include "connectors/formats/document_verdict.h"

#include <algorithm>
#include <array>

#include "connectors/formats/ascii.h"
#include "connectors/formats/xml_mend.h"
#include "pipeline/text/unicode.h"
#include "pipeline/text/url.h"

namespace syndicated {
namespace {

constexpr std::size_t kRootTagBytesMax =
    8192;  // a longer root tag is not repeated before each entry

void note(Document& document, DocumentFault fault, std::string detail) {
  document.fault = fault;
  document.fault_detail = std::move(detail);
}

std::string too_many(const DecodeLimits& limits) {
  return "more entries than the limit of " + std::to_string(limits.entries_max);
}

}  // namespace

Document faulty_document(DocumentFault fault, std::string detail) {
  Document document;
  document.wellformed = false;
  note(document, fault, std::move(detail));
  return document;
}

Document too_large_document(std::uint64_t bytes, const DecodeLimits& limits) {
  Document document =
      faulty_document(DocumentFault::too_large, "a document of " + std::to_string(bytes) +
                                                    " bytes, more than the limit of " +
                                                    std::to_string(limits.document_bytes_max));
  document.limits.bytes = 1;
  return document;
}

Document unknown_root(std::string_view name) {
  return faulty_document(
      DocumentFault::not_a_feed,
      "XML with the root <" + repair_utf8(name.substr(0, 60)) + ">, which is that of no feed");
}

std::string base_of(const DecodeHints& hints) {
  if (hints.content_location.empty()) return std::string(hints.url);
  std::string base = resolve_url(hints.url, hints.content_location);
  // Only a web address can be where a document came from.
  return is_web_url(base) || hints.url.empty() ? base : std::string(hints.url);
}

std::string_view page_name(std::string_view root_name) {
  constexpr std::array<std::string_view, 13> kHtml = {"html",  "head", "body", "script", "div",
                                                      "p",     "br",   "meta", "title",  "center",
                                                      "table", "h1",   "font"};
  for (const std::string_view name : kHtml) {
    if (ascii_equals(root_name, name)) return "an HTML page";
  }
  return "";
}

std::string binary_name(std::string_view bytes) {
  if (bytes.starts_with("\x1F\x8B")) return "gzip data";
  if (bytes.starts_with("%PDF")) return "a PDF document";
  if (bytes.starts_with("\x89PNG") || bytes.starts_with("GIF8") ||
      bytes.starts_with("\xFF\xD8\xFF")) {
    return "an image";
  }
  if (bytes.starts_with("PK\x03\x04")) return "a ZIP archive";
  return "";
}

bool is_plain_text(std::string_view content_type) {
  return ascii_equals(ascii_trim(content_type.substr(0, content_type.find(';'))), "text/plain");
}

std::string root_tag_of(std::string_view xml, std::size_t limit) {
  const XmlProlog prolog = find_prolog(xml);
  if (prolog.root == std::string_view::npos || prolog.root >= limit) return "";
  char quote = 0;
  const std::size_t stop = std::min({xml.size(), limit, prolog.root + kRootTagBytesMax});
  for (std::size_t at = prolog.root; at < stop; ++at) {
    const char c = xml[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return std::string(xml.substr(prolog.root, at + 1 - prolog.root));
    }
  }
  return "";
}

void note_limits(const LimitHits& hits, const DecodeLimits& limits, Document& document) {
  document.limits += hits;
  if (hits.depth > 0) {
    note(document, DocumentFault::too_deep,
         "elements nested more than " + std::to_string(limits.depth_max) + " deep");
  }
  if (hits.entries > 0) note(document, DocumentFault::too_many, too_many(limits));
}

void note_text_before(Document& document) {
  document.wellformed = false;
  document.repairs.text_before = !document.format.empty();
}

void note_too_many(const DecodeLimits& limits, Document& document) {
  document.limits.entries = 1;
  note(document, DocumentFault::too_many, too_many(limits));
}

void note_lost(std::size_t lost, std::size_t entries, Document& document) {
  if (lost == 0 || document.fault != DocumentFault::none) return;
  note(document, DocumentFault::damaged,
       std::to_string(lost) + " of " + std::to_string(entries) + " entries could not be read");
}

}  // namespace syndicated
