// Loading: files to texts, texts to one merged tree, the tree to a checked Config.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "config/checks.h"
#include "config/config.h"
#include "config/kafka_checks.h"
#include "config/reader.h"
#include "config/yaml_tree.h"

namespace syndicated {
namespace {

constexpr std::size_t files_max = 1000;

// Up to one byte more than a configuration may have, so that the parser sees that it is too large.
Result<std::string> read_text(const std::string& path) {
  const auto failed = [&](int number) {
    return Error{ErrorKind::io, "the configuration `" + path +
                                    "` cannot be read: " + std::generic_category().message(number)};
  };
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return failed(errno);
  std::string text(yaml_bytes_max + 1, '\0');
  std::size_t used = 0;
  int number = 0;
  while (used < text.size()) {
    const ssize_t count = ::read(descriptor, text.data() + used, text.size() - used);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) number = errno;
    if (count <= 0) break;
    used += static_cast<std::size_t>(count);
  }
  ::close(descriptor);
  if (number != 0) return failed(number);
  text.resize(used);
  return text;
}

std::string joined(const std::string& prefix, const std::string& name) {
  return prefix.empty() ? name : prefix + "." + name;
}

// Adds `from` to `into`: mappings merge, lists append, anything else may be set once.
void merge(YamlNode& into, YamlNode from, const std::string& path,
           const std::vector<SourceText>& sources, Diagnostics& diagnostics) {
  if (into.kind == YamlNode::Kind::null) {
    into = std::move(from);
    return;
  }
  if (from.kind == YamlNode::Kind::null) return;
  for (YamlEntry& entry : from.entries) {
    const auto same = std::find_if(into.entries.begin(), into.entries.end(),
                                   [&](const YamlEntry& known) { return known.key == entry.key; });
    const std::string entry_path = joined(path, entry.key);
    if (same == into.entries.end()) {
      into.entries.push_back(std::move(entry));
      continue;
    }
    YamlNode& known = same->value;
    const bool is_same_kind = known.kind == entry.value.kind;
    if (is_same_kind && known.kind == YamlNode::Kind::list) {
      for (YamlNode& item : entry.value.items) known.items.push_back(std::move(item));
    } else if ((is_same_kind && known.kind == YamlNode::Kind::map) ||
               known.kind == YamlNode::Kind::null || entry.value.kind == YamlNode::Kind::null) {
      merge(known, std::move(entry.value), entry_path, sources, diagnostics);
    } else if (entry_path == "version" && known.text == entry.value.text) {
      continue;  // each file may say which form it has
    } else {
      if (diagnostics.is_full()) return;
      diagnostics.error("SY0108", entry.key_place, "`" + entry_path + "` is set in two files",
                        "first set at " + place_name(same->key_place, sources));
    }
  }
}

// What follows from other values rather than being set.
void derive(const Environment& environment, Config& config, Origins& origins) {
  if (!origins.contains("state.dir")) {
    const auto found = environment.find("STATE_DIRECTORY");
    if (found != environment.end() && !found->second.empty()) {
      config.journal.state_dir = found->second.substr(0, found->second.find(':'));
      origins["state.dir"] = Place{};
    }
  }
  for (FileSourceOptions& file : config.files) {
    file.document_bytes_max = config.document_bytes_max;
    file.line_bytes_max = config.line_bytes_max;
  }
  JournalSinkOptions& journal = config.journal;
  journal.output_path = config.output.to_stdout ? "-" : config.output.path;
  journal.relations_path = config.output.relations_path;
  journal.dead_letters_path = config.output.dead_letters_path;
  // The slack keeps what a window needs while the stream's time is behind the clock.
  journal.marks_retention = Duration{config.deduplicate.exact_window.ms + days(1).ms};
  journal.decisions_retention = Duration{config.deduplicate.near_window.ms + hours(6).ms};
  config.deduplicate.stories = config.profile == Profile::full;
  KafkaOptions& kafka = config.kafka;
  kafka.name = config.name;
  kafka.authority = config.prepare.authority;
  kafka.sink.pass_headers_on = config.profile == Profile::relay;
  kafka.sink.snapshot_dir = journal.state_dir;
  kafka.sink.marks_retention = journal.marks_retention;
  kafka.sink.decisions_retention = journal.decisions_retention;
}

LoadedConfig load(std::vector<SourceText> sources, const LoadOptions& options,
                  Diagnostics& diagnostics) {
  LoadedConfig loaded;
  loaded.sources = std::move(sources);
  for (SourceText& source : loaded.sources) {
    if (source.text.starts_with("\xEF\xBB\xBF")) source.text.erase(0, 3);
  }
  YamlNode root;
  root.place.file = loaded.sources.empty() ? -1 : 0;
  bool readable = !loaded.sources.empty() && !diagnostics.has_errors();
  for (std::size_t i = 0; i < loaded.sources.size(); ++i) {
    std::optional<YamlNode> tree = parse_yaml(loaded.sources, static_cast<int>(i), diagnostics);
    if (!tree) {
      readable = false;
      continue;
    }
    const bool is_mapping = tree->kind == YamlNode::Kind::map || tree->kind == YamlNode::Kind::null;
    if (!is_mapping) {
      diagnostics.error("SY0101", tree->place, "a configuration is a mapping of keys to values",
                        "`version: 1` is its first line");
      readable = false;
      continue;
    }
    merge(root, std::move(*tree), "", loaded.sources, diagnostics);
  }
  // Half a configuration would only be reported for what the other half says.
  if (readable) {
    Config config;
    read_config(root, options.environment, config, loaded.origins, diagnostics);
    derive(options.environment, config, loaded.origins);
    check_config(config, loaded.origins, loaded.sources, diagnostics);
    read_secrets(options, loaded.origins, config, diagnostics);
    if (!diagnostics.has_errors()) {
      const Places places(loaded.origins, loaded.sources);
      try_kafka_clients(config, options.read_secrets, places, diagnostics);
    }
    if (!diagnostics.has_errors()) loaded.config = std::move(config);
  }
  loaded.diagnostics = diagnostics.take();
  return loaded;
}

}  // namespace

LoadedConfig load_config_text(std::vector<SourceText> sources, const LoadOptions& options) {
  Diagnostics diagnostics;
  return load(std::move(sources), options, diagnostics);
}

LoadedConfig load_config(const std::vector<std::string>& paths, const LoadOptions& options) {
  Diagnostics diagnostics;
  std::vector<SourceText> sources;
  for (const std::string& path : paths) {
    Result<std::string> text = read_text(path);
    if (text) {
      sources.push_back({path, std::move(*text)});
    } else {
      diagnostics.error("SY0001", Place{}, text.error().what);
    }
  }
  return load(std::move(sources), options, diagnostics);
}

std::vector<std::string> config_paths(const std::string& path) {
  namespace fs = std::filesystem;
  std::vector<std::string> more;
  std::error_code error;
  fs::directory_iterator entry(fs::path(path).parent_path() / "conf.d", error);
  const fs::directory_iterator end;
  // An unreadable directory is like none: conf.d is optional.
  for (; !error && entry != end && more.size() < files_max; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(".") || !name.ends_with(".yaml")) continue;
    more.push_back(entry->path().string());
  }
  std::sort(more.begin(), more.end());
  more.insert(more.begin(), path);
  return more;
}

Environment environment_of(const char* const* variables) {
  Environment environment;
  for (; variables != nullptr && *variables != nullptr; ++variables) {
    const std::string_view variable = *variables;
    const std::size_t equals = variable.find('=');
    if (equals == std::string_view::npos) continue;
    environment.emplace(variable.substr(0, equals), variable.substr(equals + 1));
  }
  return environment;
}

}  // namespace syndicated
