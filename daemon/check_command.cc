#include <cstdio>

#include "daemon/commands.h"
#include "daemon/exit_code.h"
#include "daemon/load_config_or_explain.h"

namespace syndicated {

int check_command(const CheckArguments& arguments) {
  std::vector<std::string> paths;
  for (const std::string& config : arguments.configs) {
    for (std::string& path : config_paths(config)) paths.push_back(std::move(path));
  }
  const std::optional<LoadedConfig> loaded = load_config_or_explain(paths, /*read_secrets=*/false);
  if (!loaded) return kExitConfig;
  const Config& config = *loaded->config;
  std::fprintf(stderr, "The configuration is valid: %zu feeds, %zu files, %zu topics\n", config.feeds.size(),
               config.files.size(), config.kafka.topics.size());
  return kExitFine;
}

}  // namespace syndicated
