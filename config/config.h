// Config: everything that an operator decides, as one checked struct. It holds the option structs
// of the components, which only config/ fills; their defaults are the defaults of the
// configuration. A Config that load_config returns is consistent: the daemon may use it without a
// further check. A value; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/diagnostic.h"
#include "config/interpolate.h"
#include "connectors/http/http_options.h"
#include "connectors/kafka/kafka_options.h"
#include "connectors/local/local_options.h"
#include "pipeline/log.h"
#include "pipeline/options.h"

namespace syndicated {

// A feed with where its password comes from; `options.password` is filled while loading.
struct FeedConfig {
  FeedOptions options;
  std::string password_file;
  std::string password_credential;  // a name below $CREDENTIALS_DIRECTORY
};

struct OutputConfig {
  std::string path;               // of the records, "" no file output
  std::string relations_path;     // "" puts ".relations" behind path
  std::string dead_letters_path;  // "" puts ".dead" behind path
  bool to_stdout = false;
};

// Where the secrets of `Config::kafka` come from; the secrets are filled in while loading.
struct KafkaSecretSources {
  std::string key_password_file;  // of the key of the client's certificate
  std::string key_password_credential;
  std::string password_file;  // of the user
  std::string password_credential;
  std::string client_secret_file;  // for the identity provider
  std::string client_secret_credential;
};

struct Config {
  std::uint32_t version = 1;  // of the configuration's form
  std::string name = "syndicated";
  LogLevel log_level = LogLevel::info;

  Profile profile = Profile::full;
  PrepareOptions prepare;
  DeduplicateOptions deduplicate;
  FinishOptions finish;
  LineOptions line;

  HttpOptions http;
  Duration feed_interval_min = minutes(1);  // no feed may have a shorter interval
  std::vector<FeedConfig> feeds;

  std::uint64_t document_bytes_max = FileSourceOptions{}.document_bytes_max;  // in each of `files`
  std::uint64_t line_bytes_max = FileSourceOptions{}.line_bytes_max;          // in each of `files`
  std::vector<FileSourceOptions> files;

  // Its name, authority, retentions and snapshot directory follow when the configuration is loaded.
  // Without `sink.records_topic` there is no output to Kafka.
  KafkaOptions kafka;
  KafkaSecretSources kafka_secrets;

  OutputConfig output;
  // Derived from `output` and the windows: its state_dir and fsync are set by keys, its paths and
  // retentions follow when the configuration is loaded.
  JournalSinkOptions journal;
};

// Where each value came from: "line.workers", "sources.feeds[2].url". A default has no entry.
using Origins = std::map<std::string, Place>;

struct LoadOptions {
  Environment environment;   // for ${VAR}, $STATE_DIRECTORY and $CREDENTIALS_DIRECTORY
  bool read_secrets = true;  // false: for a check on a machine that does not have them
};

struct LoadedConfig {
  std::optional<Config> config;         // set exactly when no diagnostic is an error
  std::vector<Diagnostic> diagnostics;  // all of them, in the order of files and lines
  std::vector<SourceText> sources;      // the files as read; for render() and show_config()
  Origins origins;
};

// Reads and checks the files as one configuration: mappings merge, lists append in the order of the
// paths, a value set twice is an error that names both places. Never throws; a problem is a
// diagnostic.
LoadedConfig load_config(const std::vector<std::string>& paths, const LoadOptions& options);

// The same for texts in memory.
LoadedConfig load_config_text(std::vector<SourceText> sources, const LoadOptions& options);

// `path`, then conf.d/*.yaml beside it in byte order (at most 1,000; hidden files are left out).
std::vector<std::string> config_paths(const std::string& path);

// The process environment (`environ`) as a map, for LoadOptions.
Environment environment_of(const char* const* variables);

// The effective configuration as YAML, defaults included, which loads back to an equal Config. A
// password is never in it, only where it comes from. With `origins`, each line ends in a comment
// that says where its value came from: "# syndicated.yaml:14" or "# default".
struct ShowOptions {
  bool origins = false;
};
std::string show_config(const LoadedConfig& loaded, ShowOptions options);

// The annotated example: every key with its description, its unit and its default. Optional keys
// without a default are comments. The file deploy/syndicated.example.yaml is this text.
std::string render_example();

}  // namespace syndicated
