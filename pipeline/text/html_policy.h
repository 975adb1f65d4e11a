// What sanitised HTML may hold: elements, attributes, URL schemes and style properties. Everything
// that is not listed is removed. For sanitise_html.cc and html.h's looks_like_html. Any thread;
// pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syndicated {

constexpr std::size_t kNoElement = static_cast<std::size_t>(-1);

// The number of an allowed element, below allowed_element_count(); kNoElement: not allowed.
std::size_t allowed_element(std::string_view name);
std::size_t allowed_element_count();
std::string_view allowed_element_name(std::size_t element);
bool is_void_element(std::string_view name);
// Elements whose end tag is left out by habit ("p", "li", "td"): a missing one needs no repair.
bool has_optional_end(std::string_view name);

bool is_allowed_attribute(std::string_view name);
bool is_url_attribute(std::string_view name);

// Whether a decoded address may be followed: its scheme is allowed, or it has none. `image` allows
// pictures in data: URLs (bitmaps only: they hold no script).
bool is_safe_url(std::string_view url, bool image);

// The allowed declarations of a style attribute as "name: value; name: value;", "" when none is
// left.
std::string safe_style(std::string_view style);

}  // namespace syndicated
