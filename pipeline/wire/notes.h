// Notes and life-cycle marks: notes to editors and change notes ("Eds: ...", "(Adds details)",
// "Correction: ..."), lines of signal words ("1ST LEAD"), slugs, and the prefixes of headlines
// ("UPDATE 2-", "(LD)"). `lower` is the line in lower case (lower_ascii). Any thread; pure; linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syndicated::wire {

bool is_note(std::string_view text, std::string_view lower);
// The whole line is life-cycle words only ("1ST LEAD", "URGENT").
bool is_signal_line(std::string_view text);
// A desk and serial number or a story's slug: "MDS17", "GLOBAL-MARKETS/ (WRAPUP 1)".
bool is_slug_line(std::string_view text);
// The length of a life-cycle prefix of a headline with what separates it, 0 when there is none.
std::size_t headline_mark_length(std::string_view headline);
// The note, or the mark of the headline, says that the story must not be used.
bool is_kill_text(std::string_view text);

}  // namespace syndicated::wire
