// Disclaimers: statements that a text comes from an agency's feed unedited, or what of it the
// outlet changed. `lower` is the line in lower case (lower_ascii). Any thread; pure; linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syndicated::wire {

// `late`: the line stands where such statements stand, so weaker forms count.
bool is_disclaimer(std::string_view text, std::string_view lower, bool late);
// The outlet that a disclaimer names, "" none.
std::string outlet_of_disclaimer(std::string_view disclaimer);

}  // namespace syndicated::wire
