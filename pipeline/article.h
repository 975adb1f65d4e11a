// Article: the text of an item taken apart. prepare cuts; finish interprets what was cut.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/time.h"

namespace syndicated {

// A line that is no article text. `kind` is one word of a closed list (see wire/article_reader.h).
struct Furniture {
  std::string kind;
  std::string text;
};

// Every text is in normal form: no markup, references decoded, NFC, white space folded and trimmed.
struct Article {
  std::string headline;    // without outlet suffix and life-cycle prefix
  std::string standfirst;  // "" none
  std::vector<std::string> paragraphs;

  // What stood around the body, as it was written.
  std::vector<std::string> headline_marks;  // cut from the headline: "UPDATE 2-", "(LD)"
  std::vector<std::string> sections;        // breadcrumb without home and headline
  std::vector<std::string> byline_lines;    // "By X and Y", "Press Trust of India Islamabad", "(Reporting by ...)"
  std::string dateline;                     // cut from the first paragraph or found in a byline line, "" none
  bool dateline_in_body = false;
  std::vector<std::string> tail_marks;      // "(PTI)", "PTI KKP RDS RDS"
  std::string disclaimer;                   // syndication notice, with its brackets
  std::string topics;                       // the raw topics line, marker removed
  std::vector<std::string> tags;            // from the source's own tags
  std::vector<std::string> related;         // titles of removed link blocks
  std::vector<std::string> notes;           // editor's, change and correction notes
  std::string caption, credit;              // of the lead picture
  std::string published_raw, updated_raw;   // stamps on the page
  std::int32_t outlet_reading_minutes = 0;  // as the outlet says, 0 not said
  std::vector<Furniture> furniture;         // everything else that was cut
  bool killed = false;                      // a kill notice: nothing may be published as text
};

}  // namespace syndicated
