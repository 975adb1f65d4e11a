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
  Repairs repairs;
};

// The text from `prolog.body` on: without DOCTYPE and control characters, references settled. Nothing is copied
// unless something has to change. `out` must be new, and stay where it is: it may hold a view of itself.
void mend_xml(std::string_view text, const XmlProlog& prolog, MendedXml& out);

// The start of each <item> or <entry> element (any prefix) outside of CDATA and comments, at most `max`.
std::vector<std::size_t> find_entry_starts(std::string_view xml, std::size_t max);

}  // namespace syndicated
