#include "tests/simulation/model.h"

#include <sstream>

#include "pipeline/hash.h"

namespace syndicated {

void Model::observe(const std::string& source, const std::string& bytes) {
  std::istringstream lines(bytes);
  for (std::string line; std::getline(lines, line);) observe_entry(source, line);
}

std::string Model::root_of_match(const std::string& key, const std::string& url,
                                 const std::string& body) const {
  for (const auto& [index, value] : {std::pair{&urls_, &url}, std::pair{&bodies_, &body}}) {
    const auto holder = index->find(*value);
    if (holder == index->end() || holder->second == key) continue;
    const Document& document = documents_.at(holder->second);
    const std::string root = document.copy ? document.root : holder->second;
    if (root != key) return root;
  }
  return {};
}

std::string Model::name(const std::string& key) const {
  const Document& document = documents_.at(key);
  const std::string hashed = "1" + document.id + std::string(2, '\0') + document.source;
  return "tag:example.org,2025:item/" + document.source + "/" + to_hex(hash128(hashed));
}

void Model::observe_entry(const std::string& source, const std::string& line) {
  ++books_.fetched;
  if (line[0] == '!') {
    dead_letters_.push_back("undecodable " + line);
    ++books_.dead_letters;
    return;
  }
  std::string fields[4];
  std::istringstream split(line);
  for (std::string& field : fields) std::getline(split, field, '\t');
  const std::string key = source + "/" + fields[0];
  const std::string content = fields[2] + "|" + fields[3];
  const auto known = documents_.find(key);
  if (known != documents_.end() && known->second.content == content) {
    ++books_.unchanged;
    return;
  }
  const bool may_be_copy = known == documents_.end() || known->second.copy;
  const std::string root = may_be_copy ? root_of_match(key, fields[1], fields[3]) : std::string();
  Document next{!root.empty(), content, root, source, fields[0],
                known == documents_.end() ? 1 : known->second.version + 1};
  const std::string head = source + " " + fields[0] + " v" + std::to_string(next.version);
  documents_[key] = next;
  if (next.copy) {
    ++books_.duplicates;
    relations_.push_back(head + " repeats v" + std::to_string(documents_.at(root).version) + " of " +
                         name(root));
  } else {
    ++(next.version == 1 ? books_.published_fresh : books_.published_revisions);
    records_.push_back(head + " " + fields[2]);
  }
  bodies_.try_emplace(fields[3], key);
  urls_.try_emplace(fields[1], key);
}

}  // namespace syndicated
