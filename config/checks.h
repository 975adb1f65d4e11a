// What must hold between the values of a configuration, after each of them was read. One thread.
#pragma once

#include "config/config.h"

namespace syndicated {

// Judges the values together: sources and outputs are there and do not collide, ids are unique,
// intervals, ports and windows fit each other. `sources` only serves to name places.
void check_config(const Config& config, const Origins& origins,
                  const std::vector<SourceText>& sources, Diagnostics& diagnostics);

// Reads the passwords of the feeds and of Kafka into their options. Touches the disk.
void read_secrets(const LoadOptions& options, const Origins& origins, Config& config,
                  Diagnostics& diagnostics);

}  // namespace syndicated
