#include <cstdio>

#include "daemon/commands.h"
#include "daemon/end_output.h"
#include "daemon/exit_code.h"
#include "daemon/load_config_or_explain.h"

namespace syndicated {

int config_command(const ConfigArguments& arguments) {
  std::string text;
  if (arguments.example) {
    text = render_example();
  } else {
    const std::optional<LoadedConfig> loaded =
        load_config_or_explain(config_paths(arguments.config), /*read_secrets=*/false);
    if (!loaded) return kExitConfig;
    text = show_config(*loaded, ShowOptions{arguments.origin});
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  return end_output("config", kExitFine);
}

}  // namespace syndicated
