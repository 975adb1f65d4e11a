#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <poll.h>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>

#include "connectors/local/committed_lengths.h"
#include "daemon/commands.h"
#include "daemon/exit_code.h"
#include "daemon/sample_documents.h"
#include "daemon/service.h"
#include "daemon/signals.h"
#include "daemon/stderr_log.h"
#include "daemon/tail.h"

namespace syndicated {
namespace {

constexpr int kPauseMs = 100;
constexpr Duration kCorrectionAfter = seconds(3);

std::string demo_config(const SampleServer& server, const std::string& directory) {
  std::string text =
      "version: 1\nname: demo\nauthority: \"demo.example,2025\"\nstate:\n  dir: " + directory +
      "/state\nlog:\n  level: warn\nhttp:\n  allow_networks: [127.0.0.0/8]\n  ports: [" +
      std::to_string(server.port()) + "]\n  min_interval: 1s\nsources:\n  feeds:\n";
  for (const SampleFeed& feed : sample_feeds()) {
    text += "    - id: " + feed.id + "\n      url: " + server.url(feed.path) + "\n      interval: 1s\n      outlet: " +
            feed.outlet + "\n      language: " + feed.language + "\n      country: " + feed.country + "\n";
  }
  return text + "output:\n  file:\n    path: " + directory + "/news.ndjson\n";
}

// Removes a temporary directory at the end.
class Directory {
 public:
  explicit Directory(const std::string& given) : path_(given), temporary_(given.empty()) {
    if (temporary_) {
      std::string pattern = std::filesystem::temp_directory_path().string() + "/syndicated-demo-XXXXXX";
      if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
    } else {
      std::error_code ignored;
      std::filesystem::create_directories(path_, ignored);
    }
  }
  ~Directory() {
    std::error_code ignored;
    if (temporary_ && !path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  const bool temporary_;
};

}  // namespace

int demo_command(const DemoArguments& arguments) {
  const Directory directory(arguments.directory);
  Result<std::unique_ptr<SampleServer>> server = SampleServer::create();
  if (directory.path().empty() || !server) {
    std::fprintf(stderr, "syndicated demo: no temporary directory or no port on loopback\n");
    return kExitIo;
  }
  for (const SampleFeed& feed : sample_feeds()) (*server)->put(feed.path, feed.document);
  const LoadedConfig loaded =
      load_config_text({{"demo.yaml", demo_config(**server, directory.path())}}, {});
  if (!loaded.config) {
    std::fputs(render(loaded.diagnostics, loaded.sources, false).c_str(), stderr);
    return kExitInternal;
  }
  const Config& config = *loaded.config;
  const SystemClock clock;
  RealFileSystem files;
  StderrLog log(config.log_level, clock);
  Service service(config, {}, clock, files, log);

  const TerminalSurroundings surroundings = surroundings_of(STDOUT_FILENO);
  const bool for_ever = arguments.seconds == 0 && surroundings.is_terminal;
  const Duration lasts = seconds(arguments.seconds == 0 ? 8 : arguments.seconds);
  std::fprintf(stderr,
               "Four sample feeds on 127.0.0.1:%d are polled every second; one report is corrected after "
               "3 s.%s\n",
               (*server)->port(), for_ever ? " ^C ends the demo." : "");

  const int stopped = eventfd(0, EFD_CLOEXEC);
  ExitCode code = kExitFine;
  {
    const Signals signals({[stopped] { eventfd_write(stopped, 1); }, [&] { service.report(); }, {}});
    std::thread runner([&] {
      code = service.run();
      // A line that failed ends the demo too.
      eventfd_write(stopped, 1);
    });
    const Duration began = clock.steady();
    bool corrected = false;
    TailOptions options;
    options.path = config.output.path;
    options.last = 0;
    options.style = style_for(ColorChoice::automatic, surroundings);
    options.to_terminal = surroundings.is_terminal;
    options.committed_length = [&] {
      const Result<CommittedLengths> lengths = read_committed_lengths(config.journal.state_dir);
      return lengths ? lengths->lengths[static_cast<std::size_t>(Stream::records)] : 0;
    };
    options.wait = [&] {
      if (!corrected && clock.steady() - began >= kCorrectionAfter) {
        corrected = true;
        (*server)->put(sample_feeds()[0].path, corrected_sample());
      }
      pollfd waiting{stopped, POLLIN, 0};
      return poll(&waiting, 1, kPauseMs) == 0 && (for_ever || clock.steady() - began < lasts);
    };
    const Result<void> shown = tail(options, STDOUT_FILENO);
    if (!shown) std::fprintf(stderr, "syndicated demo: %s\n", shown.error().what.c_str());
    service.stop();
    runner.join();
  }
  close(stopped);
  const LineCounters::Snapshot now = service.books();
  const bool balance = now.books.balance(now.in_flight) && now.in_flight == 0;
  std::fprintf(stderr, "The books %s: %s\n", balance ? "balance" : "DO NOT BALANCE",
               describe(now.books, now.in_flight).c_str());
  if (code != kExitFine) return code;
  return balance && now.books.published_fresh > 0 ? kExitFine : kExitProblems;
}

}  // namespace syndicated
