// Every file below good/ loads without a word, every file below bad/ gives exactly the text in its
// .expected file; no secret is read. To write the .expected files anew after a deliberate change,
// run the test with SYNDICATED_UPDATE_GOLDEN=1 and read the difference.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "tests/config/helpers.h"

namespace syndicated {
namespace {

namespace fs = std::filesystem;

const std::string folder = SYNDICATED_SOURCE_DIR "/tests/config/";

std::vector<fs::path> yaml_files(const std::string& name) {
  std::vector<fs::path> paths;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder + name)) {
    if (entry.path().extension() == ".yaml") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

LoadedConfig load_golden(const fs::path& path) {
  LoadOptions options;
  options.environment = {{"SET", "from-the-environment"}, {"EMPTY", ""}, {"SECONDS", "90s"}};
  options.read_secrets = false;
  return load_config_text({{path.filename().string(), read_test_file(path.string())}}, options);
}

TEST(GoldenConfig, GoodFilesLoadWithoutAWordAndComeBackFromTheirOwnShow) {
  const std::vector<fs::path> paths = yaml_files("good");
  ASSERT_GE(paths.size(), 4u);
  for (const fs::path& path : paths) {
    SCOPED_TRACE(path.string());
    const LoadedConfig loaded = load_golden(path);
    EXPECT_EQ(render(loaded.diagnostics, loaded.sources, false), "");
    ASSERT_TRUE(loaded.config);
    const std::string shown = show_config(loaded, {});
    LoadOptions options;
    options.read_secrets = false;
    const LoadedConfig again = load_config_text({{"shown.yaml", shown}}, options);
    EXPECT_EQ(render(again.diagnostics, again.sources, false), "");
    EXPECT_EQ(show_config(again, {}), shown);
  }
}

TEST(GoldenConfig, BadFilesGiveExactlyTheExpectedWords) {
  const bool update = std::getenv("SYNDICATED_UPDATE_GOLDEN") != nullptr;
  const std::vector<fs::path> paths = yaml_files("bad");
  ASSERT_GE(paths.size(), 20u);
  for (const fs::path& path : paths) {
    SCOPED_TRACE(path.string());
    const LoadedConfig loaded = load_golden(path);
    EXPECT_FALSE(loaded.config);
    const std::string words = render(loaded.diagnostics, loaded.sources, false);
    fs::path expected = path;
    expected.replace_extension(".expected");
    if (update) std::ofstream(expected) << words;
    EXPECT_EQ(words, read_test_file(expected.string()));
  }
}

}  // namespace
}  // namespace syndicated
