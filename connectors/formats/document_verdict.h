// document_verdict: the judgements about a document that do not depend on how it is read, at once
// or in parts. Any thread; pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/formats/decode_document.h"

namespace syndicated {

Document faulty_document(DocumentFault fault, std::string detail);
Document too_large_document(std::uint64_t bytes, const DecodeLimits& limits);
Document unknown_root(std::string_view name);  // XML, but no feed

// The base of relative addresses.
std::string base_of(const DecodeHints& hints);

// What a first element says that begins no feed; "" when it may be one.
std::string_view page_name(std::string_view root_name);

// What bytes that are no text are; "" where that is not known.
std::string binary_name(std::string_view bytes);

// Plain text is no type for a feed.
bool is_plain_text(std::string_view content_type);

// The start tag of the root of `xml`, to be repeated before an entry that is read alone; "" when
// there is none before `limit` or it is too long for that.
std::string root_tag_of(std::string_view xml, std::size_t limit);

// Notes of what was cut or lost, as counts and as the document's fault.
void note_limits(const LimitHits& hits, const DecodeLimits& limits, Document& document);
void note_text_before(Document& document);  // of a JSON Feed
void note_too_many(const DecodeLimits& limits, Document& document);
void note_lost(std::size_t lost, std::size_t entries, Document& document);

}  // namespace syndicated
