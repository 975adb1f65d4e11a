// Signals: what the marks of a headline and the notes say about the life cycle of a story. Any
// thread; pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::wire {

// Adds the signals of a mark cut from a headline or of a line of signal words ("UPDATE 2-", "1ST
// LEAD").
void add_signals_of_mark(std::string_view mark, std::vector<std::string>* signals);
// Adds the signals of an editor's or change note ("Eds: Adds details", "Refiles to fix spelling").
void add_signals_of_note(std::string_view note, std::vector<std::string>* signals);

}  // namespace syndicated::wire
