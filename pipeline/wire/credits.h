// Credits: who wrote ("Reporting by ...", "With inputs from ...") and whose the picture is. `lower`
// is the line in lower case (lower_ascii). Any thread; pure; linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syndicated::wire {

bool is_credit(std::string_view text, std::string_view lower);
// Where a credit begins that is the last sentence of a paragraph ("... said. Jane Roe contributed
// to this report."), or npos. The paragraph before it is never empty.
std::size_t credit_begin(std::string_view paragraph);
// A caption: the line ends with, or is, a picture credit. `credit` receives it without its label.
bool is_caption(std::string_view text, std::string_view lower, std::string* credit,
                std::string* caption);

}  // namespace syndicated::wire
