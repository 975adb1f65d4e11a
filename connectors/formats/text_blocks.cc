#include "connectors/formats/text_blocks.h"

namespace syndicated {

TextBlocks::TextBlocks(DocumentBytes& bytes, const ByteSurvey& survey,
                       std::string_view content_type)
    : bytes_(bytes), survey_(survey), content_type_(content_type), decoder_(survey, content_type) {
  restart();
}

void TextBlocks::restart() {
  if (!outcome_) return;
  decoder_ = TextDecoder(survey_, content_type_);
  outcome_ = bytes_.rewind();
  ended_ = !outcome_;
}

std::string_view TextBlocks::next() {
  while (!ended_) {
    const Result<std::string_view> block = bytes_.next();
    if (!block) outcome_ = block.error();
    ended_ = !block || block->empty();
    if (!block) break;
    const std::string_view text = decoder_.decode(*block, ended_, room_);
    if (!text.empty()) return text;
  }
  return "";
}

void TextBlocks::drain() {
  while (!next().empty()) {
  }
}

}  // namespace syndicated
