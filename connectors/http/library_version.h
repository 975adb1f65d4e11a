// Which libcurl runs, for `syndicated version`. Any thread.
#pragma once

#include <string>

namespace syndicated {

std::string http_library_version();

}  // namespace syndicated
