#include "connectors/formats/json_wrapping.h"

#include "connectors/formats/ascii.h"

namespace syndicated {
namespace {

constexpr std::size_t kNpos = std::string_view::npos;

// Behind what `end` ends, "" without it.
std::string_view behind(std::string_view text, std::string_view end) {
  const std::size_t at = text.find(end);
  return at == kNpos ? "" : text.substr(at + end.size());
}

std::string_view trim_start(std::string_view text) {
  while (!text.empty() && is_ascii_space(text.front())) text.remove_prefix(1);
  return text;
}

// "callback(", "var feed = ", "typeof show === 'function' && show(": the object behind it, should it
// look like a feed; the text itself where there is none.
std::string_view behind_script(std::string_view text) {
  const std::size_t at = text.find_first_of("{<");
  if (at == kNpos || text[at] == '<') return text;
  const std::string_view script = ascii_trim(text.substr(0, at));
  if (!script.ends_with('(') && !script.ends_with('=')) return text;
  const std::string_view object = text.substr(at);
  const bool is_like = object.find("\"items\"") != kNpos || object.find("jsonfeed.org") != kNpos;
  return is_like && script.find('\n') == kNpos ? object : text;
}

// Behind the next comment, guard or script; the text itself where there is none.
std::string_view behind_prefix(std::string_view text) {
  if (text.starts_with("//")) return behind(text, "\n");
  if (text.starts_with("/*")) return behind(text, "*/");
  for (const std::string_view guard :
       {")]}',", ")]}'", ")]}", "while(1);", "while (1);", "for(;;);", "for (;;);"}) {
    if (text.starts_with(guard)) return text.substr(guard.size());
  }
  return behind_script(text);
}

}  // namespace

JsonPlace find_json(std::string_view text) {
  const std::string_view start = trim_start(text);
  if (start.starts_with('{') || start.starts_with('[')) return {true, 0};
  std::string_view rest = start.substr(0, kJsonPrefixBytesMax);
  while (true) {
    const std::string_view next = trim_start(behind_prefix(rest));
    if (next.size() == rest.size()) return {};
    rest = next;
    if (!rest.starts_with('{')) continue;
    // Brackets stand in any text; an object has a name in it.
    if (!trim_start(rest.substr(1)).starts_with('"')) return {};
    return {true, static_cast<std::size_t>(rest.data() - text.data())};
  }
}

std::size_t JsonEnd::find(std::string_view text) {
  if (ended_) return 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
      }
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if ((c == '}' || c == ']') && depth_ > 0 && --depth_ == 0) {
      ended_ = true;
      return at + 1;
    }
  }
  return text.size();
}

}  // namespace syndicated
