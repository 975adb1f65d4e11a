// Document: a feed document as it was read, whatever its dialect. It keeps what the source says (raw dates, the
// type and base of each text) and interprets nothing: document_to_json() and PayloadDecoder do that.
// Values only; safe to move between threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/item.h"
#include "pipeline/limit_hits.h"

namespace syndicated {

using NamedValues = std::vector<std::pair<std::string, std::string>>;

// A text construct. `html` is true when the source says or shows that the value is markup; the markup is as
// written: neither sanitised nor resolved.
struct DocumentText {
  std::string value;
  std::string type;  // MIME type: text/plain, text/html, application/xhtml+xml, ...
  std::string language;
  std::string base;    // for relative URLs in the markup
  std::string source;  // atom:content src, absolute
  bool html = false;

  bool empty() const { return value.empty(); }
};

struct DocumentLink {
  std::string rel, href, type, title, hreflang, length;
};

struct DocumentImage {
  std::string url, title, link, description;
  std::optional<std::int64_t> width, height;

  bool empty() const { return url.empty() && title.empty() && link.empty() && description.empty(); }
};

// An element of Media RSS: its name, its attributes as written, its text.
struct MediaElement {
  std::string kind;
  NamedValues attributes;
  std::string content;
};

// A geometry. Each point has 2 or 3 numbers, longitude first unless the reference system is not geographic.
struct Geometry {
  std::string type;  // Point, LineString, Polygon, Box; "" when it could not be read
  std::vector<std::vector<double>> points;
};

struct InReplyTo {
  std::string ref, href, type, source;
};

struct Generator {
  std::string name, uri, version;

  bool empty() const { return name.empty() && uri.empty() && version.empty(); }
};

// iTunes podcast tags. `texts` holds the remaining ones under their local names.
struct Podcast {
  enum class Explicit { absent, unclear, no, yes };
  Explicit explicit_content = Explicit::absent;
  std::optional<bool> block;
  NamedValues texts;

  bool empty() const {
    return explicit_content == Explicit::absent && !block.has_value() && texts.empty();
  }
};

// What a feed and an entry have in common.
struct FeedCommon {
  std::string id, link, language;
  DocumentText title, subtitle, rights;
  std::string published, updated, created, expired;  // raw texts
  std::vector<Person> authors, contributors;
  std::vector<Category> categories;
  std::vector<DocumentLink> links;
  DocumentImage image;
  Person publisher;
  std::string license;
  std::optional<InReplyTo> in_reply_to;
  Podcast podcast;
  std::optional<Geometry> geometry;
};

struct FeedHeader : FeedCommon {
  DocumentText info;
  Generator generator;
  std::string icon, logo, docs, ttl;
  NamedValues cloud, text_input;
};

struct FeedEntry : FeedCommon {
  // The id as it is written. `id` is what feed suites agree on: a relative one is resolved. What
  // names an item for good cannot depend on the address that its feed was fetched from.
  std::string written_id;
  DocumentText summary;
  std::vector<DocumentText> contents;
  std::vector<MediaElement> media;
  bool link_from_id = false;
  std::string comments, comment_api, comment_feed;  // <comments>, wfw:comment, wfw:commentRss
  std::optional<FeedHeader> source;
  std::string source_url;  // RSS <source url="">

  // Headline, text or link: without any of them there is nothing to publish.
  bool has_substance() const;
};

// Why a document is not, or only partly, readable.
enum class DocumentFault : std::uint8_t {
  none,
  empty,       // no byte but white space
  not_a_feed,  // something else: a page, an image, plain text
  undecodable, // claims to be a feed or JSON, but nothing of it could be read
  too_large,   // beyond DecodeLimits::document_bytes_max
  too_deep,    // elements nested beyond DecodeLimits::depth_max
  too_many,    // more entries than DecodeLimits::entries_max
  damaged,     // some entries could not be read
};

// What had to be repaired for this document to be read, in the order of the work.
struct Repairs {
  bool bytes = false;        // invalid for the encoding, or the encoding had to be guessed
  bool text_before = false;  // something stood before the XML declaration or the root
  bool declaration = false;  // that of XML is not written as it should be
  std::uint32_t ampersands = 0, entities = 0;  // bare ones; names that XML does not know
  std::uint32_t characters = 0;                // that XML does not allow, written out or as a number
  std::uint32_t brackets = 0;                  // "<" that begins no tag
  bool open_cdata = false;   // a CDATA section without an end
  bool structure = false;    // tags that do not match, a missing end, text behind the root, ...
  std::uint32_t entries_cut_out = 0;  // entries that were found by their tags and read one by one
};

struct Document {
  std::string format;    // as in the contract of `decode`: rss20, atom10, ...; "" not a feed
  std::string encoding;  // lower case
  bool wellformed = true;
  FeedHeader feed;
  std::vector<FeedEntry> entries;
  DocumentFault fault = DocumentFault::none;
  std::string fault_detail;  // a sentence for people
  LimitHits limits;
  Repairs repairs;
};

}  // namespace syndicated
