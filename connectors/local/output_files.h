// OutputFiles: the files (or standard output) that records, relations and dead letters are appended
// to, one line each. It knows for each how much is committed, so that what a crash or a failed
// commit left behind it can be cut off, and recognises a file that is no longer the one that was
// written.
//
// Used by JournalSink only. One thread.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>

#include "connectors/local/file_system.h"
#include "connectors/local/journal_format.h"
#include "pipeline/batch.h"
#include "pipeline/log.h"
#include "pipeline/result.h"

namespace syndicated {

class OutputFiles {
 public:
  // A path per Stream; "" is standard output, which has no length and cannot be cut.
  OutputFiles(std::array<std::string, kStreams> paths, bool fsync, FileSystem& files, Log& log);

  // Fills in lengths and hashes of a state that has no output yet. ErrorKind::config when one of
  // the files has content: it would be taken for ours later, and cut.
  Result<void> begin_new(CommitMark& mark);

  // Opens the files and compares them with the last commit. Changes no content. Errors: io or
  // config when a file is missing, shorter than committed, or another one, with what to do.
  Result<void> open(const CommitMark& mark);

  // Cuts every file to its committed length, durably.
  Result<void> cut();

  // Appends the outputs of the batches durably; they do not count before accept(). On an error call
  // undo().
  Result<void> write(std::span<const BatchPtr> batches);

  // Lengths and hashes as they are once the last write is accepted.
  void describe(CommitMark& mark) const;

  void accept();

  // Cuts off what was written since the last accept().
  Result<void> undo();

 private:
  struct Output {
    std::string path;
    std::unique_ptr<File> file;  // null: standard output
    std::uint64_t inode = 0;
    std::uint64_t committed = 0, written = 0;  // bytes
    std::uint64_t committed_hash = 0;          // kept as it is for standard output
    std::string committed_tail, written_tail;  // the last kTailBytes at most

    std::uint64_t hash() const;
  };

  Result<void> open_one(Output& output);
  Result<void> append(Output& output, const std::string& bytes);

  std::array<Output, kStreams> outputs_;
  bool fsync_;
  FileSystem& files_;
  Log& log_;
};

}  // namespace syndicated
