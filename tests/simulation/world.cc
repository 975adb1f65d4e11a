#include "tests/simulation/world.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <sstream>
#include <vector>

#include "connectors/local/journal_sink.h"
#include "pipeline/deduplicate.h"
#include "pipeline/finish.h"
#include "pipeline/line.h"
#include "pipeline/prepare.h"
#include "tests/simulation/model.h"
#include "tests/simulation/sim_clock.h"
#include "tests/simulation/sim_file_system.h"
#include "tests/simulation/sim_formats.h"
#include "tests/simulation/sim_sink.h"
#include "tests/simulation/sim_sources.h"

namespace syndicated {
namespace {

constexpr const char* kAuthority = "example.org,2025";
constexpr std::uint64_t kLivesMax = 400;
constexpr std::uint64_t kStepsMax = 400'000;

// A payload that a commit made durable, as the model wants to see it.
struct Observation {
  std::string source, origin, bytes, name;
  std::uint64_t offset = 0;
};

// Stands between the line and the real sink and notes what each commit held. A commit whose answer was lost is
// settled at the next recovery: its number is there or it is not.
class Witness final : public Sink {
 public:
  explicit Witness(Sink& sink) : sink_(sink) {}

  CommitResult commit(std::span<const BatchPtr> batches) override {
    pending_.clear();
    for (const BatchPtr& batch : batches) {
      for (const Payload& payload : batch->payloads) {
        pending_.push_back(
            {payload.source->id, payload.origin, payload.bytes, payload.name, payload.offset});
      }
    }
    const CommitResult result = sink_.commit(batches);
    unsettled = result.outcome != CommitOutcome::done;
    if (!unsettled) ++done;
    if (!unsettled) settled.insert(settled.end(), pending_.begin(), pending_.end());
    return result;
  }

  std::vector<Observation> take_pending() { return std::move(pending_); }

  std::vector<Observation> settled;
  std::uint64_t done = 0;
  bool unsettled = false;

 private:
  Sink& sink_;
  std::vector<Observation> pending_;
};

// What stores the commits: a simulated broker, or the real journal on a simulated disk.
class Backend {
 public:
  virtual ~Backend() = default;
  // A new life: what the process held is gone.
  virtual void begin() = 0;
  virtual Sink& sink() = 0;
  virtual StateStore& store() = 0;
  // Arms one of the backend's own faults for the life that runs.
  virtual void arm(Random& random) = 0;
  // The group of the sources is rebalanced: a commit in the name of its last generation is refused, if
  // there is a broker to refuse it.
  virtual void end_generation() {}
  // The process dies, or the machine does.
  virtual void crash(Random& random) = 0;
  virtual std::vector<std::string> outputs(Stream stream) = 0;
};

class BrokerBackend final : public Backend {
 public:
  void begin() override { sink_ = std::make_unique<SimSink>(committed_); }
  Sink& sink() override { return *sink_; }
  StateStore& store() override { return *sink_; }
  void arm(Random& random) override {
    sink_->set_fault(static_cast<SimCommitFault>(1 + random.below(kSimCommitFaults)));
  }
  void end_generation() override { sink_->set_fault(SimCommitFault::stale); }
  void crash(Random&) override {}
  std::vector<std::string> outputs(Stream stream) override {
    std::vector<std::string> lines;
    for (const SimOutput& output : committed_.outputs[static_cast<std::size_t>(stream)]) {
      lines.push_back(output.bytes);
    }
    return lines;
  }

 private:
  SimCommitted committed_;
  std::unique_ptr<SimSink> sink_;
};

class DiskBackend final : public Backend {
 public:
  explicit DiskBackend(Random& random) {
    options_.state_dir = "/state";
    options_.output_path = "/out/records";
    options_.relations_path = "/out/relations";
    options_.dead_letters_path = "/out/dead";
    options_.segment_bytes = 500 + random.below(20'000);
    const Result<void> made = files_.make_directory("/out");
    if (!made) std::abort();
    // A name lasts only once its folder was synced; the folders stand since the machine was set up.
    if (!files_.sync_directory("/") || !files_.sync_directory("/out")) std::abort();
  }
  void begin() override {
    sink_.reset();
    files_.kill();
    files_.set_free_bytes(~std::uint64_t{0});
    sink_ = std::make_unique<JournalSink>(options_, files_, log_);
  }
  Sink& sink() override { return *sink_; }
  StateStore& store() override { return *sink_; }
  void arm(Random& random) override {
    switch (random.below(4)) {
      case 0: files_.set_free_bytes(random.below(3000)); break;
      case 1: files_.fail_sync(1 + random.below(5)); break;
      case 2: files_.fail_write(1 + random.below(8)); break;
      default: files_.cut_power_after(random.below(40), random.next());
    }
  }
  void crash(Random& random) override {
    sink_.reset();
    if (random.chance(500'000)) {
      files_.kill();
    } else {
      files_.crash(random.next());
    }
  }
  std::vector<std::string> outputs(Stream stream) override {
    const char* const paths[] = {"/out/records", "/out/relations", "/out/dead"};
    std::vector<std::string> lines;
    if (!files_.exists(paths[static_cast<int>(stream)])) return lines;
    std::istringstream content(files_.content(paths[static_cast<int>(stream)]));
    for (std::string line; std::getline(content, line);) lines.push_back(line);
    return lines;
  }

 private:
  JournalSinkOptions options_;
  NullLog log_;
  SimFileSystem files_;
  std::unique_ptr<JournalSink> sink_;
};

class World {
 public:
  World(std::uint64_t seed, bool trace)
      : random_(seed), group_(~seed), trace_(trace), script_(make_script(random_)) {
    if (random_.chance(500'000)) {
      backend_ = std::make_unique<BrokerBackend>();
    } else {
      backend_ = std::make_unique<DiskBackend>(random_);
    }
  }

  WorldReport run() {
    while (report_.failure.empty() && !finished_) {
      if (++report_.lives > kLivesMax) fail("the world does not come to an end");
      live();
    }
    if (report_.failure.empty()) compare();
    return report_;
  }

 private:
  struct Life;

  void fail(const std::string& what) {
    if (report_.failure.empty()) report_.failure = what;
  }
  void note(const char* what) const {
    if (trace_) std::fprintf(stderr, "life %lu: %s\n", static_cast<unsigned long>(report_.lives), what);
  }
  void live();
  void recover_checks(const Recovered& recovered);
  void step_until_end(Line& line, bool faults);
  bool strike(Line& line);
  void rebalance();
  void compare();
  void compare_stream(Stream stream, const std::vector<std::string>& expected, const char* name);
  void check_logs_complete(const std::vector<Observation>& history);
  void check_feeds_complete(const std::vector<Observation>& history);

  Random random_;
  Random group_;  // of the rebalances: seeds that were found before there were any stay what they are
  const bool trace_;
  const Script script_;
  std::unique_ptr<Backend> backend_;
  SimClock clock_;
  WorldReport report_;
  bool finished_ = false;
  bool crashed_ = false;
  std::vector<SimLogSource*> members_;  // of this life
  std::vector<Observation> history_;
  std::vector<Observation> unsettled_;
  std::uint64_t seq_ = 0;
  std::map<std::string, Position> positions_;
  Hash128 digest_;
};

// What the last life left is settled here, and nothing that was committed may be missing or have gone back.
void World::recover_checks(const Recovered& recovered) {
  if (recovered.seq == seq_ + 1 && !unsettled_.empty()) {
    history_.insert(history_.end(), unsettled_.begin(), unsettled_.end());
    ++seq_;
  } else if (recovered.seq == seq_ + 1) {
    ++seq_;  // a commit of positions and heads only
  }
  unsettled_.clear();
  if (recovered.seq != seq_) {
    fail("recovered commit " + std::to_string(recovered.seq) + ", expected " + std::to_string(seq_));
  }
  for (const auto& [origin, position] : positions_) {
    const auto now = recovered.positions.find(origin);
    if (now == recovered.positions.end() || goes_back(position, now->second)) {
      fail("the position of " + origin + " went back");
    }
  }
  positions_ = recovered.positions;
  if (!recovered.books.balance(0)) fail("the recovered books do not balance");
}

void World::live() {
  backend_->begin();
  // Faults end in the long run, or no run would.
  const bool faults = report_.lives < 40;
  if (faults && random_.chance(300'000)) {
    ++report_.faults;
    note("armed");
    backend_->arm(random_);
  }
  Deduplicate deduplicate({}, kAuthority);
  Result<Recovered> recovered = backend_->store().recover(deduplicate);
  if (!recovered) {
    // The disk failed during recovery; the next life tries again.
    note(recovered.error().what.c_str());
    if (!faults) fail("recovery failed: " + recovered.error().what);
    backend_->crash(random_);
    return;
  }
  recover_checks(*recovered);
  deduplicate.recovered(*recovered);
  if (deduplicate.unreadable_records() > 0) fail("state records could not be read");

  std::vector<std::unique_ptr<Source>> sources;
  members_.clear();
  for (const ScriptLog& log : script_.logs) {
    auto member = std::make_unique<SimLogSource>(log, random_.next());
    members_.push_back(member.get());
    sources.push_back(std::move(member));
  }
  for (const ScriptFeed& feed : script_.feeds) {
    sources.push_back(std::make_unique<SimFeedSource>(feed, clock_, random_.next()));
  }
  const SimDecoder decoder;
  const SimEncoder encoder;
  Prepare prepare({.authority = kAuthority}, decoder);
  Finish finish({}, encoder);
  Witness witness(backend_->sink());
  LineParts parts{{}, &prepare, &deduplicate, &finish, &witness, recovered->line_epoch};
  for (const auto& source : sources) {
    if (!source->start(*recovered)) fail("a source did not start");
    parts.sources.push_back(source.get());
  }
  LineOptions options;
  options.workers = 1 + static_cast<std::uint32_t>(random_.below(3));
  options.slots = 1 + static_cast<std::uint32_t>(random_.below(4));
  options.channel_bytes_max = 1000 + random_.below(30'000);
  options.commit_interval = milliseconds(static_cast<std::int64_t>(random_.below(300)));
  options.commit_entries_max = 1 + static_cast<std::uint32_t>(random_.below(30));
  Line line(parts, options, clock_);
  crashed_ = false;
  step_until_end(line, faults);

  history_.insert(history_.end(), witness.settled.begin(), witness.settled.end());
  seq_ += witness.done;
  report_.commits += witness.done;
  if (witness.unsettled) unsettled_ = witness.take_pending();
  if (crashed_) {
    backend_->crash(random_);
    return;
  }
  const LineResult result = line.result();
  if (result.outcome == LineOutcome::finished || result.outcome == LineOutcome::stopped) {
    const LineCounters::Snapshot books = line.counters().snapshot();
    if (books.in_flight != 0) fail("a drained line has entries in flight");
  }
  if (result.outcome == LineOutcome::finished) {
    finished_ = true;
    digest_ = deduplicate.digest();
  } else if (result.outcome != LineOutcome::stopped && !faults) {
    fail("the line failed without a fault: " + result.error.what);
  }
}

void World::step_until_end(Line& line, bool faults) {
  std::vector<Station*> running = line.stations();
  // One part may be much slower than the others.
  Station* slow = random_.chance(400'000) ? random_.pick(running) : nullptr;
  std::uint64_t steps = 0;
  while (!running.empty() && report_.failure.empty()) {
    if (++steps > kStepsMax) return fail("the line does not come to an end");
    ++report_.steps;
    const std::size_t at = random_.below(running.size());
    if (running[at] == slow && !random_.chance(50'000)) {
      clock_.advance(Duration{1});
      continue;
    }
    const Step step = running[at]->step();
    clock_.advance(Duration{static_cast<std::int64_t>(random_.below(10))});
    const LineCounters::Snapshot books = line.counters().snapshot();
    if (!books.books.balance(books.in_flight)) return fail("the books do not balance");
    if (step == Step::finished) {
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(at));
      // A sink that failed takes nothing more: the line is dropped.
      const LineOutcome outcome = line.result().outcome;
      if (outcome == LineOutcome::rebuild || outcome == LineOutcome::fatal) return;
    }
    if (faults && random_.chance(2'000) && strike(line)) return;
    if (faults && group_.chance(500)) rebalance();
  }
}

// A fault in the middle of the run. True: the life has ended.
bool World::strike(Line& line) {
  ++report_.faults;
  switch (random_.below(4)) {
    case 0:
      note("crash");
      crashed_ = true;
      return true;
    case 1:
      note("stop");
      line.stop();
      return false;
    case 2:
      note("clock jump");
      clock_.jump(Duration{static_cast<std::int64_t>(random_.below(7'200'000)) - 3'600'000});
      return false;
    default:
      note("armed in the run");
      backend_->arm(random_);
      return false;
  }
}

// The members have to give up what they read and did not commit, and all of them begin anew.
void World::rebalance() {
  if (members_.empty()) return;
  ++report_.faults;
  note("rebalance");
  for (SimLogSource* const member : members_) member->rebalance();
  backend_->end_generation();
}

void World::compare_stream(Stream stream, const std::vector<std::string>& expected, const char* name) {
  const std::vector<std::string> found = backend_->outputs(stream);
  report_.records += found.size();
  for (std::size_t i = 0; i < std::max(found.size(), expected.size()); ++i) {
    const std::string have = i < found.size() ? found[i] : "(nothing)";
    const std::string want = i < expected.size() ? expected[i] : "(nothing)";
    if (have != want) {
      return fail(std::string(name) + " " + std::to_string(i) + ": found `" + have + "`, expected `" + want + "`");
    }
  }
}

void World::compare() {
  Model model;
  for (const Observation& seen : history_) model.observe(seen.source, seen.bytes);
  compare_stream(Stream::records, model.records(), "record");
  compare_stream(Stream::relations, model.relations(), "relation");
  compare_stream(Stream::dead_letters, model.dead_letters(), "dead letter");
  check_logs_complete(history_);
  check_feeds_complete(history_);

  // What a new process finds is what the last one knew.
  backend_->begin();
  Deduplicate again({}, kAuthority);
  const Result<Recovered> recovered = backend_->store().recover(again);
  if (!recovered) return fail("the last recovery failed: " + recovered.error().what);
  again.recovered(*recovered);
  if (again.digest() != digest_) fail("the recovered state differs from the state of the last line");
  if (!(recovered->books == model.books())) {
    fail("the books say " + describe(recovered->books, 0) + ", expected " + describe(model.books(), 0));
  }
}

void World::check_logs_complete(const std::vector<Observation>& history) {
  for (const ScriptLog& log : script_.logs) {
    std::uint64_t next = 0;
    for (const Observation& seen : history) {
      if (seen.origin != "log:" + log.info.id) continue;
      if (seen.offset != next++) return fail(log.info.id + ": a payload was lost, doubled or out of order");
    }
    if (next != log.payloads.size()) fail(log.info.id + ": payloads are missing at the end");
  }
}

// Every document that a poll found changed is there once, and the last one is: no 304 hid a lost one.
void World::check_feeds_complete(const std::vector<Observation>& history) {
  for (const ScriptFeed& feed : script_.feeds) {
    std::string last;
    for (const Observation& seen : history) {
      if (seen.origin != "feed:" + feed.info.id) continue;
      if (!last.empty() && std::stoul(seen.name) <= std::stoul(last)) {
        return fail(feed.info.id + ": an older document came after a newer one");
      }
      last = seen.name;
    }
    if (last != std::to_string(feed.versions.size() - 1)) {
      fail(feed.info.id + ": the last document was never processed");
    }
  }
}

// One pass over a log with the given borders; `restores` aborts and recovers on the way.
struct PassResult {
  std::array<std::vector<SimOutput>, kStreams> outputs;
  Hash128 digest;
  std::string failure;
};

PassResult pass_over(const ScriptLog& log, const DeduplicateOptions& options, Random random,
                     bool restores) {
  SimCommitted committed;
  SimClock clock;
  const SimDecoder decoder;
  const SimEncoder encoder;
  for (int life = 0; life < 1000; ++life) {
    SimSink sink(committed);
    Deduplicate deduplicate(options, kAuthority);
    const Result<Recovered> recovered = sink.recover(deduplicate);
    if (!recovered) return {{}, {}, recovered.error().what};
    deduplicate.recovered(*recovered);
    SimLogSource source(log, random.next());
    if (!source.start(*recovered)) return {{}, {}, "the source did not start"};
    Prepare prepare({.authority = kAuthority}, decoder);
    Finish finish({}, encoder);
    LineParts parts{{&source}, &prepare, &deduplicate, &finish, &sink, recovered->line_epoch};
    LineOptions line_options;
    line_options.workers = 2;
    line_options.commit_entries_max = 1 + static_cast<std::uint32_t>(random.below(40));
    Line line(parts, line_options, clock);
    std::vector<Station*> running = line.stations();
    bool dropped = false;
    while (!running.empty() && !dropped) {
      const std::size_t at = random.below(running.size());
      if (running[at]->step() == Step::finished) {
        running.erase(running.begin() + static_cast<std::ptrdiff_t>(at));
      }
      clock.advance(Duration{1});
      if (restores && life < 30 && random.chance(3'000)) {
        if (random.chance(500'000)) sink.set_fault(SimCommitFault::answer_lost);
        dropped = random.chance(500'000);
      }
      dropped = dropped || line.result().outcome == LineOutcome::rebuild;
    }
    if (!dropped) return {committed.outputs, deduplicate.digest(), {}};
  }
  return {{}, {}, "the pass does not come to an end"};
}

}  // namespace

WorldReport run_world(std::uint64_t seed, bool trace) { return World(seed, trace).run(); }

WorldReport run_metamorphic(std::uint64_t seed) {
  Random random(seed);
  const ScriptLog log = make_log(random, "log", 20 + random.below(60), 1 + static_cast<int>(random.below(96)));
  DeduplicateOptions options;
  options.exact_window = hours(1 + static_cast<std::int64_t>(random.below(48)));
  options.near_window = hours(1 + static_cast<std::int64_t>(random.below(24)));
  if (random.chance(300'000)) options.keys_max = 5 + random.below(30);
  WorldReport report;
  const PassResult plain = pass_over(log, options, Random(random.next()), false);
  report.failure = plain.failure;
  for (int variant = 0; variant < 3 && report.failure.empty(); ++variant) {
    const PassResult other = pass_over(log, options, Random(random.next()), variant > 0);
    if (!other.failure.empty()) report.failure = other.failure;
    for (int stream = 0; stream < kStreams; ++stream) {
      const auto& a = plain.outputs[static_cast<std::size_t>(stream)];
      const auto& b = other.outputs[static_cast<std::size_t>(stream)];
      const bool same = std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return x.key == y.key && x.bytes == y.bytes;
      });
      if (!same) report.failure = "the outputs of two passes over one log differ";
      report.records += a.size();
    }
    if (plain.digest != other.digest) report.failure = "the states after two passes over one log differ";
  }
  return report;
}

}  // namespace syndicated
