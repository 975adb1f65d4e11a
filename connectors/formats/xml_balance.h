// xml_balance: what is done to the text of an XML document that a parser found to be broken. Tags are written anew
// so that they match and their attributes can be read; an end tag that closes nothing is dropped, what is never
// closed is closed, and a '<' that begins no tag is text. Texts stay as they are. A whole document is not touched.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/formats/xml_input.h"

namespace syndicated {

// What stands open where a text ends: the document may end within it, or the rest of it stands elsewhere.
enum class OpenEnd { kept, closed };

// For a text that comes in blocks and has been mended. Not thread safe; one per document. Linear.
class XmlBalancer {
 public:
  explicit XmlBalancer(OpenEnd open_end) : open_end_(open_end) {}

  // Appends the balanced form of `text`, which begins where the last call stopped, and returns how
  // much of it was used: what is behind needs the next block. `last` ends the document.
  std::size_t balance(std::string_view text, bool last, std::string& out);

 private:
  static constexpr std::size_t kDepthMax = 1000;  // of elements; no reader goes as deep

  enum class Place { content, cdata, comment };

  bool step_content();
  bool pass_to(std::string_view mark, bool keeps);
  bool begins_text(std::string_view name) const;
  void start_tag(std::string_view tag, std::size_t name_size);
  void end_tag(std::string_view name);
  void close_text_before(std::string_view name);
  void append_attributes(std::string_view attributes, bool& is_closed);
  void append_attribute(std::string_view name, std::string_view value);
  void close_top();
  void flush();

  // Of the call that is under way.
  std::string_view text_;
  bool last_ = false;
  std::string* out_ = nullptr;
  std::size_t at_ = 0, run_start_ = 0;

  const OpenEnd open_end_;
  Place place_ = Place::content;
  std::vector<std::string> open_;                     // the elements around this place
  std::unordered_map<std::string, std::size_t> open_counts_;  // by their names in lower case
  std::vector<std::string_view> seen_;                // attributes of the tag
};

// The same as an input of the parser.
class BalancedInput final : public RewrittenInput {
 public:
  BalancedInput(XmlInput& input, OpenEnd open_end) : RewrittenInput(input), balancer_(open_end) {}

 private:
  std::size_t rewrite(std::string_view text, bool last, std::string& out) override;

  XmlBalancer balancer_;
};

std::string balance_xml(std::string_view xml, OpenEnd open_end);

}  // namespace syndicated
