#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "config/keys.h"
#include "config/secret.h"
#include "config/yaml_tree.h"
#include "tests/config/helpers.h"

namespace syndicated {
namespace {

namespace fs = std::filesystem;

// A directory of its own for a test, removed with it.
class ConfigFiles : public testing::Test {
 protected:
  ConfigFiles() {
    std::string pattern = (fs::temp_directory_path() / "config_test.XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~ConfigFiles() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text, mode_t mode = 0600) {
    const fs::path path = fs::path(folder_) / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    ::chmod(path.c_str(), mode);
    return path.string();
  }

  std::string folder_;
};

TEST(KeyTable, EveryRowIsCompleteAndGroupsStandTogether) {
  for (const Table* table : {&config_table(), &feed_table(), &file_table()}) {
    std::set<std::string_view> paths;
    std::set<std::string> closed;
    std::string group;
    for (const Key& key : table->keys) {
      SCOPED_TRACE(std::string(key.path));
      EXPECT_TRUE(paths.insert(key.path).second) << "twice";
      EXPECT_TRUE(key.field != nullptr);
      EXPECT_TRUE(key.about.ends_with("."));
      EXPECT_EQ(key.example.empty(), key.in_example == InExample::default_value);
      EXPECT_LE(key.minimum, key.maximum);
      const std::size_t dot = key.path.rfind('.');
      const std::string own(dot == std::string_view::npos ? "" : key.path.substr(0, dot));
      if (own != group) {
        EXPECT_TRUE(own.empty() || is_group(*table, own)) << "no sentence about the group";
        EXPECT_FALSE(closed.contains(own)) << "the group is not together";
        if (own.find(group + ".") != 0) closed.insert(group);
        group = own;
      }
    }
    for (const Group& known : table->groups) EXPECT_FALSE(names_in(*table, known.path).empty());
  }
}

TEST(Example, IsWhatTheTableSaysAndIsTheFileThatIsShipped) {
  const std::string path = SYNDICATED_SOURCE_DIR "/deploy/syndicated.example.yaml";
  if (std::getenv("SYNDICATED_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << render_example();
  EXPECT_EQ(render_example(), read_test_file(path));
}

TEST(Example, ParsesToTheDefaultsInEveryKeyThatHasOne) {
  LoadedConfig example = load_text(render_example());
  ASSERT_EQ(render(example.diagnostics, example.sources, false), "");
  ASSERT_TRUE(example.config);
  ASSERT_EQ(example.config->feeds.size(), 1u);
  ASSERT_EQ(example.config->files.size(), 1u);

  LoadedConfig defaults;
  defaults.config = Config{};
  defaults.config->feeds.resize(1);
  defaults.config->files.resize(1);

  // Set to what the example has to show in place of a default; everything else has to be equal.
  std::size_t without_default = 0;
  Target wanted{&*defaults.config, &defaults.config->feeds[0], &defaults.config->files[0]};
  Target shown{&*example.config, &example.config->feeds[0], &example.config->files[0]};
  for (const Table* table : {&config_table(), &feed_table(), &file_table()}) {
    for (const Key& key : table->keys) {
      if (key.in_example != InExample::value) continue;
      ++without_default;
      const std::string value = *std::get<std::string*>(key.field(shown));
      EXPECT_EQ(value, key.example);
      *std::get<std::string*>(key.field(wanted)) = value;
    }
  }
  EXPECT_EQ(without_default, 6u);
  EXPECT_EQ(show_config(example, {}), show_config(defaults, {}));
}

TEST(Example, EveryCommentedKeyIsValidWhenItsCommentSignIsRemoved) {
  std::string text = render_example();
  std::string out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin) + 1;
    std::string line = text.substr(begin, end - begin);
    const std::size_t sign = line.find("# ");
    const std::size_t colon = line.find(':');
    // "# key: value", where the key is one lower-case word; a password needs only one of its two
    // sources.
    if (sign != std::string::npos && colon != std::string::npos && colon > sign + 2) {
      const std::size_t word = line.find_first_not_of(' ', sign + 2);
      const std::string key = line.substr(word, colon - word);
      const bool is_key = key.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
      if (is_key && key != "password_credential") line.erase(sign, 2);
    }
    out += line;
    begin = end;
  }
  EXPECT_NE(out, text);
  LoadOptions options;
  options.read_secrets = false;
  const LoadedConfig loaded = load_config_text({{"t.yaml", out}}, options);
  EXPECT_EQ(render(loaded.diagnostics, loaded.sources, false), "");
}

TEST(Diagnostics, LookAsDesigned) {
  const std::string text =
      "version: 1\n"
      "sources:\n"
      "  feeds:\n"
      "    - id: a\n"
      "      url: https://a.example/\n"
      "      intervall: 5m\n"
      "output: {stdout: true}\n";
  EXPECT_EQ(problems_of(text),
            "t.yaml:6:7  error[SY0107]: unknown key `intervall` in a feed\n"
            "    6 │       intervall: 5m\n"
            "      │       ^^^^^^^^^ did you mean `interval`?\n");
}

TEST(Diagnostics, ColorOnlyAddsEscapesAroundTheSameWords) {
  const LoadedConfig loaded = load_text("version: 1\nnmae: x\n");
  const std::string plain = render(loaded.diagnostics, loaded.sources, false);
  std::string colored = render(loaded.diagnostics, loaded.sources, true);
  EXPECT_NE(plain, colored);
  for (std::size_t at; (at = colored.find('\x1b')) != std::string::npos;) {
    colored.erase(at, colored.find('m', at) - at + 1);
  }
  EXPECT_EQ(plain, colored);
}

TEST(Diagnostics, CarryOnlyCodesThatAreListedInOrder) {
  std::string_view last;
  for (const DiagnosticCode& code : diagnostic_codes()) {
    EXPECT_LT(last, code.code);
    last = code.code;
  }
}

TEST(Diagnostics, AreCountedAndNotListedAfterAHundred) {
  std::string text = minimal;
  for (int i = 0; i < 500; ++i) text += "unknown_" + std::to_string(i) + ": 1\n";
  const LoadedConfig loaded = load_text(text);
  EXPECT_FALSE(loaded.config);
  EXPECT_LE(loaded.diagnostics.size(), Diagnostics::diagnostics_max + 1);
}

TEST(Config, FillsTheOptionsOfTheComponents) {
  const LoadedConfig loaded = load_text(
      "version: 1\n"
      "state: {dir: /srv/state, fsync: false}\n"
      "limits: {document: 2MiB, line: 4KiB, entries_per_document: 5}\n"
      "deduplicate: {exact_window: 10d, near_window: 1d, copies: drop}\n"
      "http: {ports: [8080], min_speed: {bytes: 1kB}, min_interval: 1s}\n"
      "sources:\n"
      "  feeds: [{id: f, url: 'http://a.example:8080/', interval: 2s, utc_offset: '+05:30'}]\n"
      "  files: [{id: in, path: /srv/in, format: ndjson, follow: false}]\n"
      "output: {file: {path: /srv/out/n}}\n");
  ASSERT_TRUE(loaded.config) << render(loaded.diagnostics, loaded.sources, false);
  const Config& config = *loaded.config;
  EXPECT_EQ(config.prepare.entries_max, 5u);
  EXPECT_EQ(config.finish.copies, CopyPolicy::drop);
  EXPECT_EQ(config.http.ports, std::vector<std::uint16_t>{8080});
  EXPECT_EQ(config.http.low_speed_bytes, 1000u);
  EXPECT_EQ(config.feeds[0].options.interval, seconds(2));
  EXPECT_EQ(config.feeds[0].options.info.utc_offset_minutes, 330);
  EXPECT_EQ(config.files[0].info.format, Format::ndjson);
  EXPECT_EQ(config.files[0].document_bytes_max, 2u << 20);
  EXPECT_EQ(config.files[0].line_bytes_max, 4096u);
  EXPECT_FALSE(config.files[0].follow);
  EXPECT_EQ(config.journal.state_dir, "/srv/state");
  EXPECT_FALSE(config.journal.fsync);
  EXPECT_EQ(config.journal.output_path, "/srv/out/n");
  EXPECT_EQ(config.journal.marks_retention, days(11));
  EXPECT_EQ(config.journal.decisions_retention, hours(30));
}

TEST(Config, TakesTheStateDirectoryFromSystemd) {
  const std::string text =
      "version: 1\nsources: {files: [{id: in, path: in}]}\noutput: {file: {path: out}}\n";
  EXPECT_FALSE(load_text(text).config);
  const LoadedConfig loaded = load_text(text, {{"STATE_DIRECTORY", "/var/lib/a:/var/lib/b"}});
  ASSERT_TRUE(loaded.config);
  EXPECT_EQ(loaded.config->journal.state_dir, "/var/lib/a");
  EXPECT_NE(show_config(loaded, {true}).find("dir: /var/lib/a  # environment"), std::string::npos);
}

TEST(Config, AnEnvironmentVariableCannotAddKeys) {
  const std::string text = minimal + "http: {contact: \"${CONTACT}\"}\n";
  const LoadedConfig good = load_text(text, {{"CONTACT", "x, ports: []"}});
  ASSERT_TRUE(good.config);
  EXPECT_EQ(good.config->http.user_agent_contact, "x, ports: []");
  EXPECT_FALSE(load_text(text, {{"CONTACT", "x\nname: y"}}).config);
}

TEST(Show, SaysWhereEachValueCameFrom) {
  const LoadedConfig loaded = load_text(minimal + "log: {level: warn}\n");
  ASSERT_TRUE(loaded.config);
  const std::string shown = show_config(loaded, {true});
  EXPECT_NE(shown.find("level: warn  # t.yaml:4\n"), std::string::npos) << shown;
  EXPECT_NE(shown.find("workers: 0  # default\n"), std::string::npos) << shown;
  EXPECT_NE(shown.find("- id: in  # t.yaml:3\n"), std::string::npos) << shown;
}

TEST_F(ConfigFiles, AppendListsAndMergeMappingsInByteOrder) {
  const std::string main_path = write("syndicated.yaml", minimal + "http: {redirects: 1}\n");
  write("conf.d/b.yaml", "sources: {files: [{id: third, path: x}]}\n");
  write("conf.d/a.yaml",
        "version: 1\nsources: {files: [{id: second, path: x}]}\nhttp: {ratio: 9}\n");
  write("conf.d/.hidden.yaml", "{");
  write("conf.d/notes.txt", "{");
  const std::vector<std::string> paths = config_paths(main_path);
  ASSERT_EQ(paths.size(), 3u);
  const LoadedConfig loaded = load_config(paths, {});
  ASSERT_TRUE(loaded.config) << render(loaded.diagnostics, loaded.sources, false);
  ASSERT_EQ(loaded.config->files.size(), 3u);
  EXPECT_EQ(loaded.config->files[1].info.id, "second");
  EXPECT_EQ(loaded.config->files[2].info.id, "third");
  EXPECT_EQ(loaded.config->http.redirects_max, 1u);
  EXPECT_EQ(loaded.config->http.compression_ratio_max, 9u);
}

TEST(ConfigFilesMerged, AValueSetInTwoFilesNamesBothPlaces) {
  const LoadedConfig loaded = load_config_text(
      {{"a.yaml", minimal + "log: {level: info}\n"}, {"b.yaml", "log: {level: warn}\n"}}, {});
  EXPECT_EQ(render(loaded.diagnostics, loaded.sources, false),
            "b.yaml:1:7  error[SY0108]: `log.level` is set in two files\n"
            "    1 │ log: {level: warn}\n"
            "      │       ^^^^^ first set at a.yaml:4:7\n");
}

TEST_F(ConfigFiles, AMissingFileIsADiagnostic) {
  const LoadedConfig loaded = load_config({folder_ + "/none.yaml"}, {});
  EXPECT_FALSE(loaded.config);
  EXPECT_EQ(render(loaded.diagnostics, loaded.sources, false),
            "error[SY0001]: the configuration `" + folder_ +
                "/none.yaml` cannot be read: No such file or directory\n");
  EXPECT_FALSE(load_config({folder_}, {}).config) << "a directory is not a file";
}

TEST_F(ConfigFiles, PasswordsComeFromFilesAndCredentialsAndAreNeverShown) {
  const std::string file = write("one", "canary-1\n");
  write("two", "canary-2");
  LoadOptions options;
  options.environment = {{"CREDENTIALS_DIRECTORY", folder_}};
  const LoadedConfig loaded = load_config_text(
      {{"t.yaml",
        "version: 1\noutput: {stdout: true}\nsources:\n  feeds:\n"
        "    - {id: a, url: 'https://a.example/', auth: {user: u, password_file: '" +
            file +
            "'}}\n"
            "    - {id: b, url: 'https://b.example/', auth: {user: u, password_credential: "
            "two}}\n"}},
      options);
  ASSERT_TRUE(loaded.config) << render(loaded.diagnostics, loaded.sources, false);
  EXPECT_EQ(loaded.config->feeds[0].options.password, "canary-1");
  EXPECT_EQ(loaded.config->feeds[1].options.password, "canary-2");
  const std::string shown = show_config(loaded, {true});
  EXPECT_EQ(shown.find("canary"), std::string::npos);
  EXPECT_NE(shown.find("password_credential: two"), std::string::npos);
}

TEST_F(ConfigFiles, SecretsThatAnybodyMayReadAreRefused) {
  EXPECT_EQ(read_secret_file(write("open", "canary", 0644)).error().kind, ErrorKind::policy);
  EXPECT_EQ(read_secret_file(write("empty", "\n")).error().kind, ErrorKind::invalid);
  EXPECT_EQ(read_secret_file(write("lines", "canary\nx\n")).error().kind, ErrorKind::invalid);
  EXPECT_EQ(read_secret_file(write("huge", std::string(70'000, 'x'))).error().kind,
            ErrorKind::limit);
  EXPECT_EQ(read_secret_file(folder_ + "/none").error().kind, ErrorKind::io);
  EXPECT_EQ(read_secret_file(folder_).error().kind, ErrorKind::invalid);
  const std::string fifo = folder_ + "/fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(read_secret_file(fifo).error().kind, ErrorKind::invalid);
  EXPECT_EQ(read_secret_file(write("good", "canary\r\n", 0640))->reveal(), "canary");
  EXPECT_EQ(read_secret_file(write("lines", "canary\nx\n")).error().what.find("canary"),
            std::string::npos);
}

TEST_F(ConfigFiles, AnOpenSecretIsToldWithItsPlace) {
  const std::string file = write("open", "canary", 0644);
  const LoadedConfig loaded = load_text(
      "version: 1\noutput: {stdout: true}\nsources:\n  feeds:\n    - id: a\n      url: "
      "https://a.example/\n"
      "      auth:\n        user: u\n        password_file: " +
      file + "\n");
  EXPECT_FALSE(loaded.config);
  const std::string words = render(loaded.diagnostics, loaded.sources, false);
  EXPECT_NE(words.find("t.yaml:9:24  error[SY0303]"), std::string::npos) << words;
  EXPECT_EQ(words.find("canary"), std::string::npos);
}

// Loads a hostile text and returns the seconds it took; every one has to be refused.
double seconds_to_refuse(const std::string& text) {
  const auto begin = std::chrono::steady_clock::now();
  const LoadedConfig loaded = load_text(text);
  EXPECT_FALSE(loaded.config);
  const std::string words = render(loaded.diagnostics, loaded.sources, false);
  EXPECT_FALSE(words.empty());
  EXPECT_LT(words.size(), 200'000u);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string out;
  while (out.size() + piece.size() <= bytes) out += piece;
  return out;
}

TEST(HostileConfig, IsRefusedInBoundedTimeAndWords) {
  const std::size_t full = yaml_bytes_max;
  std::string nested;
  for (int i = 0; i < 1000; ++i) nested += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  std::string many_keys;
  for (int i = 0; many_keys.size() < full - 20; ++i) many_keys += "k" + std::to_string(i) + ": 1\n";
  const std::pair<const char*, std::string> cases[] = {
      {"opening brackets", repeated("[", full)},
      {"opening braces", repeated("{", full)},
      {"brackets in mappings", repeated("{a: [", full)},
      {"lists in lists", repeated("- ", full)},
      {"complex keys", repeated("? ", full)},
      {"nested mappings", nested},
      {"one key again and again", repeated("a: 1\n", full)},
      {"many unknown keys", many_keys},
      {"one long word", repeated("a", full)},
      {"one long quoted word", "name: \"" + repeated("a", full - 20)},
      {"aliases", "a: &a [x]\nb: [" + repeated("*a, ", full - 40) + "]"},
      {"tabs", repeated("\t", full)},
      {"colons", repeated(":", full)},
      {"commas", "a: [" + repeated(",", full - 10)},
      {"dollars", minimal + "name: " + repeated("${A:-", full - 200)},
      {"comments", repeated("#\n", full)},
      {"documents", repeated("---\n", full)},
      {"tags", repeated("!", full)},
      {"too large", std::string(full + 1, ' ')},
  };
  for (const auto& [name, text] : cases) {
    SCOPED_TRACE(name);
    const double seconds = seconds_to_refuse(text);
    EXPECT_LT(seconds, 20.0) << "on a machine however slow; the usual is below one";
    RecordProperty(name, std::to_string(seconds));
    std::printf("  %-26s %6.3f s\n", name, seconds);
  }
}

}  // namespace
}  // namespace syndicated
