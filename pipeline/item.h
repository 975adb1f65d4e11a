// Item: one entry as its source gave it, decoded but not yet cleaned.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/time.h"

namespace syndicated {

// `html` is true when the source says or shows that the text is markup.
struct Text {
  std::string value;
  bool html = false;

  bool empty() const { return value.empty(); }
};

struct Person {
  std::string name, email, uri;
};

struct Category {
  std::string term, scheme, label;
};

struct Enclosure {
  std::string url, type, title;
  std::uint64_t length = 0;  // bytes as declared, 0 unknown
};

struct Item {
  std::string id;    // guid, atom:id, JSON Feed id; "" when the source gives none
  std::string link;  // the page, absolute where a base was known
  Text title;
  Text summary;   // description, standfirst
  Text content;   // the full text, where the source carries one
  bool is_page = false;  // content is the flattened text of a whole page: furniture, headline and all
  std::string language;  // BCP 47 as declared
  std::optional<Time> published, updated;
  std::string published_raw, updated_raw;  // the texts in the source
  std::vector<Person> authors;
  std::vector<Category> categories;
  std::vector<Enclosure> enclosures;
  std::string rights;
  std::string source_name, source_url;  // the feed's <source>, or its title
};

}  // namespace syndicated
