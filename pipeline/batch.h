// Batch: the one value that flows down the line. It starts as raw bytes with a position and ends as one
// commit. It is held by unique_ptr, never copied, and owned by exactly one station at a time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/annotations.h"
#include "pipeline/article.h"
#include "pipeline/books.h"
#include "pipeline/decision.h"
#include "pipeline/item.h"
#include "pipeline/limit_hits.h"
#include "pipeline/position.h"
#include "pipeline/source_info.h"
#include "pipeline/state_record.h"

namespace syndicated {

// Raw bytes as a source read them: a feed document, some whole lines of NDJSON, a Kafka message.
struct Payload {
  std::string bytes;
  const SourceInfo* source = nullptr;  // never null in a line; lives longer than the line
  std::string origin;        // as in Position
  std::uint64_t offset = 0;  // of the first byte, or of the message; poll number of a feed
  std::string url;           // base for relative links, "" unknown
  std::string content_type;      // HTTP Content-Type, "" unknown
  std::string content_language;  // HTTP Content-Language, "" unknown
  std::string content_location;  // HTTP Content-Location, "" unknown
  std::string name;          // for people: file name or URL
  std::string key;           // Kafka message key
  std::vector<std::pair<std::string, std::string>> headers;  // Kafka message headers
  Time received_at;
  bool truncated = false;  // cut at a limit of its source; prepare makes it one Reject, too_large
  bool lists_all = false;  // a feed document: what it does not list has left the feed
  LimitHits limits;        // prepare: what was cut off from it

  std::size_t header_bytes() const;  // of all headers, roughly
  std::size_t held_bytes() const { return bytes.size() + key.size() + header_bytes() + sizeof(Payload); }
};

enum class Reason : std::uint8_t {
  undecodable,   // not the format it claims to be
  not_a_feed,    // a page, an error document
  no_content,    // an entry without headline, text and link
  too_large,     // a payload or an entry beyond its limit
  too_deep,      // nesting beyond its limit
  too_many,      // more entries in one document than the limit
  empty,         // a document without a byte
};
const char* name_of(Reason reason);

// An entry that cannot be processed; it becomes a dead letter.
struct Reject {
  std::uint32_t payload = 0;  // index into Batch::payloads
  std::uint32_t place = 0;    // 1-based line (NDJSON, text) or entry number (feeds); 0 the whole payload
  Reason reason = Reason::undecodable;
  std::string detail;  // one sentence for people
  std::string raw;     // the bytes; "" means the whole payload
};

// A part of a payload's bytes.
struct Extent {
  std::uint32_t payload = 0;
  std::uint32_t place = 0;  // as in Entry
  std::size_t begin = 0, size = 0;
};

// What an entry says: as decoded, taken apart by prepare, interpreted by finish.
struct Content {
  Item item;
  Article article;
  Annotations annotations;
};

struct Entry {
  std::uint32_t payload = 0;
  std::uint32_t place = 0;
  Extent raw;  // relay: the object; otherwise empty
  std::unique_ptr<Content> content;  // never null in the full line; a relayed object has none
  // prepare
  Keys keys;
  std::string uri;            // RFC 4151 tag URI of the chain
  std::string canonical_url;  // "" none
  std::uint8_t key_rung = 0;  // which rung of the ladder named the chain, see prepare.h
  // deduplicate
  Decision decision;
  Time stream_time;
};

// Where an output goes. Kafka: a topic each; local: a file each.
enum class Stream : std::uint8_t { records, relations, dead_letters };
constexpr int kStreams = 3;

// A finished output; its bytes lie in Batch::encoded without a line end.
struct Output {
  Stream stream = Stream::records;
  std::string key;  // the uri; dead letters: the origin
  std::size_t begin = 0, size = 0;
  std::uint32_t payload = 0;  // index of the payload that it comes from
};

struct Batch {
  std::uint64_t line_epoch = 0;  // which build of the line this belongs to
  std::vector<Payload> payloads;
  std::vector<Position> positions;  // one per origin: how far this batch reads
  std::vector<StateRecord> state;   // sources put heads here, deduplicate marks and decisions

  std::vector<Entry> entries;
  std::vector<Reject> rejects;
  Books tally;         // fetched is set by prepare, the rest by finish
  Time stream_time;    // the largest seen when deduplicate left the batch

  std::string encoded;
  std::vector<Output> outputs;

  // What the batch weighs in a channel: bytes it holds, roughly.
  std::size_t bytes() const;
};

using BatchPtr = std::unique_ptr<Batch>;

// Limits of a batch that sources fill. One document is never split and may exceed them.
constexpr std::size_t kBatchEntriesMax = 512;
constexpr std::size_t kBatchBytesMax = 256 * 1024;

}  // namespace syndicated
