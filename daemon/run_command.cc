#include <cstdio>
#include <unistd.h>

#include "connectors/kafka/library_version.h"
#include "daemon/commands.h"
#include "daemon/heart.h"
#include "daemon/load_config_or_explain.h"
#include "daemon/service.h"
#include "daemon/service_manager.h"
#include "daemon/signals.h"
#include "daemon/stderr_log.h"

namespace syndicated {

int run_command(const RunArguments& arguments) {
  const std::optional<LoadedConfig> loaded =
      load_config_or_explain(config_paths(arguments.config), /*read_secrets=*/true);
  if (!loaded) return kExitConfig;
  const Config& config = *loaded->config;
  const SystemClock clock;
  RealFileSystem files;
  StderrLog log(config.log_level, clock);
  log.info("syndicated starts", {{"config", arguments.config},
                                 {"feeds", static_cast<std::uint64_t>(config.feeds.size())},
                                 {"files", static_cast<std::uint64_t>(config.files.size())}});
  if (!config.kafka.sink.records_topic.empty()) {
    log.info("Kafka is the output", {{"librdkafka", kafka_library_version()}, {"guards", kafka_guards()}});
    if (const std::string limits = kafka_limits(); !limits.empty()) {
      log.info("This librdkafka has limits", {{"limits", limits}});
    }
  }
  if (config.output.to_stdout) {
    log.info("Standard output cannot be taken back: after a crash a record may come twice");
  }
  Bell changed;
  Service service(config, ServiceOptions{arguments.once, &changed}, clock, files, log);
  ServiceManager manager(log);
  ExitCode code = kExitFine;
  {
    const Heart heart({[&] { return service.status(); }, [&](Duration limit) { return service.alive(limit); },
                       config.line.drain_timeout},
                      manager, changed, clock, log);
    const Signals signals({[&] {
                             log.info("Stopping: the line is drained");
                             service.stop();
                           },
                           [&] { service.report(); },
                           [&] { log.warn("SIGHUP does nothing: restart to read the configuration again"); }});
    code = service.run();
  }
  service.report();
  const LineCounters::Snapshot books = service.books();
  if (code == kExitFine && !books.books.balance(books.in_flight)) return kExitInternal;
  return code;
}

}  // namespace syndicated
