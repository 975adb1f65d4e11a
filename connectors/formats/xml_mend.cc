#include "connectors/formats/xml_mend.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "connectors/formats/ascii.h"
#include "connectors/formats/xml_names.h"
#include "pipeline/text/find_mark.h"
#include "pipeline/text/html.h"
#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

constexpr std::size_t kReferenceBytesMax = 40;  // "&CounterClockwiseContourIntegral;" is the longest
constexpr std::size_t kDeclarationBytesMax = 256;
constexpr std::size_t kLookaheadBytes = std::max(kReferenceBytesMax, kDeclarationBytesMax) + 1;
constexpr std::size_t kNpos = std::string_view::npos;
constexpr std::size_t kNameBytesMax = 50'000;
constexpr std::size_t kJunkBytesMax = 16 * 1024;  // that may stand before a document

// The end of a DOCTYPE declaration: its '>' outside of quotes and of the internal subset. Where that
// is missing, the tag that follows.
std::size_t doctype_end(std::string_view text, std::size_t at) {
  int brackets = 0;
  char quote = 0;
  for (++at; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '<' && brackets <= 0) return at;
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '<' && text.substr(at).starts_with(kXmlComment)) {
      at = text.find(kXmlEndOfComment, at);
      if (at == kNpos) return kNpos;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[') {
      ++brackets;
    } else if (c == ']') {
      --brackets;
    } else if (c == '>' && brackets <= 0) {
      return at + 1;
    }
  }
  return kNpos;
}

std::size_t after(std::string_view text, std::string_view mark, std::size_t from) {
  const std::size_t at = text.find(mark, from);
  return at == kNpos ? text.size() : at + mark.size();
}

// Where the document proper begins when something stands before it: at the declaration, else at a
// known root. npos: nowhere.
std::size_t find_start(std::string_view text, std::size_t from) {
  constexpr std::array<std::string_view, 5> kStarts = {"<?xml", "<rss", "<rdf:rdf", "<feed",
                                                       "<channel"};
  const std::string_view head = text.substr(0, kJunkBytesMax);
  for (const std::string_view start : kStarts) {
    for (std::size_t at = ascii_find(head, start, from); at != kNpos; at = ascii_find(head, start, at + 1)) {
      const std::size_t end = at + start.size();
      if (end < text.size() && (is_ascii_space(text[end]) || text[end] == '>')) return at;
    }
  }
  return kNpos;
}

// Where the instruction at `at` ends. One of XML's own that lacks its "?" ends at the '>' before the next tag; others,
// those of PHP, may hold tags.
std::size_t instruction_end(std::string_view text, std::size_t at) {
  const std::size_t end = text.find("?>", at), bracket = text.find_first_of("<>", at + 2);
  const bool is_xml = ascii_equals(text.substr(at + 2, 3), "xml");
  if (is_xml && bracket != kNpos && text[bracket] == '>' && (end == kNpos || text.find('<', at + 2) < end))
    return bracket + 1;
  return end == kNpos ? text.size() : end + 2;
}

// What scripts print before a feed when something goes wrong in them. A page begins in another way.
bool is_message(std::string_view root_name) {
  constexpr std::array<std::string_view, 11> kNames = {"b",   "br",     "center", "div",   "font", "p",
                                                       "pre", "script", "span",   "style", "table"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [root_name](std::string_view name) { return ascii_equals(name, root_name); });
}

// XML 1.0, 2.8 [23]: an XML declaration, or another instruction.
bool is_declaration(std::string_view text) {
  std::size_t at = 0;
  const auto skip = [&](std::string_view word) {
    const bool here = text.substr(at).starts_with(word);
    if (here) at += word.size();
    return here;
  };
  const auto skip_spaces = [&] {
    const std::size_t before = at;
    while (at < text.size() && is_ascii_space(text[at])) ++at;
    return at > before;
  };
  // The value of a member of the declaration that may be left out; the empty one when it is.
  const auto member = [&](std::string_view name) -> std::string_view {
    const std::size_t before = at;
    if (!skip_spaces() || !skip(name)) {
      at = before;
      return "";
    }
    skip_spaces();
    if (!skip("=")) return "";
    skip_spaces();
    const char quote = at < text.size() ? text[at] : '\0';
    const std::size_t end = quote == '"' || quote == '\'' ? text.find(quote, at + 1) : kNpos;
    if (end == kNpos) return "";
    const std::string_view value = text.substr(at + 1, end - at - 1);
    at = end + 1;
    return value;
  };
  if (!skip("<?")) return false;
  if (!skip("xml") || (at < text.size() && is_xml_name_char(text[at]))) {
    return at < text.size() && is_xml_name_start(text[2]) && !ascii_equals(text.substr(2, 4), "xml ") &&
           text.ends_with("?>");
  }
  if (!member("version").starts_with("1.")) return false;
  member("encoding");
  member("standalone");
  skip_spaces();
  return text.substr(at) == "?>";
}

// The prolog that begins at `at`.
XmlProlog find_prolog_at(std::string_view text, std::size_t at, bool junk_before) {
  XmlProlog prolog;
  prolog.junk_before = junk_before;
  prolog.start = prolog.body = at;
  const bool white = at > 0 && !junk_before;
  for (bool first = true; at < text.size(); first = false) {
    while (at < text.size() && is_ascii_space(text[at])) ++at;
    if (text.substr(at, 2) == "<?") {
      const std::size_t begin = at;
      at = instruction_end(text, at);
      if (first) {
        prolog.body = at;
        prolog.odd_declaration = !is_declaration(text.substr(begin, at - begin));
        prolog.late_declaration = white && ascii_equals(text.substr(prolog.start, 5), "<?xml");
      }
    } else if (text.substr(at, 4) == "<!--") {
      at = after(text, "-->", at);
    } else if (text.substr(at, 2) == "<!") {
      const std::size_t end = std::min(doctype_end(text, at), text.size());
      prolog.doctype = text.substr(at, end - at);
      at = end;
    } else {
      break;
    }
  }
  at = text.find('<', at);
  prolog.root = at;
  if (at == kNpos) return prolog;
  std::size_t end = at + 1;
  while (end < text.size() && is_xml_name_char(text[end])) ++end;
  prolog.root_name = text.substr(at + 1, end - at - 1);
  return prolog;
}

// The size of the mark that begins a CDATA section here, as written or with the slips that are made in it; 0: none.
std::size_t section_mark_size(std::string_view text) {
  if (text.starts_with(kXmlCdata)) return kXmlCdata.size();
  constexpr std::size_t kSpacesMax = 4;
  std::size_t at = 1;
  const auto skip_spaces = [&] {
    for (std::size_t count = 0; count < kSpacesMax && at < text.size() && text[at] == ' '; ++count) ++at;
  };
  const auto skip = [&](std::string_view lower) {
    const bool here = ascii_equals(text.substr(at, lower.size()), lower);
    if (here) at += lower.size();
    return here;
  };
  skip("!");
  skip_spaces();
  if (!skip("[")) return 0;
  skip_spaces();
  if (!skip("cdata")) return 0;
  skip_spaces();
  return skip("[") ? at : 0;
}

// True for what XML 1.0 allows as a character.
bool is_xml_char(std::uint32_t code) {
  return code == 9 || code == 10 || code == 13 || (code >= 0x20 && code < 0xD800) ||
         (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF);
}

constexpr char kMaybeNoncharacter = '\xEF';  // may begin a character that XML does not allow

bool is_white_control(char c) { return c == '\t' || c == '\n' || c == '\r'; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 && !is_white_control(c); }

// A reference stands for a character, never for what that would mean as it is.
std::string escaped(std::string_view characters) {
  std::string out;
  for (const char c : characters) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&apos;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace

XmlProlog find_prolog(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && is_ascii_space(text[at])) ++at;
  if (text.substr(at, 1) != "<") {
    const std::size_t start = find_start(text, 0);
    return find_prolog_at(text, start != kNpos ? start : std::min(text.find('<'), text.size()), true);
  }
  const XmlProlog prolog = find_prolog_at(text, at, false);
  if (!is_message(prolog.root_name)) return prolog;
  const std::size_t start = find_start(text, prolog.root);
  return start == kNpos ? prolog : find_prolog_at(text, start, true);
}

void mend_xml(std::string_view text, const XmlProlog& prolog, MendedXml& out, bool ends_sections) {
  XmlMender mender(ends_sections);
  text.remove_prefix(prolog.body);
  mender.mend(text, true, out.changed);
  out.text = mender.changed() ? std::string_view(out.changed) : text;
  out.clean = mender.clean();
  out.swallowed = mender.swallowed();
  out.repairs = mender.repairs();
}

std::size_t XmlMender::mend(std::string_view text, bool last, std::string& out) {
  text_ = text;
  last_ = last;
  out_ = &out;
  at_ = run_start_ = 0;
  // From a whole document nothing is copied as long as nothing changes.
  const bool is_whole = last && !began_;
  began_ = true;
  bool goes_on = true;
  while (goes_on && at_ < text_.size()) {
    switch (place_) {
      case Place::content:
        goes_on = step_content();
        break;
      case Place::cdata:
        goes_on = step_cdata();
        break;
      case Place::comment:
        goes_on = step_comment();
        break;
      case Place::doctype:
        goes_on = step_doctype();
        break;
      case Place::doctype_comment:
        goes_on = step_doctype_comment();
        break;
    }
  }
  if (last && place_ == Place::cdata) {
    // A section without an end: everything to the end of the document is its text. Else the parser
    // would drop it.
    replace(0, "]]>");
    clean_ = false;
    swallowed_ = repairs_.open_cdata = true;
  }
  if (!is_whole || changed_) flush();
  return at_;
}

bool XmlMender::step_content() {
  at_ = find_mark<'&', '<', ']', kMaybeNoncharacter>(text_, at_);
  if (at_ == text_.size()) return true;
  if (is_white_control(text_[at_])) {
    ++at_;
    return true;
  }
  if (lacks(kLookaheadBytes)) return false;
  switch (text_[at_]) {
    case '&':
      mend_reference();
      break;
    case '<':
      mend_less();
      break;
    case ']':
      mend_end_of_cdata();
      break;
    default:
      mend_character();
      break;
  }
  return true;
}

bool XmlMender::step_cdata() {
  at_ = find_mark<'<', ']', kMaybeNoncharacter>(text_, at_);
  if (at_ == text_.size()) return true;
  if (is_white_control(text_[at_])) {
    ++at_;
    return true;
  }
  if (lacks(kXmlEndOfCdata.size() + 1)) return false;
  if (text_[at_] == '<') return step_tag_in_cdata();
  if (text_[at_] != ']') {
    mend_character();
    return true;
  }
  if (text_.substr(at_).starts_with(kXmlEndOfCdata)) {
    at_ += kXmlEndOfCdata.size();
    place_ = Place::content;
  } else {
    ++at_;
    // Or the section would end where what is dropped has kept its end apart.
    if (const std::size_t count = not_allowed(); count > 0) drop(count, " ");
  }
  return true;
}

void XmlMender::begin_cdata() {
  constexpr std::array<std::string_view, 14> kTexts = {
      "title", "description", "summary", "content", "content:encoded", "link",     "guid",
      "id",    "pubDate",     "updated", "name",    "published",       "category", "dc:creator"};
  same_tags_ = 0;
  nested_ = 0;
  left_ = false;
  place_ = Place::cdata;
  const std::string_view name = std::string_view(tag_).substr(0, tag_.find_first_of("> \t\r\n"));
  const bool is_text = std::find(kTexts.begin(), kTexts.end(), name) != kTexts.end();
  section_name_ = is_text ? name : "";
}

// Sections and elements in a section are text. But the end tag of the element around it, with another tag
// behind, shows that the end of the section is missing.
bool XmlMender::step_tag_in_cdata() {
  constexpr std::size_t kLookAhead = 64;
  if (lacks(kLookAhead)) return false;
  const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '<';
  const bool is_of_interest =
      next == '!' || (!section_name_.empty() && (next == '/' || next == section_name_[0]));
  if (!is_of_interest) {
    ++at_;
    return true;
  }
  const std::string_view rest = text_.substr(at_, kLookAhead);
  if (rest.starts_with(kXmlCdata)) {
    ++nested_;
    swallowed_ |= left_;
  } else if (!section_name_.empty() && rest.substr(1).starts_with(section_name_)) {
    const std::string_view behind = rest.substr(1 + section_name_.size());
    if (behind.starts_with('>') || behind.starts_with(' ')) ++same_tags_;
  } else if (!section_name_.empty() && rest.starts_with("</") &&
             rest.substr(2).starts_with(section_name_) &&
             rest.substr(2 + section_name_.size()).starts_with('>')) {
    const std::string_view behind = ascii_trim(rest.substr(3 + section_name_.size()));
    if (same_tags_ > 0) {
      --same_tags_;
    } else if (behind.starts_with('<')) {
      left_ = true;
      if (ends_sections_) {
        end_section();
        place_ = Place::content;
        return true;
      }
    }
  }
  ++at_;
  return true;
}

// What is left of the mark that should have ended the section goes.
void XmlMender::end_section() {
  const std::size_t behind = at_;
  const std::string_view run = ascii_trim(text_.substr(run_start_, at_ - run_start_));
  const std::string_view mark = run.substr(run.find_last_not_of("]> ") + 1);  // npos + 1 is 0
  if (mark.starts_with(']') && mark.size() <= kXmlEndOfCdata.size() + 1)
    at_ = static_cast<std::size_t>(mark.data() - text_.data());
  flush();
  *out_ += kXmlEndOfCdata;
  changed_ = true;
  at_ = run_start_ = behind;
}

bool XmlMender::step_comment() {
  const std::size_t end = text_.find(kXmlEndOfComment, at_);
  if (end != kNpos) {
    at_ = end + kXmlEndOfComment.size();
    place_ = Place::content;
    return true;
  }
  if (last_) {
    at_ = text_.size();
  } else if (text_.size() - at_ >= kXmlEndOfComment.size()) {
    at_ = text_.size() - (kXmlEndOfComment.size() - 1);
  }
  return false;
}

// The declaration is dropped, to its '>' outside of quotes and of the internal subset, or to the tag
// that follows.
bool XmlMender::step_doctype() {
  flush();
  changed_ = true;
  while (at_ < text_.size() && place_ == Place::doctype) {
    const char c = text_[at_];
    if (c == '<' && brackets_ <= 0) {
      place_ = Place::content;
      break;
    }
    if (c == '<' && quote_ == 0) {
      if (lacks(kXmlComment.size())) {
        run_start_ = at_;
        return false;
      }
      if (text_.substr(at_).starts_with(kXmlComment)) place_ = Place::doctype_comment;
    }
    ++at_;
    if (quote_ != 0) {
      if (c == quote_) quote_ = 0;
    } else if (c == '"' || c == '\'') {
      quote_ = c;
    } else if (c == '[') {
      ++brackets_;
    } else if (c == ']') {
      --brackets_;
    } else if (c == '>' && brackets_ <= 0) {
      place_ = Place::content;
    }
  }
  run_start_ = at_;
  return true;
}

bool XmlMender::step_doctype_comment() {
  const bool goes_on = step_comment();
  if (goes_on) place_ = Place::doctype;
  run_start_ = at_;
  return goes_on;
}

void XmlMender::flush() {
  if (out_->empty()) out_->reserve(text_.size() + 64);
  out_->append(text_, run_start_, at_ - run_start_);
  run_start_ = at_;
}

void XmlMender::drop(std::size_t count, std::string_view replacement) {
  replace(count, replacement);
  clean_ = false;
  ++repairs_.characters;
}

void XmlMender::replace(std::size_t count, std::string_view replacement) {
  flush();
  *out_ += replacement;
  at_ += count;
  run_start_ = at_;
  changed_ = true;
}

// How many bytes the character has that stands here, if it is none of XML; else 0.
std::size_t XmlMender::not_allowed() const {
  if (at_ == text_.size()) return 0;
  if (is_control(text_[at_])) return 1;
  const std::string_view three = text_.substr(at_, 3);
  return three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF" ? 3 : 0;
}

void XmlMender::mend_character() {
  if (const std::size_t count = not_allowed(); count > 0) {
    drop(count);
  } else {
    ++at_;
  }
}

void XmlMender::mend_less() {
  if (const std::size_t size = section_mark_size(text_.substr(at_, kLookaheadBytes)); size > 0) {
    if (!text_.substr(at_).starts_with(kXmlCdata)) {
      replace(size, kXmlCdata);
      clean_ = false;
      ++repairs_.brackets;
    } else {
      at_ += size;
    }
    begin_cdata();
  } else if (text_.substr(at_).starts_with(kXmlComment)) {
    place_ = Place::comment;  // which ends at the earliest within its own beginning: "<!-->"
  } else if (ascii_equals(text_.substr(at_, 9), "<!doctype")) {
    brackets_ = 0;
    quote_ = 0;
    // There is one, before the root.
    clean_ &= text_.substr(at_).starts_with("<!DOCTYPE") && !has_doctype_ && tag_.empty();
    has_doctype_ = true;
    flush();
    run_start_ = ++at_;
    place_ = Place::doctype;
  } else if (const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '/'; next == '!') {
    mend_declaration();
  } else if (next == '?') {
    mend_instruction();
  } else if (!is_xml_name_start(next) && next != '/') {
    replace(1, "&lt;");
    clean_ = false;
    ++repairs_.brackets;
  } else {
    tag_.assign(text_, at_ + 1, 24);
    ++at_;
  }
}

// An instruction means nothing here, but one without its "?" would reach to that of the next one.
void XmlMender::mend_instruction() {
  const std::string_view rest = text_.substr(at_, kDeclarationBytesMax);
  const std::size_t size = std::min(instruction_end(rest, 0), rest.size());
  if (ascii_equals(rest.substr(2, 3), "xml") && rest[size - 1] == '>' && rest[size - 2] != '?') {
    replace(size, "");
    clean_ = false;
    ++repairs_.brackets;
  } else {
    ++at_;
  }
}

// A document has no further declarations, only what looks like one: office programs' `<![if ...]>`, or a text
// that happens to hold these characters. The parser must see none, since characters that are dropped from its
// middle may make it a DOCTYPE after all.
void XmlMender::mend_declaration() {
  const std::string_view rest = text_.substr(at_, kDeclarationBytesMax);
  const std::size_t end = rest.find_first_of("<>", 2);
  const bool is_whole = end != kNpos && rest[end] == '>' && (is_ascii_letter(rest[2]) || rest[2] == '[');
  replace(is_whole ? end + 1 : 1, is_whole ? "" : "&lt;");
  clean_ = false;
  ++repairs_.brackets;
}

// Text must not hold "]]>", and the parser drops what stands before it. It is that of a section which
// ended already at the end of another one inside of it, or is meant as it is written.
void XmlMender::mend_end_of_cdata() {
  if (!text_.substr(at_).starts_with(kXmlEndOfCdata)) {
    ++at_;
    return;
  }
  replace(kXmlEndOfCdata.size(), nested_ > 0 ? "" : "]]&gt;");
  nested_ -= nested_ > 0 ? 1 : 0;
  clean_ = false;
  ++repairs_.brackets;
}

void XmlMender::mend_reference() {
  std::size_t end = at_ + 1;
  const bool numeric = end < text_.size() && text_[end] == '#';
  if (numeric) ++end;
  const std::size_t name = end;
  const std::size_t stop = std::min(text_.size(), at_ + kReferenceBytesMax);
  while (end < stop && (numeric ? is_ascii_letter(text_[end]) || is_ascii_digit(text_[end])
                                : is_xml_name_char(text_[end]))) {
    ++end;
  }
  if (end == name || end >= text_.size() || text_[end] != ';') return escape_ampersand();
  const std::string_view reference = text_.substr(at_, end + 1 - at_);
  if (numeric) {
    mend_numeric(reference);
  } else {
    mend_named(reference);
  }
}

void XmlMender::escape_ampersand() {
  replace(1, "&amp;");
  clean_ = false;
  ++repairs_.ampersands;
}

void XmlMender::mend_named(std::string_view reference) {
  constexpr std::array<std::string_view, 5> kKnown = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
  if (std::find(kKnown.begin(), kKnown.end(), reference) != kKnown.end()) {
    at_ += reference.size();
    return;
  }
  std::string character = decode_references(reference);
  // In HTML these two have moved; a document that is XML means those of XHTML's entity sets.
  if (reference == "&lang;") character = "\u2329";
  if (reference == "&rang;") character = "\u232A";
  if (character == reference) return escape_ampersand();
  replace(reference.size(), escaped(character));
  clean_ = false;
  ++repairs_.entities;
}

void XmlMender::mend_numeric(std::string_view reference) {
  const bool hexadecimal = ascii_lower(reference[2]) == 'x';
  std::uint32_t code = 0;
  for (const char c :
       reference.substr(hexadecimal ? 3 : 2, reference.size() - (hexadecimal ? 4 : 3))) {
    const char lower = ascii_lower(c);
    std::uint32_t digit = 99;
    if (is_ascii_digit(c)) digit = c - '0';
    if (hexadecimal && lower >= 'a' && lower <= 'f') digit = lower - 'a' + 10;
    if (digit == 99) return escape_ampersand();
    code = std::min<std::uint32_t>(code * (hexadecimal ? 16 : 10) + digit, 0x110000);
  }
  if (!is_xml_char(code)) {
    drop(reference.size());
  } else if (code >= 0x80 && code < 0xA0) {
    replace(reference.size(), decode_references(reference));  // windows-1252 is meant
  } else if (reference[2] == 'X') {
    std::string character;
    append_utf8(character, static_cast<char32_t>(code));
    replace(reference.size(), escaped(character));
    clean_ = false;
    ++repairs_.entities;
  } else {
    at_ += reference.size();
  }
}

std::size_t EntryFinder::find(std::string_view text, std::size_t& at, bool last) {
  while (at < text.size()) {
    if (place_ != Place::content) {
      const std::string_view mark = place_ == Place::cdata ? kXmlEndOfCdata : kXmlEndOfComment;
      const std::size_t end = text.find(mark, at);
      if (end == kNpos) {
        at =
            last ? text.size() : std::max(at, text.size() - std::min(text.size(), mark.size() - 1));
        return kNpos;
      }
      at = end + mark.size();
      place_ = Place::content;
      continue;
    }
    at = std::min(text.find('<', at), text.size());
    const std::string_view rest = text.substr(at);
    if (rest.size() < kXmlCdata.size() && !last) return kNpos;
    if (rest.starts_with(kXmlCdata)) {
      place_ = Place::cdata;
    } else if (rest.starts_with(kXmlComment)) {
      place_ = Place::comment;
    } else if (!rest.empty()) {
      std::size_t end = 1, local = 1;
      while (end < rest.size() && is_xml_name_char(rest[end])) {
        if (rest[end] == ':') local = end + 1;
        ++end;
      }
      // The parser knows no names as long as that either.
      const bool is_whole = end < rest.size() || last || end > kNameBytesMax;
      if (!is_whole) return kNpos;
      const std::size_t start = at;
      const std::string_view name = rest.substr(local, end - local);
      at += end;
      if (ascii_equals(name, "item") || ascii_equals(name, "entry")) return start;
    }
  }
  return kNpos;
}

std::vector<std::size_t> find_entry_starts(std::string_view xml, std::size_t max) {
  std::vector<std::size_t> starts;
  EntryFinder finder;
  std::size_t at = 0;
  while (starts.size() < max) {
    const std::size_t start = finder.find(xml, at, true);
    if (start == kNpos) break;
    starts.push_back(start);
  }
  return starts;
}

}  // namespace syndicated
