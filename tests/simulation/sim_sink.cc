#include "tests/simulation/sim_sink.h"

#include <algorithm>
#include <utility>

#include "pipeline/check.h"

namespace syndicated {

Result<Recovered> SimSink::recover(StateReader& reader) {
  if (const std::unique_ptr<SimCommitted> arrived = std::move(committed_.under_way)) {
    arrived->last.line_epoch = committed_.last.line_epoch;
    committed_.last = std::move(arrived->last);
    committed_.records = std::move(arrived->records);
    committed_.outputs = std::move(arrived->outputs);
  }
  line_epoch_ = ++committed_.last.line_epoch;
  for (const StateRecord& record : committed_.records) reader.on_record(record);
  return committed_.last;
}

CommitResult SimSink::commit(std::span<const BatchPtr> batches) {
  const SimCommitFault fault = std::exchange(fault_, SimCommitFault::none);
  if (line_epoch_ == 0) {
    return {CommitOutcome::fatal, Error{ErrorKind::io, "the sink has to be recovered first"}};
  }
  if (fault == SimCommitFault::fenced || line_epoch_ != committed_.last.line_epoch) {
    return {CommitOutcome::fatal, Error{ErrorKind::fenced, "another sink took over"}};
  }
  std::map<std::string, Position> reached = committed_.last.positions;
  for (const BatchPtr& batch : batches) {
    CHECK(batch->line_epoch == line_epoch_, "a batch belongs to the line of this recovery");
    for (const Position& position : batch->positions) {
      const auto [before, is_new] = reached.emplace(position.origin, position);
      CHECK(is_new || !goes_back(before->second, position), "positions never go back");
      before->second = position;
    }
  }
  if (fault == SimCommitFault::none || fault == SimCommitFault::answer_lost) {
    write(batches, committed_);
  }
  if (fault == SimCommitFault::none) return {};
  if (fault == SimCommitFault::delayed) {
    committed_.under_way = std::make_unique<SimCommitted>(committed_);
    write(batches, *committed_.under_way);
  }
  line_epoch_ = 0;
  const char* what = fault == SimCommitFault::abort   ? "the commit was aborted"
                     : fault == SimCommitFault::stale ? "the generation of the group is over"
                                                      : "the answer to the commit was lost";
  return {CommitOutcome::rebuild, Error{ErrorKind::unavailable, what}};
}

void SimSink::write(std::span<const BatchPtr> batches, SimCommitted& into) {
  Recovered& last = into.last;
  ++last.seq;
  for (const BatchPtr& batch : batches) {
    last.stream_time = std::max(last.stream_time, batch->stream_time);
    last.books += batch->tally;
    for (const Position& position : batch->positions) last.positions[position.origin] = position;
    for (const StateRecord& record : batch->state) {
      if (record.log != StateLog::heads) {
        into.records.push_back(record);
      } else if (record.value.empty()) {
        last.heads.erase(record.key);
      } else {
        last.heads[record.key] = record.value;
      }
    }
    for (const Output& output : batch->outputs) {
      into.outputs[static_cast<std::size_t>(output.stream)].push_back(
          {output.key, batch->encoded.substr(output.begin, output.size)});
    }
  }
}

}  // namespace syndicated
