// LetterCutter: documents of a toy format, "<abc>", whose letters are the entries. A part holds two
// of them; "e" at the end of a document is cut.
#pragma once

#include <algorithm>

#include "pipeline/document_parts.h"

namespace syndicated {

class LetterCutter final : public DocumentCutter {
 public:
  Result<std::unique_ptr<DocumentParts>> open(DocumentBytes& bytes) const override {
    std::string all;
    if (Result<void> rewound = bytes.rewind(); !rewound) return rewound.error();
    while (true) {
      const Result<std::string_view> block = bytes.next();
      if (!block) return block.error();
      if (block->empty()) break;
      all += *block;
    }
    if (!all.starts_with('<')) return std::unique_ptr<DocumentParts>();
    return std::unique_ptr<DocumentParts>(std::make_unique<Letters>(all.substr(1, all.size() - 2)));
  }

 private:
  class Letters final : public DocumentParts {
   public:
    explicit Letters(std::string letters) : letters_(std::move(letters)) {}

    Result<DocumentPart> next(std::size_t, std::size_t) override {
      DocumentPart part;
      part.entries_before = at_;
      part.entries = std::min<std::size_t>(2, letters_.size() - at_);
      part.bytes = "<" + letters_.substr(at_, part.entries) + ">";
      at_ += part.entries;
      part.last = at_ == letters_.size();
      part.cut = part.bytes == "<e>";
      return part;
    }

   private:
    std::string letters_;
    std::size_t at_ = 0;
  };
};

}  // namespace syndicated
