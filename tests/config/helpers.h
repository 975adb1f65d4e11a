// What the tests of config/ share: loading a text as a configuration, and reading a file of the
// tests.
#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "config/config.h"

namespace syndicated {

inline std::string read_test_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

inline LoadedConfig load_text(const std::string& text, const Environment& environment = {}) {
  LoadOptions options;
  options.environment = environment;
  return load_config_text({{"t.yaml", text}}, options);
}

// The diagnostics of a text as a person sees them.
inline std::string problems_of(const std::string& text, const Environment& environment = {}) {
  const LoadedConfig loaded = load_text(text, environment);
  return render(loaded.diagnostics, loaded.sources, false);
}

// A complete configuration to add to.
inline const std::string minimal =
    "version: 1\n"
    "output: {stdout: true}\n"
    "sources: {files: [{id: in, path: \"-\"}]}\n";

}  // namespace syndicated
