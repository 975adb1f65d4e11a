// Where: the filter of `tail --where`, read once and asked of each record.
//
//   lang=en & agency=PTI & headline~flood
//   (change=correction | change=kill) & !source=test
//   headline ~ "dam breaks" & wire.text.words != 0
//
//   expression = term { "|" term }          or
//   term       = factor { "&" factor }      and; binds tighter than or
//   factor     = "!" factor | "(" expression ")" | field op value
//   op         = "="  the same | "!=" no value is the same, also when there is none | "~" contains
//   field      = lang agency outlet source headline place change topic uri version by status kind,
//   or a path
//                with a dot ("wire.text.words"; see json_view.h for lists)
//   value      = word | "text in quotes" with \" and \\ inside
//
// Words end at white space, quotes, parentheses, & and |. Letters compare without case in the
// Latin, Greek and Cyrillic alphabets. Where a field has several values (agencies, topics) one that
// fits is enough.
//
// A Where is a value; matches() may be called from any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/json_view.h"
#include "pipeline/result.h"

namespace syndicated {

inline constexpr std::size_t kWhereBytesMax = 4096;
inline constexpr std::size_t kWhereDepthMax = 64;  // parentheses and "!" within each other

class Where {
 public:
  // Errors: invalid, with a message of several lines for people: what is wrong, the expression, and
  // a caret below the place. The message is safe for a terminal.
  static Result<Where> parse(std::string_view expression);

  bool matches(const JsonView& record) const;

 private:
  friend class WhereParser;

  enum class Kind { any_of, all_of, none_of, equal, unequal, contains };
  struct Node {
    Kind kind = Kind::all_of;
    std::vector<std::size_t> children;  // any_of, all_of, none_of: indexes into nodes_
    std::vector<std::string> paths;     // the others
    std::string value;                  // folded
  };

  bool matches(const Node& node, const JsonView& record) const;

  std::vector<Node> nodes_;  // the last one is the whole expression
};

}  // namespace syndicated
