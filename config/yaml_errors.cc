#include "config/yaml_errors.h"

#include <algorithm>

namespace syndicated {
namespace {

struct Translation {
  std::string_view parser_message;
  std::string_view message;
  std::string_view hint;
};

constexpr Translation translations[] = {
    {"end of map not found", "this line does not continue the mapping above it",
     "indent it like the keys it belongs to"},
    {"end of sequence not found", "this line does not continue the list above it",
     "begin it with `- ` or indent it like the keys it belongs to"},
    {"end of map flow not found", "a `{` is not closed", "`}` or `,` is missing"},
    {"end of sequence flow not found", "a `[` is not closed", "`]` or `,` is missing"},
    {"illegal flow end", "a `]` or `}` closes nothing", "quote the text if it belongs to it"},
    {"illegal map value", "a `:` stands where no key can be",
     "quote the text if the colon belongs to it"},
    {"illegal map key", "a key stands where none can be", "indent it like its neighbours"},
    {"illegal block entry", "a `- ` stands where no list item can be",
     "put it on a line of its own, indented below its key"},
    {"illegal EOF in scalar", "a quote is not closed", "the closing quote is missing"},
    {"illegal document indicator in scalar", "a quote is not closed before the line `---` or `...`",
     "the closing quote is missing"},
    {"illegal tab when looking for indentation", "a tab in the indentation", "indent with spaces"},
    {"unknown token", "a text cannot begin with this character", "quote the text"},
    {"illegal character in scalar", "a text cannot hold this character here", "quote the text"},
    {"unexpected character in block scalar", "only `+`, `-` or a digit may follow `|` and `>`",
     "put the text on the next line"},
    {"cannot set zero indentation for a block scalar",
     "the text after `|` or `>` cannot have indentation 0", "indent the text"},
    {"bad character found while scanning hex number",
     "an escape in double quotes is not hexadecimal",
     "write `\\\\` for a backslash, or use single quotes"},
    {"alias not found after *", "a text cannot begin with `*`", "quote the text"},
    {"anchor not found after &", "a text cannot begin with `&`", "quote the text"},
    {"illegal character found while scanning alias", "a text cannot begin with `*`",
     "quote the text"},
    {"illegal character found while scanning anchor", "a text cannot begin with `&`",
     "quote the text"},
    {"the referenced anchor is not defined", "a text cannot begin with `*`", "quote the text"},
    {"end of verbatim tag not found", "a text cannot begin with `!`", "quote the text"},
    {"tag handle with no suffix", "a text cannot begin with `!`", "quote the text"},
    {"illegal character found while scanning tag handle", "a text cannot begin with `!`",
     "quote the text"},
    {"cannot assign multiple tags to the same node", "a text cannot begin with `!`",
     "quote the text"},
    {"cannot assign multiple anchors to the same node", "a text cannot begin with `&`",
     "quote the text"},
    {"aliases can't have any content, *including* tags", "a text cannot begin with `*`",
     "quote the text"},
};

// Two messages carry a detail behind them.
constexpr Translation beginnings[] = {
    {"unknown escape character", "double quotes do not know this escape",
     "write `\\\\` for a backslash, or use single quotes"},
    {"invalid unicode", "an escape in double quotes is no Unicode character",
     "write the character itself"},
};

bool begins_with_tab(std::string_view line) {
  const std::size_t first = line.find_first_not_of(' ');
  return first != std::string_view::npos && line[first] == '\t' &&
         line.find_first_not_of(" \t\r", first) != std::string_view::npos;
}

// The first quote of a line that opens a text and is not closed on the line, npos when there is
// none.
std::size_t open_quote(std::string_view line) {
  char quote = '\0';
  std::size_t opened_at = std::string_view::npos;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (quote == '"' && c == '\\') {
      ++at;
    } else if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '#' && (at == 0 || line[at - 1] == ' ')) {
      break;
    } else if (c == '"' || c == '\'') {
      const std::size_t before =
          at == 0 ? std::string_view::npos : line.find_last_not_of(' ', at - 1);
      const bool opens = before == std::string_view::npos ||
                         std::string_view(":-[{,?").find(line[before]) != std::string_view::npos;
      if (opens) {
        quote = c;
        opened_at = at;
      }
    }
  }
  return quote == '\0' ? std::string_view::npos : opened_at;
}

// Calls `visit(line number, line)` for the lines from..to until it returns true.
template <class Visit>
void for_lines(std::string_view source, int from, int to, Visit visit) {
  std::size_t begin = 0;
  for (int line = 1; line <= to && begin <= source.size(); ++line) {
    const std::size_t end = std::min(source.find('\n', begin), source.size());
    if (line >= from && visit(line, source.substr(begin, end - begin))) return;
    begin = end + 1;
  }
}

bool translate(std::string_view parser_message, SyntaxError& error) {
  for (const Translation& known : translations) {
    if (known.parser_message != parser_message) continue;
    error.message = known.message;
    error.hint = known.hint;
    return true;
  }
  for (const Translation& known : beginnings) {
    if (parser_message.substr(0, known.parser_message.size()) != known.parser_message) continue;
    error.message = known.message;
    error.hint = known.hint;
    return true;
  }
  return false;
}

}  // namespace

SyntaxError explain_syntax_error(std::string_view parser_message, const Place& noticed_at,
                                 int last_good_line, const std::optional<Place>& open_bracket,
                                 std::string_view source) {
  SyntaxError error;
  error.place = noticed_at;
  if (!translate(parser_message, error)) {
    error.message = "this is not YAML: " + std::string(parser_message);
  }
  // The parser notices a missing bracket lines later; the one that is open is what a person looks
  // for.
  const bool is_bracket = parser_message == "end of map flow not found" ||
                          parser_message == "end of sequence flow not found";
  if (is_bracket && open_bracket) error.place = *open_bracket;
  if (parser_message == "end of map not found") {
    for_lines(source, noticed_at.line, noticed_at.line, [&](int, std::string_view text) {
      if (text.substr(std::min(text.find_first_not_of(' '), text.size())).starts_with("- ")) {
        error.hint = "indent `- ` like the items above";
      }
      return true;
    });
  }

  // A tab is never told as such: whatever the parser says, a tab before it is the cause.
  bool found = false;
  for_lines(source, last_good_line, noticed_at.line + 1, [&](int line, std::string_view text) {
    if (!begins_with_tab(text)) return false;
    error.place.line = line;
    error.place.column = static_cast<int>(text.find('\t')) + 1;
    error.place.length = 1;
    error.message = "a tab in the indentation";
    error.hint = "indent with spaces";
    return found = true;
  });
  if (found) return error;

  // A quote that is not closed swallows lines until some other quote or the end: its own line is
  // the place.
  for_lines(source, last_good_line, noticed_at.line, [&](int line, std::string_view text) {
    const std::size_t at = open_quote(text);
    if (at == std::string_view::npos) return false;
    error.place.line = line;
    error.place.column = static_cast<int>(at) + 1;
    error.place.length = static_cast<int>(text.size() - at);
    error.message = "a quote is not closed";
    error.hint = "the closing quote is missing";
    return true;
  });
  return error;
}

}  // namespace syndicated
