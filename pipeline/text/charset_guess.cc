// guess_charset and undo_double_encoding of unicode.h: what can be said about bytes of which
// nothing is said.
#include <unicode/ucsdet.h>

#include <algorithm>
#include <array>
#include <memory>

#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

struct Guess {
  std::string_view icu;    // as ICU's detector says it
  std::string_view label;  // what is read: supersets where publishers use them under the same name
};

// Latin encodings are not here: ICU tells their languages apart, but a name or two in a text of
// another language misleads it, and windows-1252 is what publishers mean by far the most often.
constexpr std::array<Guess, 13> kGuesses = {{{"Big5", "big5"},
                                             {"EUC-JP", "euc-jp"},
                                             {"EUC-KR", "euc-kr"},
                                             {"GB18030", "gb18030"},
                                             {"ISO-8859-5", "iso-8859-5"},
                                             {"ISO-8859-6", "windows-1256"},
                                             {"ISO-8859-7", "windows-1253"},
                                             {"ISO-8859-8", "windows-1255"},
                                             {"ISO-8859-8-I", "windows-1255"},
                                             {"KOI8-R", "koi8-r"},
                                             {"Shift_JIS", "shift_jis"},
                                             {"windows-1251", "windows-1251"},
                                             {"windows-1256", "windows-1256"}}};

struct DetectorDeleter {
  void operator()(UCharsetDetector* detector) const { ucsdet_close(detector); }
};

std::string_view ask_icu(std::string_view sample) {
  constexpr int kConfidenceMin = 40;  // of 100
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, DetectorDeleter> detector(ucsdet_open(&status));
  ucsdet_setText(detector.get(), sample.data(), static_cast<std::int32_t>(sample.size()), &status);
  ucsdet_enableInputFilter(detector.get(), true);
  const UCharsetMatch* match = ucsdet_detect(detector.get(), &status);
  if (U_FAILURE(status) || match == nullptr) return "";
  if (ucsdet_getConfidence(match, &status) < kConfidenceMin) return "";
  const std::string_view name = ucsdet_getName(match, &status);
  for (const Guess& guess : kGuesses) {
    if (guess.icu == name) return guess.label;
  }
  return "";
}

// Thai, which ICU does not know and takes for Korean: bytes of TIS-620 only, and as many signs
// above and below the line as the language has.
bool is_thai(std::string_view sample) {
  std::size_t high = 0, signs = 0, consonants = 0;
  for (const char c : sample) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 || byte == 0xA0) continue;
    if (byte < 0xA1 || byte > 0xFB || (byte > 0xDA && byte < 0xDF)) return false;
    ++high;
    if (byte <= 0xCE) ++consonants;
    if (byte == 0xD1 || (byte >= 0xD4 && byte <= 0xDA) || (byte >= 0xE7 && byte <= 0xEE)) ++signs;
  }
  constexpr std::size_t kLettersMin = 12;
  return high >= kLettersMin && signs * 8 >= high && consonants * 5 >= high * 2;
}

// The byte of windows-1252 that a character stands for; characters 0x80 to 0x9F stand for
// themselves. -1: none.
int byte_of(char32_t code) {
  constexpr std::array<char16_t, 32> kHigh = {
      0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
  if (code < 0x100) return static_cast<int>(code);
  const auto* found = std::find(kHigh.begin(), kHigh.end(), code);
  return found == kHigh.end() ? -1 : static_cast<int>(0x80 + (found - kHigh.begin()));
}

}  // namespace

std::string guess_charset(std::string_view bytes) {
  const auto is_high = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  const auto* first = std::find_if(bytes.begin(), bytes.end(), is_high);
  if (first == bytes.end()) return "";
  // From the start if possible: the detector passes over markup only where it sees enough of it.
  const auto lead = static_cast<std::size_t>(first - bytes.begin());
  const std::string_view sample =
      bytes.substr(lead < kGuessBytesMax / 2 ? 0 : lead, kGuessBytesMax);
  if (is_thai(sample)) return "tis-620";
  return std::string(ask_icu(sample));
}

std::optional<std::string> undo_double_encoding(std::string_view text) {
  const auto* first = std::find_if(text.begin(), text.end(),
                                   [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  // What was the lead byte of a sequence, C2 to F4, is a character U+00C2 to U+00F4 now.
  if (first == text.end() || *first != '\xC3') return std::nullopt;
  std::string out(text.begin(), first);
  for (std::size_t at = out.size(); at < text.size();) {
    const int byte = byte_of(next_code_point(text, at));
    if (byte < 0) return std::nullopt;
    out.push_back(static_cast<char>(byte));
  }
  // What was lost before the second encoding cannot come back.
  if (!is_valid_utf8(out) || out.find("\xEF\xBF\xBD") != std::string::npos) return std::nullopt;
  return out;
}

}  // namespace syndicated
