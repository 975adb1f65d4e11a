// Model: what should have been published, told from the committed payloads alone, in plain maps of strings and
// without windows. It shares no code with deduplicate except the pinned name of a chain.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/books.h"

namespace syndicated {

class Model {
 public:
  // Takes the bytes of one committed payload.
  void observe(const std::string& source, const std::string& bytes);

  const std::vector<std::string>& records() const { return records_; }
  const std::vector<std::string>& relations() const { return relations_; }
  const std::vector<std::string>& dead_letters() const { return dead_letters_; }
  const Books& books() const { return books_; }

 private:
  struct Document {
    bool copy = false;
    std::string content, root, source, id;
    int version = 1;
  };

  void observe_entry(const std::string& source, const std::string& line);
  std::string root_of_match(const std::string& key, const std::string& url, const std::string& body) const;
  std::string name(const std::string& key) const;

  std::map<std::string, Document> documents_;
  std::map<std::string, std::string> bodies_, urls_;  // to the first document that had them
  std::vector<std::string> records_, relations_, dead_letters_;
  Books books_;
};

}  // namespace syndicated
