#include "connectors/formats/json_id.h"

#include <cstring>
#include <simdjson.h>
#include <vector>

namespace syndicated {
namespace {

constexpr std::size_t kDepthMax = 64;

// The id as text; an empty one is none.
void set_id(simdjson::dom::element value, std::string& id) {
  std::string_view text;
  std::int64_t number = 0;
  std::uint64_t large = 0;
  id.clear();
  if (value.get_string().get(text) == simdjson::SUCCESS) {
    id = text;
  } else if (value.get_int64().get(number) == simdjson::SUCCESS) {
    id = std::to_string(number);
  } else if (value.get_uint64().get(large) == simdjson::SUCCESS) {
    id = std::to_string(large);
  }
}

}  // namespace

Result<void> JsonId::read_id(std::string_view object, std::string& id) const {
  thread_local simdjson::dom::parser parser;
  if (parser.max_depth() != kDepthMax &&
      parser.allocate(object.size(), kDepthMax) != simdjson::SUCCESS) {
    return Error{ErrorKind::limit, "no memory for the parser"};
  }
  thread_local std::vector<char> padded;
  padded.resize(object.size() + simdjson::SIMDJSON_PADDING);
  std::memcpy(padded.data(), object.data(), object.size());
  simdjson::dom::element root;
  const auto problem =
      parser.parse(padded.data(), object.size(), /*realloc_if_needed=*/false).get(root);
  if (problem != simdjson::SUCCESS) {
    return Error{ErrorKind::invalid,
                 std::string("not JSON: ") + simdjson::error_message(problem)};
  }
  simdjson::dom::object members;
  if (root.get_object().get(members) != simdjson::SUCCESS) {
    return Error{ErrorKind::invalid, "not a JSON object"};
  }
  for (const char* name : {"id", "guid", "uri", "url"}) {
    simdjson::dom::element value;
    if (members.at_key(name).get(value) != simdjson::SUCCESS) continue;
    set_id(value, id);
    if (!id.empty()) return {};
  }
  return Error{ErrorKind::invalid, "the object has none of the members id, guid, uri, url"};
}

}  // namespace syndicated
