// Month and weekday names in the languages of the agencies, for datelines and stamps. Any thread;
// pure.
#pragma once

#include <string_view>

namespace syndicated::wire {

// 1..12, or 0. Ignores case and a final full stop: "Sept.", "ene", "juil", "अक्टूबर".
int month_number(std::string_view word);
bool is_weekday(std::string_view word);

}  // namespace syndicated::wire
