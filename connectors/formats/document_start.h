// DocumentStart: what a document is, from the beginning of its text. For documents that are read in
// parts. Not thread safe.
#pragma once

#include <string>
#include <string_view>

#include "connectors/formats/encoding.h"
#include "connectors/formats/json_wrapping.h"
#include "connectors/formats/text_blocks.h"
#include "connectors/formats/xml_mend.h"

namespace syndicated {

// Reads the bytes once. An error is one of theirs.
Result<void> survey_bytes(DocumentBytes& bytes, ByteSurvey& survey);

class DocumentStart {
 public:
  // Reads as much of the text as it takes.
  explicit DocumentStart(TextBlocks& text);
  DocumentStart(const DocumentStart&) = delete;
  DocumentStart& operator=(const DocumentStart&) = delete;

  bool is_json() const { return json_.is_json; }
  std::size_t before_json() const { return json_.before; }  // bytes of a prefix, 0 none
  const XmlProlog& prolog() const { return prolog_; }  // of what is no JSON; valid while this is

  // What it is when it is neither JSON nor XML that may be a feed, else "".
  std::string_view page() const;

 private:
  bool more();

  TextBlocks& text_;
  std::string bytes_;
  JsonPlace json_;
  XmlProlog prolog_;  // with views of `bytes_`
};

}  // namespace syndicated
