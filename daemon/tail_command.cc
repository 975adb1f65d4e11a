#include <cstdio>
#include <memory>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "connectors/kafka/topic_reader.h"
#include "connectors/local/committed_lengths.h"
#include "daemon/commands.h"
#include "daemon/exit_code.h"
#include "daemon/load_config_or_explain.h"
#include "daemon/signals.h"
#include "daemon/since.h"
#include "daemon/tail.h"
#include "daemon/topic_tail.h"
#include "pipeline/clock.h"

extern char** environ;

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

Stream stream_of(const std::string& name) {
  if (name == "relations") return Stream::relations;
  return name == "dead_letters" ? Stream::dead_letters : Stream::records;
}

Result<PrintOptions> print_options(const TailArguments& arguments) {
  PrintOptions options;
  if (!arguments.since.empty()) {
    const Result<Time> since = parse_since(arguments.since, SystemClock().now());
    if (!since) return since.error();
    options.since = *since;
  }
  if (!arguments.where.empty()) {
    const Result<Where> where = Where::parse(arguments.where);
    if (!where) return where.error();
    options.where = *where;
  }
  options.form = form_of(arguments.output);
  const TerminalSurroundings surroundings = surroundings_of(STDOUT_FILENO);
  options.style = style_for(color_of(arguments.color), surroundings);
  options.to_terminal = surroundings.is_terminal;
  return options;
}

// ^C, and a way to wait for it.
class Interrupt {
 public:
  Interrupt() : descriptor_(eventfd(0, EFD_CLOEXEC)) {
    signals_ = std::make_unique<Signals>(
        SignalActions{[this] { eventfd_write(descriptor_, 1); }, {}, {}});
  }
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  ~Interrupt() {
    signals_.reset();
    close(descriptor_);
  }

  bool came_within(int wait_ms) const {
    pollfd waiting{descriptor_, POLLIN, 0};
    return poll(&waiting, 1, wait_ms) != 0;
  }

 private:
  const int descriptor_;
  std::unique_ptr<Signals> signals_;
};

int tail_file(const TailArguments& arguments, const Config& config, const PrintOptions& print) {
  if (!arguments.offset.empty() || !arguments.partitions.empty() || arguments.uncommitted) {
    return complain({ErrorKind::invalid, "--offset, --partition and --uncommitted are for topics, "
                                         "but the output is a file"},
                    kExitUsage);
  }
  const Stream stream = stream_of(arguments.stream);
  TailOptions options;
  static_cast<PrintOptions&>(options) = print;
  const std::string paths[kStreams] = {config.journal.output_path, config.journal.relations_path,
                                       config.journal.dead_letters_path};
  options.path = paths[static_cast<std::size_t>(stream)];
  if (options.path.empty()) {
    options.path = config.output.path + (stream == Stream::relations ? ".relations" : ".dead");
  }
  options.committed_length = [&config, stream] {
    const Result<CommittedLengths> lengths = read_committed_lengths(config.journal.state_dir);
    return lengths ? lengths->lengths[static_cast<std::size_t>(stream)] : 0;
  };
  if (arguments.since.empty()) options.last = arguments.lines;
  const Interrupt interrupt;
  if (arguments.follow) options.wait = [&] { return !interrupt.came_within(kFollowPauseMs); };
  const Result<void> shown = tail(options, STDOUT_FILENO);
  return shown ? kExitFine : complain(shown.error(), exit_code_of(shown.error().kind));
}

int tail_topic(const TailArguments& arguments, const Config& config, const PrintOptions& print) {
  TopicTailOptions options;
  static_cast<PrintOptions&>(options) = print;
  options.last = arguments.lines;
  options.partitions = arguments.partitions;
  options.follow = arguments.follow;
  if (!arguments.offset.empty()) {
    const Result<TailStart> start = parse_tail_start(arguments.offset);
    if (!start) return complain(start.error(), kExitUsage);
    options.start = *start;
  }
  const Interrupt interrupt;
  options.stopped = [&] { return interrupt.came_within(0); };
  options.say = [](const std::string& words) {
    std::fprintf(stderr, "syndicated tail: %s\n", words.c_str());
  };
  const SystemClock clock;
  TopicReader reader(config.kafka,
                     {output_topic(config.kafka.sink, stream_of(arguments.stream)),
                      arguments.uncommitted},
                     clock);
  const Result<bool> whole = topic_tail(reader, options, clock, STDOUT_FILENO);
  if (!whole) return complain(whole.error(), exit_code_of(whole.error().kind));
  // ^C is how following ends; elsewhere it cuts off what was asked for.
  return *whole || arguments.follow ? kExitFine : kExitInterrupted;
}

}  // namespace

int tail_command(const TailArguments& arguments) {
  const std::vector<std::string> paths = config_paths(arguments.config);
  // A client of the brokers needs the secrets; who looks at a file may not be able to read them.
  const LoadedConfig glance = load_config(paths, {environment_of(environ), /*read_secrets=*/false});
  const bool from_topic = glance.config && !glance.config->kafka.sink.records_topic.empty();
  const std::optional<LoadedConfig> loaded =
      load_config_or_explain(paths, /*read_secrets=*/from_topic);
  if (!loaded) return kExitConfig;
  const Config& config = *loaded->config;
  if (!from_topic && config.output.path.empty()) {
    return complain({ErrorKind::config, "the configuration has no output to a file or a topic"},
                    kExitConfig);
  }
  const Result<PrintOptions> print = print_options(arguments);
  if (!print) return complain(print.error(), kExitUsage);
  return from_topic ? tail_topic(arguments, config, *print) : tail_file(arguments, config, *print);
}

}  // namespace syndicated
