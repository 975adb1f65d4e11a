#include "connectors/formats/payload_decoder.h"

#include <algorithm>

#include "connectors/formats/ascii.h"
#include "connectors/formats/encoding.h"
#include "connectors/formats/json_view.h"
#include "connectors/formats/json_wrapping.h"
#include "connectors/formats/ndjson_items.h"
#include "pipeline/text/times.h"
#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

constexpr std::size_t kRawBytesMax = 64 * 1024;  // of an entry without substance, kept in its reject
constexpr std::size_t kInheritedBytesMax = 2048;  // of what each item takes over from its feed

TimeRules rules_of(const Payload& payload) {
  TimeRules rules;
  if (payload.source != nullptr) {
    rules.utc_offset_minutes = payload.source->utc_offset_minutes;
    rules.country = payload.source->country;
  }
  return rules;
}

Reason reason_of(DocumentFault fault) {
  switch (fault) {
    case DocumentFault::empty: return Reason::empty;
    case DocumentFault::not_a_feed: return Reason::not_a_feed;
    case DocumentFault::too_large: return Reason::too_large;
    case DocumentFault::too_deep: return Reason::too_deep;
    case DocumentFault::too_many: return Reason::too_many;
    case DocumentFault::none:
    case DocumentFault::undecodable:
    case DocumentFault::damaged: break;
  }
  return Reason::undecodable;
}

Reject reject(Reason reason, std::string detail) { return {0, 0, reason, std::move(detail), ""}; }

Text to_text(DocumentText& text) { return {std::move(text.value), text.html}; }

// The longest of several contents: publishers repeat the summary as the first one.
Text best_content(std::vector<DocumentText>& contents) {
  DocumentText* best = nullptr;
  for (DocumentText& content : contents) {
    const bool readable = content.html || content.type.empty() || content.type.starts_with("text/") ||
                          content.type.ends_with("xml");
    if (readable && (best == nullptr || content.value.size() > best->value.size())) best = &content;
  }
  return best == nullptr ? Text{} : to_text(*best);
}

void set_time(std::optional<Time>& time, std::string& raw, std::string text, const TimeRules& rules) {
  if (text.empty()) return;
  if (const std::optional<ParsedTime> parsed = parse_time(text, rules)) time = parsed->time;
  raw = std::move(text);
}

// A text of the feed, cut: half a megabyte would be five gigabytes in ten thousand items.
std::string inherited(std::string_view text) {
  if (text.size() <= kInheritedBytesMax) return std::string(text);
  std::size_t end = kInheritedBytesMax;
  // Whole characters only.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end));
}

// The same for what is nothing when it is cut.
std::string inherited_whole(std::string_view text) {
  return text.size() <= kInheritedBytesMax ? std::string(text) : "";
}

Item to_item(FeedEntry& entry, const FeedHeader& feed, const TimeRules& rules) {
  Item item;
  item.id = std::move(entry.written_id.empty() ? entry.id : entry.written_id);
  item.link = std::move(entry.link);
  item.title = to_text(entry.title);
  item.content = best_content(entry.contents);
  item.summary = to_text(entry.summary);
  item.language = entry.language.empty() ? inherited_whole(feed.language) : entry.language;
  set_time(item.published, item.published_raw, std::move(entry.published), rules);
  set_time(item.updated, item.updated_raw, std::move(entry.updated), rules);
  if (!item.published && item.published_raw.empty()) {
    set_time(item.published, item.published_raw, std::move(entry.created), rules);
  }
  item.authors = std::move(entry.authors);
  item.categories = std::move(entry.categories);
  for (DocumentLink& link : entry.links) {
    if (link.rel != "enclosure") continue;
    Enclosure& enclosure = item.enclosures.emplace_back();
    enclosure.url = std::move(link.href);
    enclosure.type = std::move(link.type);
    enclosure.title = std::move(link.title);
    enclosure.length = std::strtoull(link.length.c_str(), nullptr, 10);
  }
  item.rights = entry.rights.empty() ? inherited(feed.rights.value) : std::move(entry.rights.value);
  if (entry.source) {
    item.source_name = std::move(entry.source->title.value);
    item.source_url = !entry.source_url.empty() ? std::move(entry.source_url)
                                                : std::move(entry.source->link);
  }
  if (item.source_name.empty()) item.source_name = inherited(feed.title.value);
  if (item.source_url.empty()) item.source_url = inherited_whole(feed.link);
  return item;
}

void decode_feed(const Payload& payload, const DecodeLimits& limits, Decoded& out) {
  DecodeHints hints;
  hints.url = payload.url;
  hints.content_type = payload.content_type;
  hints.content_language = payload.content_language;
  hints.content_location = payload.content_location;
  Document document = decode_document(payload.bytes, hints, limits);
  out.limits = document.limits;
  const TimeRules rules = rules_of(payload);
  std::uint32_t place = 0;
  std::uint32_t first_nothing = 0, nothings = 0;
  out.entries.reserve(document.entries.size());
  for (FeedEntry& entry : document.entries) {
    ++place;
    if (entry.has_substance()) {
      out.entries.push_back({place, to_item(entry, document.feed, rules)});
    } else if (!entry.id.empty()) {
      out.rejects.push_back({0, place, Reason::no_content, "an entry without headline, text and link",
                             entry.id.substr(0, kRawBytesMax)});
    } else if (nothings++ == 0) {
      first_nothing = place;
    }
  }
  // Of these there are no bytes to keep but the whole payload's, and that only once.
  if (nothings > 0) {
    std::string detail = "an entry without headline, text, link and id";
    if (nothings > 1) detail += ", and " + std::to_string(nothings - 1) + " more like it";
    out.rejects.push_back({0, first_nothing, Reason::no_content, std::move(detail), ""});
  }
  if (document.fault != DocumentFault::none) {
    std::string detail = document.fault_detail;
    if (document.fault == DocumentFault::not_a_feed) detail = "not a feed: this looks like " + detail;
    out.rejects.push_back(reject(reason_of(document.fault), std::move(detail)));
  }
}

void decode_wire_text(const Payload& payload, std::size_t bytes_max, Decoded& out) {
  if (payload.bytes.size() > bytes_max) {
    out.rejects.push_back(reject(Reason::too_large, "a text of " + std::to_string(payload.bytes.size()) +
                                                        " bytes, more than the limit of " +
                                                        std::to_string(bytes_max)));
    return;
  }
  DecodedText text = decode_text(payload.bytes, payload.content_type);
  if (text.text.find('\0') != std::string::npos) {
    out.rejects.push_back(reject(Reason::undecodable, "bytes that are no text: they hold a NUL"));
    return;
  }
  // Wire formats frame a text with a few control characters (IPTC 7901); what is full of them is no text.
  const auto controls = std::count_if(text.text.begin(), text.text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f';
  });
  if (static_cast<std::size_t>(controls) * 20 > text.text.size()) {
    out.rejects.push_back(reject(Reason::undecodable, "bytes that are no text: they are full of control characters"));
    return;
  }
  DecodedEntry entry;
  entry.place = 1;
  entry.item.is_page = true;
  entry.item.link = payload.url;
  entry.item.content = {std::move(text.text), false};
  out.entries.push_back(std::move(entry));
}

// The first line is an object by itself: NDJSON and no pretty-printed document.
bool starts_with_object_line(std::string_view text) {
  const std::string_view line = ascii_trim(text.substr(0, text.find('\n')));
  return line.starts_with('{') && line.ends_with('}');
}

// An item may speak of JSON Feed, and a feed may say last what it is: `version` of the object itself decides. What
// is no whole object is judged by its beginning.
bool is_json_feed(std::string_view text) {
  constexpr std::string_view kVersion = "jsonfeed.org/version/";
  constexpr std::string_view kEscaped = "jsonfeed.org\\/version\\/";  // as PHP writes it
  const auto names_version = [&](std::string_view where) {
    return where.find(kVersion) != std::string_view::npos || where.find(kEscaped) != std::string_view::npos;
  };
  if (!names_version(text)) return false;
  JsonView view;
  if (view.parse(text)) return view.text("version").find(kVersion) != std::string_view::npos;
  return names_version(text.substr(0, 4096));
}

// A JSON Feed gives its entries, any other object is one item. A JSON string holds no line end as it is, so that
// a document in lines is the same document in one.
void decode_json(const Payload& payload, const DecodeLimits& limits, const NdjsonOptions& options, Decoded& out) {
  if (is_json_feed(payload.bytes) || ascii_trim(payload.bytes).starts_with('[')) {
    return decode_feed(payload, limits, out);
  }
  std::string line(payload.bytes);
  std::replace_if(line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  decode_ndjson(line, options, out);
}

Format sniff(const Payload& payload) {
  std::string_view start = payload.bytes;
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  while (!start.empty() && is_ascii_space(start.front())) start.remove_prefix(1);
  if (start.starts_with('{')) {
    return starts_with_object_line(start) && !is_json_feed(start.substr(0, start.find('\n'))) ? Format::ndjson
                                                                                              : Format::feed;
  }
  if (start.starts_with('<') || start.starts_with('[')) return Format::feed;
  const std::string_view head = start.substr(0, 16 * 1024);
  for (const std::string_view mark : {"<?xml", "<rss", "<rdf:rdf", "<feed", "<html", "<!doctype"}) {
    if (ascii_find(head, mark) != std::string_view::npos) return Format::feed;
  }
  if (find_json(start).is_json && is_json_feed(head)) return Format::feed;
  // Wide encodings and binary data are left to the feed decoder, which names what it sees.
  if (payload.bytes.find('\0') != std::string::npos || start.starts_with("\xFF\xFE") ||
      start.starts_with("\xFE\xFF") || start.starts_with("%PDF")) {
    return Format::feed;
  }
  return Format::text;
}

}  // namespace

Decoded PayloadDecoder::decode(const Payload& payload) const {
  Decoded out;
  if (ascii_trim(payload.bytes).empty()) {
    out.rejects.push_back(reject(Reason::empty, "an empty document"));
    return out;
  }
  Format format = payload.source == nullptr ? Format::automatic : payload.source->format;
  if (format == Format::automatic) format = sniff(payload);
  NdjsonOptions items;
  items.times = rules_of(payload);
  items.base = payload.url;
  items.line_bytes_max = options_.line_bytes_max;
  switch (format) {
    case Format::ndjson: decode_ndjson(payload.bytes, items, out); break;
    case Format::json: decode_json(payload, options_.document, items, out); break;
    case Format::text: decode_wire_text(payload, options_.text_bytes_max, out); break;
    case Format::automatic:
    case Format::feed: decode_feed(payload, options_.document, out); break;
  }
  if (out.limits.bytes == 0) {
    // Texts and lines; a document counts its own.
    out.limits.bytes = static_cast<std::uint64_t>(
        std::count_if(out.rejects.begin(), out.rejects.end(),
                      [](const Reject& reject) { return reject.reason == Reason::too_large; }));
  }
  return out;
}

}  // namespace syndicated
