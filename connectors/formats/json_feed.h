// read_json_feed: JSON Feed 1.0 and 1.1 (jsonfeed.org) to a Document. Any thread; pure; never throws.
#pragma once

#include <string>
#include <string_view>

#include "connectors/formats/decode_document.h"

namespace syndicated {

// `text` is UTF-8, `base` the address of the document. What is JSON but no feed has the fault not_a_feed.
Document read_json_feed(std::string_view text, const std::string& base, const DecodeLimits& limits);

}  // namespace syndicated
