// FileSource: reads a file or the files of a directory, once or for ever.
//
// NDJSON files (Format::ndjson, or Format::automatic and a name that ends in .ndjson or .jsonl) are
// read in chunks of whole lines, and appended lines are followed; everything else is a document and
// read whole, or in parts where it is too large for one payload. The position moves with the last
// part: a document that was being read when the process ended is read again from its start, and
// deduplicate keeps quiet what was published.
//
//   origin     "file:<source id>:<path as given>", in a directory "file:<source id>:<name>"
//   position   NDJSON: the byte behind the last whole line; a document: 1 once it is read
//   epoch      grows when the file began anew: another inode, or shorter than what was read; a
//   document also
//              when its size or modification time changed
//   head       under the origin, what the file was when it was read, to know a replacement after a
//   restart
//
// A directory is read in byte order of its names and not descended into; names that begin with a
// dot or end in .tmp or .part are passed over, so write there and rename. A file that cannot be
// read is told once and tried again at each scan, while others flow. A line without its newline is
// taken only when nobody can append to it any more, that is when not following. What exceeds a
// limit is passed on cut, with Payload::truncated.
//
// State: one position and one head per file ever seen, roughly 300 bytes; kFilesMax names the
// limit, beyond which new files are not read and an ERROR says so.
//
// Threads: wake() from any, everything else from the owner.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "connectors/local/file_system.h"
#include "connectors/local/large_document.h"
#include "connectors/local/local_options.h"
#include "connectors/local/waker.h"
#include "pipeline/log.h"
#include "pipeline/source.h"

namespace syndicated {

class FileSource final : public Source {
 public:
  // Files of one source, those that are gone included.
  static constexpr std::size_t kFilesMax = 200'000;

  // `options.path` is not "-"; see make_local_source(). The source info must outlive every batch,
  // so the source outlives the line. Without a cutter no document is read in parts.
  FileSource(FileSourceOptions options, const Clock& clock, FileSystem& files, Log& log,
             const DocumentCutter* cutter);

  // ErrorKind::config when the path is missing and is not followed, or is no file and no directory.
  Result<void> start(const Recovered& recovered) override;
  Result<BatchPtr> poll(Duration deadline) override;
  void idle(Duration deadline) override;
  bool finished() const override { return finished_; }
  void wake() override { waker_.wake(); }

 private:
  // What is known of one file.
  struct Tracked {
    Position position;
    FileInfo read_as;        // when it was last read; kind absent: never
    bool head_due = false;   // it began anew, and the next batch has to say as which file
    bool warned = false;     // it could not be read, and that was told
    std::uint64_t scanned = 0;  // NDJSON: no newline between the position and here
  };

  enum class Step { took, full, done };  // done: nothing more in this file for now

  std::string path_of(const std::string& name) const;
  bool is_ndjson(const std::string& name) const;
  Result<void> scan();
  void look_at(const std::string& name);
  void warn_once(const std::string& name, const Error& error);
  bool has_more(const std::string& name, Tracked& file, const FileInfo& info) const;

  BatchPtr fill();
  Step read_some(const std::string& name, Batch& batch);
  Result<Step> read_document(const std::string& name, Tracked& file, File& opened, const FileInfo& info,
                             Batch& batch);
  Result<Step> read_parts(const std::string& name, Tracked& file, const FileInfo& info,
                          Batch& batch);
  Result<Step> read_lines(const std::string& name, Tracked& file, File& opened, const FileInfo& info,
                          Batch& batch);
  Result<Step> read_long_line(const std::string& name, Tracked& file, File& opened, const FileInfo& info,
                              Batch& batch);
  void add(const std::string& name, Tracked& file, const FileInfo& info, std::string bytes,
           std::uint64_t next, bool truncated, Batch& batch);
  void add_payload(const std::string& name, const Tracked& file, std::string bytes,
                   std::uint64_t offset, bool truncated, Batch& batch);
  void advance(const std::string& name, Tracked& file, const FileInfo& info, std::uint64_t next,
               Batch& batch);

  const FileSourceOptions options_;
  const Clock& clock_;
  FileSystem& files_;
  Log& log_;
  const DocumentCutter* const cutter_;
  Waker waker_;
  std::unique_ptr<LargeDocument> large_;  // the document that is being read in parts

  std::string prefix_;  // of every origin
  bool is_directory_ = false;
  bool path_warned_ = false, full_told_ = false;
  std::map<std::string, Tracked> tracked_;  // by name
  std::deque<std::string> pending_;         // names with something to read
  bool scanned_once_ = false;
  Duration next_scan_;
  std::uint64_t lines_ = 0;  // in the batch that is being filled
  std::uint64_t bytes_ = 0;  // likewise
  bool finished_ = false;
};

// A FileSource, or a StdinSource when the path is "-".
std::unique_ptr<Source> make_local_source(FileSourceOptions options, const Clock& clock,
                                          FileSystem& files, Log& log,
                                          const DocumentCutter* cutter = nullptr);

}  // namespace syndicated
