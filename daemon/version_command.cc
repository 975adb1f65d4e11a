#include <cstdio>

#include "connectors/formats/library_versions.h"
#include "connectors/http/library_version.h"
#include "connectors/kafka/library_version.h"
#include "daemon/commands.h"
#include "daemon/end_output.h"
#include "daemon/exit_code.h"

namespace syndicated {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr const char* kSanitizers = "address,undefined";
#elif defined(__SANITIZE_THREAD__)
constexpr const char* kSanitizers = "thread";
#else
constexpr const char* kSanitizers = "none";
#endif

}  // namespace

int version_command(const VersionArguments& arguments) {
  std::vector<std::pair<std::string, std::string>> facts = {
      {"version", SYNDICATED_VERSION}, {"commit", SYNDICATED_COMMIT}, {"compiler", "GCC " __VERSION__},
      {"sanitizers", kSanitizers}};
  facts.emplace_back("libcurl", http_library_version());
  facts.emplace_back("librdkafka", kafka_library_version());
  facts.emplace_back("guards", kafka_guards());
  if (const std::string limits = kafka_limits(); !limits.empty()) {
    facts.emplace_back("limits", limits);
  }
  for (const auto& [name, version] : format_library_versions()) facts.emplace_back(name, version);
  if (!arguments.json) std::printf("syndicated %s\n", SYNDICATED_VERSION);
  for (std::size_t i = 0; i < facts.size(); ++i) {
    if (arguments.json) {
      std::printf("%s\"%s\":\"%s\"", i == 0 ? "{" : ",", facts[i].first.c_str(), facts[i].second.c_str());
    } else if (i > 0) {
      std::printf("  %-10s %s\n", facts[i].first.c_str(), facts[i].second.c_str());
    }
  }
  if (arguments.json) std::puts("}");
  return end_output("version", kExitFine);
}

}  // namespace syndicated
