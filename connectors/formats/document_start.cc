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
  const auto begin = static_cast<std::size_t>(
      std::find_if_not(bytes_.begin(), bytes_.end(), is_ascii_space) - bytes_.begin());
  // Most documents say with their first character what they are.
  if (begin < bytes_.size() && std::string_view("<{[").find(bytes_[begin]) == kNpos) {
    while (bytes_.size() < begin + kJsonPrefixBytesMax && more()) {
    }
  }
  json_ = find_json(bytes_);
  while (!json_.is_json) {
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
  if (json_.is_json) return "";
  return prolog_.root == kNpos ? "text without any element" : page_name(prolog_.root_name);
}

bool DocumentStart::more() {
  const std::string_view text = text_.next();
  bytes_ += text;
  return !text.empty();
}

}  // namespace syndicated
