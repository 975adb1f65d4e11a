#include "connectors/formats/document_stream.h"

#include <string>

#include "connectors/formats/document_start.h"
#include "connectors/formats/document_verdict.h"
#include "connectors/formats/encoding.h"
#include "connectors/formats/json_stream.h"
#include "connectors/formats/text_blocks.h"
#include "connectors/formats/xml_stream.h"

namespace syndicated {
namespace {

// What is known only once the text was read to its end.
void complete(const TextBlocks& text, const DecodeHints& hints, Document& head) {
  head.encoding = text.encoding();
  head.repairs.bytes = !text.clean();
  if (!text.clean() || is_plain_text(hints.content_type)) head.wellformed = false;
}

template <class Stream>
void read(Stream stream, const TextBlocks& text, const DecodeHints& hints,
          DocumentVisitor& visitor) {
  Document head = stream.survey();
  if (!text.outcome()) return;
  complete(text, hints, head);
  if (visitor.on_head(head) && !head.format.empty()) stream.entries(visitor);
}

}  // namespace

Result<void> stream_document(DocumentBytes& bytes, const DecodeHints& hints,
                             const DecodeLimits& limits, DocumentVisitor& visitor) {
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
  const DocumentStart start(text);
  const XmlProlog& prolog = start.prolog();
  if (const std::string_view page = start.page(); !page.empty()) {
    text.drain();
    Document head = faulty_document(DocumentFault::not_a_feed, std::string(page));
    complete(text, hints, head);
    if (text.outcome()) visitor.on_head(head);
  } else if (start.is_json()) {
    read(JsonStream(text, start.before_json(), hints, limits), text, hints, visitor);
  } else {
    read(XmlStream(text, prolog, hints, limits), text, hints, visitor);
  }
  return text.outcome();
}

}  // namespace syndicated
