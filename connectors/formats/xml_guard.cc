#include "connectors/formats/xml_guard.h"

#include <algorithm>

#include "connectors/formats/ascii.h"

namespace syndicated {
namespace {

constexpr std::string_view kComment = "<!--", kCdata = "<![CDATA[";

bool is_name_start(char c) {
  return is_ascii_letter(c) || c == '_' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

// The first byte from `at` on that is not plain; the end when there is none.
template <class IsPlain>
std::size_t skip(std::string_view part, std::size_t at, IsPlain is_plain) {
  while (at < part.size() && is_plain(part[at])) ++at;
  return at;
}

}  // namespace

std::size_t XmlGuard::admit(std::string_view part) {
  std::size_t at = 0;
  while (at < part.size() && place_ != Place::shut) at = step(part, at);
  return at;
}

// Goes on behind `at`, by one byte or by all that cannot change the place. Where the parser gives a
// tag up, at a '<', so does this: else a quote that is never closed would hide what follows.
std::size_t XmlGuard::step(std::string_view part, std::size_t at) {
  const char c = part[at];
  switch (place_) {
    case Place::content:
      at = std::min(part.find('<', at), part.size() - 1);
      if (part[at] == '<') place_ = Place::opened;
      break;
    case Place::opened:
      matched_ = 2;
      attributes_ = 0;
      place_ = c == '!'               ? Place::mark
               : c == '/' || c == '?' ? Place::other
               : is_name_start(c)     ? Place::tag
               : c == '<'             ? Place::opened
                                      : Place::content;
      break;
    case Place::tag:
      at = skip(part, at, [](char other) { return other > '>' || other == ' ' || other == '='; });
      if (at == part.size()) return at;
      if (part[at] == '<') place_ = Place::opened;
      if (part[at] == '>') place_ = Place::content;
      if (part[at] != '"' && part[at] != '\'') break;
      quote_ = part[at];
      place_ = ++attributes_ > kAttributesMax ? Place::shut : Place::quoted;
      if (place_ == Place::shut) return at;
      break;
    case Place::quoted:
      at = skip(part, at, [this](char other) { return other != '<' && other != quote_; });
      if (at == part.size()) return at;
      place_ = part[at] == '<' ? Place::opened : Place::tag;
      break;
    case Place::mark:
      return step_mark(part, at);
    case Place::cdata:
      return step_section(part, at, ']');
    case Place::comment:
      return step_section(part, at, '-');
    case Place::other:
      at = std::min(part.find_first_of("<>", at), part.size() - 1);
      if (part[at] == '<') place_ = Place::opened_in_other;
      if (part[at] == '>') place_ = Place::content;
      break;
    case Place::opened_in_other:
      // Where the parser gives up an end tag or an instruction, a tag begins; a comment or a section in them is none.
      if (!is_name_start(c)) {
        place_ = Place::other;
        return at;
      }
      attributes_ = 0;
      place_ = Place::tag;
      break;
    case Place::shut:
      break;
  }
  return at + 1;
}

// Behind "<!": the beginning of a comment, of a CDATA section, or of a declaration.
std::size_t XmlGuard::step_mark(std::string_view part, std::size_t at) {
  if (matched_ == 2) mark_ = part[at] == '-' ? kComment : kCdata;
  if (part[at] != mark_[matched_]) {
    place_ = Place::other;
    return at;
  }
  if (++matched_ == mark_.size()) {
    place_ = mark_ == kComment ? Place::comment : Place::cdata;
    matched_ = 0;
  }
  return at + 1;
}

// To "]]>" or "-->".
std::size_t XmlGuard::step_section(std::string_view part, std::size_t at, char closer) {
  if (matched_ == 0) at = std::min(part.find(closer, at), part.size() - 1);
  if (part[at] == closer) {
    matched_ = std::min<std::size_t>(matched_ + 1, 2);
  } else {
    if (part[at] == '>' && matched_ == 2) place_ = Place::content;
    matched_ = 0;
  }
  return at + 1;
}

}  // namespace syndicated
