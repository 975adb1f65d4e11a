#include "connectors/local/journal_sink.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "connectors/local/committed_lengths.h"
#include "connectors/local/file_system.h"
#include "connectors/local/journal.h"
#include "connectors/local/output_files.h"
#include "pipeline/check.h"

namespace syndicated {
namespace {

std::array<std::string, kStreams> output_paths(const JournalSinkOptions& options) {
  if (options.output_path == "-") {
    const std::string dead = options.dead_letters_path.empty()
                                 ? options.state_dir + "/dead_letters.ndjson"
                                 : options.dead_letters_path;
    return {"", "", dead};
  }
  const auto beside = [&](const std::string& path, const char* suffix) {
    return path.empty() ? options.output_path + suffix : path;
  };
  return {options.output_path, beside(options.relations_path, ".relations"),
          beside(options.dead_letters_path, ".dead")};
}

JournalOptions journal_options(const JournalSinkOptions& options) {
  return {.directory = options.state_dir,
          .fsync = options.fsync,
          .marks_retention = options.marks_retention,
          .decisions_retention = options.decisions_retention,
          .segment_bytes = options.segment_bytes};
}

}  // namespace

struct JournalSink::State {
  State(JournalSinkOptions given, FileSystem& file_system, Log& l)
      : options(std::move(given)), files(file_system), log(l) {}

  Result<void> check_options() const;
  Result<std::optional<CommittedLengths>> read_sidecar();
  Result<void> judge_sidecar(const std::optional<CommittedLengths>& sidecar, bool is_new) const;
  Result<void> open(StateReader& reader);
  void publish_lengths();
  std::vector<Position> take_positions(std::span<const BatchPtr> batches) const;
  CommitResult fail(const Error& error, bool journal_undone);

  const JournalSinkOptions options;
  FileSystem& files;
  Log& log;
  std::unique_ptr<FileLock> lock;
  std::unique_ptr<Journal> journal;
  std::unique_ptr<OutputFiles> outputs;
  std::unique_ptr<File> sidecar_file;
  bool recovered = false;
  bool sidecar_failed = false;  // told once
};

JournalSink::JournalSink(JournalSinkOptions options, FileSystem& files, Log& log)
    : state_(std::make_unique<State>(std::move(options), files, log)) {}

JournalSink::~JournalSink() = default;

Result<void> JournalSink::State::check_options() const {
  if (options.state_dir.empty() || options.output_path.empty()) {
    return Error{ErrorKind::config, "the local sink needs a state directory and an output"};
  }
  const std::array<std::string, kStreams> paths = output_paths(options);
  for (int i = 0; i < kStreams; ++i) {
    for (int j = 0; j < i; ++j) {
      if (paths[i].empty() || paths[i] != paths[j]) continue;
      return Error{ErrorKind::config,
                   "two outputs of the local sink have the same path " + paths[i]};
    }
  }
  return {};
}

Result<Recovered> JournalSink::recover(StateReader& reader) {
  State& s = *state_;
  s.recovered = false;
  if (const Result<void> checked = s.check_options(); !checked) return checked.error();
  if (const Result<void> made = s.files.make_directory(s.options.state_dir); !made) {
    return made.error();
  }
  if (!s.lock) {
    Result<std::unique_ptr<FileLock>> lock = s.files.lock(s.options.state_dir + "/lock");
    if (!lock) return lock.error();
    s.lock = std::move(*lock);
  }
  if (const Result<void> opened = s.open(reader); !opened) return opened.error();
  s.recovered = true;

  const CommitMark& last = s.journal->last();
  return Recovered{.seq = last.seq,
                   .line_epoch = last.line_epoch,
                   .stream_time = last.stream_time,
                   .books = last.books,
                   .positions = s.journal->positions(),
                   .heads = s.journal->heads()};
}

// The order matters. First everything is read and judged; then the journal is repaired and that is
// made durable; only then are the outputs cut, so that no crash leaves a journal that promises more
// than the outputs hold.
Result<void> JournalSink::State::open(StateReader& reader) {
  sidecar_file.reset();
  outputs = std::make_unique<OutputFiles>(output_paths(options), options.fsync, files, log);
  journal = std::make_unique<Journal>(journal_options(options), files, log);

  const Result<std::optional<CommittedLengths>> sidecar = read_sidecar();
  if (!sidecar) return sidecar.error();
  const Result<bool> found = journal->open(reader);
  if (!found) return found.error();
  if (const Result<void> judged = judge_sidecar(*sidecar, !*found); !judged) return judged;
  if (!*found) {
    CommitMark mark;
    if (const Result<void> begun = outputs->begin_new(mark); !begun) return begun;
    if (const Result<void> created = journal->create(mark); !created) return created;
  }
  if (const Result<void> opened = outputs->open(journal->last()); !opened) return opened;
  if (journal->torn_bytes() > 0) {
    log.info("cut off the torn end of the journal", {{"bytes", journal->torn_bytes()}});
  }
  if (const Result<void> begun = journal->begin_epoch(); !begun) return begun;
  if (const Result<void> cut = outputs->cut(); !cut) return cut;

  Result<std::unique_ptr<File>> file = files.open(
      committed_lengths_path(options.state_dir), {.mode = OpenMode::create, .private_file = false});
  if (!file) return file.error();
  sidecar_file = std::move(*file);
  publish_lengths();
  return {};
}

Result<std::optional<CommittedLengths>> JournalSink::State::read_sidecar() {
  const Result<CommittedLengths> read = read_committed_lengths(options.state_dir, files);
  if (read) return std::optional(*read);
  // A crash of the machine may tear it; it is written anew.
  return std::optional<CommittedLengths>();
}

Result<void> JournalSink::State::judge_sidecar(const std::optional<CommittedLengths>& sidecar,
                                               bool is_new) const {
  if (!sidecar) return {};
  const std::string path = committed_lengths_path(options.state_dir);
  if (is_new) {
    return Error{ErrorKind::io,
                 "the journal in " + options.state_dir + " is gone, but " + path +
                     " says that there were " + std::to_string(sidecar->seq) +
                     " commits; restore the state directory from a backup, or remove "
                     "it whole and move the output files away to start anew"};
  }
  const CommitMark& last = journal->last();
  if (sidecar->state_id != last.state_id || sidecar->seq <= last.seq) return {};
  return Error{ErrorKind::io, "the journal in " + options.state_dir + " ends with commit " +
                                  std::to_string(last.seq) + ", but commit " +
                                  std::to_string(sidecar->seq) +
                                  " was reported done: its end is damaged; restore the state "
                                  "directory from a backup, or remove " +
                                  path + " to go back to that commit and read its input again"};
}

void JournalSink::State::publish_lengths() {
  const CommitMark& last = journal->last();
  const Result<void> written = write_committed_lengths(
      {.state_id = last.state_id, .seq = last.seq, .lengths = last.lengths}, *sidecar_file);
  if (!written && !sidecar_failed) {
    // The commit is durable all the same; only readers such as tail lag behind.
    log.warn("could not publish the committed lengths", {{"reason", written.error().what}});
  }
  sidecar_failed = !written;
}

// The last position of each origin that moved.
std::vector<Position> JournalSink::State::take_positions(std::span<const BatchPtr> batches) const {
  std::map<std::string_view, Position> moved;
  for (const BatchPtr& batch : batches) {
    for (const Position& position : batch->positions) {
      const auto before = moved.find(position.origin);
      if (before != moved.end()) {
        CHECK(!goes_back(before->second, position), "positions never go back");
        before->second = position;
        continue;
      }
      const auto committed = journal->positions().find(position.origin);
      if (committed != journal->positions().end()) {
        CHECK(!goes_back(committed->second, position), "positions never go back");
      }
      moved.emplace(position.origin, position);
    }
  }
  std::vector<Position> positions;
  positions.reserve(moved.size());
  for (auto& [origin, position] : moved) positions.push_back(std::move(position));
  return positions;
}

CommitResult JournalSink::State::fail(const Error& error, bool journal_undone) {
  recovered = false;
  std::string what = error.what;
  if (!journal_undone) {
    // The commit may be found whole at the next start; its outputs must then be there.
    what +=
        "; the journal could not be cut back, so the next start decides whether the commit counts";
  } else if (const Result<void> undone = outputs->undo(); !undone) {
    what += "; " + undone.error().what + ", so uncommitted lines stay in it until the next start";
  }
  return {CommitOutcome::fatal, Error{error.kind, std::move(what)}};
}

CommitResult JournalSink::commit(std::span<const BatchPtr> batches) {
  State& s = *state_;
  if (!s.recovered) {
    return {CommitOutcome::fatal,
            Error{ErrorKind::io, "the local sink failed before and has to be recovered first"}};
  }
  CommitMark mark = s.journal->last();
  ++mark.seq;
  std::vector<const StateRecord*> records;
  for (const BatchPtr& batch : batches) {
    CHECK(batch->line_epoch == mark.line_epoch, "a batch belongs to the line of this recovery");
    mark.stream_time = std::max(mark.stream_time, batch->stream_time);
    mark.books += batch->tally;
    for (const StateRecord& record : batch->state) records.push_back(&record);
  }
  const std::vector<Position> positions = s.take_positions(batches);

  if (const Result<void> written = s.outputs->write(batches); !written) {
    return s.fail(written.error(), true);
  }
  s.outputs->describe(mark);
  const JournalWrite appended = s.journal->append(records, positions, mark);
  if (appended.error) return s.fail(*appended.error, appended.undone);
  s.outputs->accept();
  s.publish_lengths();
  return {};
}

}  // namespace syndicated
