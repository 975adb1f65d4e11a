#include "pipeline/text/html_policy.h"

#include <algorithm>
#include <iterator>

#include "pipeline/text/url_parts.h"

namespace syndicated {
namespace {

// All tables are sorted for binary search.
constexpr std::string_view kElements[] = {
    "a",
    "abbr",
    "acronym",
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "command",
    "data",
    "datagrid",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "event-source",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "keygen",
    "label",
    "legend",
    "li",
    "m",
    "main",
    "map",
    "mark",
    "menu",
    "meter",
    "multicol",
    "nav",
    "nextid",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "picture",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "select",
    "small",
    "sound",
    "source",
    "spacer",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
};
constexpr std::string_view kVoid[] = {
    "area",   "base", "br",   "col",    "command", "embed",  "frame",  "hr",    "img", "input",
    "keygen", "link", "meta", "nextid", "param",   "source", "spacer", "track", "wbr"};
constexpr std::string_view kOptionalEnd[] = {"colgroup", "dd",    "dt", "li",    "optgroup",
                                             "option",   "p",     "rp", "rt",    "tbody",
                                             "td",       "tfoot", "th", "thead", "tr"};

// Deliberately absent: on*, srcdoc, formaction (it overrides a form's own address), ping, autoplay,
// http-equiv, is, slot, xmlns, xlink:*.
constexpr std::string_view kAttributes[] = {
    "abbr",
    "accept",
    "accept-charset",
    "accesskey",
    "action",
    "align",
    "alt",
    "autocomplete",
    "autofocus",
    "axis",
    "background",
    "balance",
    "bgcolor",
    "bgproperties",
    "border",
    "bordercolor",
    "bordercolordark",
    "bordercolorlight",
    "bottompadding",
    "cellpadding",
    "cellspacing",
    "ch",
    "challenge",
    "char",
    "charoff",
    "charset",
    "checked",
    "choff",
    "cite",
    "class",
    "clear",
    "color",
    "cols",
    "colspan",
    "compact",
    "contenteditable",
    "controls",
    "coords",
    "data",
    "datafld",
    "datapagesize",
    "datasrc",
    "datetime",
    "default",
    "delay",
    "dir",
    "disabled",
    "draggable",
    "dynsrc",
    "enctype",
    "end",
    "face",
    "for",
    "form",
    "frame",
    "galleryimg",
    "gutter",
    "headers",
    "height",
    "hidden",
    "hidefocus",
    "high",
    "href",
    "hreflang",
    "hspace",
    "icon",
    "id",
    "inputmode",
    "ismap",
    "keytype",
    "label",
    "lang",
    "leftspacing",
    "list",
    "longdesc",
    "loop",
    "loopcount",
    "loopend",
    "loopstart",
    "low",
    "lowsrc",
    "max",
    "maxlength",
    "media",
    "method",
    "min",
    "multiple",
    "name",
    "nohref",
    "noshade",
    "nowrap",
    "open",
    "optimum",
    "pattern",
    "point-size",
    "poster",
    "pqg",
    "preload",
    "prompt",
    "radiogroup",
    "readonly",
    "rel",
    "repeat-max",
    "repeat-min",
    "replace",
    "required",
    "rev",
    "rightspacing",
    "rows",
    "rowspan",
    "rules",
    "scope",
    "selected",
    "shape",
    "size",
    "span",
    "src",
    "start",
    "step",
    "style",
    "summary",
    "suppress",
    "tabindex",
    "target",
    "template",
    "title",
    "toppadding",
    "type",
    "unselectable",
    "urn",
    "usemap",
    "valign",
    "value",
    "variable",
    "volume",
    "vrml",
    "vspace",
    "width",
    "wrap",
    "xml:lang",
};
constexpr std::string_view kUrlAttributes[] = {
    "action", "background", "cite",   "data",   "datasrc", "dynsrc", "href", "icon",
    "longdesc", "lowsrc",   "poster", "src",    "urn",     "usemap", "vrml"};
constexpr std::string_view kSchemes[] = {
    "callto", "feed", "ftp",    "ftps",   "geo", "gopher", "http", "https",  "irc",
    "irc6",   "ircs", "magnet", "mailto", "mms", "news",   "nntp", "rtsp",   "sftp",
    "sip",    "sips", "sms",    "snews",  "tag", "tel",    "urn",  "webcal", "xmpp"};
constexpr std::string_view kImageTypes[] = {"avif", "bmp", "gif", "jpeg", "jpg", "png", "webp"};

constexpr std::string_view kStyleNames[] = {
    "azimuth",
    "background-color",
    "border-bottom-color",
    "border-collapse",
    "border-color",
    "border-left-color",
    "border-right-color",
    "border-top-color",
    "clear",
    "color",
    "cursor",
    "direction",
    "display",
    "elevation",
    "float",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "overflow",
    "text-align",
    "text-decoration",
    "text-indent",
    "unicode-bidi",
    "vertical-align",
    "volume",
    "white-space",
    "width",
};
// Names with these beginnings take only the values below.
constexpr std::string_view kStyleFamilies[] = {"background", "border", "margin", "padding"};
constexpr std::string_view kStyleValues[] = {
    "!important", "aqua",   "auto",   "black",       "block",     "blue",   "bold",    "both",
    "bottom",     "brown",  "center", "collapse",    "dashed",    "dotted", "fuchsia", "gray",
    "green",      "italic", "left",   "lime",        "maroon",    "medium", "navy",    "none",
    "normal",     "nowrap", "olive",  "pointer",     "purple",    "red",    "right",   "silver",
    "solid",      "teal",   "top",    "transparent", "underline", "white",  "yellow",
};

static_assert(std::is_sorted(std::begin(kElements), std::end(kElements)));
static_assert(std::is_sorted(std::begin(kVoid), std::end(kVoid)));
static_assert(std::is_sorted(std::begin(kOptionalEnd), std::end(kOptionalEnd)));
static_assert(std::is_sorted(std::begin(kAttributes), std::end(kAttributes)));
static_assert(std::is_sorted(std::begin(kUrlAttributes), std::end(kUrlAttributes)));
static_assert(std::is_sorted(std::begin(kSchemes), std::end(kSchemes)));
static_assert(std::is_sorted(std::begin(kImageTypes), std::end(kImageTypes)));
static_assert(std::is_sorted(std::begin(kStyleNames), std::end(kStyleNames)));
static_assert(std::is_sorted(std::begin(kStyleValues), std::end(kStyleValues)));

template <std::size_t N>
bool contains(const std::string_view (&table)[N], std::string_view text) {
  return std::binary_search(std::begin(table), std::end(table), text);
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// "#fc0", "12px", ".5em", "50%", "rgb(0,128,0)": short numbers only, so that no margin moves a text
// away over what stands beside it. This is for the families alone: a width or a height may be any
// number (pictures have hundreds of pixels), and takes room without covering anything.
bool is_measure(std::string_view word) {
  if (word.starts_with('#')) {
    return word.size() <= 9 &&
           word.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos &&
           word.size() > 1;
  }
  if (word.starts_with("rgb(") && word.ends_with(')')) {
    return word.find_first_not_of("0123456789,%", 4) == word.size() - 1;
  }
  std::size_t i = 0;
  while (i < word.size() && is_digit(word[i])) ++i;
  if (i > 2) return false;
  if (i < word.size() && word[i] == '.') {
    const std::size_t dot = i++;
    while (i < word.size() && is_digit(word[i])) ++i;
    if (i - dot > 3) return false;
  }
  if (i == 0) return false;
  const std::string unit = lower_ascii(word.substr(i));
  for (const std::string_view known :
       {"", "cm", "em", "ex", "in", "mm", "pc", "pt", "px", "rem", "%"}) {
    if (unit == known) return true;
  }
  return false;
}

// The length of the first word: white space between the parentheses of a function does not end it.
std::size_t word_length(std::string_view value) {
  bool inside = false;
  std::size_t length = 0;
  for (; length < value.size() && (inside || value[length] != ' '); ++length) {
    if (value[length] == '(') inside = true;
    if (value[length] == ')') inside = false;
  }
  return length;
}

bool are_plain_values(std::string_view value) {
  while (!value.empty()) {
    const std::size_t length = word_length(value);
    std::string word = lower_ascii(value.substr(0, length));
    std::erase(word, ' ');
    if (!word.empty() && !contains(kStyleValues, word) && !is_measure(word)) return false;
    value.remove_prefix(std::min(length + 1, value.size()));
  }
  return true;
}

// Letters, digits and the punctuation of simple values; quotes around names of fonts; parentheses
// around numbers.
bool has_safe_characters(std::string_view value) {
  constexpr std::string_view kPunctuation = " -,#%.!'\"_+";
  std::size_t open = std::string_view::npos;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == '(') {
      const bool color = i >= 3 && lower_ascii(value.substr(i - 3, 3)) == "rgb";
      if (!color || open != std::string_view::npos) return false;
      open = i;
    } else if (c == ')') {
      if (open == std::string_view::npos) return false;
      open = std::string_view::npos;
    } else if (open != std::string_view::npos) {
      if (!is_digit(c) && c != ',' && c != ' ' && c != '%') return false;
    } else if (!is_alphanumeric(c) && kPunctuation.find(c) == std::string_view::npos) {
      return false;
    }
  }
  return open == std::string_view::npos;
}

// Every white space becomes a space; in front of the value it goes.
std::string spaced_value(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (!is_space(c)) {
      out.push_back(c);
    } else if (!out.empty()) {
      out.push_back(' ');
    }
  }
  return out;
}

}  // namespace

std::size_t allowed_element(std::string_view name) {
  const std::string_view* found =
      std::lower_bound(std::begin(kElements), std::end(kElements), name);
  if (found == std::end(kElements) || *found != name) return kNoElement;
  return static_cast<std::size_t>(found - std::begin(kElements));
}

std::string_view allowed_element_name(std::size_t element) { return kElements[element]; }
std::size_t allowed_element_count() { return std::size(kElements); }
bool is_void_element(std::string_view name) { return contains(kVoid, name); }
bool has_optional_end(std::string_view name) { return contains(kOptionalEnd, name); }
bool is_allowed_attribute(std::string_view name) { return contains(kAttributes, name); }
bool is_url_attribute(std::string_view name) { return contains(kUrlAttributes, name); }

bool is_safe_url(std::string_view url, bool image) {
  // Browsers remove control characters before they look for the scheme, and so must we.
  std::string clean;
  constexpr std::size_t kSchemeLookMax = 64;
  for (const char c : url) {
    if (static_cast<unsigned char>(c) > 0x20) clean.push_back(c);
    if (clean.size() == kSchemeLookMax) break;
  }
  const std::size_t colon = clean.find(':');
  if (colon == std::string::npos)
    return clean.size() < kSchemeLookMax || url.find(':') == std::string_view::npos ||
           clean.find_first_of("/?#") != std::string::npos;
  if (clean.find_first_of("/?#") < colon) return true;
  const std::string scheme = lower_ascii(std::string_view(clean).substr(0, colon));
  if (contains(kSchemes, scheme)) return true;
  if (!image || scheme != "data") return false;
  const std::string type = lower_ascii(std::string_view(clean).substr(colon + 1));
  if (!type.starts_with("image/")) return false;
  const std::size_t end = type.find_first_of(";,");
  return end != std::string::npos && contains(kImageTypes, type.substr(6, end - 6));
}

std::string safe_style(std::string_view style) {
  constexpr std::size_t kStyleMax = 4096;
  std::string out;
  if (style.size() > kStyleMax) return out;
  while (!style.empty()) {
    const std::size_t end = std::min(style.find(';'), style.size());
    const std::string_view declaration = style.substr(0, end);
    style.remove_prefix(std::min(end + 1, style.size()));
    const std::size_t colon = declaration.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view written = trim(declaration.substr(0, colon));
    const std::string name = lower_ascii(written);
    const std::string value = spaced_value(declaration.substr(colon + 1));
    if (value.empty() || !has_safe_characters(value)) continue;
    bool allowed = contains(kStyleNames, name);
    const std::string_view family = std::string_view(name).substr(0, name.find('-'));
    if (!allowed && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos) {
      const bool known = std::find(std::begin(kStyleFamilies), std::end(kStyleFamilies), family) !=
                         std::end(kStyleFamilies);
      allowed = known && are_plain_values(value);
    }
    if (!allowed) continue;
    if (!out.empty()) out.push_back(' ');
    out.append(written).append(": ").append(value).push_back(';');
    // What is written must be read again: the spaces put in may make it longer than it was.
    if (out.size() > kStyleMax) return {};
  }
  return out;
}

}  // namespace syndicated
