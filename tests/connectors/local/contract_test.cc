// The contract suites over the local forms, real and simulated.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "connectors/local/file_source.h"
#include "connectors/local/journal_sink.h"
#include "tests/contract/sink_contract.h"
#include "tests/contract/source_contract.h"
#include "tests/simulation/sim_clock.h"
#include "tests/simulation/sim_file_system.h"
#include "tests/simulation/sim_sink.h"
#include "tests/simulation/sim_sources.h"

namespace syndicated {
namespace {

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string fresh_directory() {
  static int number = 0;
  const std::string path = ::testing::TempDir() + "syndicated-contract-" + std::to_string(getpid()) + "-" +
                           std::to_string(++number);
  std::filesystem::create_directories(path);
  return path;
}

JournalSinkOptions journal_in(const std::string& directory) {
  JournalSinkOptions options;
  options.state_dir = directory + "/state";
  options.output_path = directory + "/records";
  return options;
}

const char* const kSuffixes[] = {"", ".relations", ".dead"};

class SimSinkForm {
 public:
  void make() { sink_ = std::make_unique<SimSink>(committed_); }
  Sink& sink() { return *sink_; }
  StateStore& store() { return *sink_; }
  std::vector<std::string> outputs(Stream stream) {
    std::vector<std::string> lines;
    for (const SimOutput& output : committed_.outputs[static_cast<std::size_t>(stream)]) lines.push_back(output.bytes);
    return lines;
  }

 private:
  SimCommitted committed_;
  std::unique_ptr<SimSink> sink_;
};

class RealJournalForm {
 public:
  ~RealJournalForm() {
    sink_.reset();
    std::filesystem::remove_all(directory_);
  }
  void make() {
    sink_.reset();
    sink_ = std::make_unique<JournalSink>(journal_in(directory_), files_, log_);
  }
  Sink& sink() { return *sink_; }
  StateStore& store() { return *sink_; }
  std::vector<std::string> outputs(Stream stream) {
    std::ifstream file(directory_ + "/records" + kSuffixes[static_cast<int>(stream)]);
    std::ostringstream text;
    text << file.rdbuf();
    return split_lines(text.str());
  }

 private:
  const std::string directory_ = fresh_directory();
  RealFileSystem files_;
  NullLog log_;
  std::unique_ptr<JournalSink> sink_;
};

class SimJournalForm {
 public:
  SimJournalForm() { EXPECT_TRUE(files_.make_directory("/d").has_value()); }
  void make() {
    sink_.reset();
    files_.kill();
    sink_ = std::make_unique<JournalSink>(journal_in("/d"), files_, log_);
  }
  Sink& sink() { return *sink_; }
  StateStore& store() { return *sink_; }
  std::vector<std::string> outputs(Stream stream) {
    return split_lines(files_.content(std::string("/d/records") + kSuffixes[static_cast<int>(stream)]));
  }

 private:
  SimFileSystem files_;
  NullLog log_;
  std::unique_ptr<JournalSink> sink_;
};

using SinkForms = ::testing::Types<SimSinkForm, RealJournalForm, SimJournalForm>;
INSTANTIATE_TYPED_TEST_SUITE_P(Local, SinkContract, SinkForms);

std::string numbered_lines(int count) {
  std::string text;
  for (int i = 1; i <= count; ++i) text += std::to_string(i) + "\n";
  return text;
}

FileSourceOptions reading(const std::string& path) {
  FileSourceOptions options;
  options.info.id = "in";
  options.info.format = Format::ndjson;
  options.path = path;
  options.follow = false;
  return options;
}

class RealFileForm {
 public:
  ~RealFileForm() { std::filesystem::remove_all(directory_); }
  void fill(int count) { std::ofstream(directory_ + "/a.ndjson") << numbered_lines(count); }
  void make() { source_ = make_local_source(reading(directory_), clock_, files_, log_); }
  Source& source() { return *source_; }
  Duration soon() const { return clock_.steady(); }

 private:
  const std::string directory_ = fresh_directory();
  const SystemClock clock_;
  RealFileSystem files_;
  NullLog log_;
  std::unique_ptr<Source> source_;
};

class SimFileForm {
 public:
  void fill(int count) { files_.set_content("/in/a.ndjson", numbered_lines(count)); }
  void make() { source_ = make_local_source(reading("/in/a.ndjson"), clock_, files_, log_); }
  Source& source() { return *source_; }
  Duration soon() const { return clock_.steady(); }

 private:
  SimClock clock_;
  SimFileSystem files_;
  NullLog log_;
  std::unique_ptr<Source> source_;
};

// The simulated log gives documents of one malformed line each, "!1", which read() must see as "1".
class SimLogForm {
 public:
  void fill(int count) {
    log_.info.id = "log";
    for (int i = 1; i <= count; ++i) {
      ScriptEntry entry;
      entry.malformed = true;
      entry.id = std::to_string(i);
      log_.payloads.push_back({{entry}, {}});
    }
  }
  void make() { source_ = std::make_unique<Unmarked>(log_, ++seed_); }
  Source& source() { return *source_; }
  Duration soon() const { return {}; }

 private:
  class Unmarked final : public Source {
   public:
    Unmarked(const ScriptLog& log, std::uint64_t seed) : inner_(log, seed) {}
    Result<void> start(const Recovered& recovered) override { return inner_.start(recovered); }
    Result<BatchPtr> poll(Duration deadline) override {
      Result<BatchPtr> batch = inner_.poll(deadline);
      if (batch && *batch != nullptr) {
        for (Payload& payload : (*batch)->payloads) payload.bytes.erase(0, 1);
      }
      return batch;
    }
    void idle(Duration deadline) override { inner_.idle(deadline); }
    bool finished() const override { return inner_.finished(); }
    void wake() override { inner_.wake(); }

   private:
    SimLogSource inner_;
  };

  ScriptLog log_;
  std::uint64_t seed_ = 0;
  std::unique_ptr<Source> source_;
};

using SourceForms = ::testing::Types<RealFileForm, SimFileForm, SimLogForm>;
INSTANTIATE_TYPED_TEST_SUITE_P(Local, SourceContract, SourceForms);

}  // namespace
}  // namespace syndicated
