// XmlGuard: how far a text may be given to libxml2. Before it hands an element over, the parser
// compares each of its attributes with all others, so that a start tag of a megabyte is seconds of
// work, and one of ten megabytes minutes; it has no limit of its own for that. Not thread safe; one
// guard per document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace syndicated {

class XmlGuard {
 public:
  static constexpr std::size_t kAttributesMax = 1000;  // of one element, with its namespaces

  // How many bytes of the next part of the text may be read: all, or those before an attribute too
  // many. Behind that one nothing may.
  std::size_t admit(std::string_view part);

 private:
  enum class Place : std::uint8_t {
    content,
    opened,
    tag,
    quoted,
    mark,
    cdata,
    comment,
    other,
    opened_in_other,
    shut
  };

  std::size_t step(std::string_view part, std::size_t at);
  std::size_t step_mark(std::string_view part, std::size_t at);
  std::size_t step_section(std::string_view part, std::size_t at, char closer);

  Place place_ = Place::content;
  char quote_ = 0;
  std::size_t attributes_ = 0;
  std::string_view mark_;    // what a section is being recognised by
  std::size_t matched_ = 0;  // bytes of it, or of what ends the section
};

}  // namespace syndicated
