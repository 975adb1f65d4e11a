// The character set of a document: which one it is, and the text in UTF-8. Precedence: byte order
// mark, then the HTTP charset, then the XML declaration, then UTF-8; bytes that are not valid in
// what was declared are read as windows-1252 one by one, so that a page glued together from two
// character sets keeps most of both.
//
// What a document's character set is may depend on its last byte. A document that is read in blocks
// is therefore read twice: ByteSurvey looks at it, then TextDecoder turns it into text. Any thread;
// pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/text/transcoder.h"

namespace syndicated {

struct DecodedText {
  std::string text;      // valid UTF-8 without byte order mark
  std::string encoding;  // lower case
  bool clean = true;     // false: something was guessed or replaced
};

DecodedText decode_text(std::string_view bytes, std::string_view content_type);

// The same without a copy where the bytes are the text already, as they mostly are: then `text` stays empty and
// the returned view is of `bytes`, else of `text`.
std::string_view decode_text_in_place(std::string_view bytes, std::string_view content_type, DecodedText& decoded);

// The value of the charset parameter of a Content-Type (RFC 9110 8.3.2), "" when there is none.
std::string charset_of(std::string_view content_type);

// What the bytes of a document say about their character set. It keeps a sample of them only.
class ByteSurvey {
 public:
  void add(std::string_view block);
  void finish();  // once, after the last block

  std::string_view head() const { return head_; }  // the first bytes, as many as a guess looks at
  bool is_blank() const { return blank_; }         // nothing but ASCII white space
  bool is_ascii() const { return first_high_ == kNone; }
  bool is_utf8() const { return stray_ == 0; }
  std::uint64_t sequences() const { return sequences_; }  // of UTF-8 with more than one byte
  std::uint64_t stray() const { return stray_; }          // bytes that belong to none
  std::string_view sample() const;                        // what guess_charset() looks at

 private:
  static constexpr std::uint64_t kNone = ~std::uint64_t{0};

  void look_at(std::string_view bytes, bool last);

  std::uint64_t size_ = 0;  // of what is behind
  std::uint64_t first_high_ = kNone;
  std::uint64_t sequences_ = 0, stray_ = 0;
  bool blank_ = true;
  std::string head_, sample_, rest_;  // rest: the beginning of a sequence
};

// The text of a document whose bytes were surveyed.
class TextDecoder {
 public:
  TextDecoder(const ByteSurvey& survey, std::string_view content_type);

  // The text of the next block: of the block itself where its bytes are the text, else of `room`,
  // whose content is replaced. Valid while both are.
  std::string_view decode(std::string_view block, bool last, std::string& room);

  // As in DecodedText; `clean` is settled after the last block.
  const std::string& encoding() const { return encoding_; }
  bool clean() const { return clean_ && (!transcoder_ || transcoder_->lossless()); }
  bool is_in_place() const { return kind_ == Kind::in_place; }

 private:
  enum class Kind { in_place, wide, mixed, transcoded };

  void settle(const ByteSurvey& survey, std::string_view content_type);
  void settle_utf8(const ByteSurvey& survey);
  void settle_undeclared(const ByteSurvey& survey);
  void transcode(std::string_view label);
  void decode_wide(std::string_view bytes, bool last, std::string& out);
  void decode_mixed(std::string_view bytes, bool last, std::string& out);
  std::uint32_t unit_at(std::string_view bytes, std::size_t at) const;

  Kind kind_ = Kind::in_place;
  int width_ = 0;  // bytes of a code unit of a wide encoding
  bool big_endian_ = false;
  std::size_t mark_ = 0;  // bytes of a byte order mark that are still to be passed over
  std::string encoding_;
  bool clean_ = true;
  std::optional<Transcoder> transcoder_;
  bool gave_up_ = false;  // the transcoder did
  std::string rest_;      // of the last block: the beginning of a character
};

}  // namespace syndicated
