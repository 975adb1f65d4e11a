#include "connectors/formats/document_stream.h"

#include <string>

#include "connectors/formats/ascii.h"
#include "connectors/formats/document_verdict.h"
#include "connectors/formats/encoding.h"
#include "connectors/formats/json_stream.h"
#include "connectors/formats/text_blocks.h"
#include "connectors/formats/xml_mend.h"
#include "connectors/formats/xml_stream.h"

namespace syndicated {
namespace {

constexpr std::size_t kNpos = std::string_view::npos;
constexpr std::size_t kStartBytesMin = 64 * 1024;    // of the text, looked at for what the document is
constexpr std::size_t kStartBytesMax = 16u << 20;    // so far the root must stand

Result<void> survey_bytes(DocumentBytes& bytes, ByteSurvey& survey) {
  if (const Result<void> rewound = bytes.rewind(); !rewound) return rewound;
  while (true) {
    const Result<std::string_view> block = bytes.next();
    if (!block) return block.error();
    if (block->empty()) break;
    survey.add(*block);
  }
  survey.finish();
  return {};
}

// The beginning of the text, far enough to know what the document is.
class Start {
 public:
  explicit Start(TextBlocks& text) : text_(text) {
    while (ascii_trim(bytes_).empty() && bytes_.size() < kStartBytesMax && more()) {
    }
    const std::string_view seen = ascii_trim(bytes_);
    is_json_ = seen.starts_with('{') || seen.starts_with('[');
    if (is_json_) return;
    while (true) {
      prolog_ = find_prolog(bytes_);
      const bool settled = prolog_.root != kNpos && bytes_.size() >= kStartBytesMin &&
                           prolog_.root + 1 + prolog_.root_name.size() < bytes_.size();
      if (settled || bytes_.size() >= kStartBytesMax) return;
      // Twice as much each time, so that the looking stays linear.
      const std::size_t wanted = std::max(2 * bytes_.size(), kStartBytesMin);
      const std::size_t before = bytes_.size();
      while (bytes_.size() < wanted && more()) {
      }
      if (bytes_.size() == before) return;
    }
  }

  bool is_json() const { return is_json_; }
  const XmlProlog& prolog() const { return prolog_; }

 private:
  bool more() {
    const std::string_view text = text_.next();
    bytes_ += text;
    return !text.empty();
  }

  TextBlocks& text_;
  std::string bytes_;
  bool is_json_ = false;
  XmlProlog prolog_;  // of views of `bytes_`
};

// What is known only once the text was read to its end.
void complete(const TextBlocks& text, const DecodeHints& hints, Document& head) {
  head.encoding = text.encoding();
  head.repairs.bytes = !text.clean();
  if (!text.clean() || is_plain_text(hints.content_type)) head.wellformed = false;
}

template <class Stream>
void read(Stream stream, const TextBlocks& text, const DecodeHints& hints, DocumentVisitor& visitor) {
  Document head = stream.survey();
  if (!text.outcome()) return;
  complete(text, hints, head);
  if (visitor.on_head(head) && !head.format.empty()) stream.entries(visitor);
}

}  // namespace

Result<void> stream_document(DocumentBytes& bytes, const DecodeHints& hints, const DecodeLimits& limits,
                             DocumentVisitor& visitor) {
  if (bytes.size() > limits.document_bytes_max) {
    visitor.on_head(too_large_document(bytes.size(), limits));
    return {};
  }
  ByteSurvey survey;
  if (const Result<void> surveyed = survey_bytes(bytes, survey); !surveyed) return surveyed;
  if (survey.is_blank()) {
    visitor.on_head(faulty_document(DocumentFault::empty, "an empty document"));
    return {};
  }
  if (const std::string name = binary_name(survey.head()); !name.empty()) {
    visitor.on_head(faulty_document(DocumentFault::not_a_feed, name));
    return {};
  }
  TextBlocks text(bytes, survey, hints.content_type);
  const Start start(text);
  const XmlProlog& prolog = start.prolog();
  const bool has_root = prolog.root != kNpos;
  const std::string_view page = has_root ? page_name(prolog.root_name) : "text without any element";
  if (!start.is_json() && !page.empty()) {
    text.drain();
    Document head = faulty_document(DocumentFault::not_a_feed, std::string(page));
    complete(text, hints, head);
    if (text.outcome()) visitor.on_head(head);
  } else if (start.is_json()) {
    read(JsonStream(text, hints, limits), text, hints, visitor);
  } else {
    read(XmlStream(text, prolog, hints, limits), text, hints, visitor);
  }
  return text.outcome();
}

}  // namespace syndicated
