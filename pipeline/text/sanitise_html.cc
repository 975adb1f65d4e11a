// sanitise_html and looks_like_html of html.h.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "pipeline/text/find_mark.h"
#include "pipeline/text/html.h"
#include "pipeline/text/html_foreign.h"
#include "pipeline/text/html_policy.h"
#include "pipeline/text/html_references.h"
#include "pipeline/text/html_tokens.h"
#include "pipeline/text/unicode.h"
#include "pipeline/text/url.h"
#include "pipeline/text/url_parts.h"

namespace syndicated {
namespace {

// Elements that go with all that is in them. Of other unknown elements only the tags go: what
// stands in an <object> or <noscript> is what the publisher shows when there is no script.
bool goes_with_content(std::string_view name) {
  return name == "script" || name == "style" || name == "applet" || name == "template" ||
         name == "noembed" || name == "noframes" || name == "xmp" || name == "plaintext";
}

constexpr std::string_view kSvgNamespace = "http://www.w3.org/2000/svg";
constexpr std::string_view kMathNamespace = "http://www.w3.org/1998/Math/MathML";
constexpr std::string_view kXlinkNamespace = "http://www.w3.org/1999/xlink";

class Sanitiser {
 public:
  Sanitiser(std::string_view html, std::string_view base)
      : tokens_(html, true),
        base_(base),
        open_(allowed_element_count() + foreign_element_count(), 0) {
    out_.reserve(html.size() + html.size() / 8);
  }

  std::string run() {
    HtmlToken token;
    while (tokens_.next(token)) {
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
          append_comment(token.text);
      }
    }
    close_all();
    return std::move(out_);
  }

 private:
  void start(const HtmlToken& token) {
    if (goes_with_content(token.name)) return skip_content(token);
    if (token.name == "svg") ++svg_open_;
    if (token.name == "math") ++math_open_;
    if (svg_open_ + math_open_ > 0 || token.name == "textarea") comments_are_unsafe_ = true;
    if (const std::size_t element = open_foreign(token.name); element != kNoForeign) {
      append_foreign(element, token);
      open(allowed_element_count() + element, token);
      return;
    }
    const std::size_t element = allowed_element(token.name);
    if (element == kNoElement) return;
    const bool is_void = is_void_element(token.name);
    out_.push_back('<');
    out_.append(token.name);
    for (const HtmlAttribute& attribute : token.attributes) append_attribute(token.name, attribute);
    out_.append(is_void ? " />" : ">");
    if (!is_void) open(element, token);
  }

  void skip_content(const HtmlToken& token) {
    if (token.self_closing) return;
    const bool is_script = token.name == "script";
    if (is_script && stray_script_end_) {
      // Behind a stray end tag the pairs are counted as they come: this start tag settles it.
      stray_script_end_ = false;
      return;
    }
    tokens_.skip_element(token.name, is_script || token.name == "style");
  }

  // `element` counts through both tables: first HTML, then the foreign vocabularies.
  void open(std::size_t element, const HtmlToken& token) {
    if (token.self_closing) {
      // XHTML means an empty element; in HTML it would stay open.
      close(element);
      return;
    }
    ++open_[element];
    opened_.push_back(static_cast<std::uint16_t>(element));
    if (element >= allowed_element_count()) foreign_.push_back(static_cast<std::uint16_t>(element));
  }

  // Foreign elements are closed in the order of their nesting: none may outlive its drawing, or a
  // second pass would read its end tag in another vocabulary. Each is popped once: linear.
  void close_foreign() {
    const std::size_t element = foreign_.back();
    foreign_.pop_back();
    --open_[element];
    close(element);
  }

  void close(std::size_t element) {
    if (element < allowed_element_count()) {
      out_.append("</").append(allowed_element_name(element)).append(">");
      return;
    }
    const std::string_view name = foreign_element_name(element - allowed_element_count());
    out_.append("</").append(name).append(">");
    if (name == "svg" && svg_open_ > 0) --svg_open_;
    if (name == "math" && math_open_ > 0) --math_open_;
  }

  // The element in the vocabulary of the drawing or formula that is open.
  std::size_t open_foreign(std::string_view name) {
    if (math_open_ > 0) {
      if (const std::size_t e = foreign_element(Foreign::math, name); e != kNoForeign) return e;
    }
    return svg_open_ > 0 ? foreign_element(Foreign::svg, name) : kNoForeign;
  }

  // End tags without a start tag would close what the text is embedded in.
  void end(std::string_view name) {
    if (name == "script") stray_script_end_ = true;
    std::size_t element = open_foreign(name);
    element = element == kNoForeign ? allowed_element(name) : element + allowed_element_count();
    if (element == kNoElement || open_[element] == 0) return;
    if (element >= allowed_element_count()) {
      const std::size_t open_before = open_[element];
      while (open_[element] == open_before) close_foreign();
      return;
    }
    --open_[element];
    close(element);
  }

  // What was left open must not swallow what follows the text. Counting instead of matching keeps
  // it linear.
  void close_all() {
    for (std::size_t i = opened_.size(); i-- > 0;) {
      const std::size_t element = opened_[i];
      if (element >= allowed_element_count()) {
        if (!foreign_.empty()) close_foreign();
        continue;
      }
      if (open_[element] == 0) continue;
      --open_[element];
      if (!has_optional_end(allowed_element_name(element))) close(element);
    }
  }

  void append_foreign(std::size_t element, const HtmlToken& token) {
    const std::string_view name = foreign_element_name(element);
    const Foreign vocabulary =
        element == foreign_element(Foreign::math, name) ? Foreign::math : Foreign::svg;
    out_.push_back('<');
    out_.append(name);
    bool has_xlink = false;
    for (const HtmlAttribute& attribute : token.attributes) {
      const std::string_view allowed = foreign_attribute(vocabulary, attribute.name);
      if (allowed.empty()) continue;
      read_value(attribute);
      if (allowed == "style") {
        value_ = safe_style(value_);
        if (value_.empty()) continue;
      } else if (allowed == "href" || allowed == "xlink:href" || allowed == "altimg") {
        settle_url(false);
      } else if (!is_local_value(value_)) {
        continue;
      }
      has_xlink |= allowed.starts_with("xlink:");
      append_value(allowed);
    }
    if (name == "svg") append_namespace("xmlns", kSvgNamespace);
    if (name == "math") append_namespace("xmlns", kMathNamespace);
    if (has_xlink) append_namespace("xmlns:xlink", kXlinkNamespace);
    out_.push_back('>');
  }

  void append_namespace(std::string_view name, std::string_view uri) {
    out_.push_back(' ');
    out_.append(name).append("=\"").append(uri).append("\"");
  }

  void append_attribute(std::string_view element, const HtmlAttribute& attribute) {
    if (!is_allowed_attribute(attribute.name)) return;
    read_value(attribute);
    if (attribute.name == "style") {
      value_ = safe_style(value_);
      if (value_.empty()) return;
    } else if (is_url_attribute(attribute.name)) {
      settle_url(element == "img" && attribute.name == "src");
    }
    append_value(attribute.name);
  }

  // Control characters go before anything is judged: "u\0rl(" must not become "url(" afterwards.
  void read_value(const HtmlAttribute& attribute) {
    value_.clear();
    append_decoded(value_, attribute.value, ReferencePlace::attribute);
    std::erase_if(value_, [](char c) {
      return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r' &&
             c != '\f';
    });
  }

  // An address that must not be followed becomes the empty one: the element keeps its look.
  void settle_url(bool image) {
    value_ = trim_url(value_);
    if (!is_safe_url(value_, image)) value_.clear();
    if (base_.empty() || value_.empty() || value_.starts_with('#')) return;
    value_ = resolve_url(base_, value_);
    if (!is_safe_url(value_, image)) value_.clear();
  }

  void append_value(std::string_view name) {
    out_.push_back(' ');
    out_.append(name).append("=\"");
    append_escaped(value_);
    out_.push_back('"');
  }

  // Comments stay where every parser takes them for comments: not where a <textarea> or a <title>
  // could make them text, nor those that old browsers obeyed ("[if IE]").
  void append_comment(std::string_view text) {
    if (comments_are_unsafe_ || text.empty()) return;
    if (text.front() == '>' || text.front() == '-' || text.front() == '[' || text.back() == '-')
      return;
    if (text.back() == '!' || text.find("<!") != std::string_view::npos) return;
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
      return static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t';
    });
    if (plain) out_.append("<!--").append(text).append("-->");
  }

  void append_text(std::string_view text) {
    if (text.find('&') == std::string_view::npos) {
      append_escaped(text);
      return;
    }
    value_.clear();
    append_decoded(value_, text, ReferencePlace::text);
    append_escaped(value_);
  }

  // Angle brackets are escaped in attributes too, so that no parser can find a tag where there is
  // none.
  void append_escaped(std::string_view text) {
    for (std::size_t at = 0;; ++at) {
      const std::size_t end = find_mark<'&', '<', '>', '"'>(text, at);
      out_.append(text.substr(at, end - at));
      if (end == text.size()) return;
      at = end;
      switch (text[at]) {
        case '&':
          out_ += "&amp;";
          break;
        case '<':
          out_ += "&lt;";
          break;
        case '>':
          out_ += "&gt;";
          break;
        case '"':
          out_ += "&quot;";
          break;
        case '\n':
        case '\t':
          out_ += text[at];
          break;
        case '\r':
        case '\f':
          out_ += ' ';
          break;
        default:  // other control characters
          break;
      }
    }
  }

  HtmlTokens tokens_;
  std::string_view base_;
  std::string out_;
  std::string value_;                   // of the attribute or text at hand, kept for its memory
  std::vector<std::size_t> open_;       // per element: start tags without an end tag so far
  std::vector<std::uint16_t> opened_;   // elements in the order of their start tags
  std::vector<std::uint16_t> foreign_;  // those of SVG and MathML that are open, outermost first
  std::size_t svg_open_ = 0, math_open_ = 0;
  bool stray_script_end_ = false;
  bool comments_are_unsafe_ = false;
};

}  // namespace

std::string sanitise_html(std::string_view html, std::string_view base) {
  return Sanitiser(html, base).run();
}

bool looks_like_html(std::string_view text) {
  constexpr std::size_t kNameMax = 16;
  const std::size_t last_close = text.rfind('>');
  for (std::size_t at = text.find_first_of("<&"); at != std::string_view::npos;
       at = text.find_first_of("<&", at + 1)) {
    if (text[at] == '&') {
      std::string decoded;
      std::size_t end = at;
      if (decode_one_reference(text, end, ReferencePlace::attribute, decoded) &&
          text[end - 1] == ';')
        return true;
      continue;
    }
    if (last_close == std::string_view::npos || at > last_close) continue;
    std::size_t begin = at + 1;
    if (begin < text.size() && text[begin] == '/') ++begin;
    // No further than a name can reach: a text of nothing but "<" would be searched once for each.
    const std::string_view near = text.substr(begin, kNameMax + 1);
    const std::size_t length = near.find_first_of(" \t\r\n/>");
    if (length == std::string_view::npos) continue;
    const std::string name = lower_ascii(near.substr(0, length));
    if (allowed_element(name) != kNoElement || goes_with_content(name) || is_void_element(name) ||
        name == "iframe" || name == "object" || name == "html" || name == "body" || name == "svg" ||
        name == "math" || name == "blink") {
      return true;
    }
  }
  return false;
}

}  // namespace syndicated
