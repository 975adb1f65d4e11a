#include "connectors/formats/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace syndicated {
namespace {

constexpr char kHex[] = "0123456789abcdef";
constexpr std::string_view kReplacement = "\xef\xbf\xbd";

// True when none of the eight bytes needs a look: all are printable ASCII and neither quote nor
// backslash. The tests are the usual exact-enough ones: they may report a byte behind a true hit,
// never miss one.
bool eight_plain_bytes(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kHighs = 0x8080808080808080u;
  const std::uint64_t quote = word ^ (kOnes * '"');
  const std::uint64_t backslash = word ^ (kOnes * '\\');
  const std::uint64_t hits = word | (word - kOnes * 0x20) | ((quote - kOnes) & ~quote) |
                             ((backslash - kOnes) & ~backslash);
  return (hits & kHighs) == 0;
}

bool is_plain(unsigned char c) { return c >= 0x20 && c < 0x80 && c != '"' && c != '\\'; }

// The length of the well-formed sequence that starts at `at`, or 0; `consumed` is then how many
// bytes one replacement character stands for (the maximal subpart of the Unicode Standard, 3.9).
std::size_t sequence_length(std::string_view text, std::size_t at, std::size_t& consumed) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char lead = byte(0);
  consumed = 1;
  std::size_t length = 0;
  if (lead >= 0xc2 && lead <= 0xdf) length = 2;
  if (lead >= 0xe0 && lead <= 0xef) length = 3;
  if (lead >= 0xf0 && lead <= 0xf4) length = 4;
  if (length == 0) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (at + i >= text.size()) return 0;
    unsigned char low = 0x80, high = 0xbf;
    if (i == 1 && lead == 0xe0) low = 0xa0;   // overlong
    if (i == 1 && lead == 0xed) high = 0x9f;  // surrogates
    if (i == 1 && lead == 0xf0) low = 0x90;   // overlong
    if (i == 1 && lead == 0xf4) high = 0x8f;  // beyond U+10FFFF
    if (byte(i) < low || byte(i) > high) return 0;
    consumed = i + 1;
  }
  return length;
}

void append_escape(std::string& out, unsigned char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  const char escape[] = {'\\', 'u', '0', '0', kHex[c >> 4], kHex[c & 15]};
  out.append(escape, sizeof escape);
}

void append_digits(char* at, int value, int digits) {
  for (int i = digits - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

bool is_escape(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
  return text.size() == 3 && text.find_first_not_of(kDigits, 1) == std::string_view::npos;
}

bool may_stand_in_uri(unsigned char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return c != 0 && std::strchr("-._~:/?#[]@!$&'()*+,;=%", c) != nullptr;
}

}  // namespace

bool is_well_formed_utf8(std::string_view bytes) {
  std::size_t consumed = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const bool ascii = static_cast<unsigned char>(bytes[at]) < 0x80;
    const std::size_t length = ascii ? 1 : sequence_length(bytes, at, consumed);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

JsonWriter& JsonWriter::open(char bracket) {
  before_value();
  out_ += bracket;
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  comma_ = true;
  return *this;
}

void JsonWriter::before_value() {
  if (comma_) out_ += ',';
  comma_ = true;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  before_value();
  out_ += '"';
  out_ += name;
  out_ += "\":";
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::begin_string() {
  before_value();
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::end_string() {
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text_value) {
  return begin_string().text(text_value).end_string();
}

JsonWriter& JsonWriter::text(std::string_view part) {
  std::size_t at = 0;
  std::size_t plain_from = 0;
  while (at < part.size()) {
    if (at + 8 <= part.size() && eight_plain_bytes(part.data() + at)) {
      at += 8;
      continue;
    }
    const auto c = static_cast<unsigned char>(part[at]);
    if (is_plain(c)) {
      ++at;
      continue;
    }
    std::size_t consumed = 1;
    if (c >= 0x80) {
      const std::size_t length = sequence_length(part, at, consumed);
      if (length != 0) {
        at += length;
        continue;
      }
    }
    out_.append(part, plain_from, at - plain_from);
    if (c >= 0x80) {
      out_ += kReplacement;
    } else {
      append_escape(out_, c);
    }
    at += consumed;
    plain_from = at;
  }
  out_.append(part, plain_from, part.size() - plain_from);
  return *this;
}

JsonWriter& JsonWriter::number(std::uint64_t value) {
  before_value();
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out_.append(digits, static_cast<std::size_t>(end - digits));
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  before_value();
  out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::percent(std::int32_t value) {
  before_value();
  value = std::clamp(value, 0, 100);
  if (value == 0 || value == 100) {
    out_ += value == 0 ? '0' : '1';
    return *this;
  }
  out_ += "0.";
  out_ += static_cast<char>('0' + value / 10);
  if (value % 10 != 0) out_ += static_cast<char>('0' + value % 10);
  return *this;
}

JsonWriter& JsonWriter::time(Time value) {
  constexpr std::int64_t kFirst = -62167219200000;  // 0000-01-01T00:00:00Z
  constexpr std::int64_t kLast = 253402300799999;   // 9999-12-31T23:59:59.999Z
  before_value();
  const std::int64_t ms = std::clamp(value.ms, kFirst, kLast);
  const Civil civil = to_civil(Time{ms});
  const int fraction = static_cast<int>(((ms % 1000) + 1000) % 1000);
  char text_value[] = "\"0000-00-00T00:00:00.000Z\"";
  append_digits(text_value + 1, civil.year, 4);
  append_digits(text_value + 6, civil.month, 2);
  append_digits(text_value + 9, civil.day, 2);
  append_digits(text_value + 12, civil.hour, 2);
  append_digits(text_value + 15, civil.minute, 2);
  append_digits(text_value + 18, civil.second, 2);
  append_digits(text_value + 21, fraction, 3);
  if (fraction != 0) {
    out_.append(text_value, sizeof text_value - 1);
  } else {
    out_.append(text_value, 20);
    out_ += "Z\"";
  }
  return *this;
}

JsonWriter& JsonWriter::base64(std::string_view bytes) {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  before_value();
  out_.reserve(out_.size() + (bytes.size() + 2) / 3 * 4 + 2);
  out_ += '"';
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t have = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8 | (i < have ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out_ += i <= have ? kAlphabet[group >> (18 - 6 * i) & 63] : '=';
    }
  }
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::uri(std::string_view text_value) {
  before_value();
  out_ += '"';
  // Brackets stand around an IPv6 address only, and one '#' begins the fragment.
  const std::size_t slashes = text_value.find("://");
  const std::size_t host = slashes == std::string_view::npos ? text_value.size() : slashes + 3;
  const std::size_t path = std::min(text_value.find_first_of("/?#", host), text_value.size());
  const std::size_t fragment = text_value.find('#');
  for (std::size_t at = 0; at < text_value.size(); ++at) {
    const auto c = static_cast<unsigned char>(text_value[at]);
    bool stands = may_stand_in_uri(c);
    if (c == '%') stands = is_escape(text_value.substr(at, 3));
    if (c == '[' || c == ']') stands = at >= host && at < path;
    if (c == '#') stands = at == fragment;
    if (stands) {
      out_ += text_value[at];
    } else {
      const char escape[] = {'%', kHex[c >> 4], kHex[c & 15]};
      out_.append(escape, sizeof escape);
    }
  }
  out_ += '"';
  return *this;
}

}  // namespace syndicated
