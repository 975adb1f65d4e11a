#include "pipeline/text/html_foreign.h"

#include <algorithm>
#include <iterator>

#include "pipeline/text/url_parts.h"

namespace syndicated {
namespace {

// All tables are sorted by the names in lower case.
constexpr std::string_view kSvgElements[] = {
    "a",         "circle",         "clipPath",       "defs",     "desc",          "ellipse",
    "font-face", "font-face-name", "font-face-src",  "g",        "glyph",         "hkern",
    "line",      "linearGradient", "marker",         "metadata", "missing-glyph", "path",
    "polygon",   "polyline",       "radialGradient", "rect",     "stop",          "svg",
    "switch",    "symbol",         "text",           "textPath", "title",         "tspan"};
constexpr std::string_view kMathElements[] = {"annotation",
                                              "annotation-xml",
                                              "maction",
                                              "maligngroup",
                                              "malignmark",
                                              "math",
                                              "menclose",
                                              "merror",
                                              "mfenced",
                                              "mfrac",
                                              "mglyph",
                                              "mi",
                                              "mlabeledtr",
                                              "mlongdiv",
                                              "mmultiscripts",
                                              "mn",
                                              "mo",
                                              "mover",
                                              "mpadded",
                                              "mphantom",
                                              "mprescripts",
                                              "mroot",
                                              "mrow",
                                              "ms",
                                              "mscarries",
                                              "mscarry",
                                              "msgroup",
                                              "msline",
                                              "mspace",
                                              "msqrt",
                                              "msrow",
                                              "mstack",
                                              "mstyle",
                                              "msub",
                                              "msubsup",
                                              "msup",
                                              "mtable",
                                              "mtd",
                                              "mtext",
                                              "mtr",
                                              "munder",
                                              "munderover",
                                              "none",
                                              "semantics"};
constexpr std::string_view kSvgAttributes[] = {"accent-height",
                                               "alphabetic",
                                               "arabic-form",
                                               "arcrole",
                                               "ascent",
                                               "baseProfile",
                                               "bbox",
                                               "cap-height",
                                               "class",
                                               "clip-path",
                                               "clip-rule",
                                               "clipPathUnits",
                                               "color",
                                               "color-rendering",
                                               "content",
                                               "cx",
                                               "cy",
                                               "d",
                                               "descent",
                                               "display",
                                               "dx",
                                               "dy",
                                               "fill",
                                               "fill-opacity",
                                               "fill-rule",
                                               "font-family",
                                               "font-size",
                                               "font-stretch",
                                               "font-style",
                                               "font-variant",
                                               "font-weight",
                                               "fx",
                                               "fy",
                                               "g1",
                                               "g2",
                                               "glyph-name",
                                               "gradientTransform",
                                               "gradientUnits",
                                               "hanging",
                                               "height",
                                               "horiz-adv-x",
                                               "horiz-origin-x",
                                               "href",
                                               "id",
                                               "ideographic",
                                               "k",
                                               "lang",
                                               "marker-end",
                                               "marker-mid",
                                               "marker-start",
                                               "markerHeight",
                                               "markerUnits",
                                               "markerWidth",
                                               "mathematical",
                                               "max",
                                               "min",
                                               "name",
                                               "offset",
                                               "opacity",
                                               "orient",
                                               "origin",
                                               "overline-position",
                                               "overline-thickness",
                                               "panose-1",
                                               "path",
                                               "pathLength",
                                               "points",
                                               "preserveAspectRatio",
                                               "r",
                                               "refX",
                                               "refY",
                                               "requiredExtensions",
                                               "requiredFeatures",
                                               "restart",
                                               "rotate",
                                               "rx",
                                               "ry",
                                               "slope",
                                               "spreadMethod",
                                               "stemh",
                                               "stemv",
                                               "stop-color",
                                               "stop-opacity",
                                               "strikethrough-position",
                                               "strikethrough-thickness",
                                               "stroke",
                                               "stroke-dasharray",
                                               "stroke-dashoffset",
                                               "stroke-linecap",
                                               "stroke-linejoin",
                                               "stroke-miterlimit",
                                               "stroke-opacity",
                                               "stroke-width",
                                               "style",
                                               "systemLanguage",
                                               "target",
                                               "text-anchor",
                                               "transform",
                                               "type",
                                               "u1",
                                               "u2",
                                               "underline-position",
                                               "underline-thickness",
                                               "unicode",
                                               "unicode-range",
                                               "units-per-em",
                                               "version",
                                               "viewBox",
                                               "visibility",
                                               "width",
                                               "widths",
                                               "x",
                                               "x-height",
                                               "x1",
                                               "x2",
                                               "xlink:actuate",
                                               "xlink:arcrole",
                                               "xlink:href",
                                               "xlink:role",
                                               "xlink:show",
                                               "xlink:title",
                                               "xlink:type",
                                               "xml:lang",
                                               "xml:space",
                                               "y",
                                               "y1",
                                               "y2",
                                               "zoomAndPan"};
constexpr std::string_view kMathAttributes[] = {"accent",
                                                "accentunder",
                                                "actiontype",
                                                "align",
                                                "alignmentscope",
                                                "altimg",
                                                "altimg-height",
                                                "altimg-valign",
                                                "altimg-width",
                                                "alttext",
                                                "bevelled",
                                                "charalign",
                                                "close",
                                                "columnalign",
                                                "columnlines",
                                                "columnspacing",
                                                "columnspan",
                                                "columnwidth",
                                                "crossout",
                                                "decimalpoint",
                                                "denomalign",
                                                "depth",
                                                "dir",
                                                "display",
                                                "displaystyle",
                                                "edge",
                                                "encoding",
                                                "equalcolumns",
                                                "equalrows",
                                                "fence",
                                                "fontstyle",
                                                "fontweight",
                                                "form",
                                                "frame",
                                                "framespacing",
                                                "groupalign",
                                                "height",
                                                "href",
                                                "id",
                                                "indentalign",
                                                "indentalignfirst",
                                                "indentalignlast",
                                                "indentshift",
                                                "indentshiftfirst",
                                                "indentshiftlast",
                                                "indenttarget",
                                                "infixlinebreakstyle",
                                                "largeop",
                                                "length",
                                                "linebreak",
                                                "linebreakmultchar",
                                                "linebreakstyle",
                                                "lineleading",
                                                "linethickness",
                                                "location",
                                                "longdivstyle",
                                                "lquote",
                                                "lspace",
                                                "mathbackground",
                                                "mathcolor",
                                                "mathsize",
                                                "mathvariant",
                                                "maxsize",
                                                "minlabelspacing",
                                                "minsize",
                                                "movablelimits",
                                                "notation",
                                                "numalign",
                                                "open",
                                                "order",
                                                "other",
                                                "overflow",
                                                "position",
                                                "rowalign",
                                                "rowlines",
                                                "rowspacing",
                                                "rowspan",
                                                "rquote",
                                                "rspace",
                                                "scriptlevel",
                                                "scriptminsize",
                                                "scriptsizemultiplier",
                                                "selection",
                                                "separator",
                                                "separators",
                                                "shift",
                                                "side",
                                                "stackalign",
                                                "stretchy",
                                                "style",
                                                "subscriptshift",
                                                "superscriptshift",
                                                "symmetric",
                                                "valign",
                                                "voffset",
                                                "width",
                                                "xlink:href",
                                                "xlink:show",
                                                "xlink:type"};

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

constexpr bool is_before(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](char x, char y) { return lower(x) < lower(y); });
}

static_assert(std::is_sorted(std::begin(kSvgElements), std::end(kSvgElements), is_before));
static_assert(std::is_sorted(std::begin(kMathElements), std::end(kMathElements), is_before));
static_assert(std::is_sorted(std::begin(kSvgAttributes), std::end(kSvgAttributes), is_before));
static_assert(std::is_sorted(std::begin(kMathAttributes), std::end(kMathAttributes), is_before));

template <std::size_t N>
std::size_t find(const std::string_view (&table)[N], std::string_view name) {
  const auto* found = std::lower_bound(std::begin(table), std::end(table), name, is_before);
  if (found == std::end(table) || is_before(name, *found)) return kNoForeign;
  return static_cast<std::size_t>(found - std::begin(table));
}

}  // namespace

std::size_t foreign_element(Foreign vocabulary, std::string_view name) {
  if (vocabulary == Foreign::svg) return find(kSvgElements, name);
  const std::size_t element = find(kMathElements, name);
  return element == kNoForeign ? kNoForeign : std::size(kSvgElements) + element;
}

std::size_t foreign_element_count() { return std::size(kSvgElements) + std::size(kMathElements); }

std::string_view foreign_element_name(std::size_t element) {
  if (element < std::size(kSvgElements)) return kSvgElements[element];
  return kMathElements[element - std::size(kSvgElements)];
}

std::string_view foreign_attribute(Foreign vocabulary, std::string_view name) {
  if (vocabulary == Foreign::svg) {
    const std::size_t at = find(kSvgAttributes, name);
    return at == kNoForeign ? std::string_view() : kSvgAttributes[at];
  }
  const std::size_t at = find(kMathAttributes, name);
  return at == kNoForeign ? std::string_view() : kMathAttributes[at];
}

bool is_local_value(std::string_view value) {
  const std::string plain = lower_ascii(value);
  // A backslash could spell "url" in another way.
  if (plain.find('\\') != std::string::npos) return false;
  for (std::size_t at = plain.find("url"); at != std::string::npos;
       at = plain.find("url", at + 3)) {
    const std::size_t open = plain.find_first_not_of(" \t\r\n\f", at + 3);
    if (open == std::string::npos || plain[open] != '(') continue;
    const std::size_t target = plain.find_first_not_of(" \t\r\n\f\"'", open + 1);
    if (target == std::string::npos || plain[target] != '#') return false;
  }
  return true;
}

}  // namespace syndicated
