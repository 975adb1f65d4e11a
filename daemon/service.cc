#include "daemon/service.h"

#include <algorithm>
#include <chrono>

#include "connectors/formats/document_cutter.h"
#include "connectors/formats/json_id.h"
#include "connectors/formats/payload_decoder.h"
#include "connectors/formats/record.h"
#include "connectors/http/feed_source.h"
#include "connectors/kafka/topic_sink.h"
#include "connectors/kafka/topic_source.h"
#include "connectors/local/file_source.h"
#include "connectors/local/journal_sink.h"
#include "pipeline/deduplicate.h"
#include "pipeline/finish.h"
#include "pipeline/output_limit.h"
#include "pipeline/prepare.h"
#include "pipeline/relay.h"

namespace syndicated {
namespace {

// Lines that are rebuilt one after another without a single commit between them: the disk or the broker is not
// going to get better by trying once more.
constexpr int kRebuildsMax = 5;

// Between two attempts to reach brokers that are away, and between rebuilds: doubled up to the second.
constexpr Duration kRetryFirst = milliseconds(100);
constexpr Duration kWellAfter = minutes(1);  // a line that ran for longer is no failed attempt
constexpr Duration kRetryMax = seconds(2);

}  // namespace

struct Service::Sources {
  std::vector<std::unique_ptr<Source>> owned;
  TopicSource* topics = nullptr;  // one of them, if topics are read

  Result<void> start(const Recovered& recovered) {
    for (const auto& source : owned) {
      Result<void> started = source->start(recovered);
      if (!started) return started;
    }
    return {};
  }
};

// The sink that the configuration asks for, which is its own state store.
struct Service::Output {
  std::unique_ptr<JournalSink> journal;
  std::unique_ptr<TopicSink> topics;

  Sink& sink() { return topics != nullptr ? static_cast<Sink&>(*topics) : *journal; }
  StateStore& store() { return topics != nullptr ? static_cast<StateStore&>(*topics) : *journal; }
};

Service::Service(const Config& config, ServiceOptions options, const Clock& clock,
                 FileSystem& files, Log& log)
    : config_(config),
      options_(options),
      clock_(clock),
      files_(files),
      log_(log),
      limit_log_(clock, log) {}

ExitCode Service::run() {
  Duration pause = kRetryFirst;
  for (int rebuilds = 0;;) {
    bool committed = false;
    const Duration began = clock_.steady();
    const LineResult result = run_line(committed);
    // A line may have nothing to commit for days.
    const bool was_well = committed || clock_.steady() - began > kWellAfter;
    rebuilds = was_well ? 0 : rebuilds + 1;
    if (was_well) pause = kRetryFirst;
    switch (result.outcome) {
      case LineOutcome::finished:
      case LineOutcome::stopped:
        enter(Phase::ended);
        return kExitFine;
      case LineOutcome::abandoned:
        enter(Phase::ended, "the line did not drain in time");
        log_.warn("The line did not drain in time; what was not committed will be read again");
        return kExitTryAgain;
      case LineOutcome::rebuild:
        if (stopping_) {
          enter(Phase::ended, result.error.what);
          log_.warn("Stopped without the last commit; its input will be read again",
                    {{"reason", result.error.what}});
          return kExitTryAgain;
        }
        log_.warn("The line is built again from the last commit", {{"reason", result.error.what}});
        if (result.error.kind == ErrorKind::unavailable || result.error.kind == ErrorKind::policy) {
          // Brokers that are away come back; nothing is lost by waiting for them.
          rebuilds = 0;
          enter(Phase::waiting, result.error.what);
        }
        if (rebuilds < kRebuildsMax) {
          wait(pause);
          pause = std::min(Duration{pause.ms * 2}, kRetryMax);
          continue;
        }
        enter(Phase::ended, "commits keep failing: " + result.error.what);
        log_.error("Commits keep failing", {{"attempts", rebuilds}, {"reason", result.error.what}});
        return kExitTryAgain;
      case LineOutcome::fatal:
        enter(Phase::ended, result.error.what);
        log_.error("The line stopped", {{"reason", result.error.what}});
        return exit_code_of(result.error.kind);
    }
  }
}

Service::Output Service::make_output() {
  Output output;
  if (!config_.kafka.sink.records_topic.empty()) {
    output.topics = std::make_unique<TopicSink>(config_.kafka, clock_, log_, &stopping_, last_epoch_);
  } else {
    output.journal = std::make_unique<JournalSink>(config_.journal, files_, log_);
  }
  return output;
}

Service::Sources Service::make_sources() {
  Sources sources;
  if (options_.make_source) {
    sources.owned.push_back(options_.make_source());
    return sources;
  }
  if (!config_.feeds.empty()) {
    std::vector<FeedOptions> feeds;
    for (const FeedConfig& feed : config_.feeds) feeds.push_back(feed.options);
    sources.owned.push_back(
        std::make_unique<FeedSource>(std::move(feeds), config_.http, clock_, log_, options_.once));
  }
  // It knows nothing and outlives every source.
  static const FeedCutter kCutter;
  const DocumentCutter* const cutter = config_.profile == Profile::relay ? nullptr : &kCutter;
  for (FileSourceOptions file : config_.files) {
    file.follow = file.follow && !options_.once;
    sources.owned.push_back(make_local_source(std::move(file), clock_, files_, log_, cutter));
  }
  if (!config_.kafka.topics.empty()) {
    auto topics = std::make_unique<TopicSource>(config_.kafka, clock_, log_, options_.once,
                                                has_run_ ? MovedOffsets::ignored : MovedOffsets::followed,
                                                &stopping_);
    sources.topics = topics.get();
    sources.owned.push_back(std::move(topics));
  }
  return sources;
}

// What a failure before the line runs means for it.
LineResult Service::not_built(const Error& error) const {
  // Credentials that worked before and are refused now may be in the middle of a change.
  const bool passing = error.kind == ErrorKind::unavailable || error.kind == ErrorKind::rebuild ||
                       (error.kind == ErrorKind::policy && has_run_);
  return {passing ? LineOutcome::rebuild : LineOutcome::fatal, error};
}

LineResult Service::run_line(bool& committed) {
  enter(Phase::recovering);
  Output output = make_output();
  Deduplicate deduplicate(config_.deduplicate, config_.prepare.authority);
  const Result<Recovered> recovered = output.store().recover(deduplicate);
  if (!recovered) return not_built(recovered.error());
  last_epoch_ = recovered->line_epoch;
  deduplicate.recovered(*recovered);
  if (deduplicate.unreadable_records() > 0) {
    return {LineOutcome::fatal,
            {ErrorKind::config, "read the state of " + config_.name + ": " +
                                    std::to_string(deduplicate.unreadable_records()) +
                                    " records are of another format; run the version that wrote it, or "
                                    "start anew with another state directory or name"}};
  }
  Sources sources = make_sources();
  const Result<void> started = sources.start(*recovered);
  if (!started) return not_built(started.error());
  if (sources.topics != nullptr) output.topics->set_group_metadata(sources.topics->group_metadata());

  PrepareOptions prepare_options = config_.prepare;
  FinishOptions finish_options = config_.finish;
  RecordOptions record_options{.authority = config_.prepare.authority};
  if (recovered->output_bytes_max > 0) {
    prepare_options.body_bytes_max =
        std::min(prepare_options.body_bytes_max,
                 entry_bytes_max(recovered->output_bytes_max, config_.profile));
    finish_options.output_bytes_max = recovered->output_bytes_max;
    record_options.output_bytes_max = recovered->output_bytes_max;
  }
  const PayloadDecoder decoder;
  const JsonId id_reader;
  const RecordEncoder encoder(std::move(record_options));
  Prepare prepare(prepare_options, decoder);
  Finish finish(finish_options, encoder);
  PrepareRelay prepare_relay(prepare_options, id_reader);
  FinishRelay finish_relay(encoder);
  const bool relay = config_.profile == Profile::relay;
  LineParts parts;
  for (const auto& source : sources.owned) parts.sources.push_back(source.get());
  parts.prepare = relay ? static_cast<Stage*>(&prepare_relay) : &prepare;
  parts.deduplicate = &deduplicate;
  parts.finish = relay ? static_cast<Stage*>(&finish_relay) : &finish;
  parts.sink = &output.sink();
  parts.line_epoch = recovered->line_epoch;
  parts.limit_log = &limit_log_;
  Line line(parts, config_.line, clock_);
  {
    const std::lock_guard lock(mutex_);
    line_ = &line;
    if (stopping_) line.stop();
  }
  enter(Phase::running);
  has_run_ = true;
  log_.info("The line runs", {{"sources", static_cast<std::uint64_t>(sources.owned.size())},
                              {"commits", recovered->seq},
                              {"epoch", recovered->line_epoch}});
  const LineResult result = line.run();
  const std::lock_guard lock(mutex_);
  line_ = nullptr;
  // A drained line has nothing in flight: what entered at the front must have been committed. What a line had in
  // flight when it was dropped is no part of the books: the next line fetches it again.
  const bool drained = result.outcome == LineOutcome::finished || result.outcome == LineOutcome::stopped;
  Books done = line.counters().committed();
  done.fetched = drained ? line.counters().entries_entered.load() : done.accounted();
  earlier_ += done;
  earlier_limits_ += line.counters().limits();
  committed = line.counters().commits > 0;
  return result;
}

void Service::stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  stop_asked_.notify_all();
  if (line_ != nullptr) line_->stop();
  if (options_.changed != nullptr) options_.changed->ring();
}

// Returns early when the service is stopped.
void Service::wait(Duration pause) {
  std::unique_lock lock(mutex_);
  stop_asked_.wait_for(lock, std::chrono::milliseconds(pause.ms), [&] { return stopping_.load(); });
}

void Service::enter(Phase phase, std::string reason) {
  {
    const std::lock_guard lock(mutex_);
    phase_ = phase;
    reason_ = std::move(reason);
    if (phase == Phase::running || phase == Phase::waiting) ready_ = true;
  }
  if (options_.changed != nullptr) options_.changed->ring();
}

ServiceStatus Service::status() const {
  ServiceStatus now;
  now.books = books();
  const std::lock_guard lock(mutex_);
  now.phase = stopping_ && phase_ != Phase::ended ? Phase::stopping : phase_;
  now.reason = reason_;
  now.ready = ready_;
  if (line_ != nullptr) now.committing_for = line_->committing_for();
  return now;
}

bool Service::alive(Duration limit) const {
  const std::lock_guard lock(mutex_);
  return line_ == nullptr || line_->alive(limit);
}

LineCounters::Snapshot Service::books() const {
  const std::lock_guard lock(mutex_);
  LineCounters::Snapshot now{earlier_, 0, earlier_limits_};
  if (line_ == nullptr) return now;
  const LineCounters::Snapshot running = line_->counters().snapshot();
  now.books += running.books;
  now.in_flight = running.in_flight;
  now.limits += running.limits;
  return now;
}

void Service::report() const {
  const LineCounters::Snapshot now = books();
  const Books& books = now.books;
  if (const LimitHits& hits = now.limits; hits.any()) {
    log_.warn("Limits cut something off", {{"bytes", hits.bytes},
                                           {"depth", hits.depth},
                                           {"entries", hits.entries},
                                           {"attributes", hits.attributes},
                                           {"texts", hits.texts},
                                           {"fields", hits.fields}});
  }
  log_.info(now.books.balance(now.in_flight) ? "The books balance" : "The books do not balance",
            {{"fetched", books.fetched},
             {"new", books.published_fresh},
             {"revisions", books.published_revisions},
             {"duplicates", books.duplicates},
             {"unchanged", books.unchanged},
             {"filtered", books.filtered},
             {"dead", books.dead_letters},
             {"in_flight", now.in_flight}});
}

}  // namespace syndicated
