// sanitise_html and looks_like_html of html.h.
#include <algorithm>
#include <array>
#include <vector>

#include "pipeline/text/html.h"
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

class Sanitiser {
 public:
  Sanitiser(std::string_view html, std::string_view base)
      : tokens_(html), base_(base), open_(allowed_element_count(), 0) {
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
      }
    }
    close_all();
    return std::move(out_);
  }

 private:
  void start(const HtmlToken& token) {
    if (goes_with_content(token.name)) {
      const bool raw = token.name == "script" || token.name == "style";
      if (!token.self_closing) tokens_.skip_element(token.name, raw);
      return;
    }
    const std::size_t element = allowed_element(token.name);
    if (element == kNoElement) return;
    const bool is_void = is_void_element(token.name);
    out_.push_back('<');
    out_.append(token.name);
    for (const HtmlAttribute& attribute : token.attributes) append_attribute(token.name, attribute);
    out_.append(is_void ? " />" : ">");
    if (is_void) return;
    if (token.self_closing) {
      // XHTML means an empty element; in HTML it would stay open.
      out_.append("</").append(token.name).append(">");
      return;
    }
    ++open_[element];
    opened_.push_back(static_cast<unsigned char>(element));
  }

  // End tags without a start tag would close what the text is embedded in.
  void end(std::string_view name) {
    const std::size_t element = allowed_element(name);
    if (element == kNoElement || open_[element] == 0) return;
    --open_[element];
    out_.append("</").append(name).append(">");
  }

  // What was left open must not swallow what follows the text. Counting instead of matching keeps
  // it linear.
  void close_all() {
    for (std::size_t i = opened_.size(); i-- > 0;) {
      const std::size_t element = opened_[i];
      if (open_[element] == 0) continue;
      --open_[element];
      const std::string_view name = allowed_element_name(element);
      if (!has_optional_end(name)) out_.append("</").append(name).append(">");
    }
  }

  void append_attribute(std::string_view element, const HtmlAttribute& attribute) {
    if (!is_allowed_attribute(attribute.name)) return;
    value_.clear();
    append_decoded(value_, attribute.value, ReferencePlace::attribute);
    if (attribute.name == "style") {
      value_ = safe_style(value_);
      if (value_.empty()) return;
    } else if (is_url_attribute(attribute.name)) {
      const bool image = element == "img" && attribute.name == "src";
      value_ = trim_url(value_);
      if (!is_safe_url(value_, image)) return;
      if (!base_.empty() && !value_.starts_with('#')) {
        value_ = resolve_url(base_, value_);
        if (!is_safe_url(value_, image)) return;
      }
    }
    out_.push_back(' ');
    out_.append(attribute.name).append("=\"");
    append_escaped(value_);
    out_.push_back('"');
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
    std::size_t copied = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char* replacement = nullptr;
      switch (text[i]) {
        case '&':
          replacement = "&amp;";
          break;
        case '<':
          replacement = "&lt;";
          break;
        case '>':
          replacement = "&gt;";
          break;
        case '"':
          replacement = "&quot;";
          break;
        default:
          if (static_cast<unsigned char>(text[i]) >= 0x20 || text[i] == '\n' || text[i] == '\t')
            continue;
          replacement = text[i] == '\r' || text[i] == '\f' ? " " : "";
      }
      out_.append(text.substr(copied, i - copied)).append(replacement);
      copied = i + 1;
    }
    out_.append(text.substr(copied));
  }

  HtmlTokens tokens_;
  std::string_view base_;
  std::string out_;
  std::string value_;                  // of the attribute or text at hand, kept for its memory
  std::vector<std::size_t> open_;      // per element: start tags without an end tag so far
  std::vector<unsigned char> opened_;  // elements in the order of their start tags
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
    const std::size_t end = text.find_first_of(" \t\r\n/>", begin);
    if (end == std::string_view::npos || end - begin > kNameMax) continue;
    const std::string name = lower_ascii(text.substr(begin, end - begin));
    if (allowed_element(name) != kNoElement || goes_with_content(name) || is_void_element(name) ||
        name == "iframe" || name == "object" || name == "html" || name == "body" || name == "svg" ||
        name == "blink") {
      return true;
    }
  }
  return false;
}

}  // namespace syndicated
