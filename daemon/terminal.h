// The terminal sanitiser: what stands between text from outside and a person's terminal. A headline
// may hold escape sequences that clear the screen, set the title or the clipboard, characters that
// turn the direction of writing, or ten thousand combining marks. Everything that a command prints
// passes here; what the program adds itself (colours, line ends) is added afterwards.
//
// Widths are display columns after Unicode's East Asian Width: wide and full-width characters and
// emoji take two, combining marks none. The table is ours, since that of the C library follows the
// locale.
//
// Any thread; pure; linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syndicated {

// Combining marks that one character may carry; Vietnamese, Hebrew and Devanagari need up to four.
inline constexpr std::size_t kCombiningMarksMax = 8;

// The text as one line that a terminal cannot misunderstand: valid UTF-8 without controls (C0, DEL,
// C1), bidirectional controls, invisible characters, unassigned-by-design code points or surplus
// combining marks. Line ends and tabs become a space, any other control or ill-formed byte becomes
// U+FFFD, what is merely invisible goes. Zero-width joiners stay where scripts and emoji need them:
// between two visible characters.
std::string for_terminal(std::string_view text);

// The same promise for a line of valid JSON, which stays valid and means the same: what
// for_terminal() would change is written as \u and four digits instead. (Outside its strings, JSON
// holds nothing that must change.)
std::string json_for_terminal(std::string_view line);

// Display columns of a text that for_terminal() gave.
std::size_t columns(std::string_view text);

// The text in at most `limit` columns; what was cut shows as an ellipsis ("..." when not
// `unicode`). The text must come from for_terminal(). A wide character is never halved, so that the
// result may be a column short.
std::string truncated(std::string_view text, std::size_t limit, bool unicode);

// Cut or filled with spaces to exactly `width` columns.
std::string padded(std::string_view text, std::size_t width, bool unicode);

// What an output can show.
struct TerminalStyle {
  bool color = false;
  bool unicode = false;
  std::size_t width = 0;  // columns; 0 is no terminal: nothing is cut
};

enum class ColorChoice { automatic, always, never };

// What decides about colours; a struct, so that tests need no environment.
struct TerminalSurroundings {
  bool is_terminal = false;
  std::size_t width = 0;
  std::string term, no_color, clicolor_force,
      force_color;     // the variables of these names, "" unset
  std::string locale;  // the first set of LC_ALL, LC_CTYPE, LANG
};

// --color beats CLICOLOR_FORCE and FORCE_COLOR, which beat NO_COLOR, which beats the terminal.
TerminalStyle style_for(ColorChoice choice, const TerminalSurroundings& surroundings);

// Reads environment and terminal of a descriptor. Main thread, before others change the
// environment.
TerminalSurroundings surroundings_of(int descriptor);

}  // namespace syndicated
