#include "daemon/load_config_or_explain.h"

#include <cstdio>
#include <memory>
#include <unistd.h>

#include "daemon/identity_provider.h"
#include "daemon/terminal.h"

extern char** environ;

namespace syndicated {

std::optional<LoadedConfig> load_config_or_explain(const std::vector<std::string>& paths,
                                                   bool read_secrets) {
  LoadedConfig loaded = load_config(paths, {environment_of(environ), read_secrets});
  const TerminalStyle style = style_for(ColorChoice::automatic, surroundings_of(STDERR_FILENO));
  const std::string text = render(loaded.diagnostics, loaded.sources, style.color);
  std::fwrite(text.data(), 1, text.size(), stderr);
  if (!loaded.config) return std::nullopt;
  KafkaCluster& cluster = loaded.config->kafka.cluster;
  if (read_secrets && cluster.security.with_tokens()) {
    static const SystemClock clock;
    cluster.tokens = std::make_shared<IdentityProvider>(cluster.security, clock);
  }
  return loaded;
}

}  // namespace syndicated
