// The commands of the program, one .cc file each. Each returns the exit code. stdout is data, stderr is words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace syndicated {

struct RunArguments {
  std::string config;
  bool once = false;
};
int run_command(const RunArguments& arguments);

struct DemoArguments {
  std::string directory;  // "" a temporary one, removed at the end
  std::uint32_t seconds = 0;  // 0: until ^C at a terminal, else 8
};
int demo_command(const DemoArguments& arguments);

struct DecodeArguments {
  std::vector<std::string> files;
  std::string jobs;  // a file of jobs, "-" stdin; then `files` is empty
};
int decode_command(const DecodeArguments& arguments);

// Lists of feeds in OPML. `import` prints a configuration for them, `export` the list of the configured feeds,
// `diff` what differs between the two.
struct OpmlArguments {
  std::string action;  // import, export, diff
  std::string file;    // - for stdin; not for export
  std::string config;  // not for import
};
int opml_command(const OpmlArguments& arguments);

struct TailArguments {
  std::string config;
  std::string output = "pretty";
  std::string since, where, color = "auto";
  std::string stream = "records";  // or relations, dead_letters
  std::uint64_t lines = 10;
  bool follow = false;
  // Of topics only:
  std::string offset;  // "" none
  std::vector<std::int32_t> partitions;  // empty: all
  bool uncommitted = false;
};
int tail_command(const TailArguments& arguments);

struct ReplayArguments {
  std::string config;
  bool dead_letters = false;  // what is replayed; there is nothing else yet
  std::string reason;         // "" all
  std::uint64_t limit = 0;    // 0 none
};
int replay_command(const ReplayArguments& arguments);

struct CheckArguments {
  std::vector<std::string> configs;
};
int check_command(const CheckArguments& arguments);

struct ConfigArguments {
  std::string config;
  bool example = false;  // print the annotated example instead
  bool origin = false;
};
int config_command(const ConfigArguments& arguments);

struct VersionArguments {
  bool json = false;
};
int version_command(const VersionArguments& arguments);

}  // namespace syndicated
