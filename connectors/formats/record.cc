#include "connectors/formats/record.h"

#include <algorithm>
#include <utility>

#include "connectors/formats/json_writer.h"
#include "pipeline/check.h"

namespace syndicated {
namespace {

constexpr std::string_view kReadingRule = "words/250, half a minute or more rounds up";
// Beyond this, JSON numbers lose digits in most readers (RFC 8259, section 6).
constexpr std::uint64_t kExactIntegerMax = (std::uint64_t{1} << 53) - 1;

const Payload& payload_of(const Batch& batch, std::uint32_t index) {
  CHECK(index < batch.payloads.size(), "an output names a payload of its batch");
  return batch.payloads[index];
}

void member_hex(JsonWriter& json, std::string_view name, Hash128 hash) {
  if (hash.empty()) return;
  char digits[32];
  for (int i = 0; i < 16; ++i) {
    digits[i] = "0123456789abcdef"[hash.high >> (60 - 4 * i) & 15];
    digits[16 + i] = "0123456789abcdef"[hash.low >> (60 - 4 * i) & 15];
  }
  json.member(name, std::string_view(digits, sizeof digits));
}

void member_strings(JsonWriter& json, std::string_view name,
                    const std::vector<std::string>& texts) {
  const auto given = [](const std::string& text) { return !text.empty(); };
  if (std::none_of(texts.begin(), texts.end(), given)) return;
  json.key(name).begin_array();
  for (const std::string& text : texts) {
    if (given(text)) json.string(text);
  }
  json.end_array();
}

void member_joined(JsonWriter& json, std::string_view name, std::string_view between,
                   const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  json.key(name).begin_string();
  bool first = true;
  for (const std::string& text : texts) {
    if (!first) json.text(between);
    first = false;
    json.text(text);
  }
  json.end_string();
}

void member_story(JsonWriter& json, const std::string& authority, const Decision& decision) {
  if (decision.story.empty()) return;
  json.key("storyUri").begin_string().text("tag:").text(authority).text(":story/");
  json.text(to_hex(decision.story)).end_string();
  json.member("storyMembers", decision.story_members);
}

void member_version(JsonWriter& json, std::string_view name, std::uint32_t version) {
  json.member(name, std::string_view(std::to_string(version)));
}

// A URI has a scheme (RFC 3986, section 3.1); what has none cannot be followed from a record.
bool has_scheme(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos) return false;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (!letter(text[0])) return false;
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  });
}

// ---- the ninjs part
// ----------------------------------------------------------------------------------------

void write_times(JsonWriter& json, const Item& item, const Payload& payload) {
  if (item.published) json.key("firstCreated").time(*item.published);
  Time version_created = payload.received_at;
  if (item.published) version_created = *item.published;
  // An update before the publication is a mistake of the publisher; `wire.dates` shows both.
  if (item.updated && (!item.published || *item.updated > *item.published)) {
    version_created = *item.updated;
  }
  json.key("versionCreated").time(version_created);
}

void write_text(JsonWriter& json, std::string_view list, std::string_view role,
                std::string_view text) {
  if (text.empty()) return;
  json.key(list).begin_array().begin_object();
  json.member("role", role).member("contentType", "text/plain").member("value", text);
  json.end_object().end_array();
}

void write_body(JsonWriter& json, const Entry& entry) {
  const std::vector<std::string>& paragraphs = entry.content->article.paragraphs;
  if (paragraphs.empty()) return;
  json.key("bodies").begin_array().begin_object();
  json.member("role", "main").member("contentType", "text/plain");
  json.member("charCount", entry.content->annotations.characters)
      .member("wordCount", entry.content->annotations.words);
  member_joined(json, "value", "\n\n", paragraphs);
  json.end_object().end_array();
}

void write_info_sources(JsonWriter& json, const Annotations& annotations) {
  if (annotations.agencies.empty() && annotations.outlet.empty()) return;
  json.key("infoSources").begin_array();
  for (const Agency& agency : annotations.agencies) {
    json.begin_object().member_if("name", agency.name).member("role", "agency");
    json.member_if("literal", agency.code).end_object();
  }
  if (!annotations.outlet.empty()) {
    json.begin_object().member("name", annotations.outlet).member("role", "publisher");
    json.member_if("literal", annotations.outlet_domain).end_object();
  }
  json.end_array();
}

// A dateline may name several places, "New Delhi/Mumbai"; the country code belongs to one only.
void write_places(JsonWriter& json, const Dateline& dateline) {
  if (dateline.place.empty()) return;
  const bool several = dateline.place.find('/') != std::string::npos;
  json.key("places").begin_array();
  std::string_view rest = dateline.place;
  while (!rest.empty()) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view name = rest.substr(0, slash);
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    if (name.empty()) continue;
    json.begin_object().member("name", name).member("rel", "dateline");
    if (!several) json.member_if("literal", dateline.iso3166_1);
    json.end_object();
  }
  json.end_array();
}

void member_part_uri(JsonWriter& json, const Entry& entry, std::string_view part,
                     std::size_t number) {
  json.key("uri")
      .begin_string()
      .text(entry.uri)
      .text(part)
      .text(std::to_string(number))
      .end_string();
}

void write_lead_image(JsonWriter& json, const Entry& entry) {
  json.begin_object().member("name", "leadImage").member("rel", "illustrates");
  member_part_uri(json, entry, "/image/", 1);
  json.member("type", "picture");
  write_text(json, "descriptions", "caption", entry.content->article.caption);
  if (!entry.content->article.credit.empty()) {
    json.key("infoSources").begin_array().begin_object();
    json.member("name", entry.content->article.credit).member("role", "credit").end_object().end_array();
  }
  json.end_object();
}

void write_enclosure(JsonWriter& json, const Entry& entry, std::size_t number) {
  const Enclosure& enclosure = entry.content->item.enclosures[number - 1];
  json.begin_object().member("name", enclosure.title.empty() ? "enclosure" : enclosure.title);
  json.member("rel", "enclosure");
  member_part_uri(json, entry, "/enclosure/", number);
  if (enclosure.type.starts_with("image/")) json.member("type", "picture");
  if (enclosure.type.starts_with("audio/")) json.member("type", "audio");
  if (enclosure.type.starts_with("video/")) json.member("type", "video");
  json.key("renditions").begin_array().begin_object().member("name", "original");
  json.key("href").uri(enclosure.url).member_if("contentType", enclosure.type);
  if (enclosure.length > 0 && enclosure.length <= kExactIntegerMax) {
    json.member("sizeInBytes", enclosure.length);
  }
  json.end_object().end_array().end_object();
}

// Returns how many enclosures could not be written.
std::size_t write_associations(JsonWriter& json, const Entry& entry, std::size_t enclosures_max) {
  const std::vector<Enclosure>& enclosures = entry.content->item.enclosures;
  const bool image = !entry.content->article.caption.empty() || !entry.content->article.credit.empty();
  std::size_t written = 0;
  bool open = false;
  const auto open_once = [&] {
    if (!std::exchange(open, true)) json.key("associations").begin_array();
  };
  if (image) {
    open_once();
    write_lead_image(json, entry);
  }
  for (std::size_t i = 0; i < enclosures.size() && written < enclosures_max; ++i) {
    if (!has_scheme(enclosures[i].url)) continue;
    open_once();
    write_enclosure(json, entry, i + 1);
    ++written;
  }
  if (open) json.end_array();
  return enclosures.size() - written;
}

void write_alt_ids(JsonWriter& json, const Entry& entry) {
  const std::pair<std::string_view, std::string_view> ids[] = {
      {"guid", entry.content->item.id}, {"link", entry.content->item.link}, {"canonicalUrl", entry.canonical_url}};
  if (std::all_of(std::begin(ids), std::end(ids),
                  [](const auto& id) { return id.second.empty(); })) {
    return;
  }
  json.key("altIds").begin_array();
  for (const auto& [role, value] : ids) {
    if (value.empty()) continue;
    json.begin_object().member("role", role).member("value", value).end_object();
  }
  json.end_array();
}

// ---- the object `wire`
// -------------------------------------------------------------------------------------

std::string_view change_of(const Entry& entry) {
  if (entry.content->article.killed) return "kill";
  if (entry.decision.version <= 1) return "new";
  const std::vector<std::string>& signals = entry.content->annotations.signals;
  const bool corrects = std::find(signals.begin(), signals.end(), "correction") != signals.end();
  return corrects ? "correction" : "update";
}

void write_same(JsonWriter& json, const Decision& decision) {
  json.key("same").begin_object();
  json.member("body", decision.same_body).member("url", decision.same_url).end_object();
}

void write_original(JsonWriter& json, std::string_view name, const Decision& decision) {
  json.key(name).begin_object().member("uri", decision.original_uri);
  member_version(json, "version", decision.original_version);
  json.end_object();
}

void write_lifecycle(JsonWriter& json, const Entry& entry) {
  const Decision& decision = entry.decision;
  json.key("lifecycle").begin_object().member("change", change_of(entry));
  json.member("revision", decision.version);
  if (decision.version > 1) member_version(json, "supersedes", decision.version - 1);
  if (decision.verdict == Verdict::copy) {
    write_original(json, "duplicateOf", decision);
    write_same(json, decision);
  }
  member_strings(json, "signals", entry.content->annotations.signals);
  member_strings(json, "headlineMarks", entry.content->article.headline_marks);
  json.end_object();
}

void write_agencies(JsonWriter& json, const std::vector<Agency>& agencies) {
  if (agencies.empty()) return;
  json.key("agencies").begin_array();
  for (const Agency& agency : agencies) {
    json.begin_object().member_if("code", agency.code).member_if("name", agency.name);
    json.key("confidence").percent(agency.confidence_percent);
    if (!agency.evidence.empty()) {
      json.key("evidence").begin_array();
      for (const Evidence& evidence : agency.evidence) {
        json.begin_object()
            .member("kind", evidence.kind)
            .member("text", evidence.text)
            .end_object();
      }
      json.end_array();
    }
    json.end_object();
  }
  json.end_array();
}

void write_byline(JsonWriter& json, const Entry& entry) {
  if (entry.content->annotations.byline.empty() && entry.content->article.byline_lines.empty()) return;
  json.key("byline").begin_object();
  member_strings(json, "names", entry.content->annotations.byline);
  member_strings(json, "lines", entry.content->article.byline_lines);
  json.end_object();
}

void write_outlet(JsonWriter& json, const Entry& entry) {
  const Annotations& annotations = entry.content->annotations;
  json.key("outlet").begin_object();
  json.member_if("name", annotations.outlet).member_if("domain", annotations.outlet_domain);
  json.member_if("sourceUrl", entry.content->item.link);
  json.member_if("feedTitle", entry.content->item.source_name).member_if("feedUrl", entry.content->item.source_url);
  member_strings(json, "section", entry.content->article.sections);
  json.member_if("topicsRaw", entry.content->article.topics);
  member_strings(json, "topics", annotations.topics);
  member_strings(json, "tags", entry.content->article.tags);
  json.end_object();
}

void write_syndication(JsonWriter& json, const Syndication& syndication) {
  json.key("syndication").begin_object().member("isSyndicated", syndication.is_syndicated);
  json.member_if("disclaimer", syndication.disclaimer).member_if("outlet", syndication.outlet);
  member_strings(json, "outletMayHaveEdited", syndication.may_have_edited);
  json.end_object();
}

void write_dateline(JsonWriter& json, const Dateline& dateline) {
  if (dateline.raw.empty() && dateline.place.empty()) return;
  json.key("dateline").begin_object();
  json.member_if("raw", dateline.raw).member_if("place", dateline.place);
  json.member_if("country", dateline.country).member_if("iso3166_1", dateline.iso3166_1);
  json.member_if("iso3166_1_alpha3", dateline.iso3166_1_alpha3).member_if("date", dateline.date);
  json.member("inBody", dateline.in_body).end_object();
}

void write_dates(JsonWriter& json, const Entry& entry) {
  const Item& item = entry.content->item;
  const Article& article = entry.content->article;
  // The feed's own stamp comes first: it is what the parsed time was taken from when it has one.
  const std::string& published_raw =
      item.published_raw.empty() ? article.published_raw : item.published_raw;
  const std::string& updated_raw =
      item.updated_raw.empty() ? article.updated_raw : item.updated_raw;
  if (published_raw.empty() && updated_raw.empty() && !item.published && !item.updated) return;
  json.key("dates").begin_object();
  json.member_if("publishedRaw", published_raw).member_if("updatedRaw", updated_raw);
  if (item.published) json.key("published").time(*item.published);
  if (item.updated) json.key("updated").time(*item.updated);
  json.end_object();
}

void write_counts(JsonWriter& json, const Entry& entry) {
  const Annotations& annotations = entry.content->annotations;
  json.key("text").begin_object();
  json.member("paragraphs", std::uint64_t{entry.content->article.paragraphs.size()});
  json.member("words", annotations.words).member("characters", annotations.characters);
  json.member("readingMinutes", annotations.reading_minutes).member("readingRule", kReadingRule);
  if (entry.content->article.outlet_reading_minutes > 0) {
    json.member("outletReadingMinutes",
                static_cast<std::uint32_t>(entry.content->article.outlet_reading_minutes));
  }
  json.end_object();
}

void write_keys(JsonWriter& json, const Entry& entry) {
  json.key("keys").begin_object().member("algorithm", "xxh3-128");
  member_hex(json, "chain", entry.keys.chain);
  member_hex(json, "url", entry.keys.url);
  member_hex(json, "body", entry.keys.body);
  member_hex(json, "content", entry.keys.content);
  json.member("rung", std::uint32_t{entry.key_rung}).end_object();
}

void write_furniture(JsonWriter& json, const std::vector<Furniture>& furniture) {
  if (furniture.empty()) return;
  json.key("furniture").begin_array();
  for (const Furniture& piece : furniture) {
    json.begin_object().member("kind", piece.kind).member("text", piece.text).end_object();
  }
  json.end_array();
}

// The longest prefix of at most `limit` bytes that does not cut a UTF-8 sequence.
std::string_view cut_utf8(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) --limit;
  return text.substr(0, limit);
}

// `bytes_max`: of the content type, of the key, and of all headers; what is more is left out, and said.
void write_source(JsonWriter& json, const Payload& payload, std::uint32_t place,
                  std::size_t bytes_max) {
  std::size_t kept = 0;
  for (std::size_t bytes = 0; kept < payload.headers.size(); ++kept) {
    const auto& [name, value] = payload.headers[kept];
    bytes += name.size() + value.size() + 32;  // with what stands around them
    if (bytes > bytes_max) break;
  }
  json.key("source").begin_object();
  if (payload.source != nullptr) json.member_if("id", payload.source->id);
  json.member("origin", payload.origin).member("offset", payload.offset).member("place", place);
  json.member_if("name", payload.name).member_if("url", payload.url);
  json.member_if("contentType", cut_utf8(payload.content_type, bytes_max));
  json.member_if("key", cut_utf8(payload.key, bytes_max));
  if (kept > 0) {
    // A list: Kafka allows a header twice.
    json.key("headers").begin_array();
    for (std::size_t i = 0; i < kept; ++i) {
      const auto& [name, value] = payload.headers[i];
      json.begin_object().member("name", name).member("value", value).end_object();
    }
    json.end_array();
  }
  if (kept < payload.headers.size() || payload.key.size() > bytes_max ||
      payload.content_type.size() > bytes_max) {
    json.member("truncated", true);
  }
  json.key("receivedAt").time(payload.received_at).end_object();
}

void write_problems(JsonWriter& json, const Entry& entry, std::size_t enclosures_left_out) {
  const std::vector<std::string>& problems = entry.content->annotations.problems;
  if (problems.empty() && enclosures_left_out == 0) return;
  json.key("problems").begin_array();
  for (const std::string& problem : problems) json.string(problem);
  if (enclosures_left_out != 0) {
    json.string("left out enclosures without an absolute URL or beyond the limit: " +
                std::to_string(enclosures_left_out));
  }
  json.end_array();
}

}  // namespace

RecordEncoder::RecordEncoder(RecordOptions options) : options_(std::move(options)) {}

void RecordEncoder::encode_record(const Batch& batch, const Entry& entry, std::string& out) const {
  const Payload& payload = payload_of(batch, entry.payload);
  const Article& article = entry.content->article;
  const Annotations& annotations = entry.content->annotations;
  const bool killed = article.killed;
  JsonWriter json(out);

  json.begin_object().member("uri", entry.uri);
  json.key("standard").begin_object().member("name", "wire-ninjs").member("version", "1");
  json.member("schema", options_.schema_uri).end_object();
  json.member("type", "text");
  json.member("representationType", killed || !article.paragraphs.empty() ? "full" : "partial");
  json.member("profile", "wire/syndicated-text");
  member_version(json, "version", entry.decision.version);
  write_times(json, entry.content->item, payload);
  json.member("pubStatus", killed ? "canceled" : "usable");
  json.member_if("language", annotations.language);
  write_text(json, "headlines", "main", article.headline);
  if (!killed) {
    write_text(json, "descriptions", "summary", article.standfirst);
    write_body(json, entry);
  }
  if (!annotations.byline.empty()) {
    member_joined(json, "by", ", ", annotations.byline);
  } else if (!annotations.agencies.empty()) {
    json.member_if("by", annotations.agencies.front().name);
  }
  json.member_if("located", annotations.dateline.place);
  json.member_if("copyrightNotice", entry.content->item.rights);
  member_joined(json, "edNote", "\n", article.notes);
  write_info_sources(json, annotations);
  write_places(json, annotations.dateline);
  const std::size_t left_out =
      killed ? 0 : write_associations(json, entry, options_.enclosures_max);
  write_alt_ids(json, entry);

  json.key("wire").begin_object().member("recordVersion", kRecordVersion);
  member_story(json, options_.authority, entry.decision);
  write_lifecycle(json, entry);
  write_agencies(json, annotations.agencies);
  write_byline(json, entry);
  write_outlet(json, entry);
  write_syndication(json, annotations.syndication);
  write_dateline(json, annotations.dateline);
  write_dates(json, entry);
  write_counts(json, entry);
  write_keys(json, entry);
  if (!killed) {
    write_furniture(json, article.furniture);
    member_strings(json, "related", article.related);
  }
  write_source(json, payload, entry.place, options_.output_bytes_max / 64);
  write_problems(json, entry, left_out);
  json.end_object().end_object();
}

void RecordEncoder::encode_relation(const Batch& batch, const Entry& entry,
                                    std::string& out) const {
  JsonWriter json(out);
  json.begin_object().member("kind", "relation").member("recordVersion", kRecordVersion);
  json.member("uri", entry.uri);
  member_version(json, "version", entry.decision.version);
  write_original(json, "original", entry.decision);
  write_same(json, entry.decision);
  member_story(json, options_.authority, entry.decision);
  // A relation has to fit the output, however large a publisher makes these; a part of a link is none.
  const std::size_t text_max = options_.output_bytes_max / 16;
  const std::string& link = entry.content->item.link;
  json.member_if("headline", cut_utf8(entry.content->article.headline, text_max))
      .member_if("language", cut_utf8(entry.content->annotations.language, text_max));
  json.member_if("outlet", cut_utf8(entry.content->annotations.outlet, text_max));
  json.member_if("link", link.size() <= text_max ? link : std::string());
  if (entry.content->item.published) json.key("published").time(*entry.content->item.published);
  if (entry.content->item.updated) json.key("updated").time(*entry.content->item.updated);
  write_source(json, payload_of(batch, entry.payload), entry.place,
               options_.output_bytes_max / 64);
  json.end_object();
}

void RecordEncoder::encode_dead_letter(const Batch& batch, const Reject& reject,
                                       std::string& out) const {
  const Payload& payload = payload_of(batch, reject.payload);
  const std::string_view raw = reject.raw.empty() ? payload.bytes : reject.raw;
  const std::size_t limit = options_.output_bytes_max / 8;
  JsonWriter json(out);
  json.begin_object().member("kind", "deadLetter").member("recordVersion", kRecordVersion);
  json.member("reason", name_of(reject.reason)).member_if("detail", reject.detail);
  write_source(json, payload, reject.place, options_.output_bytes_max / 64);
  const std::string_view text = cut_utf8(raw, limit);
  if (is_well_formed_utf8(text)) {
    json.member("raw", text);
  } else {
    json.key("rawBase64").base64(raw.substr(0, limit));
  }
  json.member("rawBytes", std::uint64_t{raw.size()}).member("rawTruncated", raw.size() > limit);
  json.end_object();
}

}  // namespace syndicated
