// RecordEncoder: writes what is published. One record per revision (IPTC ninjs 3.1 and one object
// `wire`), one relation per copy, one dead letter per reject. The JSON Schemas lie in schema/; the
// tests hold the encoder to them and to ninjs.
//
// Rules of all three forms
// - The order of members is fixed and is the order of the functions in record.cc, so that equal
// entries give
//   equal bytes.
// - What is not known is absent: no null, no empty string; an array stands only when it has an
// element.
// - Times are RFC 3339 in UTC. Hashes are lower-case hexadecimal, 128 bits.
// - `versionCreated` is the publisher's time of this version; where none is known it is the time of
// the
//   observation. `wire.dates` holds only what the publisher said, `wire.source.receivedAt` only the
//   observation.
// - A killed item has `pubStatus` canceled, its headline and the notice in `edNote`, and no text
// and no picture.
//
// Order of a record: uri, standard, type, representationType, profile, version, firstCreated,
// versionCreated, pubStatus, language, headlines, descriptions, bodies, by, located,
// copyrightNotice, edNote, infoSources, places, associations, altIds, wire. Order of `wire`:
// recordVersion, storyUri, storyMembers, lifecycle, agencies, byline, outlet, syndication,
// dateline, dates, text, keys, furniture, related, source, problems.
//
// Deliberately absent until they are computed: people, organisations, subjects, genres, entities,
// quotes.
#pragma once

#include <cstddef>
#include <string>

#include "pipeline/encoder.h"

namespace syndicated {

struct RecordOptions {
  // Tagging entity of `storyUri`, RFC 4151: host "," date. The same as PrepareOptions::authority.
  std::string authority = "syndicated.invalid,2025";
  // `standard.schema` of each record: where consumers find the JSON Schema, the `$id` of the
  // shipped file.
  std::string schema_uri = "https://syndicated.invalid/schema/record-1.schema.json";
  // What the output takes. A dead letter holds an eighth of it of raw input, since escaped each byte
  // may take six, and a little of the key and the headers.
  std::size_t output_bytes_max = 1u << 20;
  // Enclosures in a record; a feed may list any number. The rest is named in `wire.problems`.
  std::size_t enclosures_max = 32;
};

// Pure; any thread.
class RecordEncoder final : public Encoder {
 public:
  explicit RecordEncoder(RecordOptions options);

  // schema/record.schema.json. The entry's payload index must be valid.
  void encode_record(const Batch& batch, const Entry& entry, std::string& out) const override;

  // schema/relation.schema.json: a copy and its original, both by uri and version. The original may
  // be published later than the relation (another partition), so a reader must take forward
  // references.
  void encode_relation(const Batch& batch, const Entry& entry, std::string& out) const override;

  // schema/dead_letter.schema.json. The bytes are `raw` when they are UTF-8, else `rawBase64`;
  // `rawBytes` is their number before `rawTruncated` cut them.
  void encode_dead_letter(const Batch& batch, const Reject& reject,
                          std::string& out) const override;

 private:
  RecordOptions options_;
};

}  // namespace syndicated
