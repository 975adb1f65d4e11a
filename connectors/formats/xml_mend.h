// xml_mend: what is done to the text of an XML document before a parser sees it. The parser that follows knows
// no entity beyond the five of XML and drops a bare ampersand together with the text around it, so references
// are settled here: known ones become characters, anything else keeps its text. Any thread; pure; linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/document.h"

namespace syndicated {

// Where the parts of a document stand in its text.
struct XmlProlog {
  std::size_t start = 0;      // of the document proper; before it is junk
  bool junk_before = false;   // something other than white space stands before it
  bool late_declaration = false;  // white space stands before an XML declaration
  bool odd_declaration = false;   // it is not written as XML has it
  std::size_t root = 0;       // of the '<' of the first element; npos: there is none
  std::string_view root_name; // as written, with its prefix
  std::string_view doctype;   // the whole declaration, "" none
  std::size_t body = 0;       // after the XML declaration
};

XmlProlog find_prolog(std::string_view text);

// `clean` is false when something that XML does not allow was repaired; the counts say what.
struct MendedXml {
  std::string_view text;  // of the original where nothing had to change, else of `changed`
  std::string changed;
  bool clean = true;
  bool swallowed = false;  // see XmlMender
  Repairs repairs;
};

// The text from `prolog.body` on: without DOCTYPE and control characters, references settled. Nothing is copied
// unless something has to change. `out` must be new, and stay where it is: it may hold a view of itself.
void mend_xml(std::string_view text, const XmlProlog& prolog, MendedXml& out, bool ends_sections = false);

// The same for a text that comes in blocks.
class XmlMender {
 public:
  // `ends_sections`: a CDATA section ends at the end tag of its element, should its own end be missing.
  explicit XmlMender(bool ends_sections = false) : ends_sections_(ends_sections) {}

  // Appends the mended form of `text`, which begins behind `prolog.body` or where the last call
  // stopped, and returns how much of it was used: the few bytes behind that need the next block to
  // be understood. `last` ends the document, and everything is used.
  std::size_t mend(std::string_view text, bool last, std::string& out);

  bool clean() const { return clean_; }
  const Repairs& repairs() const { return repairs_; }
  bool changed() const { return changed_; }  // whether any byte is not as it was
  // Whether a section seems to hold what stands behind its element: it has no end, or that of another one.
  bool swallowed() const { return swallowed_; }

 private:
  enum class Place { content, cdata, comment, doctype, doctype_comment };

  // False when they need the next block.
  bool step_content();
  bool step_cdata();
  bool step_comment();
  bool step_doctype();
  bool step_doctype_comment();

  bool lacks(std::size_t count) const { return !last_ && text_.size() - at_ < count; }
  void flush();
  void drop(std::size_t count, std::string_view replacement = "");
  void replace(std::size_t count, std::string_view replacement);
  std::size_t not_allowed() const;
  void begin_cdata();
  void end_section();
  bool step_tag_in_cdata();
  void mend_character();
  void mend_less();
  void mend_declaration();
  void mend_instruction();
  void mend_end_of_cdata();
  void mend_reference();
  void escape_ampersand();
  void mend_named(std::string_view reference);
  void mend_numeric(std::string_view reference);

  // Of the call that is under way.
  std::string_view text_;
  bool last_ = false;
  std::string* out_ = nullptr;
  std::size_t at_ = 0, run_start_ = 0;

  Place place_ = Place::content;
  std::string tag_;                // the beginning of the last one in the content
  std::string section_name_;       // of the element around the CDATA section, "" none that is of interest
  std::size_t same_tags_ = 0;      // start tags of that name within the section
  bool left_ = false;              // its end tag came, and further tags
  bool ends_sections_, swallowed_ = false;
  std::uint32_t nested_ = 0;       // sections that began inside of the last one
  bool has_doctype_ = false;
  int brackets_ = 0;               // of a DOCTYPE
  char quote_ = 0;                 // likewise
  bool began_ = false;             // there was a call before
  bool clean_ = true, changed_ = false;
  Repairs repairs_;
};

// Finds the start of each <item> or <entry> element (any prefix) outside of CDATA and comments, in
// a text that comes in blocks.
class EntryFinder {
 public:
  // Looks on from `at`. The position of the next start, with `at` behind its name; or npos, and
  // `at` is where to look on once there is more text (what stands before it need not be kept).
  std::size_t find(std::string_view text, std::size_t& at, bool last);

 private:
  enum class Place { content, cdata, comment };
  Place place_ = Place::content;
};

// All of them in a whole text, at most `max`.
std::vector<std::size_t> find_entry_starts(std::string_view xml, std::size_t max);

}  // namespace syndicated
