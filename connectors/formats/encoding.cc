#include "connectors/formats/encoding.h"

#include <algorithm>
#include <array>

#include "connectors/formats/ascii.h"
#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

constexpr std::size_t kDeclarationBytesMax = 512;
constexpr std::string_view kMark = "\xEF\xBB\xBF";

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

// Windows-1252 as UTF-8, byte by byte.
const std::array<std::string, 256>& western_characters() {
  static const std::array<std::string, 256> table = [] {
    std::array<std::string, 256> all;
    for (int byte = 0; byte < 256; ++byte) {
      const char c = static_cast<char>(byte);
      all[byte] = to_utf8({&c, 1}, "windows-1252").value_or("\xEF\xBF\xBD");
    }
    return all;
  }();
  return table;
}

// text/* without a charset is US-ASCII by RFC 2046 and 3023. RFC 7303 took that back for XML, but as long as all
// bytes agree it stays true.
bool is_bare_text_type(std::string_view content_type) {
  return ascii_lower(ascii_trim(content_type)).starts_with("text/");
}

// The standard reads these labels as windows-1252, but they say that there is nothing beyond ASCII.
bool is_ascii_label(std::string_view label) {
  const std::string lower = ascii_lower(label);
  return lower == "us-ascii" || lower == "ascii" || lower == "ansi_x3.4-1968";
}

bool is_utf8_label(std::string_view canonical) { return canonical == "utf-8"; }

// An encoding whose ASCII is that of all others.
bool is_narrow_label(std::string_view canonical) {
  return !canonical.empty() && !canonical.starts_with("utf-");
}

// How many sequences of UTF-8 prove it. Two bytes of an East Asian encoding are one by chance in one
// case out of seven.
std::uint64_t sequences_needed(std::string_view canonical) {
  const bool is_single_byte = canonical.starts_with("windows-") || canonical.starts_with("iso-8859");
  return is_single_byte ? 1 : 8;
}

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
  const std::string_view text = bytes.starts_with(kMark) ? bytes.substr(kMark.size()) : bytes;
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
  ByteSurvey survey;
  survey.add(bytes);
  survey.finish();
  TextDecoder decoder(survey, content_type);
  DecodedText out;
  const std::string_view text = decoder.decode(bytes, true, out.text);
  if (decoder.is_in_place()) out.text = text;
  out.encoding = decoder.encoding();
  out.clean = decoder.clean();
  return out;
}

void ByteSurvey::add(std::string_view block) {
  head_.append(block, 0, kGuessBytesMax - head_.size());
  if (blank_) blank_ = ascii_trim(block).empty();
  if (first_high_ != kNone) sample_.append(block, 0, kGuessBytesMax - sample_.size());
  if (rest_.empty()) {
    look_at(block, false);
  } else {
    // At most three bytes wait, so that the second look begins where the block is.
    const std::size_t joined = std::min<std::size_t>(block.size(), 4);
    const std::string seam = rest_ + std::string(block.substr(0, joined));
    const std::size_t waited = rest_.size();
    rest_.clear();
    look_at(seam, false);
    const std::size_t used = seam.size() - rest_.size();
    if (used >= waited) {
      rest_.clear();
      look_at(block.substr(used - waited), false);
    }
  }
}

void ByteSurvey::finish() {
  const std::string rest = std::move(rest_);
  rest_.clear();
  look_at(rest, true);
}

void ByteSurvey::look_at(std::string_view bytes, bool last) {
  std::size_t at = 0;
  while (true) {
    at += ascii_run(bytes, at);
    if (at >= bytes.size()) break;
    if (first_high_ == kNone) {
      first_high_ = size_ + at;
      sample_ = bytes.substr(at, kGuessBytesMax);
    }
    const std::size_t length = sequence_length(bytes, at);
    if (length == 0 && !last && bytes.size() - at < 4) {
      rest_ = bytes.substr(at);  // perhaps the next block completes it
      break;
    }
    if (length == 0) {
      ++stray_;
    } else {
      ++sequences_;
    }
    at += std::max<std::size_t>(length, 1);
  }
  size_ += std::min(at, bytes.size());
}

std::string_view ByteSurvey::sample() const {
  return first_high_ < kGuessBytesMax / 2 ? head_ : sample_;
}

TextDecoder::TextDecoder(const ByteSurvey& survey, std::string_view content_type) {
  settle(survey, content_type);
}

void TextDecoder::settle(const ByteSurvey& survey, std::string_view content_type) {
  const std::string_view head = survey.head();
  if (const Wide wide = sniff_wide(head); wide.width != 0) {
    kind_ = Kind::wide;
    width_ = wide.width;
    big_endian_ = wide.big_endian;
    mark_ = wide.mark;
    encoding_ = wide.width == 4 ? "utf-32" : "utf-16";
    encoding_ += wide.big_endian ? "be" : "le";
    return;
  }
  if (head.starts_with(kMark)) {
    mark_ = kMark.size();
    return settle_utf8(survey);
  }
  const std::string http = charset_of(content_type);
  const std::string declared = declared_charset(head);
  std::string label = http.empty() ? declared : http;
  // Servers add a default charset to documents that they do not look into: valid UTF-8 that says so is UTF-8.
  if (!http.empty() && is_utf8_label(canonical_charset(declared)) && !survey.is_ascii() &&
      survey.is_utf8()) {
    label = declared;
  }
  if (http.empty() && is_bare_text_type(content_type) && survey.is_ascii()) {
    encoding_ = "us-ascii";
    return;
  }
  // Nor is UTF-8 what is not, and says something else.
  if (!http.empty() && is_utf8_label(canonical_charset(http)) && !survey.is_utf8() &&
      is_narrow_label(canonical_charset(declared))) {
    label = declared;
    clean_ = false;
  }
  if (label.empty()) return settle_undeclared(survey);
  const std::string canonical = canonical_charset(label);
  if (is_utf8_label(canonical)) return settle_undeclared(survey);
  // A wide encoding cannot be true: the declaration was readable as single bytes.
  if (!is_narrow_label(canonical)) {
    settle_undeclared(survey);
    clean_ = false;
    return;
  }
  // Other text is hardly ever valid UTF-8: such a document was converted, and its label was not.
  if (survey.is_utf8() && survey.sequences() >= sequences_needed(canonical)) {
    settle_utf8(survey);
    clean_ = false;
    return;
  }
  transcode(canonical);
  if (!transcoder_) return settle_utf8(survey);
  if (is_ascii_label(label) && !survey.is_ascii()) clean_ = false;
  // gb2312 and gbk are parts of gb18030, and it is this that was used.
  encoding_ = canonical == "gb18030" ? canonical : label;
}

void TextDecoder::settle_utf8(const ByteSurvey& survey) {
  encoding_ = "utf-8";
  if (survey.is_utf8()) return;
  // UTF-8 in which each stray byte stands for its windows-1252 character.
  kind_ = Kind::mixed;
  clean_ = false;
  const std::uint64_t marks = survey.head().starts_with(kMark) ? 1 : 0;
  if (survey.sequences() == marks) encoding_ = "windows-1252";
}

// Nothing says what the bytes are. If they are not UTF-8, then an old encoding, where its script
// can be recognised.
void TextDecoder::settle_undeclared(const ByteSurvey& survey) {
  if (!survey.is_utf8() && survey.sequences() < survey.stray()) {
    const std::string guess = guess_charset(survey.sample());
    if (!guess.empty()) transcode(guess);
    if (transcoder_) {
      encoding_ = guess;
      clean_ = false;
      return;
    }
  }
  settle_utf8(survey);
}

void TextDecoder::transcode(std::string_view label) {
  Transcoder transcoder(label);
  if (!transcoder.usable()) return;
  transcoder_ = std::move(transcoder);
  kind_ = Kind::transcoded;
}

std::string_view TextDecoder::decode(std::string_view block, bool last, std::string& room) {
  const std::size_t passed = std::min(mark_, block.size());
  mark_ -= passed;
  block.remove_prefix(passed);
  if (kind_ == Kind::in_place) return block;
  room.clear();
  if (kind_ == Kind::transcoded) {
    if (!gave_up_) gave_up_ = !transcoder_->convert(block, last, room);
    if (gave_up_) clean_ = false;
    return room;
  }
  std::string joined;
  if (!rest_.empty()) {
    joined = std::move(rest_);
    joined += block;
    block = joined;
    rest_.clear();
  }
  if (kind_ == Kind::wide) {
    decode_wide(block, last, room);
  } else {
    decode_mixed(block, last, room);
  }
  return room;
}

std::uint32_t TextDecoder::unit_at(std::string_view bytes, std::size_t at) const {
  std::uint32_t unit = 0;
  for (int i = 0; i < width_; ++i) {
    const std::size_t offset = big_endian_ ? i : width_ - 1 - i;
    unit = unit << 8 | static_cast<unsigned char>(bytes[at + offset]);
  }
  return unit;
}

void TextDecoder::decode_wide(std::string_view bytes, bool last, std::string& out) {
  const auto width = static_cast<std::size_t>(width_);
  std::size_t at = 0;
  out.reserve(bytes.size() / width + 16);
  for (; at + width <= bytes.size(); at += width) {
    std::uint32_t code = unit_at(bytes, at);
    if (width == 2 && code >= 0xD800 && code < 0xDC00) {
      if (at + 4 > bytes.size() && !last) break;
      const std::uint32_t low = at + 4 <= bytes.size() ? unit_at(bytes, at + 2) : 0;
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        at += 2;
      }
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
      code = 0xFFFD;
      clean_ = false;
    }
    append_utf8(out, static_cast<char32_t>(code));
  }
  if (last && at != bytes.size()) clean_ = false;
  if (!last) rest_ = bytes.substr(at);
}

void TextDecoder::decode_mixed(std::string_view bytes, bool last, std::string& out) {
  const std::array<std::string, 256>& western = western_characters();
  out.reserve(bytes.size() + bytes.size() / 8);
  std::size_t at = 0, copied = 0;
  while (true) {
    at += ascii_run(bytes, at);
    if (at >= bytes.size()) break;
    const std::size_t length = sequence_length(bytes, at);
    if (length == 0 && !last && bytes.size() - at < 4) break;
    if (length == 0) {
      out.append(bytes, copied, at - copied);
      out += western[static_cast<unsigned char>(bytes[at])];
      copied = at + 1;
    }
    at += std::max<std::size_t>(length, 1);
  }
  out.append(bytes, copied, at - copied);
  if (at < bytes.size()) rest_ = bytes.substr(at);
}

}  // namespace syndicated
