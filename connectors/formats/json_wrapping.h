// json_wrapping: what stands around the object of a JSON document. Servers put comments, a guard
// against inclusion as a script, or the beginning of one (JSONP) before it. Any thread; pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace syndicated {

constexpr std::size_t kJsonPrefixBytesMax = 4096;  // more is no such prefix

struct JsonPlace {
  bool is_json = false;
  std::size_t before = 0;  // bytes of what stands before the object and is passed over; 0 none
};

// What `text`, the beginning of a document, is. kJsonPrefixBytesMax bytes behind the white space
// decide.
JsonPlace find_json(std::string_view text);

// JsonEnd: where the object behind a prefix ends; what follows belongs to the prefix. For a text
// that comes in blocks.
class JsonEnd {
 public:
  // How many bytes of this block belong to the document.
  std::size_t find(std::string_view text);

 private:
  std::size_t depth_ = 0;
  bool in_string_ = false, escaped_ = false, ended_ = false;
};

}  // namespace syndicated
