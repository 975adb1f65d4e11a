#include "pipeline/station.h"

#include "pipeline/check.h"

namespace syndicated {
namespace {

constexpr Duration kPollFor = milliseconds(200);
constexpr Duration kIdleFor = milliseconds(20);

std::uint64_t entries_of(const Batch& batch) { return batch.entries.size() + batch.rejects.size(); }

}  // namespace

SourceStation::SourceStation(Source& source, Channel& out, const Clock& clock,
                             std::uint64_t line_epoch, std::atomic<bool>& stopping,
                             Heartbeat& heartbeat)
    : source_(source),
      out_(out),
      clock_(clock),
      line_epoch_(line_epoch),
      stopping_(stopping),
      heartbeat_(heartbeat) {}

Step SourceStation::step() {
  if (closed_) return Step::finished;
  if (pending_ != nullptr) {
    if (out_.try_push(pending_)) return Step::moved;
    // A batch that was read but not handed on is simply not committed; a stop need not wait for room.
    if (stopping_) return close();
    const Heartbeat::Outside outside(heartbeat_);
    source_.idle(clock_.steady() + kIdleFor);
    return Step::blocked;
  }
  if (stopping_ || source_.finished()) return close();
  Result<BatchPtr> polled = poll();
  if (!polled) {
    if (polled.error().kind == ErrorKind::unavailable) return Step::starved;
    failed_ = true;
    failure_ = polled.error();
    stopping_ = true;
    return close();
  }
  if (*polled == nullptr) return Step::starved;
  pending_ = std::move(*polled);
  pending_->line_epoch = line_epoch_;
  return Step::moved;
}

Result<BatchPtr> SourceStation::poll() {
  const Heartbeat::Outside outside(heartbeat_);
  return source_.poll(clock_.steady() + kPollFor);
}

Step SourceStation::close() {
  pending_.reset();
  closed_ = true;
  out_.close();
  return Step::finished;
}

ParallelRing::ParallelRing(Stage& stage, Channel& in, Channel& out, std::uint32_t slots)
    : stage_(stage), in_(in), out_(out), slots_(slots) {
  CHECK(slots > 0, "a ring has at least one slot");
}

WorkerStation::WorkerStation(ParallelRing& ring, LineCounters* entered, LimitLog* limit_log)
    : ring_(ring), entered_(entered), limit_log_(limit_log) {}

Step WorkerStation::step() {
  if (current_ != nullptr) {
    ring_.stage_.run(*current_);
    if (entered_ != nullptr) count_entered();
    {
      const std::lock_guard lock(ring_.mutex_);
      ParallelRing::Slot& slot = ring_.slots_[ticket_ % ring_.slots_.size()];
      slot.batch = std::move(current_);
      slot.done = true;
    }
    // Nobody has to be told: if this slot is the front, the next step of this worker hands it on, and if not,
    // that of the front's worker does.
    return Step::moved;
  }
  const std::lock_guard lock(ring_.mutex_);
  if (release_front()) return Step::moved;
  return take_or_wait();
}

void WorkerStation::count_entered() {
  std::uint64_t bytes = 0;
  for (const Payload& payload : current_->payloads) {
    bytes += payload.bytes.size();
    if (!payload.limits.any()) continue;
    entered_->add_limits(payload.limits);
    if (limit_log_ != nullptr) limit_log_->note(payload);
  }
  entered_->payload_bytes += bytes;
  entered_->entries_entered += current_->tally.fetched;
  ++entered_->batches_entered;
}

bool WorkerStation::release_front() {
  bool moved = false;
  while (ring_.released_ < ring_.taken_) {
    ParallelRing::Slot& slot = ring_.slots_[ring_.released_ % ring_.slots_.size()];
    if (!slot.done || !ring_.out_.try_push(slot.batch)) break;
    slot.done = false;
    ++ring_.released_;
    moved = true;
  }
  return moved;
}

Step WorkerStation::take_or_wait() {
  const bool room = ring_.taken_ - ring_.released_ < ring_.slots_.size();
  if (room && !ring_.input_closed_) {
    switch (ring_.in_.try_pop(current_)) {
      case Channel::Pop::batch:
        ticket_ = ring_.taken_++;
        return Step::moved;
      case Channel::Pop::empty:
        return ring_.released_ < ring_.taken_ ? Step::blocked : Step::starved;
      case Channel::Pop::closed:
        ring_.input_closed_ = true;
        break;
    }
  }
  if (ring_.input_closed_ && ring_.released_ == ring_.taken_) {
    if (!ring_.output_closed_) {
      ring_.output_closed_ = true;
      ring_.out_.close();
    }
    return Step::finished;
  }
  return Step::blocked;
}

SerialStation::SerialStation(Stage& stage, Channel& in, Channel& out)
    : stage_(stage), in_(in), out_(out) {}

Step SerialStation::step() {
  if (pending_ != nullptr) return out_.try_push(pending_) ? Step::moved : Step::blocked;
  switch (in_.try_pop(pending_)) {
    case Channel::Pop::batch:
      stage_.run(*pending_);
      return Step::moved;
    case Channel::Pop::empty:
      return Step::starved;
    case Channel::Pop::closed:
      break;
  }
  out_.close();
  return Step::finished;
}

SinkStation::SinkStation(Sink& sink, Channel& in, const Clock& clock, const LineOptions& options,
                         LineCounters& counters, Heartbeat& heartbeat)
    : sink_(sink),
      in_(in),
      clock_(clock),
      options_(options),
      counters_(counters),
      heartbeat_(heartbeat) {}

bool SinkStation::is_full() const {
  return entries_ >= options_.commit_entries_max || bytes_ >= options_.commit_bytes_max;
}

bool SinkStation::is_due(Duration since) const {
  return !gathered_.empty() && clock_.steady() - since >= options_.commit_interval;
}

Duration SinkStation::patience() const {
  if (gathered_.empty()) return milliseconds(50);
  const Duration left = options_.commit_interval - (clock_.steady() - first_at_);
  return left.ms < 1 ? milliseconds(1) : left.ms > 50 ? milliseconds(50) : left;
}

Step SinkStation::step() {
  if (result_.outcome != CommitOutcome::done) return Step::finished;
  // What waited through a long commit comes along even though its interval is over, or each of its batches would
  // be a commit.
  if (is_full() || is_due(taken_at_)) return commit();
  if (closed_) return gathered_.empty() ? Step::finished : commit();
  BatchPtr batch;
  switch (in_.try_pop(batch)) {
    case Channel::Pop::batch:
      if (gathered_.empty()) {
        taken_at_ = clock_.steady();
        first_at_ = was_waiting_ ? began_at_ : taken_at_;
      }
      entries_ += entries_of(*batch);
      bytes_ += batch->encoded.size();
      gathered_.push_back(std::move(batch));
      return Step::moved;
    case Channel::Pop::empty:
      was_waiting_ = false;
      return is_due(first_at_) ? commit() : Step::starved;
    case Channel::Pop::closed:
      closed_ = true;
      return Step::moved;
  }
  return Step::starved;
}

Step SinkStation::commit() {
  began_at_ = clock_.steady();
  was_waiting_ = true;
  Books books;
  for (const BatchPtr& batch : gathered_) {
    CHECK(batch->tally.balance(0), "every entry of a finished batch is accounted for");
    books += batch->tally;
  }
  {
    const Heartbeat::Outside outside(heartbeat_);
    result_ = sink_.commit(gathered_);
  }
  if (result_.outcome != CommitOutcome::done) return Step::finished;
  counters_.add_committed(books);
  ++counters_.commits;
  counters_.batches_committed += gathered_.size();
  gathered_.clear();
  entries_ = bytes_ = 0;
  return Step::moved;
}

}  // namespace syndicated
