#include "connectors/formats/decode_document.h"

#include <algorithm>
#include <array>

#include "connectors/formats/ascii.h"
#include "connectors/formats/base_budget.h"
#include "connectors/formats/encoding.h"
#include "connectors/formats/feed_reader.h"
#include "connectors/formats/json_feed.h"
#include "connectors/formats/xml_events.h"
#include "connectors/formats/xml_mend.h"
#include "pipeline/text/unicode.h"
#include "pipeline/text/url.h"

namespace syndicated {
namespace {

constexpr std::size_t kNpos = std::string_view::npos;
constexpr std::size_t kRootTagBytesMax = 8192;  // a longer root tag is not repeated before each entry

Document faulty(DocumentFault fault, std::string detail) {
  Document document;
  document.wellformed = false;
  document.fault = fault;
  document.fault_detail = std::move(detail);
  return document;
}

std::string base_of(const DecodeHints& hints) {
  if (hints.content_location.empty()) return std::string(hints.url);
  std::string base = resolve_url(hints.url, hints.content_location);
  // Only a web address can be where a document came from.
  return is_web_url(base) || hints.url.empty() ? base : std::string(hints.url);
}

// What a first element says that begins no feed; "" when it may be one.
std::string_view page_name(std::string_view root_name) {
  constexpr std::array<std::string_view, 13> kHtml = {"html", "head", "body",   "script", "div",  "p",  "br",
                                                      "meta", "title", "center", "table",  "h1", "font"};
  for (const std::string_view name : kHtml) {
    if (ascii_equals(root_name, name)) return "an HTML page";
  }
  return "";
}

std::string binary_name(std::string_view bytes) {
  if (bytes.starts_with("\x1F\x8B")) return "gzip data";
  if (bytes.starts_with("%PDF")) return "a PDF document";
  if (bytes.starts_with("\x89PNG") || bytes.starts_with("GIF8") || bytes.starts_with("\xFF\xD8\xFF")) {
    return "an image";
  }
  if (bytes.starts_with("PK\x03\x04")) return "a ZIP archive";
  return "";
}

class XmlDecoder {
 public:
  XmlDecoder(const DecodeHints& hints, const DecodeLimits& limits) : hints_(hints), limits_(limits) {}

  Document decode(std::string_view text) {
    const XmlProlog prolog = find_prolog(text);
    if (prolog.root == kNpos) return faulty(DocumentFault::not_a_feed, "text without any element");
    if (const std::string_view page = page_name(prolog.root_name); !page.empty()) {
      return faulty(DocumentFault::not_a_feed, std::string(page));
    }
    options_.base = base_of(hints_);
    options_.language = hints_.content_language;
    options_.is_netscape = ascii_find(prolog.doctype, "netscape") != kNpos;
    options_.limits = limits_;
    options_.bases = &bases_;

    MendedXml mended;
    mend_xml(text, prolog, mended);
    FeedReader reader(options_);
    const bool parsed_cleanly = parse_xml(mended.text, reader);
    reader.finish();
    document_.wellformed = parsed_cleanly && mended.clean && !prolog.junk_before &&
                           !prolog.late_declaration;
    document_.repairs = mended.repairs;
    document_.repairs.text_before = prolog.junk_before || prolog.late_declaration;
    const LimitHits& hits = reader.limit_hits();
    document_.repairs.structure = !parsed_cleanly && hits.depth + hits.entries == 0;  // else we stopped it
    take(reader);
    if (!parsed_cleanly) recover(mended.text);
    if (document_.format.empty()) {
      Document none = faulty(DocumentFault::not_a_feed, "XML with the root <" +
                                 repair_utf8(prolog.root_name.substr(0, 60)) +
                                 ">, which is that of no feed");
      none.wellformed = document_.wellformed;
      return none;
    }
    return std::move(document_);
  }

 private:
  void take(FeedReader& reader) {
    document_.format = reader.format();
    document_.feed = std::move(reader.feed());
    document_.entries = std::move(reader.entries());
    const LimitHits& hits = reader.limit_hits();
    document_.limits += hits;
    if (hits.depth > 0) {
      note(DocumentFault::too_deep, "elements nested more than " + std::to_string(limits_.depth_max) + " deep");
    }
    if (hits.entries > 0) {
      note(DocumentFault::too_many, "more entries than the limit of " + std::to_string(limits_.entries_max));
    }
  }

  void note(DocumentFault fault, std::string detail) {
    document_.fault = fault;
    document_.fault_detail = std::move(detail);
  }

  // Where the parser lost entries, each is parsed alone, behind a copy of the root tag for its namespaces.
  void recover(std::string_view xml) {
    if (document_.fault == DocumentFault::too_many) return;
    std::vector<std::size_t> starts = find_entry_starts(xml, limits_.entries_max + 1);
    if (starts.size() > limits_.entries_max) {
      starts.pop_back();
      document_.limits.entries = 1;
      note(DocumentFault::too_many, "more entries than the limit of " + std::to_string(limits_.entries_max));
    }
    if (starts.size() <= document_.entries.size() || starts.empty()) return;

    FeedReader header(options_);
    parse_xml(xml.substr(0, starts.front()), header);
    header.finish();
    if (header.entries().empty()) document_.feed = std::move(header.feed());
    if (document_.format.empty()) document_.format = header.format();

    const std::string root = root_tag(xml, starts.front());
    FeedReader::Options options = options_;
    options.limits.entries_max = 1;
    std::vector<FeedEntry> entries;
    std::size_t lost = 0;
    for (std::size_t i = 0; i < starts.size(); ++i) {
      const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : xml.size();
      FeedReader reader(options);
      parse_xml(root + std::string(xml.substr(starts[i], end - starts[i])), reader);
      reader.finish();
      LimitHits hits = reader.limit_hits();
      hits.entries = 0;  // one entry at a time is our own limit
      document_.limits += hits;
      if (reader.entries().empty() || !reader.entries().front().has_substance()) {
        ++lost;
      } else {
        entries.push_back(std::move(reader.entries().front()));
      }
    }
    document_.repairs.entries_cut_out = static_cast<std::uint32_t>(entries.size());
    document_.entries = std::move(entries);
    if (lost > 0 && document_.fault == DocumentFault::none) {
      note(DocumentFault::damaged,
           std::to_string(lost) + " of " + std::to_string(starts.size()) + " entries could not be read");
    }
  }

  // The start tag of the document's root, "" when there is none before the first entry.
  std::string root_tag(std::string_view xml, std::size_t limit) const {
    const XmlProlog prolog = find_prolog(xml);
    if (prolog.root == kNpos || prolog.root >= limit) return "";
    char quote = 0;
    const std::size_t stop = std::min(limit, prolog.root + kRootTagBytesMax);
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

  const DecodeHints& hints_;
  const DecodeLimits& limits_;
  FeedReader::Options options_;
  BaseBudget bases_;
  Document document_;
};

}  // namespace

bool FeedEntry::has_substance() const {
  return !title.empty() || !summary.empty() || !link.empty() || !contents.empty();
}

Document decode_document(std::string_view bytes, const DecodeHints& hints, const DecodeLimits& limits) {
  if (ascii_trim(bytes).empty()) return faulty(DocumentFault::empty, "an empty document");
  if (bytes.size() > limits.document_bytes_max) {
    return faulty(DocumentFault::too_large,
                  "a document of " + std::to_string(bytes.size()) + " bytes, more than the limit of " +
                      std::to_string(limits.document_bytes_max));
  }
  if (const std::string name = binary_name(bytes); !name.empty()) {
    return faulty(DocumentFault::not_a_feed, name);
  }
  DecodedText decoded;
  const std::string_view text = decode_text_in_place(bytes, hints.content_type, decoded);
  const std::string_view start = ascii_trim(text);
  const bool is_json = start.starts_with('{') || start.starts_with('[');
  Document document = is_json ? read_json_feed(start, base_of(hints), limits)
                              : XmlDecoder(hints, limits).decode(text);
  document.encoding = std::move(decoded.encoding);
  document.repairs.bytes = !decoded.clean;
  const bool is_plain = ascii_equals(ascii_trim(hints.content_type.substr(0, hints.content_type.find(';'))),
                                     "text/plain");
  if (!decoded.clean || is_plain) document.wellformed = false;
  return document;
}

}  // namespace syndicated
