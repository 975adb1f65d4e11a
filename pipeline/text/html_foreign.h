// What sanitised HTML may hold of SVG and MathML: drawings and formulas that cannot run, load or
// move anything. For sanitise_html.cc. Any thread; pure.
//
// Deliberately absent: animate*, set (they can rewrite an address after the check), use, image,
// foreignObject, style, script, and every on* attribute.
#pragma once

#include <cstddef>
#include <string_view>

namespace syndicated {

enum class Foreign { svg, math };

constexpr std::size_t kNoForeign = static_cast<std::size_t>(-1);

// The number of an element of the vocabulary (name in lower case), below foreign_element_count();
// kNoForeign: not allowed. The two vocabularies share one numbering.
std::size_t foreign_element(Foreign vocabulary, std::string_view name);
std::size_t foreign_element_count();
std::string_view foreign_element_name(std::size_t element);  // as the vocabulary writes it

// The attribute as the vocabulary writes it ("viewBox" for "viewbox"), "" when it is not allowed.
std::string_view foreign_attribute(Foreign vocabulary, std::string_view name);

// False for a value that refers to something outside of the document: url(...) with anything but a
// fragment.
bool is_local_value(std::string_view value);

}  // namespace syndicated
