#include "connectors/formats/library_versions.h"

#include <libxml/xmlversion.h>
#include <simdjson.h>

namespace syndicated {

std::vector<std::pair<std::string, std::string>> format_library_versions() {
  return {{"libxml2", LIBXML_DOTTED_VERSION}, {"simdjson", SIMDJSON_STRINGIFY(SIMDJSON_VERSION)}};
}

}  // namespace syndicated
