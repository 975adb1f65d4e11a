#include "connectors/formats/xml_mend.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "connectors/formats/ascii.h"
#include "pipeline/text/html.h"
#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

constexpr std::size_t kReferenceBytesMax = 40;  // "&CounterClockwiseContourIntegral;" is the longest
constexpr std::size_t kNpos = std::string_view::npos;
constexpr std::string_view kCdata = "<![CDATA[";
constexpr std::size_t kCdataBytesMax = 4u << 20;  // of one section; libxml2 takes 10 MB

bool is_name_start(char c) {
  return is_ascii_letter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_char(char c) {
  return is_name_start(c) || is_ascii_digit(c) || c == '-' || c == '.' || c == ':';
}

// The end of a DOCTYPE declaration: its '>' outside of quotes and of the internal subset.
std::size_t doctype_end(std::string_view text, std::size_t at) {
  int brackets = 0;
  char quote = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
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

// Where the document proper begins when text stands before it: at the declaration, else at a known root.
std::size_t skip_junk(std::string_view text) {
  constexpr std::array<std::string_view, 5> kStarts = {"<?xml ", "<rss", "<rdf:rdf", "<feed",
                                                       "<channel"};
  const std::string_view head = text.substr(0, 16 * 1024);
  for (const std::string_view start : kStarts) {
    const std::size_t at = ascii_find(head, start);
    if (at != kNpos) return at;
  }
  return std::min(text.find('<'), text.size());
}

// True for what XML 1.0 allows as a character.
bool is_xml_char(std::uint32_t code) {
  return code == 9 || code == 10 || code == 13 || (code >= 0x20 && code < 0xD800) ||
         (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF);
}

// Kinds of bytes that the mending pass stops at.
enum Kind : std::uint8_t { kPlain, kControl, kAmpersand, kLess, kMaybeNoncharacter };

constexpr std::array<Kind, 256> make_kinds() {
  std::array<Kind, 256> kinds{};
  for (int c = 0; c < 0x20; ++c) kinds[c] = c == 9 || c == 10 || c == 13 ? kPlain : kControl;
  kinds['&'] = kAmpersand;
  kinds['<'] = kLess;
  kinds[0xEF] = kMaybeNoncharacter;
  return kinds;
}
constexpr std::array<Kind, 256> kKinds = make_kinds();

class Mender {
 public:
  Mender(std::string_view text, MendedXml& out) : text_(text), out_(out) {}

  void run(std::size_t from) {
    run_start_ = at_ = from;
    while (at_ < text_.size()) step();
    if (run_start_ == from && !out_.repairs.open_cdata) {
      out_.text = text_.substr(from);
      return;
    }
    flush(text_.size());
    if (out_.repairs.open_cdata) out_.changed += "]]>";  // else the parser would drop the text
    out_.text = out_.changed;
  }

 private:
  void step() {
    switch (kKinds[static_cast<unsigned char>(text_[at_])]) {
      case kPlain:
        ++at_;
        return;
      case kControl:
        drop(1);
        return;
      case kMaybeNoncharacter: {
        const std::string_view three = text_.substr(at_, 3);
        if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") return drop(3);
        ++at_;
        return;
      }
      case kAmpersand:
        if (in_cdata()) {
          ++at_;
        } else {
          mend_reference();
        }
        return;
      case kLess:
        mend_less();
        return;
    }
  }

  bool in_cdata() const { return at_ < cdata_end_; }

  void flush(std::size_t end) {
    if (out_.changed.empty()) out_.changed.reserve(text_.size() - run_start_ + 64);
    out_.changed.append(text_, run_start_, end - run_start_);
  }

  void drop(std::size_t count) {
    flush(at_);
    at_ += count;
    run_start_ = at_;
    out_.clean = false;
    ++out_.repairs.characters;
  }

  void replace(std::size_t count, std::string_view replacement) {
    flush(at_);
    out_.changed += replacement;
    at_ += count;
    run_start_ = at_;
  }

  void mend_less() {
    if (in_cdata()) {
      ++at_;
    } else if (text_.substr(at_, kCdata.size()) == kCdata) {
      cdata_end_ = text_.find("]]>", at_);
      if (cdata_end_ == kNpos) return open_cdata();
      at_ += kCdata.size();
      if (cdata_end_ - at_ > kCdataBytesMax) split_cdata();
    } else if (text_.substr(at_, 4) == "<!--") {
      at_ = after(text_, "-->", at_);
    } else if (ascii_equals(text_.substr(at_, 9), "<!doctype")) {
      const std::size_t end = doctype_end(text_, at_);
      replace((end == kNpos ? text_.size() : end) - at_, "");
    } else if (at_ + 1 < text_.size() && !is_name_start(text_[at_ + 1]) &&
               text_[at_ + 1] != '/' && text_[at_ + 1] != '!' && text_[at_ + 1] != '?') {
      replace(1, "&lt;");
      out_.clean = false;
      ++out_.repairs.brackets;
    } else {
      ++at_;
    }
  }

  // The parser refuses longer sections, and would lose the text.
  void split_cdata() {
    while (at_ + kCdataBytesMax < cdata_end_) {
      std::size_t stop = at_ + kCdataBytesMax;
      while ((static_cast<unsigned char>(text_[stop]) & 0xC0) == 0x80) ++stop;  // between characters
      while (at_ < stop) step();
      flush(at_);
      run_start_ = at_;
      out_.changed += "]]><![CDATA[";
    }
  }

  // A CDATA section without an end: everything to the end of the document is its text.
  void open_cdata() {
    out_.clean = false;
    out_.repairs.open_cdata = true;
    cdata_end_ = text_.size();
    at_ += kCdata.size();
    if (cdata_end_ - at_ > kCdataBytesMax) split_cdata();
  }

  void mend_reference() {
    std::size_t end = at_ + 1;
    const bool numeric = end < text_.size() && text_[end] == '#';
    if (numeric) ++end;
    const std::size_t name = end;
    const std::size_t stop = std::min(text_.size(), at_ + kReferenceBytesMax);
    while (end < stop && (numeric ? is_ascii_letter(text_[end]) || is_ascii_digit(text_[end])
                                  : is_name_char(text_[end]))) {
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

  void escape_ampersand() {
    replace(1, "&amp;");
    out_.clean = false;
    ++out_.repairs.ampersands;
  }

  void mend_named(std::string_view reference) {
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
    if (character == "<") character = "&lt;";
    if (character == "&") character = "&amp;";
    if (character == "\"") character = "&quot;";
    replace(reference.size(), character);
    out_.clean = false;
    ++out_.repairs.entities;
  }

  void mend_numeric(std::string_view reference) {
    const bool hexadecimal = ascii_lower(reference[2]) == 'x';
    std::uint32_t code = 0;
    for (const char c : reference.substr(hexadecimal ? 3 : 2, reference.size() - (hexadecimal ? 4 : 3))) {
      const char lower = ascii_lower(c);
      std::uint32_t digit = 99;
      if (is_ascii_digit(c)) digit = c - '0';
      if (hexadecimal && lower >= 'a' && lower <= 'f') digit = lower - 'a' + 10;
      if (digit == 99) return escape_ampersand();
      code = std::min<std::uint32_t>(code * (hexadecimal ? 16 : 10) + digit, 0x110000);
    }
    if (!is_xml_char(code)) {
      replace(reference.size(), "");
      out_.clean = false;
      ++out_.repairs.characters;
    } else if (code >= 0x80 && code < 0xA0) {
      replace(reference.size(), decode_references(reference));  // windows-1252 is meant
    } else if (reference[2] == 'X') {
      std::string character;
      append_utf8(character, static_cast<char32_t>(code));
      replace(reference.size(), code == '<' ? "&lt;" : code == '&' ? "&amp;" : character);
    } else {
      at_ += reference.size();
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t run_start_ = 0;
  std::size_t cdata_end_ = 0;
  MendedXml& out_;
};

}  // namespace

XmlProlog find_prolog(std::string_view text) {
  XmlProlog prolog;
  std::size_t at = 0;
  while (at < text.size() && is_ascii_space(text[at])) ++at;
  const std::size_t white = at;
  if (text.substr(at, 1) != "<") {
    at = skip_junk(text);
    prolog.junk_before = true;
  }
  prolog.start = prolog.body = at;
  for (bool first = true; at < text.size(); first = false) {
    while (at < text.size() && is_ascii_space(text[at])) ++at;
    if (text.substr(at, 2) == "<?") {
      at = after(text, "?>", at);
      if (first) {
        prolog.body = at;
        prolog.late_declaration = white > 0 && ascii_equals(text.substr(prolog.start, 5), "<?xml");
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
  while (end < text.size() && is_name_char(text[end])) ++end;
  prolog.root_name = text.substr(at + 1, end - at - 1);
  return prolog;
}

void mend_xml(std::string_view text, const XmlProlog& prolog, MendedXml& out) {
  Mender(text, out).run(prolog.body);
}

std::vector<std::size_t> find_entry_starts(std::string_view xml, std::size_t max) {
  std::vector<std::size_t> starts;
  for (std::size_t at = xml.find('<'); at != kNpos && starts.size() < max;
       at = at < xml.size() ? xml.find('<', at) : kNpos) {
    if (xml.substr(at, kCdata.size()) == kCdata) {
      at = after(xml, "]]>", at);
      continue;
    }
    if (xml.substr(at, 4) == "<!--") {
      at = after(xml, "-->", at);
      continue;
    }
    std::size_t end = at + 1;
    std::size_t local = end;
    while (end < xml.size() && is_name_char(xml[end])) {
      if (xml[end] == ':') local = end + 1;
      ++end;
    }
    const std::string_view name = xml.substr(local, end - local);
    if (ascii_equals(name, "item") || ascii_equals(name, "entry")) starts.push_back(at);
    at = end;
  }
  return starts;
}

}  // namespace syndicated
