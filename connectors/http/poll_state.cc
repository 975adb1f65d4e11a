#include "connectors/http/poll_state.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "pipeline/check.h"

namespace syndicated {
namespace {

constexpr std::string_view kVersion = "1";
constexpr std::size_t kFields = 11;

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
  });
}

template <class Number>
bool read_number(std::string_view text, Number& number, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_hash(std::string_view text, Hash128& hash) {
  return text.size() == 32 && read_number(text.substr(0, 16), hash.high, 16) &&
         read_number(text.substr(16), hash.low, 16);
}

}  // namespace

std::string poll_state_key(const std::string& source_id) { return "feed:" + source_id; }

std::string encode(const PollState& state) {
  const std::array<std::string, kFields> fields = {std::string(kVersion),
                                                   to_hex(state.url_hash),
                                                   std::to_string(state.polls),
                                                   std::to_string(state.failures),
                                                   std::to_string(state.next_due.ms),
                                                   to_hex(state.body_hash),
                                                   state.validators.etag,
                                                   state.validators.last_modified,
                                                   state.validators.url,
                                                   state.moved_to,
                                                   std::to_string(state.moved_since.ms)};
  std::string bytes;
  for (const std::string& field : fields) {
    CHECK(!has_control(field), "a control character would end a field of the poll state early");
    bytes += field;
    bytes += '\n';
  }
  return bytes;
}

std::optional<PollState> decode_poll_state(std::string_view bytes) {
  std::array<std::string_view, kFields> fields;
  for (std::string_view& field : fields) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    field = bytes.substr(0, end);
    if (has_control(field)) return std::nullopt;
    bytes.remove_prefix(end + 1);
  }
  PollState state;
  if (!bytes.empty() || fields[0] != kVersion || !read_hash(fields[1], state.url_hash) ||
      !read_number(fields[2], state.polls) || !read_number(fields[3], state.failures) ||
      !read_number(fields[4], state.next_due.ms) || !read_hash(fields[5], state.body_hash) ||
      !read_number(fields[10], state.moved_since.ms)) {
    return std::nullopt;
  }
  state.validators = {std::string(fields[6]), std::string(fields[7]), std::string(fields[8])};
  state.moved_to = fields[9];
  return state;
}

bool usable_validator(std::string_view value) {
  return value.size() <= kValidatorBytesMax && !has_control(value);
}

Validators confirmed(const Validators& stored, const Validators& answer) {
  if (answer.empty()) return stored;
  const bool etag_stands = answer.etag.empty() || answer.etag == stored.etag;
  const bool date_stands =
      answer.last_modified.empty() || answer.last_modified == stored.last_modified;
  // The same ETag with a newer date is the same document, touched; the date follows.
  if (!answer.etag.empty() && etag_stands && !date_stands) {
    return {stored.etag, answer.last_modified, answer.url};
  }
  if (etag_stands && date_stands) return stored;
  return answer;
}

}  // namespace syndicated
