// The names of chains and stories: tag URIs (RFC 4151) of the configured authority. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/hash.h"

namespace syndicated {

// "tag:<authority>:item/<source id>/<32 hex digits>"
std::string item_uri(std::string_view authority, std::string_view source_id, Hash128 chain);

// "tag:<authority>:story/<32 hex digits>"
std::string story_uri(std::string_view authority, Hash128 story);

}  // namespace syndicated
