// XmlGuard: what libxml2 is given of a text. Before it hands an element over, the parser compares each of its
// attributes with all others, so that a start tag of a megabyte is seconds of work, and one of ten megabytes minutes;
// it has no limit of its own for that. And it reads a CDATA section character by character, though nothing in one
// means anything: sections go around it, and a processing instruction marks their places. Not thread safe; one guard
// per document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace syndicated {

class XmlGuard {
 public:
  static constexpr std::size_t kAttributesMax = 1000;  // of one element, with its namespaces
  static constexpr std::string_view kSectionTarget = "_";  // of the instructions; no other one has it

  // Appends to `out` what the parser may read of `text`, which begins where the last call stopped, and returns how much
  // of it was used: what is behind needs the next block. `last` ends the document. Behind an attribute too many
  // nothing more is appended, and everything is used.
  std::size_t pass(std::string_view text, bool last, std::string& out);

  bool is_shut() const { return place_ == Place::shut; }

  // The text, or a part of it, that the instruction with this data stands for; "" when it is none of ours. To be
  // called for each, in their order: earlier texts are given up.
  std::string take_section(std::string_view data);

 private:
  enum class Place : std::uint8_t { content, tag, quoted, cdata, comment, other, shut };

  // False when they need the next block.
  bool step();
  bool step_less();
  bool step_cdata();
  bool pass_to(std::string_view mark);

  void end_section();
  void flush();

  // Of the call that is under way.
  std::string_view text_;
  bool last_ = false;
  std::string* out_ = nullptr;
  std::size_t at_ = 0, run_start_ = 0;

  Place place_ = Place::content;
  char quote_ = 0;
  std::size_t attributes_ = 0;

  std::string section_;  // what was seen of the one at hand
  std::deque<std::string> sections_;
  std::size_t sections_taken_ = 0;
};

}  // namespace syndicated
