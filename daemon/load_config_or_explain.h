// Loads the configuration for a command; what is wrong is printed to stderr with its place.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.h"

namespace syndicated {

// With the secrets comes who fetches tokens for Kafka, where the configuration asks for them.
// nullopt when there is an error; then the diagnostics have been printed and the command exits with 78.
// Warnings are printed too.
std::optional<LoadedConfig> load_config_or_explain(const std::vector<std::string>& paths,
                                                   bool read_secrets);

}  // namespace syndicated
