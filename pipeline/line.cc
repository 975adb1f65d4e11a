#include "pipeline/line.h"

#include <algorithm>
#include <pthread.h>
#include <thread>

#include "pipeline/check.h"

namespace syndicated {
namespace {

std::uint32_t worker_count(const LineOptions& options) {
  if (options.workers > 0) return options.workers;
  const unsigned cores = std::thread::hardware_concurrency();
  return cores > 0 ? cores : 1;
}

}  // namespace

Line::Line(const LineParts& parts, const LineOptions& options, const Clock& clock)
    : options_(options),
      clock_(clock),
      source_parts_(parts.sources),
      sink_heartbeat_(clock),
      deduplicate_heartbeat_(clock),
      runner_heartbeat_(clock),
      raw_(options.channel_bytes_max, static_cast<int>(parts.sources.size()), bell_),
      prepared_(options.channel_bytes_max, 1, bell_),
      decided_(options.channel_bytes_max, 1, bell_),
      finished_(options.channel_bytes_max, 1, bell_),
      prepare_(*parts.prepare, raw_, prepared_, options.slots),
      finish_(*parts.finish, decided_, finished_, options.slots),
      deduplicate_(*parts.deduplicate, prepared_, decided_),
      sink_(*parts.sink, finished_, clock, options, counters_, sink_heartbeat_) {
  CHECK(!parts.sources.empty(), "a line has at least one source");
  for (Source* source : parts.sources) {
    sources_.push_back(std::make_unique<SourceStation>(*source, raw_, clock, parts.line_epoch, stopping_,
                                                       source_heartbeats_.emplace_back(clock)));
  }
  for (std::uint32_t i = 0; i < worker_count(options); ++i) {
    prepare_workers_.push_back(
        std::make_unique<WorkerStation>(prepare_, &counters_, parts.limit_log));
    finish_workers_.push_back(std::make_unique<WorkerStation>(finish_, nullptr, nullptr));
    worker_heartbeats_.emplace_back(clock);
  }
}

std::vector<Station*> Line::stations() {
  std::vector<Station*> all{&sink_};
  for (const auto& worker : finish_workers_) all.push_back(worker.get());
  all.push_back(&deduplicate_);
  for (const auto& worker : prepare_workers_) all.push_back(worker.get());
  for (const auto& source : sources_) all.push_back(source.get());
  return all;
}

LineResult Line::run() {
  std::vector<std::thread> threads;
  const auto start = [&](const char* name, Heartbeat& heartbeat, std::vector<Station*> served) {
    ++running_;
    threads.emplace_back([this, name, &heartbeat, served = std::move(served)] {
      serve(name, heartbeat, served);
    });
  };
  ++running_;
  threads.emplace_back([this] {
    serve("sink", sink_heartbeat_, {&sink_});
    // Nobody takes the results any more; what is inside the line is dropped with it.
    if (sink_.result().outcome != CommitOutcome::done) abandon();
  });
  start("deduplicate", deduplicate_heartbeat_, {&deduplicate_});
  for (std::size_t i = 0; i < prepare_workers_.size(); ++i) {
    start("worker", worker_heartbeats_[i], {finish_workers_[i].get(), prepare_workers_[i].get()});
  }
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    start("source", source_heartbeats_[i], {sources_[i].get()});
  }
  await_drain();
  for (std::thread& thread : threads) thread.join();
  runner_heartbeat_.retire();
  return result();
}

void Line::serve(const char* name, Heartbeat& heartbeat, std::vector<Station*> served) {
  pthread_setname_np(pthread_self(), name);
  while (!served.empty() && !abandoned_) {
    const std::uint64_t ticket = bell_.ticket();
    Duration patience = milliseconds(50);
    bool moved = false;
    for (std::size_t i = 0; i < served.size() && !moved;) {
      heartbeat.beat();
      const Step step = served[i]->step();
      if (step == Step::finished) {
        served.erase(served.begin() + static_cast<std::ptrdiff_t>(i));
        continue;
      }
      moved = step == Step::moved;
      patience = std::min(patience, served[i]->patience());
      ++i;
    }
    if (!moved && !served.empty()) bell_.wait(ticket, patience);
  }
  heartbeat.retire();
  --running_;
  bell_.ring();
}

// Ends every thread without further commits.
void Line::abandon() {
  abandoned_ = true;
  for (Source* source : source_parts_) source->wake();
  bell_.ring();
}

// Waits for the threads. A failure at either end closes the front; after a stop, three quarters of the drain
// time are left for politeness, then what is not committed is dropped.
void Line::await_drain() {
  bool counting = false;
  Duration stop_seen_at;
  while (running_ > 0) {
    runner_heartbeat_.beat();
    const std::uint64_t ticket = bell_.ticket();
    if (stopping_ && !counting) {
      counting = true;
      stop_seen_at = clock_.steady();
    }
    const Duration polite{options_.drain_timeout.ms * 3 / 4};
    if (counting && clock_.steady() - stop_seen_at > polite && !abandoned_) abandon();
    bell_.wait(ticket, milliseconds(50));
  }
}

void Line::stop() {
  stopping_ = true;
  for (Source* source : source_parts_) source->wake();
  bell_.ring();
}

bool Line::alive(Duration limit) const {
  const auto moves = [&](const Heartbeat& heartbeat) { return heartbeat.alive(limit); };
  return moves(sink_heartbeat_) && moves(deduplicate_heartbeat_) && moves(runner_heartbeat_) &&
         std::all_of(source_heartbeats_.begin(), source_heartbeats_.end(), moves) &&
         std::all_of(worker_heartbeats_.begin(), worker_heartbeats_.end(), moves);
}

LineResult Line::result() const {
  const CommitResult& last = sink_.result();
  if (last.outcome == CommitOutcome::rebuild) return {LineOutcome::rebuild, last.error};
  if (last.outcome == CommitOutcome::fatal) return {LineOutcome::fatal, last.error};
  for (const auto& source : sources_) {
    if (source->failure() == nullptr) continue;
    const bool again = source->failure()->kind == ErrorKind::rebuild;
    return {again ? LineOutcome::rebuild : LineOutcome::fatal, *source->failure()};
  }
  if (abandoned_) return {LineOutcome::abandoned, {}};
  return {stopping_ ? LineOutcome::stopped : LineOutcome::finished, {}};
}

}  // namespace syndicated
