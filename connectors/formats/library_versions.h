// Which versions of the parsers run, for `syndicated version`. Any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace syndicated {

// Name and version.
std::vector<std::pair<std::string, std::string>> format_library_versions();

}  // namespace syndicated
