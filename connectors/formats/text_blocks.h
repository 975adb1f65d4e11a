// TextBlocks: the text of a document in blocks, as often as it is asked for. Not thread safe.
#pragma once

#include <string>
#include <string_view>

#include "connectors/formats/document_bytes.h"
#include "connectors/formats/encoding.h"

namespace syndicated {

class TextBlocks {
 public:
  // All outlive it. The survey is that of the bytes.
  TextBlocks(DocumentBytes& bytes, const ByteSurvey& survey, std::string_view content_type);

  void restart();

  // The next text, valid UTF-8 that may be cut within a character; "" at the end, and once the
  // bytes have failed.
  std::string_view next();
  void drain();

  // As in DecodedText. `clean` is settled at the end of a reading.
  const std::string& encoding() const { return decoder_.encoding(); }
  bool clean() const { return decoder_.clean(); }
  const Result<void>& outcome() const { return outcome_; }

 private:
  DocumentBytes& bytes_;
  const ByteSurvey& survey_;
  std::string_view content_type_;
  TextDecoder decoder_;
  std::string room_;
  bool ended_ = true;
  Result<void> outcome_;
};

}  // namespace syndicated
