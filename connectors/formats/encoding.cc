#include "connectors/formats/encoding.h"

#include <algorithm>
#include <cstdint>

#include "connectors/formats/ascii.h"
#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

constexpr std::size_t kDeclarationBytesMax = 512;

struct Wide {
  int width = 0;  // bytes of a code unit; 0: not a wide encoding
  bool big_endian = false;
  std::size_t mark = 0;  // bytes of the byte order mark
};

// UTF-16 and UTF-32, by their mark or by where the zeros of a first '<' or '{' stand.
Wide sniff_wide(std::string_view bytes) {
  auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  if (bytes.size() < 4) return {};
  if (at(0) == 0 && at(1) == 0 && at(2) == 0xFE && at(3) == 0xFF) return {4, true, 4};
  if (at(0) == 0xFF && at(1) == 0xFE && at(2) == 0 && at(3) == 0) return {4, false, 4};
  if (at(0) == 0xFE && at(1) == 0xFF) return {2, true, 2};
  if (at(0) == 0xFF && at(1) == 0xFE) return {2, false, 2};
  if (at(0) == 0 && at(1) == 0 && at(2) == 0 && at(3) != 0) return {4, true, 0};
  if (at(0) != 0 && at(1) == 0 && at(2) == 0 && at(3) == 0) return {4, false, 0};
  if (at(0) == 0 && at(1) != 0 && at(2) == 0 && at(3) != 0) return {2, true, 0};
  if (at(0) != 0 && at(1) == 0 && at(2) != 0 && at(3) == 0) return {2, false, 0};
  return {};
}

std::uint32_t unit_at(std::string_view bytes, std::size_t at, const Wide& wide) {
  std::uint32_t unit = 0;
  for (int i = 0; i < wide.width; ++i) {
    const std::size_t offset = wide.big_endian ? i : wide.width - 1 - i;
    unit = unit << 8 | static_cast<unsigned char>(bytes[at + offset]);
  }
  return unit;
}

DecodedText decode_wide(std::string_view bytes, const Wide& wide) {
  DecodedText out;
  out.encoding = wide.width == 4 ? "utf-32" : "utf-16";
  out.encoding += wide.big_endian ? "be" : "le";
  const std::size_t width = wide.width;
  std::size_t at = wide.mark;
  out.text.reserve(bytes.size() / width + 16);
  for (; at + width <= bytes.size(); at += width) {
    std::uint32_t code = unit_at(bytes, at, wide);
    if (width == 2 && code >= 0xD800 && code < 0xDC00 && at + 4 <= bytes.size()) {
      const std::uint32_t low = unit_at(bytes, at + 2, wide);
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        at += 2;
      }
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
      code = 0xFFFD;
      out.clean = false;
    }
    append_utf8(out.text, static_cast<char32_t>(code));
  }
  if (at != bytes.size()) out.clean = false;
  return out;
}

// The encoding of the XML declaration, in any ASCII-compatible character set; "" none.
std::string declared_charset(std::string_view bytes) {
  std::string_view head = bytes.substr(0, kDeclarationBytesMax);
  const std::size_t begin = head.find("<?xml");
  if (begin == std::string_view::npos) return "";
  head = head.substr(begin, head.find("?>", begin) - begin);
  std::size_t at = head.find("encoding");
  if (at == std::string_view::npos) return "";
  at = head.find_first_of("\"'", at);
  if (at == std::string_view::npos) return "";
  const std::size_t end = head.find(head[at], at + 1);
  if (end == std::string_view::npos) return "";
  return ascii_lower(ascii_trim(head.substr(at + 1, end - at - 1)));
}

// The length of the valid UTF-8 sequence at `at`, 0 when there is none.
std::size_t sequence_length(std::string_view bytes, std::size_t at) {
  const auto lead = static_cast<unsigned char>(bytes[at]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4 : 0;
  if (length == 0 || at + length > bytes.size()) return 0;
  return length == 1 || is_valid_utf8(bytes.substr(at, length)) ? length : 0;
}

// UTF-8 in which each stray byte stands for its windows-1252 character.
DecodedText decode_mixed(std::string_view bytes) {
  DecodedText out;
  out.clean = false;
  out.text.reserve(bytes.size() + bytes.size() / 8);
  bool has_sequences = false;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = sequence_length(bytes, at);
    if (length == 0) {
      out.text += to_utf8(bytes.substr(at, 1), "windows-1252").value_or("\xEF\xBF\xBD");
      at += 1;
      continue;
    }
    has_sequences |= length > 1;
    out.text.append(bytes, at, length);
    at += length;
  }
  out.encoding = has_sequences ? "utf-8" : "windows-1252";
  return out;
}

bool has_high_byte(std::string_view bytes) {
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) >= 0x80) return true;
  }
  return false;
}

DecodedText decode_utf8(std::string_view bytes) {
  if (!is_valid_utf8(bytes)) return decode_mixed(bytes);
  return {std::string(bytes), "utf-8", true};
}

// UTF-8 into which some other bytes have slipped.
bool is_mostly_utf8(std::string_view bytes) {
  std::size_t sequences = 0, stray = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = sequence_length(bytes, at);
    if (length == 0) ++stray;
    if (length > 1) ++sequences;
    at += std::max<std::size_t>(length, 1);
  }
  return sequences >= stray;
}

// Nothing says what the bytes are, and they are not UTF-8: an old encoding, if its script can be recognised.
DecodedText decode_undeclared(std::string_view bytes) {
  if (is_valid_utf8(bytes)) return decode_utf8(bytes);
  const std::string guess = is_mostly_utf8(bytes) ? std::string() : guess_charset(bytes);
  DecodedText out;
  out.clean = false;
  if (guess.empty()) return decode_mixed(bytes);
  std::optional<std::string> text = to_utf8(bytes, guess);
  if (!text) return decode_mixed(bytes);
  out.encoding = guess;
  out.text = std::move(*text);
  return out;
}

// text/* without a charset is US-ASCII by RFC 2046 and 3023. RFC 7303 took that back for XML, but as long as all
// bytes agree it stays true.
bool is_bare_text_type(std::string_view content_type) {
  return ascii_lower(ascii_trim(content_type)).starts_with("text/");
}

bool is_utf8_label(std::string_view canonical) { return canonical == "utf-8"; }

}  // namespace

std::string charset_of(std::string_view content_type) {
  const std::string lower = ascii_lower(content_type);
  std::size_t at = lower.find("charset");
  if (at == std::string::npos) return "";
  at = lower.find_first_not_of(" \t", at + 7);
  if (at == std::string::npos || lower[at] != '=') return "";
  at = lower.find_first_not_of(" \t\"'", at + 1);
  if (at == std::string::npos) return "";
  return lower.substr(at, lower.find_first_of(" \t\"';", at) - at);
}

std::string_view decode_text_in_place(std::string_view bytes, std::string_view content_type, DecodedText& decoded) {
  const std::string_view text = bytes.starts_with("\xEF\xBB\xBF") ? bytes.substr(3) : bytes;
  const bool marked = text.size() != bytes.size();
  const std::string http = marked ? std::string() : charset_of(content_type);
  const std::string label = http.empty() && !marked ? declared_charset(bytes) : http;
  const bool is_text_type = !marked && http.empty() && is_bare_text_type(content_type);
  if (sniff_wide(bytes).width == 0 && !is_text_type && (label.empty() || is_utf8_label(canonical_charset(label))) &&
      is_valid_utf8(text)) {
    decoded = {"", "utf-8", true};
    return text;
  }
  decoded = decode_text(bytes, content_type);
  return decoded.text;
}

DecodedText decode_text(std::string_view bytes, std::string_view content_type) {
  const Wide wide = sniff_wide(bytes);
  if (wide.width != 0) return decode_wide(bytes, wide);
  if (bytes.starts_with("\xEF\xBB\xBF")) return decode_utf8(bytes.substr(3));

  const std::string http = charset_of(content_type);
  const std::string declared = declared_charset(bytes);
  std::string label = http.empty() ? declared : http;
  // Servers add a default charset to documents that they do not look into: valid UTF-8 that says so is UTF-8.
  if (!http.empty() && is_utf8_label(canonical_charset(declared)) && has_high_byte(bytes) &&
      is_valid_utf8(bytes)) {
    label = declared;
  }
  const std::string canonical = canonical_charset(label);
  // A wide encoding cannot be true: the declaration was readable as single bytes.
  const bool usable = !canonical.empty() && !canonical.starts_with("utf-16");
  if (http.empty() && is_bare_text_type(content_type) && !has_high_byte(bytes)) {
    return {std::string(bytes), "us-ascii", true};
  }
  if (label.empty()) return decode_undeclared(bytes);
  if (is_utf8_label(canonical)) return decode_utf8(bytes);
  if (!usable) {
    DecodedText out = decode_utf8(bytes);
    out.clean = false;
    return out;
  }
  DecodedText out;
  // gb2312 and gbk are parts of gb18030, and it is this that was used.
  out.encoding = canonical == "gb18030" ? canonical : label;
  std::optional<std::string> text = to_utf8(bytes, canonical, &out.clean);
  if (!text) return decode_utf8(bytes);
  out.text = std::move(*text);
  return out;
}

}  // namespace syndicated
