// Tail marks: what agencies put behind a report: "(PTI)", "PTI KKP RDS RDS", "--IANS", "ms/vd",
// "भाषा". Any thread; pure; linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syndicated::wire {

// The whole line is a tail mark of an agency, desk initials, or an end sign.
bool is_tail_mark_line(std::string_view text);
// The line may be desk initials only because a tail mark stands before it ("संतोष", "प्रदीप.श्रवण").
bool may_follow_tail_mark(std::string_view text);
// Where the tail marks at the end of a paragraph begin, or npos. The paragraph before them is never
// empty.
std::size_t tail_mark_begin(std::string_view paragraph);

}  // namespace syndicated::wire
