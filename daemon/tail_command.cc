#include <cstdio>
#include <memory>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "connectors/local/committed_lengths.h"
#include "daemon/commands.h"
#include "daemon/exit_code.h"
#include "daemon/load_config_or_explain.h"
#include "daemon/signals.h"
#include "daemon/tail.h"
#include "pipeline/clock.h"

namespace syndicated {
namespace {

constexpr int kFollowPauseMs = 200;

int complain(const Error& error, int code) {
  std::fprintf(stderr, "syndicated tail: %s\n", error.what.c_str());
  return code;
}

TailForm form_of(const std::string& name) {
  if (name == "json") return TailForm::json;
  return name == "jsonl" ? TailForm::jsonl : TailForm::pretty;
}

ColorChoice color_of(const std::string& name) {
  if (name == "always") return ColorChoice::always;
  return name == "never" ? ColorChoice::never : ColorChoice::automatic;
}

}  // namespace

int tail_command(const TailArguments& arguments) {
  const std::optional<LoadedConfig> loaded =
      load_config_or_explain(config_paths(arguments.config), /*read_secrets=*/false);
  if (!loaded) return kExitConfig;
  const Config& config = *loaded->config;
  if (config.output.path.empty()) {
    return complain({ErrorKind::config, "the configuration has no output.file to read"}, kExitConfig);
  }
  TailOptions options;
  options.path = config.output.path;
  options.committed_length = [&] {
    const Result<CommittedLengths> lengths = read_committed_lengths(config.journal.state_dir);
    return lengths ? lengths->lengths[static_cast<std::size_t>(Stream::records)] : 0;
  };
  if (arguments.since.empty()) {
    options.last = arguments.lines;
  } else {
    const Result<Time> since = parse_since(arguments.since, SystemClock().now());
    if (!since) return complain(since.error(), kExitUsage);
    options.since = *since;
  }
  if (!arguments.where.empty()) {
    const Result<Where> where = Where::parse(arguments.where);
    if (!where) return complain(where.error(), kExitUsage);
    options.where = *where;
  }
  options.form = form_of(arguments.output);
  const TerminalSurroundings surroundings = surroundings_of(STDOUT_FILENO);
  options.style = style_for(color_of(arguments.color), surroundings);
  options.to_terminal = surroundings.is_terminal;
  const int stopped = eventfd(0, EFD_CLOEXEC);
  std::unique_ptr<Signals> signals;
  signals = std::make_unique<Signals>(SignalActions{[stopped] { eventfd_write(stopped, 1); }, {}, {}});
  if (arguments.follow) {
    options.wait = [stopped] {
      pollfd waiting{stopped, POLLIN, 0};
      return poll(&waiting, 1, kFollowPauseMs) == 0;
    };
  }
  const Result<void> shown = tail(options, STDOUT_FILENO);
  signals.reset();
  close(stopped);
  if (!shown) return complain(shown.error(), exit_code_of(shown.error().kind));
  return kExitFine;
}

}  // namespace syndicated
