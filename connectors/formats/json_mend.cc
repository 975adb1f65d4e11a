#include "connectors/formats/json_mend.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "connectors/formats/ascii.h"

namespace syndicated {
namespace {

constexpr std::size_t kDepthMax = 1000;
constexpr std::size_t kTokenBytesMax = 64u << 20;  // of one string; what is longer is cut off

bool is_word_end(char c) {
  return is_ascii_space(c) || std::string_view(",:{}[]\"'").find(c) != std::string_view::npos;
}

bool is_number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  // JSON has neither "inf" nor "01" nor ".5".
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  const bool is_plain = !digits.empty() && is_ascii_digit(digits[0]) && !digits.ends_with('.') &&
                        (digits[0] != '0' || digits.size() == 1 || !is_ascii_digit(digits[1]));
  return is_plain && error == std::errc() && end == text.data() + text.size();
}

// An integer of JSON that no parser holds as one: an id, as a rule, and only its digits say which.
bool is_huge_integer(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  const std::string_view digits = text.substr(is_negative ? 1 : 0);
  if (!std::all_of(digits.begin(), digits.end(), is_ascii_digit)) return false;
  std::uint64_t number = 0;
  std::int64_t below_zero = 0;
  const char* const end = text.data() + text.size();
  const auto read = is_negative ? std::from_chars(text.data(), end, below_zero)
                                : std::from_chars(text.data(), end, number);
  return read.ec == std::errc::result_out_of_range;
}

}  // namespace

void JsonMender::mend(std::string_view text, bool last, std::string& out) {
  out_ = &out;
  for (std::size_t at = 0; at < text.size() && !done_; ++at) look_at(text[at]);
  if (!last || done_) return;
  if (place_ == Place::behind_string) behind_string(',');
  while (!open_.empty()) close(open_.back() == '{' ? '}' : ']');
  done_ = true;
}

void JsonMender::look_at(char c) {
  switch (place_) {
    case Place::between:
      return between(c);
    case Place::string:
      return in_string(c);
    case Place::behind_string:
      return behind_string(c);
    case Place::escape:
      return in_escape(c);
    case Place::hex:
      return in_hex(c);
    case Place::word:
      if (!is_word_end(c)) return append({&c, 1});
      end_word();
      return between(c);
  }
}

void JsonMender::between(char c) {
  if (is_ascii_space(c) || c == ',') return;
  if (c == '{' || c == '[') return open(c);
  if (!began_) return;
  if (c == '}' || c == ']') return close(c);
  if (c == ':') {
    has_colon_ = !key_.empty();
    return;
  }
  token_.clear();
  if (c == '"' || c == '\'') {
    quote_ = c;
    token_ = "\"";
    place_ = Place::string;
  } else {
    token_ = c;
    place_ = Place::word;
  }
}

void JsonMender::in_string(char c) {
  if (c == '\\') {
    place_ = Place::escape;
    return;
  }
  if (!high_.empty()) {
    append("\\ufffd");
    high_.clear();
  }
  if (c == quote_) {
    held_.clear();
    place_ = Place::behind_string;
  } else if (c == '"') {
    append("\\\"");
  } else if (c == '\n' || c == '\r' || c == '\t') {
    append(c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
  } else if (static_cast<unsigned char>(c) >= 0x20) {
    append({&c, 1});
  }
}

// A quote ends the string if what follows may follow; otherwise it belongs to the text.
void JsonMender::behind_string(char c) {
  if (is_ascii_space(c)) {
    held_ += c;
    return;
  }
  const bool ends = std::string_view(",:}]\"").find(c) != std::string_view::npos;
  if (ends) {
    place_ = Place::between;
    token_ += '"';
    end_token(token_);
    return between(c);
  }
  append("\\\"");
  place_ = Place::string;
  const std::string held = std::move(held_);
  held_.clear();
  for (const char space : held) in_string(space);
  look_at(c);
}

void JsonMender::in_escape(char c) {
  held_.clear();
  if (c == 'u') {
    place_ = Place::hex;
    return;
  }
  place_ = Place::string;
  if (!high_.empty()) append("\\ufffd");
  high_.clear();
  if (std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos) {
    const char escape[] = {'\\', c};
    append({escape, 2});
  } else if (c == '\'') {
    append("'");
  } else {
    append("\\\\");
    in_string(c);
  }
}

void JsonMender::in_hex(char c) {
  const char lower = ascii_lower(c);
  if (is_ascii_digit(c) || (lower >= 'a' && lower <= 'f')) {
    held_ += c;
    if (held_.size() == 4) end_hex();
    return;
  }
  // No escape at all: it is shown as it stands there.
  append(high_.empty() ? "\\\\u" : "\\ufffd\\\\u");
  append(held_);
  high_.clear();
  place_ = Place::string;
  in_string(c);
}

void JsonMender::end_hex() {
  place_ = Place::string;
  const std::string lower = ascii_lower(held_);
  const bool is_low = lower >= "dc00" && lower <= "dfff";
  if (!high_.empty() && !is_low) append("\\ufffd");
  if (lower >= "d800" && lower <= "dbff") {
    high_ = lower;
    return;
  }
  if (is_low && high_.empty()) {
    append("\\ufffd");
    return;
  }
  if (is_low) append("\\u" + high_);
  high_.clear();
  if (lower != "0000") append("\\u" + lower);
}

void JsonMender::end_word() {
  place_ = Place::between;
  const bool is_key = open_.back() == '{' && !has_colon_;
  if (is_key) {
    token_.insert(0, 1, '"');
    for (const char c : token_.substr(1)) {
      if (c == '\\' || static_cast<unsigned char>(c) < 0x20) return;
    }
    token_ += '"';
    return end_token(token_);
  }
  if (is_huge_integer(token_)) return end_token('"' + token_ + '"');
  // What is no value of JSON is none: undefined, NaN.
  const bool is_value =
      token_ == "true" || token_ == "false" || token_ == "null" || is_number(token_);
  end_token(is_value ? std::string_view(token_) : std::string_view("null"));
}

// A complete string or word: a key where one is due, else a value.
void JsonMender::end_token(std::string_view token) {
  if (open_.back() == '{' && !has_colon_) {
    key_ = token;
    return;
  }
  begin_value();
  *out_ += token;
}

void JsonMender::begin_value() {
  if (has_values_) *out_ += ',';
  if (!open_.empty() && open_.back() == '{') {
    *out_ += key_;
    *out_ += ':';
  }
  key_.clear();
  has_colon_ = false;
  has_values_ = true;
}

void JsonMender::open(char bracket) {
  if (began_ && open_.back() == '{' && !has_colon_) {
    if (bracket == '[') return;
    close('}');  // an object within an object, without a key: the last one was never closed
    if (done_ || open_.back() == '{') return;
  }
  if (open_.size() >= kDepthMax) {
    done_ = true;
    return;
  }
  if (began_) begin_value();
  began_ = true;
  *out_ += bracket;
  open_ += bracket;
  has_values_ = false;
}

// Closes what is open within, too. A bracket that closes nothing is dropped.
void JsonMender::close(char bracket) {
  const char opening = bracket == '}' ? '{' : '[';
  if (open_.find(opening) == std::string::npos) return;
  key_.clear();
  has_colon_ = false;
  while (true) {
    const char top = open_.back();
    open_.pop_back();
    *out_ += top == '{' ? '}' : ']';
    has_values_ = true;
    if (top == opening) break;
  }
  done_ = open_.empty();
}

void JsonMender::append(std::string_view text) {
  if (token_.size() + text.size() <= kTokenBytesMax) token_ += text;
}

std::string mend_json(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  JsonMender().mend(text, true, out);
  return out;
}

}  // namespace syndicated
