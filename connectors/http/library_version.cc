#include "connectors/http/library_version.h"

#include <curl/curl.h>

namespace syndicated {

std::string http_library_version() { return curl_version(); }

}  // namespace syndicated
