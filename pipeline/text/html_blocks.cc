// html_blocks and html_to_line of html.h: the visible text of markup, block by block.
#include <algorithm>
#include <iterator>

#include "pipeline/text/html.h"
#include "pipeline/text/html_references.h"
#include "pipeline/text/html_tokens.h"
#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

using Kind = HtmlBlock::Kind;

constexpr std::string_view kBlockElements[] = {
    "address",    "article", "aside",  "blockquote", "body",     "br",     "caption", "center",
    "dd",         "details", "dialog", "dir",        "div",      "dl",     "dt",      "fieldset",
    "figcaption", "figure",  "footer", "form",       "h1",       "h2",     "h3",      "h4",
    "h5",         "h6",      "head",   "header",     "hr",       "html",   "legend",  "li",
    "main",       "menu",    "nav",    "ol",         "optgroup", "option", "p",       "pre",
    "section",    "summary", "table",  "tbody",      "td",       "tfoot",  "th",      "thead",
    "tr",         "ul",
};
static_assert(std::is_sorted(std::begin(kBlockElements), std::end(kBlockElements)));

// Elements whose content is no visible text.
constexpr std::string_view kHiddenElements[] = {"iframe", "noembed",  "noframes", "noscript",
                                                "object", "script",   "select",   "style",
                                                "svg",    "template", "textarea", "title"};
static_assert(std::is_sorted(std::begin(kHiddenElements), std::end(kHiddenElements)));

template <std::size_t N>
bool contains(const std::string_view (&table)[N], std::string_view text) {
  return std::binary_search(std::begin(table), std::end(table), text);
}

bool is_heading(std::string_view name) {
  return name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6';
}

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

// Where the text at hand stands. Flags and counters instead of a stack of elements: real pages
// leave out end tags, and hostile ones nest without end.
class BlockReader {
 public:
  BlockReader(std::string_view html, std::size_t blocks_max)
      : tokens_(html), blocks_max_(blocks_max) {}

  std::vector<HtmlBlock> run() {
    HtmlToken token;
    while (blocks_.size() < blocks_max_ && tokens_.next(token)) {
      switch (token.kind) {
        case HtmlToken::Kind::text:
          append_text(token.text);
          break;
        case HtmlToken::Kind::start:
          start(token);
          break;
        case HtmlToken::Kind::end:
          end(token.name);
          break;
        case HtmlToken::Kind::comment:
          break;
      }
    }
    flush();
    return std::move(blocks_);
  }

 private:
  void start(const HtmlToken& token) {
    const std::string_view name = token.name;
    if (contains(kHiddenElements, name)) {
      const bool raw = name == "script" || name == "style";
      if (!token.self_closing) tokens_.skip_element(name, raw);
      return;
    }
    if (name == "a") {
      in_link_ = true;
    } else if (name == "b" || name == "strong") {
      if (!token.self_closing) ++bold_;
    } else if (name == "br" && in_heading_) {
      text_.push_back(' ');
    } else if (contains(kBlockElements, name)) {
      flush();
      if (!token.self_closing) enter(name);
    }
  }

  void enter(std::string_view name) {
    if (name != "br" && name != "hr") in_heading_ = is_heading(name);
    if (name == "p") in_paragraph_ = true;
    if (name == "li" || name == "dd" || name == "dt") in_item_ = true;
    if (name == "ul" || name == "ol" || name == "dl") ++lists_;
    if (name == "blockquote") ++quotes_;
    if (name == "pre") in_pre_ = true;
    if (name == "figcaption" || name == "caption") in_caption_ = true;
    if (name == "td" || name == "th") in_cell_ = true;
    if (name == "td" || name == "th" || name == "tr" || name == "table") in_paragraph_ = false;
    if (name == "tr" || name == "table") in_cell_ = false;
  }

  void end(std::string_view name) {
    if (name == "a") {
      in_link_ = false;
    } else if (name == "b" || name == "strong") {
      if (bold_ > 0) --bold_;
    } else if (contains(kBlockElements, name)) {
      flush();
      leave(name);
    }
  }

  void leave(std::string_view name) {
    if (is_heading(name)) in_heading_ = false;
    if (name == "p") in_paragraph_ = false;
    if (name == "li" || name == "dd" || name == "dt") in_item_ = false;
    if (name == "ul" || name == "ol" || name == "dl") {
      if (lists_ > 0) --lists_;
      in_item_ = lists_ > 0;
    }
    if (name == "blockquote" && quotes_ > 0) --quotes_;
    if (name == "pre") in_pre_ = false;
    if (name == "figcaption" || name == "caption" || name == "figure" || name == "table")
      in_caption_ = false;
    if (name == "td" || name == "th" || name == "tr" || name == "table") in_cell_ = false;
  }

  Kind kind() const {
    if (in_caption_) return Kind::caption;
    if (in_heading_) return Kind::heading;
    if (in_pre_) return Kind::preformatted;
    if (in_item_) return Kind::list_item;
    // Pages laid out by tables have their prose in cells; a <p> there is prose.
    if (in_cell_ && !in_paragraph_) return Kind::table_cell;
    return quotes_ > 0 ? Kind::quote : Kind::paragraph;
  }

  void append_text(std::string_view text) {
    if (!in_pre_) {
      append_piece(text);
      return;
    }
    // A blank line ends a paragraph of preformatted text.
    while (true) {
      const std::size_t end = blank_line(text);
      append_piece(text.substr(0, end));
      if (end == std::string_view::npos) return;
      flush();
      if (blocks_.size() >= blocks_max_) return;
      text.remove_prefix(end + 1);
    }
  }

  // The position of a line end that is followed by an empty line, npos when there is none.
  static std::size_t blank_line(std::string_view text) {
    for (std::size_t at = text.find('\n'); at != std::string_view::npos;) {
      std::size_t next = at + 1;
      while (next < text.size() && text[next] != '\n' && is_space(text[next])) ++next;
      if (next < text.size() && text[next] == '\n') return at;
      at = text.find('\n', next);
    }
    return std::string_view::npos;
  }

  void append_piece(std::string_view text) {
    if (!std::all_of(text.begin(), text.end(), is_space)) {
      if (!in_link_) all_link_ = false;
      if (bold_ == 0) all_bold_ = false;
    }
    append_decoded(text_, text, ReferencePlace::text);
  }

  void flush() {
    if (text_.empty()) return;
    HtmlBlock block;
    block.text = normal_form(text_);
    text_.clear();
    block.kind = kind();
    block.all_link = all_link_;
    block.bold_only = all_bold_;
    all_link_ = all_bold_ = true;
    if (!block.text.empty() && blocks_.size() < blocks_max_) blocks_.push_back(std::move(block));
  }

  HtmlTokens tokens_;
  std::size_t blocks_max_;
  std::vector<HtmlBlock> blocks_;
  std::string text_;
  bool all_link_ = true, all_bold_ = true;  // of the text at hand, as long as it is empty too
  bool in_link_ = false, in_heading_ = false, in_paragraph_ = false, in_item_ = false;
  bool in_pre_ = false, in_caption_ = false, in_cell_ = false;
  std::size_t bold_ = 0, lists_ = 0, quotes_ = 0;
};

}  // namespace

std::vector<HtmlBlock> html_blocks(std::string_view html, std::size_t blocks_max) {
  return BlockReader(html, blocks_max).run();
}

std::string html_to_line(std::string_view html) {
  if (html.find_first_of("<&") == std::string_view::npos) return normal_form(html);
  constexpr std::size_t kBlocksMax = 100'000;
  std::string out;
  for (const HtmlBlock& block : html_blocks(html, kBlocksMax)) {
    if (!out.empty()) out.push_back(' ');
    out.append(block.text);
  }
  return out;
}

}  // namespace syndicated
