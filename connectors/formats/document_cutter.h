// FeedCutter: the real form of the DocumentCutter seam, for feeds in XML and JSON Feeds. XML is cut
// where an entry begins, behind its mending, and each part begins with what stands before the first
// entry; what describes the feed and stands behind an entry is in the part of that entry only. A
// JSON Feed is cut only when all of it is good JSON. Any thread.
#pragma once

#include "connectors/formats/decode_document.h"
#include "pipeline/document_parts.h"

namespace syndicated {

class FeedCutter final : public DocumentCutter {
 public:
  // A longer entry is cut off here: nobody publishes it.
  static constexpr std::size_t kEntryBytesMax = 8u << 20;
  // What stands before the first entry is repeated up to this size; of more, the root tag is.
  static constexpr std::size_t kHeadBytesMax = 64 * 1024;

  FeedCutter() = default;
  explicit FeedCutter(DecodeLimits limits) : limits_(limits) {}

  Result<std::unique_ptr<DocumentParts>> open(DocumentBytes& bytes) const override;

 private:
  DecodeLimits limits_;
};

}  // namespace syndicated
