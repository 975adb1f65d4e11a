#include "connectors/formats/document_start.h"

#include <algorithm>

#include "connectors/formats/ascii.h"
#include "connectors/formats/document_verdict.h"

namespace syndicated {
namespace {

constexpr std::size_t kNpos = std::string_view::npos;
constexpr std::size_t kStartBytesMin =
    64 * 1024;  // of the text, looked at for what the document is
constexpr std::size_t kStartBytesMax = 16u << 20;  // so far the root must stand

}  // namespace

Result<void> survey_bytes(DocumentBytes& bytes, ByteSurvey& survey) {
  if (Result<void> rewound = bytes.rewind(); !rewound) return rewound;
  while (true) {
    const Result<std::string_view> block = bytes.next();
    if (!block) return block.error();
    if (block->empty()) break;
    survey.add(*block);
  }
  survey.finish();
  return {};
}

DocumentStart::DocumentStart(TextBlocks& text) : text_(text) {
  while (ascii_trim(bytes_).empty() && bytes_.size() < kStartBytesMax && more()) {
  }
  const std::string_view seen = ascii_trim(bytes_);
  is_json_ = seen.starts_with('{') || seen.starts_with('[');
  while (!is_json_) {
    prolog_ = find_prolog(bytes_);
    const bool settled = prolog_.root != kNpos && bytes_.size() >= kStartBytesMin &&
                         prolog_.root + 1 + prolog_.root_name.size() < bytes_.size();
    if (settled || bytes_.size() >= kStartBytesMax) return;
    // Twice as much each time, so that the looking stays linear.
    const std::size_t before = bytes_.size();
    const std::size_t wanted = std::max(2 * before, kStartBytesMin);
    while (bytes_.size() < wanted && more()) {
    }
    if (bytes_.size() == before) return;
  }
}

std::string_view DocumentStart::page() const {
  if (is_json_) return "";
  return prolog_.root == kNpos ? "text without any element" : page_name(prolog_.root_name);
}

bool DocumentStart::more() {
  const std::string_view text = text_.next();
  bytes_ += text;
  return !text.empty();
}

}  // namespace syndicated
