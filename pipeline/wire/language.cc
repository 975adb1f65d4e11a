#include "pipeline/wire/language.h"

#include <cstdio>

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include "pipeline/text/unicode.h"
#include "pipeline/wire/letters.h"

namespace syndicated::wire {
namespace {

// Enough for a sure answer on prose, and a third of the time of a whole report.
constexpr std::size_t kDetectBytesMax = 300;
constexpr std::size_t kScriptBytesMax = 600;

struct Script {
  char32_t first, last;
  std::string_view language;
};

constexpr Script kScripts[] = {
    {0x0370, 0x03FF, "el"}, {0x0530, 0x058F, "hy"}, {0x0590, 0x05FF, "he"}, {0x0900, 0x097F, "hi"},
    {0x0980, 0x09FF, "bn"}, {0x0A00, 0x0A7F, "pa"}, {0x0A80, 0x0AFF, "gu"}, {0x0B00, 0x0B7F, "or"},
    {0x0B80, 0x0BFF, "ta"}, {0x0C00, 0x0C7F, "te"}, {0x0C80, 0x0CFF, "kn"}, {0x0D00, 0x0D7F, "ml"},
    {0x0D80, 0x0DFF, "si"}, {0x0E00, 0x0E7F, "th"}, {0x0E80, 0x0EFF, "lo"}, {0x1000, 0x109F, "my"},
    {0x10A0, 0x10FF, "ka"}, {0x1780, 0x17FF, "km"}, {0x3040, 0x30FF, "ja"}, {0xAC00, 0xD7AF, "ko"},
};

std::string_view cut_at_character(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

}  // namespace

std::string language_of_script(std::string_view text) {
  text = cut_at_character(text, kScriptBytesMax);
  std::size_t counts[std::size(kScripts)] = {};
  std::size_t letters = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_wide(text[at])) {
      letters += is_letter(text[at]);
      ++at;
      continue;
    }
    char32_t c = next_code_point(text, at);
    if (c < 0x300 || (c >= 0x2000 && c < 0x2C00)) continue;
    ++letters;
    for (std::size_t i = 0; i < std::size(kScripts); ++i) {
      if (c >= kScripts[i].first && c <= kScripts[i].last) ++counts[i];
    }
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < std::size(kScripts); ++i) {
    if (counts[i] > counts[best]) best = i;
  }
  // Half of the letters: names in Latin letters stand in every script's news.
  if (letters < 4 || counts[best] * 2 < letters) return {};
  return std::string(kScripts[best].language);
}

std::string detect_language(std::string_view text) {
  text = cut_at_character(text, kDetectBytesMax);
  if (text.empty()) return {};
  CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  CLD2::Language languages[3];
  int percents[3];
  double scores[3];
  int text_bytes = 0;
  bool reliable = false;
  CLD2::Language language =
      CLD2::ExtDetectLanguageSummary(text.data(), static_cast<int>(text.size()), true, &hints, 0,
                                     languages, percents, scores, nullptr, &text_bytes, &reliable);
  if (!reliable || language == CLD2::UNKNOWN_LANGUAGE) return {};
  return primary_subtag(CLD2::LanguageCode(language));
}

std::string primary_subtag(std::string_view tag) {
  tag = trim(tag);
  std::size_t end = std::min(tag.find_first_of("-_"), tag.size());
  std::string out = lower_ascii(tag.substr(0, end));
  if (out.size() < 2 || out.size() > 3 || out == "un" || out == "und") return {};
  for (char c : out) {
    if (!is_lower(c)) return {};
  }
  return out;
}

}  // namespace syndicated::wire
