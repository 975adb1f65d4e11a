// Unicode helpers (ICU stands behind them). Any thread; pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated {

// How many bytes from `at` on are ASCII.
std::size_t ascii_run(std::string_view bytes, std::size_t at);

// True when the bytes are valid UTF-8 (no surrogates, no overlong forms).
bool is_valid_utf8(std::string_view bytes);

// Replaces each ill-formed sequence by U+FFFD (WHATWG "maximal subpart" practice).
std::string repair_utf8(std::string_view bytes);

// How many combining marks may follow each other (as decomposed), as in UAX #15's Stream-Safe Text
// Format. No language writes that many; putting more into order would cost their square.
constexpr int kMarksInARowMax = 30;

// Normal form of a published text: NFC, every run of white space (NBSP too) one space, trimmed, control and
// zero-width characters and combining marks beyond kMarksInARowMax removed. Cheap for ASCII.
std::string normal_form(std::string_view text);

// Folds for comparison: lower case, Latin accents removed, quotes and dashes unified; the same limit of marks.
// For keys, never shown.
std::string fold(std::string_view text);

// Words of a text for counting and keys: maximal runs of letters, digits and marks, with inner apostrophes
// and hyphens ("Pakistan's", "co-op", "1,200" are one word each); CJK characters count singly. The views point
// into `text`.
std::vector<std::string_view> words(std::string_view text);

std::size_t count_code_points(std::string_view text);

// Decodes the code point at `at` (must be a sequence start of valid UTF-8) and advances `at`.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_utf8(std::string& out, char32_t code_point);

// Bytes in a named character set to UTF-8, ill-formed sequences replaced. `label` is an encoding label of the
// WHATWG Encoding Standard (iso-8859-1 means windows-1252, gb2312 means gb18030); nullopt: unknown label.
// `lossless`, if given, is set to false when something had to be replaced.
std::optional<std::string> to_utf8(std::string_view bytes, std::string_view label,
                                   bool* lossless = nullptr);

// The canonical lower-case name of an encoding label, or "" when it is unknown.
std::string canonical_charset(std::string_view label);

// The encoding of a text that is not UTF-8 and of which nothing says what it is: a multi-byte encoding of East
// Asia, or a single-byte one of Cyrillic, Greek, Hebrew, Arabic or Thai. "" where none is likely; Western texts
// are left to the caller's default. Markup is passed over.
std::string guess_charset(std::string_view bytes);

// How many bytes a guess looks at: from the start, or from the first one outside of ASCII where
// that stands beyond half of this.
constexpr std::size_t kGuessBytesMax = 64 * 1024;

// Undoes a wrong conversion: UTF-8 that was taken for windows-1252 or Latin-1 and encoded once more ("â€¦" for
// an ellipsis). Only where every character outside of ASCII takes part; nullopt where there is nothing to undo.
std::optional<std::string> undo_double_encoding(std::string_view text);

}  // namespace syndicated
