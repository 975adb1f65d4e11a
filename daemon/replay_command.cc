#include <cstdio>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "connectors/kafka/group_members.h"
#include "daemon/commands.h"
#include "daemon/load_config_or_explain.h"
#include "daemon/replay.h"
#include "daemon/service.h"
#include "daemon/signals.h"
#include "daemon/stderr_log.h"

namespace syndicated {
namespace {

constexpr int kAskAgainMs = 500;
constexpr Duration kSlack = seconds(5);  // until the brokers have noticed that a session is over

int complain(const std::string& what, int code) {
  std::fprintf(stderr, "syndicated replay: %s\n", what.c_str());
  return code;
}

// Waits until nobody is a member of the daemon's group. A daemon that was stopped stays one for its
// session timeout and cannot be told from one that runs, so that a session is what is waited for.
Result<void> wait_for_daemon_to_be_gone(const Config& config, const Clock& clock, int stopped) {
  const std::string timeout = std::to_string(config.kafka.session_timeout.ms / 1000) + " s";
  const Duration begun = clock.steady();
  for (bool told = false;;) {
    const Result<std::vector<GroupMember>> members = group_members(config.kafka);
    if (!members) return members.error();
    if (members->empty()) return {};
    const std::string who = members->front().client + " at " + members->front().host;
    if (clock.steady() - begun > config.kafka.session_timeout + kSlack) {
      return Error{ErrorKind::config, "the daemon " + config.name + " runs (" + who +
                                          "); stop it first, as in `systemctl stop syndicated`"};
    }
    if (!told) {
      std::fprintf(stderr, "syndicated replay: %s runs or has just ended; waiting up to %s for its session "
                           "to end\n", who.c_str(), timeout.c_str());
      told = true;
    }
    pollfd waiting{stopped, POLLIN, 0};
    if (poll(&waiting, 1, kAskAgainMs) != 0) return Error{ErrorKind::unavailable, "stopped"};
  }
}

int replay(const ReplayArguments& arguments, const Config& config, int stopped) {
  const SystemClock clock;
  RealFileSystem files;
  StderrLog log(config.log_level, clock);
  ReplayOptions options;
  if (!arguments.reason.empty()) options.reason = find_reason(arguments.reason);
  if (arguments.limit != 0) options.limit = arguments.limit;
  Replay dead_letters(config, options, clock);
  ServiceOptions service_options;
  service_options.once = true;
  service_options.make_source = [&] { return dead_letters.make_source(); };
  Service service(config, service_options, clock, files, log);
  ExitCode code = kExitFine;
  {
    const Signals signals({[&] {
                             eventfd_write(stopped, 1);
                             service.stop();
                           },
                           [&] { service.report(); },
                           {}});
    const Result<void> gone = wait_for_daemon_to_be_gone(config, clock, stopped);
    if (!gone) return complain(gone.error().what, exit_code_of(gone.error().kind));
    code = service.run();
  }
  service.report();
  if (code != kExitFine) return code;
  const Replay::Counts counts = dead_letters.counts();
  std::fprintf(stderr, "syndicated replay: put back %llu dead letters; passed over %llu that are not whole or "
                       "only kept as text\n",
               static_cast<unsigned long long>(counts.put_back),
               static_cast<unsigned long long>(counts.passed_over));
  const LineCounters::Snapshot books = service.books();
  return books.books.balance(books.in_flight) ? kExitFine : kExitInternal;
}

}  // namespace

int replay_command(const ReplayArguments& arguments) {
  const std::optional<LoadedConfig> loaded =
      load_config_or_explain(config_paths(arguments.config), /*read_secrets=*/true);
  if (!loaded) return kExitConfig;
  if (loaded->config->kafka.sink.records_topic.empty()) {
    return complain("replay reads the dead-letter topic, but the output of this configuration is a file: take "
                    "`raw` out of the file of dead letters, and give it to a source of files",
                    kExitConfig);
  }
  const int stopped = eventfd(0, EFD_CLOEXEC);
  const int code = replay(arguments, *loaded->config, stopped);
  close(stopped);
  return code;
}

}  // namespace syndicated
