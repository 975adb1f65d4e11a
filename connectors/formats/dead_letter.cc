#include "connectors/formats/dead_letter.h"

#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "connectors/formats/feed_values.h"
#include "connectors/formats/json_view.h"
#include "pipeline/text/times.h"

namespace syndicated {
namespace {

Error no_letter(std::string why) { return {ErrorKind::invalid, "no dead letter: " + std::move(why)}; }

// The bytes, which are there as text or as base64.
std::optional<std::string> bytes_of(const JsonView& letter) {
  std::vector<std::string> text = letter.values("raw");
  if (!text.empty()) return std::move(text[0]);
  const std::vector<std::string> encoded = letter.values("rawBase64");
  if (encoded.empty()) return std::nullopt;
  return decode_base64(encoded[0]);
}

}  // namespace

Result<DeadLetter> read_dead_letter(std::string_view json) {
  JsonView view;
  if (const Result<void> parsed = view.parse(json); !parsed) return no_letter(parsed.error().what);
  if (view.text("kind") != "deadLetter") return no_letter("its kind is another");
  DeadLetter letter;
  letter.reason = view.text("reason");
  letter.source_id = view.text("source.id");
  letter.truncated = view.text("rawTruncated") == "true" || view.text("source.truncated") == "true";
  const std::string place = view.text("source.place");
  std::from_chars(place.data(), place.data() + place.size(), letter.place);
  Payload& payload = letter.payload;
  std::optional<std::string> bytes = bytes_of(view);
  if (!bytes) return no_letter("its bytes are missing");
  payload.bytes = *std::move(bytes);
  payload.url = view.text("source.url");
  payload.content_type = view.text("source.contentType");
  payload.name = view.text("source.name");
  payload.key = view.text("source.key");
  const std::vector<std::string> names = view.values("source.headers.name");
  const std::vector<std::string> values = view.values("source.headers.value");
  if (names.size() != values.size()) return no_letter("its headers are not whole");
  for (std::size_t i = 0; i < names.size(); ++i) payload.headers.emplace_back(names[i], values[i]);
  const std::optional<ParsedTime> received = parse_time(view.text("source.receivedAt"));
  if (!received) return no_letter("the moment of its observation is missing");
  payload.received_at = received->time;
  return letter;
}

bool can_be_read_again(const DeadLetter& letter) {
  if (letter.truncated) return false;
  return letter.place == 0 || letter.payload.bytes.starts_with('{');
}

}  // namespace syndicated
