// CommittedLengths: how much of each output file is committed, for readers in other processes such
// as tail. The sink overwrites one small block in `<state directory>/committed` after each commit,
// so a reader never sees more than is committed; for a moment it may see less.
//
// It is no part of the truth: the journal is. But the block is written after the commit it names,
// so a block that is ahead of the journal proves that the journal lost a commit that was reported
// done.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "connectors/local/file_system.h"
#include "pipeline/batch.h"
#include "pipeline/result.h"

namespace syndicated {

struct CommittedLengths {
  std::uint64_t state_id = 0;
  std::uint64_t seq = 0;                          // number of commits so far
  std::array<std::uint64_t, kStreams> lengths{};  // bytes, by Stream; 0 for standard output
};

std::string committed_lengths_path(const std::string& state_dir);

// Reads the block. Errors: unavailable when there is none yet; io when it stays unreadable over a
// few tries (one try may meet a writer). Any thread, any process.
Result<CommittedLengths> read_committed_lengths(const std::string& state_dir);
Result<CommittedLengths> read_committed_lengths(const std::string& state_dir, FileSystem& files);

// Overwrites the block in an open file, with one write and no sync. Owner of the state directory
// only.
Result<void> write_committed_lengths(const CommittedLengths& lengths, File& file);

}  // namespace syndicated
