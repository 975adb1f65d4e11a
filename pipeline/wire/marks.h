// Marks: what agencies put around a report. Tail marks ("(PTI)", "PTI KKP RDS RDS", "--IANS", "ms/vd", "भाषा"),
// notes to editors and change notes ("Eds: ...", "(Adds details)", "Correction: ..."), credits ("Reporting by ..."),
// picture credits, disclaimers of syndication, and life-cycle prefixes of headlines ("UPDATE 2-", "(LD)"). Each
// function looks at one line; `lower` is the line in lower case (lower_ascii). Any thread; pure; linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syndicated::wire {

// The whole line is a tail mark of an agency, desk initials, or an end sign.
bool is_tail_mark_line(std::string_view text);
// The line may be desk initials only because a tail mark stands before it ("संतोष", "प्रदीप.श्रवण").
bool may_follow_tail_mark(std::string_view text);
// Where the tail marks at the end of a paragraph begin, or npos. The paragraph before them is never empty.
std::size_t tail_mark_begin(std::string_view paragraph);

bool is_note(std::string_view text, std::string_view lower);
// The whole line is life-cycle words only ("1ST LEAD", "URGENT").
bool is_signal_line(std::string_view text);
// Desk and serial number: "MDS17", "DEL32".
bool is_slug_line(std::string_view text);
// The length of a life-cycle prefix of a headline with what separates it, 0 when there is none.
std::size_t headline_mark_length(std::string_view headline);
// The note, or the headline's mark, says that the story must not be used.
bool is_kill_text(std::string_view text);

bool is_credit(std::string_view text, std::string_view lower);
// Where a credit begins that is the last sentence of a paragraph ("... said. Jane Roe contributed to this report."),
// or npos. The paragraph before it is never empty.
std::size_t credit_begin(std::string_view paragraph);
// A caption: the line ends with, or is, a picture credit. `credit` receives it without its label.
bool is_caption(std::string_view text, std::string_view lower, std::string* credit, std::string* caption);

// A statement that the text comes from an agency's feed unedited, or what the outlet changed. `late`: the line
// stands where such statements stand, so weaker forms count.
bool is_disclaimer(std::string_view text, std::string_view lower, bool late);
// The outlet that a disclaimer names, "" none.
std::string outlet_of_disclaimer(std::string_view disclaimer);

}  // namespace syndicated::wire
