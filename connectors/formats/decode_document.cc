#include "connectors/formats/decode_document.h"

#include "connectors/formats/ascii.h"
#include "connectors/formats/base_budget.h"
#include "connectors/formats/document_verdict.h"
#include "connectors/formats/encoding.h"
#include "connectors/formats/feed_reader.h"
#include "connectors/formats/json_feed.h"
#include "connectors/formats/json_wrapping.h"
#include "connectors/formats/xml_balance.h"
#include "connectors/formats/xml_events.h"
#include "connectors/formats/xml_mend.h"

namespace syndicated {
namespace {

constexpr std::size_t kNpos = std::string_view::npos;

class XmlDecoder {
 public:
  XmlDecoder(const DecodeHints& hints, const DecodeLimits& limits) : hints_(hints), limits_(limits) {}

  Document decode(std::string_view text) {
    const XmlProlog prolog = find_prolog(text);
    if (prolog.root == kNpos)
      return faulty_document(DocumentFault::not_a_feed, "text without any element");
    if (const std::string_view page = page_name(prolog.root_name); !page.empty()) {
      return faulty_document(DocumentFault::not_a_feed, std::string(page));
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
                           !prolog.late_declaration && !prolog.odd_declaration;
    document_.repairs = mended.repairs;
    document_.repairs.text_before = prolog.junk_before || prolog.late_declaration;
    document_.repairs.declaration = prolog.odd_declaration;
    const LimitHits& hits = reader.limit_hits();
    document_.repairs.structure = !parsed_cleanly && hits.depth + hits.entries == 0;  // else we stopped it
    const bool is_broken = document_.repairs.structure || (parsed_cleanly && mended.swallowed);
    MendedXml again;
    if (is_broken && mended.swallowed) mend_xml(text, prolog, again, true);
    const std::string_view repaired = is_broken && mended.swallowed ? again.text : mended.text;
    // Without any other sign, a section that seems too long is one only if entries were in it.
    const std::size_t needed = reader.entry_count() + (document_.repairs.structure ? 0 : 1);
    if (is_broken && take_balanced(repaired, needed)) {
      document_.repairs.structure = true;
      document_.wellformed = false;
    } else {
      take(reader);
    }
    if (!parsed_cleanly) recover(repaired);
    if (document_.format.empty()) {
      Document none = unknown_root(prolog.root_name);
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
    note_limits(reader.limit_hits(), limits_, document_);
  }

  // A broken document once more, with its tags mended. False when that made nothing better.
  bool take_balanced(std::string_view xml, std::size_t entries) {
    bases_ = {};
    FeedReader reader(options_);
    parse_xml(balance_xml(xml, OpenEnd::kept), reader);
    reader.finish();
    if (reader.format().empty() || reader.entry_count() < entries) return false;
    take(reader);
    return true;
  }

  // Where the parser lost entries, each is parsed alone, behind a copy of the root tag for its namespaces.
  void recover(std::string_view xml) {
    if (document_.fault == DocumentFault::too_many) return;
    const std::vector<std::size_t> starts = find_entry_starts(xml, limits_.entries_max + 1);
    const std::size_t count = std::min<std::size_t>(starts.size(), limits_.entries_max);
    if (count < starts.size()) note_too_many(limits_, document_);
    if (count <= document_.entries.size() || count == 0) return;

    FeedReader header(options_);
    parse_xml(balance_xml(xml.substr(0, starts.front()), OpenEnd::closed), header);
    header.finish();
    if (header.entries().empty()) document_.feed = std::move(header.feed());
    if (document_.format.empty()) document_.format = header.format();

    const std::string root = root_tag_of(xml, starts.front());
    FeedReader::Options options = options_;
    options.limits.entries_max = 1;
    std::vector<FeedEntry> entries;
    std::size_t lost = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : xml.size();
      FeedReader reader(options);
      const OpenEnd open_end = i + 1 < starts.size() ? OpenEnd::closed : OpenEnd::kept;
      parse_xml(balance_xml(root + std::string(xml.substr(starts[i], end - starts[i])), open_end), reader);
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
    note_lost(lost, count, document_);
  }

  const DecodeHints& hints_;
  const DecodeLimits& limits_;
  FeedReader::Options options_;
  BaseBudget bases_;
  Document document_;
};

Document decode_json(std::string_view text, std::size_t before, const DecodeHints& hints,
                     const DecodeLimits& limits) {
  if (before == 0) return read_json_feed(ascii_trim(text), base_of(hints), limits);
  text.remove_prefix(before);
  Document document = read_json_feed(text.substr(0, JsonEnd().find(text)), base_of(hints), limits);
  note_text_before(document);
  return document;
}

}  // namespace

bool FeedEntry::has_substance() const {
  return !title.empty() || !summary.empty() || !link.empty() || !contents.empty();
}

Document decode_document(std::string_view bytes, const DecodeHints& hints, const DecodeLimits& limits) {
  if (ascii_trim(bytes).empty()) return faulty_document(DocumentFault::empty, "an empty document");
  if (bytes.size() > limits.document_bytes_max) {
    return too_large_document(bytes.size(), limits);
  }
  if (const std::string name = binary_name(bytes); !name.empty()) {
    return faulty_document(DocumentFault::not_a_feed, name);
  }
  DecodedText decoded;
  const std::string_view text = decode_text_in_place(bytes, hints.content_type, decoded);
  const JsonPlace place = find_json(text);
  Document document = place.is_json ? decode_json(text, place.before, hints, limits)
                                    : XmlDecoder(hints, limits).decode(text);
  document.encoding = std::move(decoded.encoding);
  document.repairs.bytes = !decoded.clean;
  if (!decoded.clean || is_plain_text(hints.content_type)) document.wellformed = false;
  return document;
}

}  // namespace syndicated
