// Options of the http connector. Plain values; config/ fills them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/source_info.h"
#include "pipeline/time.h"

namespace syndicated {

struct FeedOptions {
  SourceInfo info;
  std::string url;
  std::string user;      // HTTP basic authentication, "" none; sent to the origin of `url` only
  std::string password;  // secret: never logged, never in the state
  Duration interval = minutes(15);         // between two polls of a healthy feed
  std::vector<std::string> allow_networks;  // CIDR blocks that this feed alone may also reach
};

struct HttpOptions {
  std::string user_agent_contact;  // URL or mail address for publishers, "" none
  std::uint64_t body_bytes_max = 15u << 20;   // decoded
  std::uint32_t compression_ratio_max = 200;  // decoded over transferred
  std::uint32_t redirects_max = 5;
  Duration connect_timeout = seconds(10);
  Duration total_timeout = seconds(60);
  std::uint32_t low_speed_bytes = 200;        // per second, over low_speed_time: slower is given up
  Duration low_speed_time = seconds(20);
  std::uint32_t connections_max = 64;
  std::uint32_t connections_per_host = 2;
  Duration retry_first = minutes(1);          // back-off after a failure, doubled up to retry_max, for ever
  Duration retry_max = hours(6);
  std::vector<std::string> allow_networks;    // CIDR blocks that every feed may reach besides public addresses
  std::vector<std::uint16_t> ports = {80, 443, 8080, 8443};  // empty: any
  std::string ca_file;                        // "" the system's
};

}  // namespace syndicated
