// What must hold between the values that concern Kafka, after each of them was read. One thread.
#pragma once

#include "config/config.h"
#include "config/places.h"

namespace syndicated {

// Topics, security and timeouts of a configuration that may or may not use Kafka.
void check_kafka(const Config& config, const Places& places, Diagnostics& diagnostics);

// Lets the client library judge its settings together, as the daemon will hand them over. Asks no
// broker. Without secrets the certificates and passwords, which may be elsewhere, are left out.
void try_kafka_clients(const Config& config, bool has_secrets, const Places& places,
                       Diagnostics& diagnostics);

}  // namespace syndicated
