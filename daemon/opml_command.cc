#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>

#include "config/forms.h"
#include "connectors/formats/opml.h"
#include "daemon/commands.h"
#include "daemon/end_output.h"
#include "daemon/exit_code.h"
#include "daemon/load_config_or_explain.h"
#include "daemon/terminal.h"
#include "pipeline/text/unicode.h"
#include "pipeline/text/url.h"

namespace syndicated {
namespace {

constexpr std::size_t kIdBytesMax = 64;  // as the configuration wants it

void put(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

// nullopt when the file cannot be read or is no OPML; then that has been said.
std::optional<OpmlList> read_list(const std::string& path) {
  std::string bytes;
  if (path == "-") {
    bytes.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
      std::fprintf(stderr, "syndicated opml: %s cannot be read\n", for_terminal(path).c_str());
      return std::nullopt;
    }
    bytes.assign(std::istreambuf_iterator<char>(file), {});
  }
  OpmlList list = read_opml(bytes);
  if (!list.fault.empty()) {
    std::fprintf(stderr, "syndicated opml: %s is %s\n", for_terminal(path).c_str(),
                 list.fault.c_str());
    return std::nullopt;
  }
  for (const std::string& reject : list.rejects) {
    std::fprintf(stderr, "syndicated opml: left out: %s\n", for_terminal(reject).c_str());
  }
  std::fprintf(stderr, "%zu feeds; left out: %llu unusable, %llu twice, %llu beyond limits\n",
               list.feeds.size(), static_cast<unsigned long long>(list.rejected),
               static_cast<unsigned long long>(list.duplicates),
               static_cast<unsigned long long>(list.beyond_limits));
  if (list.damaged) {
    std::fprintf(stderr, "syndicated opml: %s is cut off or no well-formed XML: feeds may be missing\n",
                 for_terminal(path).c_str());
  }
  return list;
}

// A value in YAML's double quotes, safe from the interpolation of variables.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '$') out += '$';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out + "\"";
}

// "The Bay Herald" to "the-bay-herald"; "" when nothing of the text fits into an id.
std::string id_from(std::string_view text) {
  std::string id;
  for (const char c : fold(normal_form(text))) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (fits) {
      id += c;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
    if (id.size() == kIdBytesMax - 8) break;  // room for a number that makes it unique
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id;
}

// `taken` holds for each id the number that its next namesake tries first.
std::string unique_id(const OpmlFeed& feed, std::map<std::string, std::size_t>& taken) {
  std::string id = id_from(feed.title);
  if (id.empty()) id = id_from(url_host(feed.url));
  if (id.empty()) id = "feed";
  const auto [entry, is_new] = taken.try_emplace(id, 2);
  if (is_new) return id;
  for (;;) {
    const std::string candidate = id + "-" + std::to_string(entry->second++);
    if (taken.try_emplace(candidate, 2).second) return candidate;
  }
}

int import_list(const OpmlArguments& arguments) {
  const std::optional<OpmlList> list = read_list(arguments.file);
  if (!list) return kExitProblems;
  std::map<std::string, std::size_t> taken;
  std::string text =
      "# From an OPML list. The ids are part of every uri: settle them before the first run.\n"
      "sources:\n  feeds:\n";
  bool any = false;
  for (const OpmlFeed& feed : list->feeds) {
    if (const std::optional<FormProblem> problem = check_form(Kind::url, feed.url)) {
      std::fprintf(stderr, "syndicated opml: left out: the address of %s %s\n",
                   for_terminal(feed.title).c_str(), problem->message.c_str());
      continue;
    }
    any = true;
    text += "    - id: " + quoted(unique_id(feed, taken)) + "\n      url: " + quoted(feed.url) + "\n";
    if (!feed.title.empty()) text += "      outlet: " + quoted(feed.title) + "\n";
    if (!feed.language.empty() && !check_form(Kind::language, feed.language)) {
      text += "      language: " + quoted(feed.language) + "\n";
    }
  }
  if (any) put(text);
  return any && !list->damaged ? kExitFine : kExitProblems;
}

std::vector<OpmlFeed> configured_feeds(const Config& config) {
  std::vector<OpmlFeed> feeds;
  for (const FeedConfig& feed : config.feeds) {
    OpmlFeed& out = feeds.emplace_back();
    out.url = feed.options.url;
    out.title = feed.options.info.outlet.empty() ? feed.options.info.id : feed.options.info.outlet;
    out.language = feed.options.info.language;
  }
  return feeds;
}

int export_list(const Config& config) {
  put(write_opml(config.name, configured_feeds(config)));
  return kExitFine;
}

// Addresses are compared in their canonical form: http and https of one feed are the same feed.
int show_difference(const OpmlArguments& arguments, const Config& config) {
  const std::optional<OpmlList> list = read_list(arguments.file);
  if (!list) return kExitProblems;
  const auto canonical = [](const std::vector<OpmlFeed>& feeds) {
    std::set<std::string> urls;
    for (const OpmlFeed& feed : feeds) urls.insert(canonical_url(feed.url));
    return urls;
  };
  const std::vector<OpmlFeed> configured = configured_feeds(config);
  const std::set<std::string> in_file = canonical(list->feeds), in_config = canonical(configured);
  bool differs = false;
  const auto show = [&](char sign, const std::vector<OpmlFeed>& feeds,
                        const std::set<std::string>& others) {
    for (const OpmlFeed& feed : feeds) {
      if (others.contains(canonical_url(feed.url))) continue;
      differs = true;
      put(std::string(1, sign) + " " + for_terminal(feed.url) + "  " + for_terminal(feed.title) +
          "\n");
    }
  };
  show('+', list->feeds, in_config);
  show('-', configured, in_file);
  return differs || list->damaged ? kExitProblems : kExitFine;
}

}  // namespace

int opml_command(const OpmlArguments& arguments) {
  if (arguments.action == "import") return end_output("opml", import_list(arguments));
  const std::optional<LoadedConfig> loaded =
      load_config_or_explain(config_paths(arguments.config), /*read_secrets=*/false);
  if (!loaded) return kExitConfig;
  return end_output("opml", arguments.action == "export"
                                ? export_list(*loaded->config)
                                : show_difference(arguments, *loaded->config));
}

}  // namespace syndicated
