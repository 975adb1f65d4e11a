// normal_form and fold of unicode.h: how a text is published, and how it is compared.
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <array>

#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

bool is_white_space(char32_t c) {
  if (c <= 0x20) return c == 0x20 || (c >= 0x09 && c <= 0x0D);
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

// Characters that nobody sees: controls, soft hyphen, zero-width space, direction marks, byte order
// marks.
bool is_invisible(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD) return true;
  return c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c & 0xFFFE) == 0xFFFE || c == 0x061C;
}

bool is_joiner(char32_t c) { return c == 0x200C || c == 0x200D; }

// Joiners spell words in Indic and Arabic scripts and build emoji, so they stay there and only
// there.
bool may_precede_joiner(char32_t c) { return (c >= 0x0590 && c < 0x1E00) || c >= 0x2190; }

// The combining marks in the canonical decomposition of a character.
struct Marks {
  std::uint8_t count = 0;
  bool leads = false;  // it begins with one: the character follows on the marks before it
};

Marks look_up_marks(char32_t c) {
  const UChar32 whole = static_cast<UChar32>(c);
  Marks out;
  out.leads = u_getIntPropertyValue(whole, UCHAR_LEAD_CANONICAL_COMBINING_CLASS) != 0;
  if (u_getIntPropertyValue(whole, UCHAR_TRAIL_CANONICAL_COMBINING_CLASS) == 0) return out;
  out.count = 1;
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* nfd = unorm2_getNFDInstance(&status);
  if (U_FAILURE(status)) return out;
  UChar parts[16];
  const std::int32_t length = unorm2_getDecomposition(nfd, whole, parts, 16, &status);
  if (length < 0 || U_FAILURE(status)) return out;
  out.count = 0;
  for (std::int32_t i = 0; i < length;) {
    UChar32 part = 0;
    U16_NEXT(parts, i, length, part);
    if (u_getCombiningClass(part) != 0) ++out.count;
  }
  return out;
}

// Asking ICU for each character would make text outside of Latin nearly twice as slow.
constexpr char32_t kTableEnd = 0x10000;
class MarkTable {
 public:
  MarkTable() {
    for (char32_t c = 0; c < kTableEnd; ++c) marks_[c] = look_up_marks(c);
  }
  Marks of(char32_t c) const { return c < kTableEnd ? marks_[c] : look_up_marks(c); }

 private:
  std::array<Marks, kTableEnd> marks_;
};

Marks marks_of(char32_t c) {
  static const MarkTable table;
  return table.of(c);
}

// Keeps runs of combining marks as short as the Stream-Safe Text Format of UAX #15 does: ICU puts a
// run into order one by one, so a long one would cost its square. Counted as decomposed, which
// composition does not change, so that a second time drops nothing.
class MarkRun {
 public:
  // Whether `c` may be appended to `out`; then the caller does it.
  bool fits(const std::string& out, char32_t c) {
    constexpr char32_t kFirstMark = 0x300;
    if (c < kFirstMark) return true;
    const Marks marks = marks_of(c);
    if (!marks.leads) return true;
    if (out.size() != end_) count_ = marks_of(last_code_point(out)).count;
    const int count = count_ + marks.count;
    end_ = out.size();
    if (count > kMarksInARowMax) return false;
    count_ = count;
    end_ += c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    return true;
  }

 private:
  static char32_t last_code_point(const std::string& out) {
    if (out.empty()) return 0;
    std::size_t at = out.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(out[at]) & 0xC0) == 0x80) --at;
    return next_code_point(out, at);
  }

  int count_ = 0;
  std::size_t end_ = std::string::npos;  // of the last mark in the text
};

// White space folded, invisible characters and marks beyond the limit removed; true when a joiner
// was seen.
bool fold_space(std::string_view text, std::string& out) {
  bool space = false, joiner = false;
  MarkRun marks;
  char32_t previous = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t start = at;
    const char32_t c = next_code_point(text, at);
    if (is_white_space(c)) {
      space = true;
      previous = ' ';
      continue;
    }
    if (is_invisible(c)) continue;
    if (is_joiner(c)) {
      joiner = true;
      if (!may_precede_joiner(previous)) continue;
    }
    if (space && !out.empty()) out.push_back(' ');
    space = false;
    if (!marks.fits(out, c)) continue;
    out.append(text.substr(start, at - start));
    previous = c;
  }
  return joiner;
}

std::string to_nfc(std::string text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return text;
  const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
  if (nfc->isNormalizedUTF8(piece, status) && U_SUCCESS(status)) return text;
  status = U_ZERO_ERROR;
  std::string out;
  icu::StringByteSink<std::string> sink(&out, piece.length());
  nfc->normalizeUTF8(0, piece, sink, nullptr, status);
  return U_SUCCESS(status) ? out : text;
}

// The ASCII fast path: true when `text` was all ASCII and `out` is its normal form.
bool fold_ascii_space(std::string_view text, std::string& out) {
  out.resize(text.size());
  char* to = out.data();
  bool space = false;
  for (const char byte : text) {
    const unsigned char c = static_cast<unsigned char>(byte);
    if (c >= 0x80) {
      out.clear();
      return false;
    }
    if (c <= 0x20) {
      space = space || is_white_space(c);
      continue;
    }
    if (c == 0x7F) continue;
    if (space && to != out.data()) *to++ = ' ';
    space = false;
    *to++ = byte;
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
  return true;
}

// Letters of Latin that no canonical decomposition takes apart, in order.
struct Plain {
  char32_t from;
  const char* to;
};
constexpr Plain kPlain[] = {{0xE6, "ae"}, {0xF0, "d"},  {0xF8, "o"},   {0xFE, "th"},
                            {0x111, "d"}, {0x127, "h"}, {0x131, "i"},  {0x138, "k"},
                            {0x142, "l"}, {0x14B, "n"}, {0x153, "oe"}, {0x167, "t"}};

bool append_punctuation(std::string& out, char32_t c) {
  switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0x2035:
    case 0x02BC:
    case 0xB4:
    case 0x60:
    case 0x2039:
    case 0x203A:
    case 0x02B9:
    case 0xFF07:
      out.push_back('\'');
      return true;
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
    case 0x2036:
    case 0xAB:
    case 0xBB:
    case 0xFF02:
    case 0x301D:
    case 0x301E:
      out.push_back('"');
      return true;
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
    case 0xFE58:
    case 0xFE63:
    case 0xFF0D:
      out.push_back('-');
      return true;
    case 0x2026:
      out.append("...");
      return true;
    default:
      return false;
  }
}

bool is_latin(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 0xC0 && c < 0x250 && c != 0xD7 && c != 0xF7) ||
         (c >= 0x1E00 && c < 0x1F00);
}

void append_latin(std::string& out, char32_t c) {
  for (const Plain& plain : kPlain) {
    if (plain.from == c) {
      out.append(plain.to);
      return;
    }
  }
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* nfd = unorm2_getNFDInstance(&status);
  UChar parts[8];
  const std::int32_t length =
      U_SUCCESS(status) ? unorm2_getDecomposition(nfd, static_cast<UChar32>(c), parts, 8, &status)
                        : -1;
  // The first part is the base letter; the rest are its accents.
  append_utf8(out, U_SUCCESS(status) && length > 0 ? static_cast<char32_t>(parts[0]) : c);
}

}  // namespace

std::string normal_form(std::string_view text) {
  std::string out;
  if (fold_ascii_space(text, out)) return out;
  out.reserve(text.size());
  bool joiner = fold_space(text, out);
  out = to_nfc(std::move(out));
  // Composition can change what stands before a joiner; a second look makes the result stable.
  constexpr int kLooksMax = 4;
  for (int look = 0; joiner && look < kLooksMax; ++look) {
    std::string again;
    again.reserve(out.size());
    fold_space(out, again);
    again = to_nfc(std::move(again));
    if (again == out) break;
    out = std::move(again);
  }
  return out;
}

std::string fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool after_latin = false, composed = false;
  MarkRun marks;
  std::size_t at = 0;
  while (at < text.size()) {
    const unsigned char byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      ++at;
      const char c = static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
      out.push_back(c == '`' ? '\'' : c);
      after_latin = is_latin(static_cast<unsigned char>(c));
      continue;
    }
    const char32_t original = next_code_point(text, at);
    if (original >= 0x300 && original < 0x370 && after_latin) continue;
    if (original == 0xDF || original == 0x1E9E) {
      out.append("ss");
      after_latin = true;
      continue;
    }
    if (original == 0x130) {  // capital I with a dot folds to two code points in Unicode
      out.push_back('i');
      after_latin = true;
      continue;
    }
    if (append_punctuation(out, original)) {
      after_latin = false;
      continue;
    }
    const char32_t c =
        static_cast<char32_t>(u_foldCase(static_cast<UChar32>(original), U_FOLD_CASE_DEFAULT));
    after_latin = is_latin(c);
    if (after_latin) {
      append_latin(out, c);
    } else if (marks.fits(out, c)) {
      append_utf8(out, c);
      composed = true;
    }
  }
  return composed ? to_nfc(std::move(out)) : out;
}

}  // namespace syndicated
