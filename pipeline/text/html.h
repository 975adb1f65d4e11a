// Linear HTML handling: one pass over the bytes, no tree, memory bounded by the input. WHATWG
// tokenization as far as untrusted news bodies need it. Any thread; pure; valid UTF-8 in, valid
// UTF-8 out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace syndicated {

// True when a text shows markup: a known tag, or a character reference.
bool looks_like_html(std::string_view text);

// Decodes character references (named: the HTML table; decimal; hexadecimal with the windows-1252
// remap).
std::string decode_references(std::string_view text);

// Allow-listed elements and attributes only; no script, style, event handlers or unsafe URL
// schemes; URLs resolved against `base` ("" leaves them as they are).
// sanitise_html(sanitise_html(x)) == sanitise_html(x).
std::string sanitise_html(std::string_view html, std::string_view base);

// A block of visible text in document order. `kind` says what it stood in.
struct HtmlBlock {
  enum class Kind { paragraph, heading, list_item, quote, caption, preformatted, table_cell };
  Kind kind = Kind::paragraph;
  std::string text;        // references decoded, white space folded, trimmed; never empty
  bool all_link = false;   // the whole text stands in <a>: a link title, not prose
  bool bold_only = false;  // the whole text is <b> or <strong>
};

// Splits markup into blocks at block elements and at <br>; scripts, styles and comments are
// dropped. Stops at `blocks_max` blocks.
std::vector<HtmlBlock> html_blocks(std::string_view html, std::size_t blocks_max = 10'000);

// The visible text on one line.
std::string html_to_line(std::string_view html);

}  // namespace syndicated
