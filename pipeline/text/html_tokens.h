// A linear HTML tokenizer: start tags, end tags and text, as the WHATWG standard cuts them;
// doctypes and processing instructions are passed over, comments unless they are asked for. One
// object per document, one thread; the views point into the input. It never goes back, so a hostile
// document costs no more than its length.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace syndicated {

struct HtmlAttribute {
  std::string name;        // lower case
  std::string_view value;  // as written: references not decoded
};

struct HtmlToken {
  enum class Kind { text, start, end, comment };
  Kind kind = Kind::text;
  std::string_view text;  // of a text: references not decoded; of a comment
  std::string name;       // of a tag, lower case
  std::vector<HtmlAttribute> attributes;
  bool self_closing = false;
};

class HtmlTokens {
 public:
  explicit HtmlTokens(std::string_view html, bool with_comments = false)
      : html_(html), with_comments_(with_comments) {}

  // False at the end of the document.
  bool next(HtmlToken& token);

  // Passes over everything up to and including the end tag `name` (lower case). Without such a tag:
  // to the end of the document if `or_to_end`, else nothing happens. Repeated searches in vain cost
  // nothing.
  void skip_element(std::string_view name, bool or_to_end);

 private:
  bool next_text(HtmlToken& token);
  bool read_tag(HtmlToken& token);
  void read_attributes(HtmlToken& token);
  void read_attribute(HtmlToken& token);
  bool is_declaration(std::size_t at);
  bool has_close(std::size_t at);
  void skip_declaration();
  bool read_comment(HtmlToken& token);
  void skip_to(std::string_view mark);
  bool skip_space();

  std::string_view html_;
  bool with_comments_;
  std::size_t at_ = 0;
  static constexpr std::size_t kUnknown = static_cast<std::size_t>(-2);
  std::size_t last_close_ = kUnknown;           // of the last '>', npos: there is none
  bool comments_end_ = true;                    // false: a comment without an end was met
  bool in_cdata_ = false;                       // behind "<![CDATA[", which feeds wrap around HTML
  std::vector<std::string> names_without_end_;  // bounded by the callers' tables of names
};

}  // namespace syndicated
