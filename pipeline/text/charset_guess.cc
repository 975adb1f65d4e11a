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

bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }

// How the bytes beyond ASCII stand together.
struct HighRuns {
  std::size_t bytes = 0, runs = 0;
  std::size_t even = 0;           // runs
  std::size_t bytes_in_long = 0;  // of runs of three and more: words of another script than Latin
};

HighRuns high_runs(std::string_view sample) {
  HighRuns found;
  for (std::size_t at = 0; at < sample.size(); ++at) {
    std::size_t length = 0;
    while (at < sample.size() && is_high(sample[at])) ++at, ++length;
    if (length == 0) continue;
    found.bytes += length;
    ++found.runs;
    found.even += length % 2 == 0 ? 1 : 0;
    found.bytes_in_long += length >= 3 ? length : 0;
  }
  return found;
}

// Whether the bytes can be what ICU takes them for when it is not sure: letters of Cyrillic stand from C0 on, those of
// Hebrew are its small ones less the last few.
bool is_plausible(std::string_view label, std::string_view sample) {
  const auto count = [sample](auto is_in) {
    return std::count_if(sample.begin(), sample.end(), [&](char c) { return is_in(static_cast<unsigned char>(c)); });
  };
  if (label == "windows-1255") {
    return count([](unsigned char c) { return c > 0xFA || (c >= 0xD4 && c < 0xE0); }) == 0;
  }
  if (label != "windows-1251" && label != "koi8-r") return true;
  return count([](unsigned char c) { return c >= 0xC0; }) * 10 >= count([](unsigned char c) { return c >= 0x80; }) * 8;
}

// The first that is one of ours, among ICU's first or among all its matches of this confidence, of 100.
std::string_view ask_icu(std::string_view sample, int confidence_min, bool first_only) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, DetectorDeleter> detector(ucsdet_open(&status));
  ucsdet_setText(detector.get(), sample.data(), static_cast<std::int32_t>(sample.size()), &status);
  ucsdet_enableInputFilter(detector.get(), true);
  std::int32_t count = 0;
  const UCharsetMatch** matches = ucsdet_detectAll(detector.get(), &count, &status);
  if (U_FAILURE(status)) return "";
  for (std::int32_t i = 0; i < (first_only ? std::min(count, 1) : count); ++i) {
    if (ucsdet_getConfidence(matches[i], &status) < confidence_min) break;
    const std::string_view name = ucsdet_getName(matches[i], &status);
    const auto* guess =
        std::find_if(kGuesses.begin(), kGuesses.end(), [name](const Guess& each) { return each.icu == name; });
    if (guess != kGuesses.end() && is_plausible(guess->label, sample)) return guess->label;
  }
  return "";
}

bool is_east_asian(std::string_view label) {
  return label == "big5" || label == "euc-jp" || label == "euc-kr" || label == "gb18030" || label == "shift_jis";
}

// Words of the text that are of another script than Latin: tags, addresses and names mislead ICU.
std::string foreign_words(std::string_view sample) {
  std::string words;
  for (std::size_t at = 0; at < sample.size(); ++at) {
    std::size_t end = at;
    while (end < sample.size() && is_high(sample[end])) ++end;
    if (end - at >= 3) words.append(sample.substr(at, end - at)) += ' ';
    at = std::max(at, end);
  }
  return words;
}

// Thai, which ICU does not know and takes for Korean: bytes of TIS-620 only, as many vowels and signs above and below
// the line as the language has, and consonants from the beginning of its alphabet, where Cyrillic has no letters.
bool is_thai(std::string_view sample) {
  std::size_t high = 0, signs = 0, vowels = 0, consonants = 0, first_consonants = 0, kana = 0;
  for (const char c : sample) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 || byte == 0xA0) continue;
    if (byte < 0xA1 || byte > 0xFB || (byte > 0xDA && byte < 0xDF)) return false;
    ++high;
    if (byte <= 0xCE) ++consonants;
    if (byte <= 0xBF) ++first_consonants;
    if (byte == 0xA4 || byte == 0xA5) ++kana;  // the first of two bytes in EUC-JP
    if (byte == 0xD1 || (byte >= 0xD4 && byte <= 0xDA) || (byte >= 0xE7 && byte <= 0xEE)) ++signs;
    if (byte == 0xD0 || byte == 0xD2 || byte == 0xD3 || (byte >= 0xE0 && byte <= 0xE4)) ++vowels;
  }
  constexpr std::size_t kLettersMin = 10;
  return high >= kLettersMin && signs * 16 >= high && (signs + vowels) * 4 >= high && consonants * 5 >= high * 2 &&
         first_consonants * 5 >= high && kana * 5 <= high;
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
  const auto* first = std::find_if(bytes.begin(), bytes.end(), is_high);
  if (first == bytes.end()) return "";
  // From the start if possible: the detector passes over markup only where it sees enough of it.
  const auto lead = static_cast<std::size_t>(first - bytes.begin());
  const std::string_view sample =
      bytes.substr(lead < kGuessBytesMax / 2 ? 0 : lead, kGuessBytesMax);
  constexpr int kSure = 40, kPerhaps = 8;
  constexpr std::size_t kRunsMin = 6, kForeignBytesMin = 12;
  const HighRuns runs = high_runs(sample);
  const std::string_view guess = ask_icu(sample, kSure, true);
  // Of two bytes a character, in every single run.
  const bool is_paired = runs.runs >= kRunsMin && runs.even == runs.runs && is_east_asian(guess);
  if (!is_paired && is_thai(sample)) return "tis-620";
  if (!guess.empty()) return std::string(guess);
  if (runs.bytes < kForeignBytesMin || runs.bytes_in_long * 10 < runs.bytes * 8) return "";
  return std::string(ask_icu(foreign_words(sample), kPerhaps, false));
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
