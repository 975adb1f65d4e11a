#include "pipeline/uri.h"

namespace syndicated {

std::string item_uri(std::string_view authority, std::string_view source_id, Hash128 chain) {
  std::string uri = "tag:";
  uri.reserve(authority.size() + source_id.size() + 44);
  uri += authority;
  uri += ":item/";
  uri += source_id;
  uri += '/';
  uri += to_hex(chain);
  return uri;
}

std::string story_uri(std::string_view authority, Hash128 story) {
  std::string uri = "tag:";
  uri += authority;
  uri += ":story/";
  uri += to_hex(story);
  return uri;
}

}  // namespace syndicated
