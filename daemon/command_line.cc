#include "daemon/command_line.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <set>

#include "config/suggest.h"
#include "daemon/commands.h"
#include "daemon/exit_code.h"
#include "daemon/replay.h"
#include "daemon/signals.h"
#include "daemon/terminal.h"

namespace syndicated {
namespace {

constexpr const char* kDefaultConfig = "/etc/syndicated/syndicated.yaml";

void add_config(CLI::App& command, std::string& config) {
  config = kDefaultConfig;
  command.add_option("-c,--config", config, "Configuration file")->capture_default_str();
}

void add_run(CLI::App& app, RunArguments& arguments) {
  CLI::App* command = app.add_subcommand("run", "Run the daemon in the foreground");
  add_config(*command, arguments.config);
  command->add_flag("--once", arguments.once, "Read what is there, poll each feed once, then end");
}

void add_demo(CLI::App& app, DemoArguments& arguments) {
  CLI::App* command =
      app.add_subcommand("demo", "Serve sample feeds on loopback and show their enriched output");
  command->add_option("--directory", arguments.directory,
                      "Keep state and output here (default: a temporary directory)");
  command->add_option("--seconds", arguments.seconds,
                      "How long to run (default: until ^C at a terminal, else 8)")
      ->check(CLI::Range(1u, 86'400u));
}

void add_decode(CLI::App& app, DecodeArguments& arguments) {
  CLI::App* command = app.add_subcommand("decode", "Decode feed documents to JSON, one line each");
  CLI::Option* files = command->add_option("file", arguments.files, "Documents, - for stdin");
  CLI::Option* jobs = command->add_option("--jobs", arguments.jobs, "NDJSON of jobs {path, url, headers}");
  files->excludes(jobs);
  command->callback([command] {
    if (command->count("file") + command->count("--jobs") == 0) {
      throw CLI::RequiredError("a file or --jobs");
    }
  });
}

void add_opml(CLI::App& app, OpmlArguments& arguments) {
  CLI::App* command = app.add_subcommand("opml", "Import, export or compare a list of feeds in OPML");
  command->require_subcommand(1);
  const auto add = [&](const char* name, const char* about) {
    CLI::App* action = command->add_subcommand(name, about);
    action->callback([&arguments, name] { arguments.action = name; });
    return action;
  };
  CLI::App* from = add("import", "Print a configuration with the feeds of an OPML file");
  CLI::App* to = add("export", "Print the configured feeds as OPML");
  CLI::App* diff = add("diff", "Show which feeds only the file (+) or the configuration (-) has");
  for (CLI::App* action : {from, diff}) {
    action->add_option("file", arguments.file, "The OPML file, - for stdin")->required();
  }
  for (CLI::App* action : {to, diff}) add_config(*action, arguments.config);
}

void add_tail(CLI::App& app, TailArguments& arguments) {
  CLI::App* command = app.add_subcommand(
      "tail", "Show the newest published records, from the file or the topic that they go to");
  add_config(*command, arguments.config);
  command->add_option("--stream", arguments.stream, "What to show")
      ->check(CLI::IsMember({"records", "relations", "dead_letters"}))
      ->capture_default_str();
  command->add_option("-n,--lines", arguments.lines, "How many records; with --since or --offset all")
      ->capture_default_str();
  command->add_flag("-f,--follow", arguments.follow, "Go on with what is published");
  command->add_option("--since", arguments.since, "Received since then: 10m, 2h, or an RFC 3339 time");
  command->add_option("--where", arguments.where, "A condition, as in 'lang=en & headline~flood'");
  CLI::Option* offset = command->add_option(
      "--offset", arguments.offset,
      "Topic: where to start, earliest, latest, N, or -N for so many before the end of each partition");
  offset->excludes("--since");
  command->add_option("-p,--partition", arguments.partitions, "Topic: only these partitions, as in 0,3")
      ->delimiter(',')
      ->check(CLI::NonNegativeNumber);
  command->add_flag("--uncommitted", arguments.uncommitted,
                    "Topic: also what a transaction wrote that is open or was aborted");
  command->add_option("-o,--output", arguments.output, "Form of the output")
      ->check(CLI::IsMember({"pretty", "json", "jsonl"}))
      ->capture_default_str();
  command->add_option("--color", arguments.color, "Use colour")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
}

void add_replay(CLI::App& app, ReplayArguments& arguments) {
  CLI::App* command = app.add_subcommand("replay", "Put dead letters back into the line, each once");
  command->footer(
      "A replay begins where the last one ended; what fails again is a new dead letter.\n"
      "Stop the daemon first: a replay works under its name, so that the brokers shut out a daemon that\n"
      "runs beside it, which then exits with 78. One that reads topics is noticed before that: the\n"
      "replay waits for its session to end, and refuses when it does not.");
  add_config(*command, arguments.config);
  command->add_flag("--dead-letters", arguments.dead_letters, "The dead letters in their topic")
      ->required();
  command->add_option("--reason", arguments.reason, "Only those of one reason, as in not_a_feed")
      ->check([](const std::string& name) {
        return find_reason(name) ? std::string() : "no reason is called so";
      });
  command->add_option("--limit", arguments.limit, "At most so many (default: all)")
      ->check(CLI::PositiveNumber);
}

void add_check(CLI::App& app, CheckArguments& arguments) {
  CLI::App* command = app.add_subcommand("check", "Check the configuration");
  arguments.configs = {kDefaultConfig};
  command->add_option("file", arguments.configs, "Configuration files")->capture_default_str();
}

void add_config_command(CLI::App& app, ConfigArguments& arguments) {
  CLI::App* command = app.add_subcommand("config", "Look at the configuration");
  command->require_subcommand(1);
  CLI::App* show = command->add_subcommand("show", "Print the effective configuration");
  add_config(*show, arguments.config);
  show->add_flag("--origin", arguments.origin, "Say where each value comes from");
  command->add_subcommand("example", "Print an annotated example with all defaults")
      ->callback([&arguments] { arguments.example = true; });
}

void add_version(CLI::App& app, VersionArguments& arguments) {
  CLI::App* command = app.add_subcommand("version", "Print the version and what it was built with");
  command->add_flag("--json", arguments.json, "As JSON");
}

std::set<std::string> command_names(const CLI::App& app) {
  std::set<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.insert(command->get_name());
  return names;
}

// CLI11 would only say that a command is missing.
int unknown_command(const CLI::App& app, const std::string& name) {
  const std::set<std::string> names = command_names(app);
  std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string_view similar = nearest(name, candidates);
  std::fprintf(stderr, "syndicated: `%s` is not a command%s%s\nRun `syndicated --help` for the list\n",
               for_terminal(name).c_str(), similar.empty() ? "" : "; did you mean ",
               similar.empty() ? "" : (std::string(similar) + "?").c_str());
  return kExitUsage;
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  CLI::App app("syndicated: news wires in, each report once, clean and enriched", "syndicated");
  app.require_subcommand(1);
  RunArguments run;
  DemoArguments demo;
  DecodeArguments decode;
  OpmlArguments opml;
  TailArguments tail;
  ReplayArguments replay;
  CheckArguments check;
  ConfigArguments config;
  VersionArguments version;
  add_run(app, run);
  add_demo(app, demo);
  add_decode(app, decode);
  add_opml(app, opml);
  add_tail(app, tail);
  add_replay(app, replay);
  add_check(app, check);
  add_config_command(app, config);
  add_version(app, version);
  if (argc > 1 && argv[1][0] != '-' && !command_names(app).contains(argv[1])) {
    return unknown_command(app, argv[1]);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // CLI11 prints help to stdout and errors to stderr; its own codes are not ours.
    return app.exit(error) == 0 ? kExitFine : kExitUsage;
  }
  const std::string& name = app.get_subcommands().front()->get_name();
  if (name == "run") return run_command(run);
  if (name == "demo") return demo_command(demo);
  if (name == "tail") return tail_command(tail);
  if (name == "replay") return replay_command(replay);
  // The others serve no signal: it ends them.
  Signals::unblock();
  if (name == "decode") return decode_command(decode);
  if (name == "opml") return opml_command(opml);
  if (name == "check") return check_command(check);
  if (name == "config") return config_command(config);
  return version_command(version);
}

}  // namespace syndicated
