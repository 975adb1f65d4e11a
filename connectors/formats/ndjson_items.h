// NDJSON items: one JSON object per line is one item. This is the hot path of the line; the parser's tape is read
// straight into Item. Keys (the first of a row that has a value counts; unknown keys are ignored):
//
//   id, guid, uri                        string or number
//   url, link, external_url              the page
//   headline, headlines, title           plain text unless it shows markup
//   summary, description, descriptions   the same
//   content_html, body_html, body_xhtml  markup
//   content_text, bodies, body, content, text    plain text unless it shows markup
//   date_published, published, pubDate, firstCreated, date      RFC 3339 or any shape that parse_time() reads
//   date_modified, updated, modified, versionCreated
//   authors: [{name, email, url} | string], author, byline, by: the same or a single one
//   tags, categories, keywords, subjects: [string | {term | name, scheme, label}]
//   language, lang                       BCP 47
//   source, infoSources: {name | title, url} | string, or a list of them, of which the first counts
//   rights, copyright, copyrightNotice   string
//
// So IPTC ninjs is read from 1.0 to 3.1 (names in small letters are those of 1.x); of its lists of texts
// ([{role, contentType, value}]) the main one, or else the first.
//
// Any thread; never throws.
#pragma once

#include <cstddef>
#include <string_view>

#include "pipeline/decoder.h"
#include "pipeline/text/times.h"

namespace syndicated {

struct NdjsonOptions {
  TimeRules times;
  std::string_view base;  // of relative links
  std::size_t line_bytes_max = 4u << 20;
  int depth_max = 64;
  std::size_t rejects_max = 10'000;  // two bytes would become a dead letter of five hundred
};

// Appends an entry or a reject for each line that is not blank; the place is the 1-based line number.
void decode_ndjson(std::string_view bytes, const NdjsonOptions& options, Decoded& out);

}  // namespace syndicated
