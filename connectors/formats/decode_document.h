// decode_document: the bytes of a feed document to a Document. It takes RSS 0.90 to 2.0, RSS 1.0, Atom 0.3 and
// 1.0, CDF and JSON Feed, well-formed or not: the aim is every entry that a patient person could still read.
// The order: verdict (feed, page or something else), character set, mending, strict XML events; and only where
// entries are missing afterwards, a cut at entry boundaries. All of it is linear in the input.
// Any thread; pure; never throws; never touches the network or the disk.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "connectors/formats/document.h"

namespace syndicated {

// What the transport said. Empty means unknown.
struct DecodeHints {
  std::string_view url;
  std::string_view content_type;
  std::string_view content_language;
  std::string_view content_location;
};

struct DecodeLimits {
  std::size_t document_bytes_max = 64u << 20;
  std::size_t entries_max = 10'000;
  int depth_max = 200;                    // of nested elements
  std::size_t text_bytes_max = 8u << 20;  // of one element; the rest of the text is cut off
  std::size_t entry_bytes_max =
      32u << 20;  // of all texts and attributes of an entry, or of the feed's own
};

Document decode_document(std::string_view bytes, const DecodeHints& hints,
                         const DecodeLimits& limits = {});

}  // namespace syndicated
