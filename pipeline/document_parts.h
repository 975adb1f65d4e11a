// DocumentCutter: the seam between a document that is too large for one payload and the parts that
// the line takes instead. A part is a document by itself: what describes the feed, and some of its
// entries, in UTF-8. The line reads parts like documents, so that a source of bytes need not know
// what they mean. connectors/formats has the real one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "pipeline/document_bytes.h"

namespace syndicated {

struct DocumentPart {
  std::string bytes;
  std::uint64_t entries_before = 0;  // in the parts before it
  std::size_t entries = 0;
  bool cut = false;  // holds one entry, and only its beginning: it is too large
  bool last = false;
};

// One document's parts in order. One thread at a time.
class DocumentParts {
 public:
  virtual ~DocumentParts() = default;

  // The next part: at least one entry, and otherwise no more than these. Not behind the last one.
  // An error is one of the bytes.
  virtual Result<DocumentPart> next(std::size_t entries_max, std::size_t bytes_max) = 0;
};

class DocumentCutter {
 public:
  virtual ~DocumentCutter() = default;

  // Null when this is no document that can be read in parts. `bytes` outlive the parts. Reads the
  // document at least once. Any thread.
  virtual Result<std::unique_ptr<DocumentParts>> open(DocumentBytes& bytes) const = 0;
};

}  // namespace syndicated
