#include "daemon/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>

namespace syndicated {
namespace {

struct Range {
  char32_t first, last;
};

// Marks that stand on the character before them (general category Mn and Me of the scripts that
// news uses, and the combining blocks). Marks that take room of their own (Mc) are not here.
constexpr Range kCombining[] = {
    {0x0300, 0x036f},   {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x05bf, 0x05bf}, {0x05c1, 0x05c2},
    {0x05c4, 0x05c5},   {0x05c7, 0x05c7}, {0x0610, 0x061a}, {0x064b, 0x065f}, {0x0670, 0x0670},
    {0x06d6, 0x06dc},   {0x06df, 0x06e4}, {0x06e7, 0x06e8}, {0x06ea, 0x06ed}, {0x0711, 0x0711},
    {0x0730, 0x074a},   {0x07a6, 0x07b0}, {0x0900, 0x0902}, {0x093a, 0x093a}, {0x093c, 0x093c},
    {0x0941, 0x0948},   {0x094d, 0x094d}, {0x0951, 0x0957}, {0x0962, 0x0963}, {0x0981, 0x0981},
    {0x09bc, 0x09bc},   {0x09c1, 0x09c4}, {0x09cd, 0x09cd}, {0x09e2, 0x09e3}, {0x0a01, 0x0a02},
    {0x0a3c, 0x0a51},   {0x0a70, 0x0a71}, {0x0a75, 0x0a75}, {0x0a81, 0x0a82}, {0x0abc, 0x0abc},
    {0x0ac1, 0x0ac8},   {0x0acd, 0x0acd}, {0x0b01, 0x0b01}, {0x0b3c, 0x0b3c}, {0x0b3f, 0x0b3f},
    {0x0b41, 0x0b44},   {0x0b4d, 0x0b56}, {0x0b82, 0x0b82}, {0x0bc0, 0x0bc0}, {0x0bcd, 0x0bcd},
    {0x0c00, 0x0c00},   {0x0c3e, 0x0c40}, {0x0c46, 0x0c56}, {0x0c81, 0x0c81}, {0x0cbc, 0x0cbc},
    {0x0ccc, 0x0ccd},   {0x0d00, 0x0d01}, {0x0d41, 0x0d44}, {0x0d4d, 0x0d4d}, {0x0dca, 0x0dca},
    {0x0dd2, 0x0dd6},   {0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x0eb1, 0x0eb1},
    {0x0eb4, 0x0ebc},   {0x0ec8, 0x0ecd}, {0x0f18, 0x0f19}, {0x0f71, 0x0f7e}, {0x0f80, 0x0f84},
    {0x102d, 0x1030},   {0x1032, 0x1037}, {0x1039, 0x103a}, {0x135d, 0x135f}, {0x17b4, 0x17b5},
    {0x17b7, 0x17bd},   {0x17c6, 0x17c6}, {0x17c9, 0x17d3}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
    {0x20d0, 0x20ff},   {0x302a, 0x302d}, {0x3099, 0x309a}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
    {0x1f3fb, 0x1f3ff},
};

// East Asian Width W and F, and the emoji that terminals draw wide.
constexpr Range kWide[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},
    {0x23f0, 0x23f0},   {0x23f3, 0x23f3},   {0x25fd, 0x25fe},   {0x2614, 0x2615},
    {0x2648, 0x2653},   {0x267f, 0x267f},   {0x2693, 0x2693},   {0x26a1, 0x26a1},
    {0x26aa, 0x26ab},   {0x26bd, 0x26be},   {0x26c4, 0x26c5},   {0x26ce, 0x26ce},
    {0x26d4, 0x26d4},   {0x26ea, 0x26ea},   {0x26f2, 0x26f3},   {0x26f5, 0x26f5},
    {0x26fa, 0x26fa},   {0x26fd, 0x26fd},   {0x2705, 0x2705},   {0x270a, 0x270b},
    {0x2728, 0x2728},   {0x274c, 0x274c},   {0x274e, 0x274e},   {0x2753, 0x2755},
    {0x2757, 0x2757},   {0x2795, 0x2797},   {0x27b0, 0x27b0},   {0x27bf, 0x27bf},
    {0x2b1b, 0x2b1c},   {0x2b50, 0x2b50},   {0x2b55, 0x2b55},   {0x2e80, 0x303e},
    {0x3041, 0x33ff},   {0x3400, 0x4dbf},   {0x4e00, 0xa4cf},   {0xa960, 0xa97f},
    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe10, 0xfe19},   {0xfe30, 0xfe6f},
    {0xff01, 0xff60},   {0xffe0, 0xffe6},   {0x16fe0, 0x18cff}, {0x1b000, 0x1b2ff},
    {0x1f004, 0x1f004}, {0x1f0cf, 0x1f0cf}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a},
    {0x1f1e6, 0x1f202}, {0x1f210, 0x1f23b}, {0x1f240, 0x1f248}, {0x1f250, 0x1f251},
    {0x1f260, 0x1f265}, {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f7e0, 0x1f7eb},
    {0x1f90c, 0x1f9ff}, {0x1fa70, 0x1faff}, {0x20000, 0x2fffd}, {0x30000, 0x3fffd},
};

// Invisible on purpose, or turning the direction of what follows: a person would not see what is
// there.
constexpr Range kInvisible[] = {
    {0x00ad, 0x00ad},   {0x034f, 0x034f},   {0x061c, 0x061c}, {0x115f, 0x1160}, {0x17b4, 0x17b5},
    {0x180b, 0x180f},   {0x200b, 0x200b},   {0x200e, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x206f},
    {0x3164, 0x3164},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

template <std::size_t N>
bool lies_in(const Range (&ranges)[N], char32_t c) {
  const auto at =
      std::lower_bound(std::begin(ranges), std::end(ranges), c,
                       [](const Range& range, char32_t value) { return range.last < value; });
  return at != std::end(ranges) && at->first <= c;
}

bool is_joiner(char32_t c) { return c == 0x200c || c == 0x200d; }

std::size_t width_of(char32_t c) {
  if (c < 0x300) return 1;
  if (is_joiner(c) || lies_in(kCombining, c)) return 0;
  return lies_in(kWide, c) ? 2 : 1;
}

// The code point at `at`, which moves behind it; nullopt for an ill-formed byte, which is passed
// singly.
std::optional<char32_t> next(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) {
    ++at;
    return lead;
  }
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > text.size()) {
    ++at;
    return std::nullopt;
  }
  char32_t c = lead & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xc0) != 0x80) {
      ++at;
      return std::nullopt;
    }
    c = c << 6 | (byte & 0x3f);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (c < kSmallest[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
    ++at;
    return std::nullopt;
  }
  at += length;
  return c;
}

enum class Treatment { keep, space, replace, drop, mark, joiner };

Treatment treatment_of(std::optional<char32_t> decoded) {
  if (!decoded) return Treatment::replace;
  const char32_t c = *decoded;
  if (c == '\n' || c == '\r' || c == '\t') return Treatment::space;
  if (c < 0x20 || c == 0x7f) return Treatment::replace;
  if (c < 0x7f) return Treatment::keep;
  if (c == 0x85 || c == 0x2028 || c == 0x2029) return Treatment::space;
  if (c < 0xa0) return Treatment::replace;
  if (is_joiner(c)) return Treatment::joiner;
  if (lies_in(kInvisible, c)) return Treatment::drop;
  // Private use draws whatever a font likes; noncharacters are no text.
  if ((c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000) return Treatment::replace;
  if ((c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef)) return Treatment::replace;
  return lies_in(kCombining, c) ? Treatment::mark : Treatment::keep;
}

// UTF-16 code units, as JSON wants them (RFC 8259, section 7).
void append_json_escape(std::string& out, char32_t c) {
  const auto unit = [&out](char32_t value) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += "0123456789abcdef"[value >> shift & 15];
  };
  if (c < 0x10000) {
    unit(c);
    return;
  }
  unit(0xd800 + ((c - 0x10000) >> 10));
  unit(0xdc00 + ((c - 0x10000) & 0x3ff));
}

}  // namespace

std::string for_terminal(std::string_view text) {
  constexpr std::string_view kReplacement = "\xef\xbf\xbd";
  std::string out;
  out.reserve(text.size());
  std::string_view joiner;                 // waits for a visible character behind it
  std::size_t marks = kCombiningMarksMax;  // nothing to stand on yet
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const Treatment treatment = treatment_of(next(text, at));
    const std::string_view bytes = text.substr(begin, at - begin);
    switch (treatment) {
      case Treatment::drop:
        break;
      case Treatment::joiner:
        if (marks < kCombiningMarksMax) joiner = bytes;
        break;
      case Treatment::mark:
        if (marks++ < kCombiningMarksMax) out.append(bytes);
        break;
      case Treatment::space:
      case Treatment::replace:
        joiner = {};
        out.append(treatment == Treatment::space ? std::string_view(" ") : kReplacement);
        marks = kCombiningMarksMax;
        break;
      case Treatment::keep:
        out.append(joiner).append(bytes);
        joiner = {};
        marks = 0;
        break;
    }
    marks = std::min(marks, kCombiningMarksMax);
  }
  return out;
}

std::string json_for_terminal(std::string_view line) {
  std::string out;
  out.reserve(line.size());
  std::size_t marks = kCombiningMarksMax;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t begin = at;
    const std::optional<char32_t> decoded = next(line, at);
    const Treatment treatment = treatment_of(decoded);
    bool keep = treatment == Treatment::keep;
    if (treatment == Treatment::mark) keep = marks < kCombiningMarksMax;
    if (treatment == Treatment::joiner) keep = marks < kCombiningMarksMax;
    marks = treatment == Treatment::keep ? 0 : std::min(marks + 1, kCombiningMarksMax);
    if (keep) {
      out.append(line, begin, at - begin);
    } else {
      append_json_escape(out, decoded.value_or(0xfffd));
    }
  }
  return out;
}

std::size_t columns(std::string_view text) {
  std::size_t sum = 0;
  for (std::size_t at = 0; at < text.size();) sum += width_of(next(text, at).value_or(0xfffd));
  return sum;
}

std::string truncated(std::string_view text, std::size_t limit, bool unicode) {
  if (columns(text) <= limit) return std::string(text);
  const std::string_view ellipsis = unicode ? "\xe2\x80\xa6" : "...";
  const std::size_t ellipsis_columns = unicode ? 1 : 3;
  if (limit < ellipsis_columns) return std::string(limit, '.');
  std::size_t room = limit - ellipsis_columns;
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size(); end = at) {
    const std::size_t width = width_of(next(text, at).value_or(0xfffd));
    if (width > room) break;
    room -= width;
  }
  return std::string(text.substr(0, end)).append(ellipsis);
}

std::string padded(std::string_view text, std::size_t width, bool unicode) {
  std::string out = truncated(text, width, unicode);
  out.append(width - std::min(width, columns(out)), ' ');
  return out;
}

TerminalStyle style_for(ColorChoice choice, const TerminalSurroundings& surroundings) {
  TerminalStyle style;
  const bool forced =
      (!surroundings.clicolor_force.empty() && surroundings.clicolor_force != "0") ||
      (!surroundings.force_color.empty() && surroundings.force_color != "0");
  if (choice != ColorChoice::automatic) {
    style.color = choice == ColorChoice::always;
  } else if (forced) {
    style.color = true;
  } else {
    style.color = surroundings.no_color.empty() && surroundings.is_terminal &&
                  !surroundings.term.empty() && surroundings.term != "dumb";
  }
  std::string charset;
  for (const char c : surroundings.locale) {
    if (c != '-') charset += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  style.unicode = charset.find("utf8") != std::string::npos;
  style.width = surroundings.is_terminal ? surroundings.width : 0;
  return style;
}

TerminalSurroundings surroundings_of(int descriptor) {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  TerminalSurroundings found;
  found.is_terminal = isatty(descriptor) == 1;
  winsize size{};
  if (found.is_terminal && ioctl(descriptor, TIOCGWINSZ, &size) == 0) found.width = size.ws_col;
  found.term = variable("TERM");
  found.no_color = variable("NO_COLOR");
  found.clicolor_force = variable("CLICOLOR_FORCE");
  found.force_color = variable("FORCE_COLOR");
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    found.locale = variable(name);
    if (!found.locale.empty()) break;
  }
  return found;
}

}  // namespace syndicated
