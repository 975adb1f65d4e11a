// The reader: walks a YAML tree with the table of keys and fills a Config. It knows no key by name.
// What is wrong becomes a diagnostic, the field keeps its default, and reading goes on, so that all
// problems come at once. One thread.
#pragma once

#include "config/config.h"
#include "config/yaml_tree.h"

namespace syndicated {

// `root` is the merged tree. Values are checked one by one here; checks.h judges them together.
void read_config(const YamlNode& root, const Environment& environment, Config& config,
                 Origins& origins, Diagnostics& diagnostics);

}  // namespace syndicated
