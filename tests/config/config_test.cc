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
#include "connectors/kafka/properties.h"
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
  for (const Table* table : {&config_table(), &feed_table(), &file_table(), &topic_table()}) {
    std::set<std::string_view> paths;
    std::set<std::string> closed;
    std::string group;
    for (const Key& key : table->keys) {
      SCOPED_TRACE(std::string(key.path));
      EXPECT_TRUE(paths.insert(key.path).second) << "twice";
      EXPECT_TRUE(key.field != nullptr);
      EXPECT_TRUE(key.about.ends_with("."));
      const bool is_own_example = key.kind == Kind::topics;
      EXPECT_EQ(key.example.empty(), key.in_example == InExample::default_value || is_own_example);
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

// Removes the comment sign before "# key: value" and "# - key: value", where the key is one
// lower-case word that is not in `kept`.
std::string uncommented(const std::string& text, const std::set<std::string>& kept) {
  std::string out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin) + 1;
    std::string line = text.substr(begin, end - begin);
    const std::size_t sign = line.find("# ");
    const std::size_t colon = line.find(':');
    if (sign != std::string::npos && colon != std::string::npos && colon > sign + 2) {
      const std::size_t word = line.find_first_not_of(" -#", sign + 2);
      const std::string key = line.substr(word, colon - word);
      const bool is_key = key.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
      if (is_key && !kept.contains(key)) {
        line.erase(sign, 2);
        // A key that is a comment inside of a comment: its optional keys are shown, too.
        const std::size_t inner = line.find("# ");
        if (inner != std::string::npos && inner < line.find(':')) line.erase(inner, 2);
      }
    }
    out += line;
    begin = end;
  }
  return out;
}

std::string problems_without_secrets(const std::string& text) {
  LoadOptions options;
  options.read_secrets = false;
  const LoadedConfig loaded = load_config_text({{"t.yaml", text}}, options);
  return render(loaded.diagnostics, loaded.sources, false);
}

// The text without what stands from `first` up to `last`.
std::string without(std::string text, const std::string& first, const std::string& last) {
  const std::size_t begin = text.find(first);
  const std::size_t end = text.find(last, begin);
  EXPECT_NE(end, std::string::npos) << first;
  return end == std::string::npos ? text : text.erase(begin, end - begin);
}

TEST(Example, EveryCommentedKeyIsValidWhenItsCommentSignIsRemoved) {
  // A secret needs only one of its two sources, and one way to authenticate is enough.
  const std::set<std::string> alternatives = {"password_credential",
                                              "key_password_credential"};
  const std::string example = render_example();

  std::string to_kafka = without(example, "  # A file that only grows.", "  # Records to stdout");
  to_kafka = without(to_kafka, "  # For the mechanism oauthbearer", "# Where news comes from");
  to_kafka = uncommented(to_kafka, alternatives);
  const std::string protocol = "protocol: plaintext";
  to_kafka.replace(to_kafka.find(protocol), protocol.size(), "protocol: sasl_tls");
  for (const char* key : {"\n  tls:\n", "\n  topics:\n", "\n      outlet: ", "\n    records: "}) {
    EXPECT_NE(to_kafka.find(key), std::string::npos) << key;
  }
  EXPECT_EQ(problems_without_secrets(to_kafka), "");

  std::string to_file = without(example, "  # Kafka topics;", "\n# Where records go");
  to_file = without(to_file, "  # Topics, written", "  # A file that only grows.");
  to_file = without(to_file, "\nkafka:", "\n# Where news comes from");
  to_file = uncommented(to_file, alternatives);
  EXPECT_NE(to_file.find("\n    relations: "), std::string::npos);
  EXPECT_EQ(problems_without_secrets(to_file), "");
}

TEST(Example, OfOpenIdConnectIsValid) {
  EXPECT_EQ(problems_without_secrets(
                "version: 1\n"
                "kafka:\n"
                "  brokers: [localhost:9093]\n"
                "  security: {protocol: sasl_tls}\n"
                "  sasl: {mechanism: oauthbearer}\n"
                "  oauth: {token_url: 'https://login.example/t', client_id: a, client_secret_file: /x}\n"
                "sources: {topics: [{id: a, topic: raw}]}\n"
                "output: {kafka: {records: news}}\n"),
            "");
  const std::string bare = problems_without_secrets(
      "version: 1\n"
      "kafka:\n"
      "  brokers: [localhost:9093]\n"
      "  security: {protocol: sasl_plaintext}\n"
      "  sasl: {mechanism: oauthbearer, user: x}\n"
      "  oauth: {token_url: 'http://login.example/t'}\n"
      "sources: {topics: [{id: a, topic: raw}]}\n"
      "output: {kafka: {records: news}}\n");
  EXPECT_NE(bare.find("t.yaml:5:40  error[SY0207]: `oauthbearer` has no user"), std::string::npos)
      << bare;
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

TEST(Config, FillsTheOptionsOfKafka) {
  const LoadedConfig loaded = load_text(
      "version: 1\n"
      "name: desk\n"
      "authority: desk.example,2025\n"
      "state: {dir: /srv/state}\n"
      "deduplicate: {exact_window: 10d, near_window: 1d}\n"
      "kafka:\n"
      "  brokers: [a.example:9092, '[::1]:9093']\n"
      "  create_topics: false\n"
      "  replication: 3\n"
      "  output_partitions: 7\n"
      "  transaction_timeout: 20s\n"
      "  session_timeout: 6s\n"
      "  properties: {linger.ms: 7, debug: msg}\n"
      "sources:\n"
      "  topics:\n"
      "    - {id: a, topic: raw, format: atom, start: 2025-04-07T22:43:00.5+05:30, language: hi}\n"
      "    - {id: b, topic: items, format: ninjs, start: latest}\n"
      "    - {id: c, topic: more}\n"
      "output: {kafka: {records: news, relations: r}}\n");
  ASSERT_TRUE(loaded.config) << render(loaded.diagnostics, loaded.sources, false);
  const KafkaOptions& kafka = loaded.config->kafka;
  EXPECT_EQ(kafka.name, "desk");
  EXPECT_EQ(kafka.authority, "desk.example,2025");
  EXPECT_EQ(kafka.session_timeout, seconds(6));
  EXPECT_EQ(kafka.cluster.brokers, (std::vector<std::string>{"a.example:9092", "[::1]:9093"}));
  const std::map<std::string, std::string> properties = {{"debug", "msg"}, {"linger.ms", "7"}};
  EXPECT_EQ(kafka.cluster.properties, properties);
  EXPECT_EQ(kafka.sink.records_topic, "news");
  EXPECT_EQ(kafka.sink.relations_topic, "r");
  EXPECT_EQ(kafka.sink.dead_letters_topic, "");
  EXPECT_FALSE(kafka.sink.create_topics);
  EXPECT_EQ(kafka.sink.replication, 3u);
  EXPECT_EQ(kafka.sink.output_partitions, 7u);
  EXPECT_EQ(kafka.sink.transaction_timeout, seconds(20));
  EXPECT_EQ(kafka.sink.snapshot_dir, "/srv/state");
  EXPECT_EQ(kafka.sink.marks_retention, days(11));
  EXPECT_EQ(kafka.sink.decisions_retention, hours(30));
  ASSERT_EQ(kafka.topics.size(), 3u);
  EXPECT_EQ(kafka.topics[0].info.format, Format::feed);
  EXPECT_EQ(kafka.topics[0].info.language, "hi");
  EXPECT_EQ(kafka.topics[0].start, TopicStart::time);
  EXPECT_EQ(kafka.topics[0].start_time, from_civil(2025, 4, 7, 17, 13, 0) + milliseconds(500));
  EXPECT_EQ(kafka.topics[1].info.format, Format::json);
  EXPECT_EQ(kafka.topics[1].start, TopicStart::latest);
  EXPECT_EQ(kafka.topics[2].start, TopicStart::earliest);
  EXPECT_EQ(kafka.topics[2].info.format, Format::automatic);
}

TEST_F(ConfigFiles, TheSecretsOfKafkaAreReadAndNeverShown) {
  const std::string file = write("password", "canary-1\n");
  write("secret", "canary-2");
  LoadOptions options;
  options.environment = {{"CREDENTIALS_DIRECTORY", folder_}};
  const std::string begin =
      "version: 1\nsources: {files: [{id: in, path: '-'}]}\noutput: {kafka: {records: news}}\n"
      "kafka:\n  brokers: [localhost:9092]\n  security: {protocol: sasl_plaintext}\n";
  const LoadedConfig loaded = load_config_text(
      {{"t.yaml", begin + "  sasl: {user: desk, password_file: '" + file + "'}\n"}}, options);
  ASSERT_TRUE(loaded.config) << render(loaded.diagnostics, loaded.sources, false);
  EXPECT_EQ(loaded.config->kafka.cluster.security.password, "canary-1");
  EXPECT_EQ(show_config(loaded, {true}).find("canary"), std::string::npos);

  const LoadedConfig other = load_config_text(
      {{"t.yaml", begin + "  sasl: {user: desk, password_credential: secret}\n"}}, options);
  ASSERT_TRUE(other.config) << render(other.diagnostics, other.sources, false);
  EXPECT_EQ(other.config->kafka.cluster.security.password, "canary-2");
}

// A certificate that cannot be used is found before the daemon starts, but not by a check on a
// machine that does not have it.
TEST_F(ConfigFiles, ACertificateThatCannotBeReadIsToldAtTheStart) {
  const std::string text =
      "version: 1\nsources: {files: [{id: in, path: '-'}]}\noutput: {kafka: {records: news}}\n"
      "kafka: {brokers: [localhost:9092], security: {protocol: tls}, tls: {ca_file: " +
      folder_ + "/none.pem}}\n";
  LoadOptions options;
  const LoadedConfig started = load_config_text({{"t.yaml", text}}, options);
  EXPECT_FALSE(started.config);
  const std::string words = render(started.diagnostics, started.sources, false);
  EXPECT_NE(words.find("error[SY0213]"), std::string::npos) << words;
  EXPECT_EQ(problems_without_secrets(text), "");
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
