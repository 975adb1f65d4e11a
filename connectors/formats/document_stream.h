// stream_document: decode_document() for a document that is too large to be held. It gives the
// same: the head (everything but the entries) and then each entry, in order. The memory it takes
// does not depend on the size of the document, only on that of its largest entry, which
// DecodeLimits bounds.
//
// What a document is and what of it can be read may depend on its last byte, so it is read three
// times: for its character set, for its head, and for its entries; twice more where entries have to
// be cut out. An item of a JSON Feed that is longer than kJsonValueBytesMax is passed over, and the
// head says so. Any thread, one at a time for one document; never throws. I/O is that of the bytes
// alone.
#pragma once

#include <cstddef>

#include "connectors/formats/decode_document.h"
#include "connectors/formats/document_bytes.h"

namespace syndicated {

// From this size on a document is read in parts where that is possible: what it takes more in time is
// little, and held as a whole it would take several times its size in memory.
constexpr std::size_t kStreamedBytesMin = 1u << 20;

constexpr std::size_t kJsonValueBytesMax = 8u << 20;

class DocumentVisitor {
 public:
  virtual ~DocumentVisitor() = default;

  // Once, before the entries; `head.entries` is empty. False ends the reading, here and below.
  virtual bool on_head(const Document& head) = 0;
  virtual bool on_entry(FeedEntry&& entry) = 0;
};

// An error is one of the bytes only: what is wrong with the document is in its head. When the bytes
// change while they are read, the entries are those of the last reading.
Result<void> stream_document(DocumentBytes& bytes, const DecodeHints& hints,
                             const DecodeLimits& limits, DocumentVisitor& visitor);

}  // namespace syndicated
