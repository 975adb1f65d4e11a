#include "connectors/formats/markup.h"

#include <algorithm>
#include <array>

#include "connectors/formats/ascii.h"

namespace syndicated {
namespace {

constexpr std::array<std::string_view, 14> kVoid = {"area", "base", "br",   "col",   "embed",
                                                    "hr",   "img",  "input", "link", "meta",
                                                    "param", "source", "track", "wbr"};

void append_attribute_value(std::string& out, std::string_view value) {
  for (const char c : value) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      case '<': out += "&lt;"; break;
      default: out += c;
    }
  }
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
  std::size_t from = 0;
  for (std::size_t at = text.find_first_of("&<>"); at != std::string_view::npos;
       at = text.find_first_of("&<>", from)) {
    out.append(text, from, at - from);
    out += text[at] == '&' ? "&amp;" : text[at] == '<' ? "&lt;" : "&gt;";
    from = at + 1;
  }
  out.append(text, from);
}

std::string escape_markup(std::string_view text) {
  std::string out;
  append_escaped(out, text);
  return out;
}

void append_start_tag(std::string& out, const XmlElement& element) {
  out += '<';
  out += element.name;
  bool has_namespace = false;
  for (const XmlAttribute& attribute : *element.attributes) {
    out += ' ';
    if (attribute.prefix == "xlink" || attribute.prefix == "xml") {
      out += attribute.prefix;
      out += ':';
    }
    has_namespace |= attribute.name == "xmlns";
    out += attribute.name;
    out += "=\"";
    append_attribute_value(out, attribute.value);
    out += '"';
  }
  if (!has_namespace && !element.uri.empty() && (element.name == "svg" || element.name == "math")) {
    out += " xmlns=\"";
    append_attribute_value(out, element.uri);
    out += '"';
  }
  out += '>';
}

void append_end_tag(std::string& out, std::string_view name) {
  const bool is_void = std::any_of(kVoid.begin(), kVoid.end(),
                                   [name](std::string_view v) { return ascii_equals(v, name); });
  if (is_void) return;
  out += "</";
  out += name;
  out += '>';
}

}  // namespace syndicated
