// JournalSink: the embedded sink and its state store. A journal holds the three state logs, the
// positions, the books and the committed length of each output file, so that one commit is all or
// nothing: recovery truncates journal and output files to the last complete commit. stdout cannot
// be truncated and is at least once.
#pragma once

#include <memory>

#include "connectors/local/local_options.h"
#include "pipeline/log.h"
#include "pipeline/sink.h"
#include "pipeline/state_store.h"

namespace syndicated {

class FileSystem;  // file_system.h: the seam to the disk

class JournalSink final : public Sink, public StateStore {
 public:
  JournalSink(JournalSinkOptions options, FileSystem& files, Log& log);
  ~JournalSink() override;

  // Must succeed before the first commit; may be called again after a failed commit. Takes the lock
  // of the state directory: a second process gets ErrorKind::fenced. Owner thread.
  Result<Recovered> recover(StateReader& reader) override;

  // Owner thread.
  CommitResult commit(std::span<const BatchPtr> batches) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace syndicated
