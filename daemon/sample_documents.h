// What the demo's publisher serves: small documents written for it, in four forms. Some items are syndicated
// copies of each other, and one is corrected later.
#pragma once

#include <string>
#include <vector>

#include "daemon/sample_server.h"

namespace syndicated {

struct SampleFeed {
  std::string id, path, outlet, language, country;
  SampleServer::Document document;
};

// As they stand when the demo begins.
std::vector<SampleFeed> sample_feeds();

// The correction: the RSS feed with one report corrected. Served under the first feed's path.
SampleServer::Document corrected_sample();

}  // namespace syndicated
