// Bylines: the persons in the lines that credit a report, and the agencies that such lines name.
// Any thread; pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::wire {

// The persons credited with writing or reporting, in order, without titles and in natural case.
// Editors, desks, agencies and photographers are not among them.
std::vector<std::string> persons_in_byline(std::string_view line);

// The line credits agencies as a further source: "With inputs from PTI and ANI", "The Associated
// Press contributed".
bool is_inputs_line(std::string_view line);

// A person's name by its form: two to four words with capitals (any word of a script without case).
bool is_person_name(std::string_view name);

}  // namespace syndicated::wire
