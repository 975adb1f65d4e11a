// StdinSource: reads a descriptor, standard input, to its end. With Format::ndjson, or
// Format::automatic and a first line that is a whole JSON object, it gives chunks of whole lines as
// they come; everything else is one document, given at the end, in parts where it is too large for
// one payload. What was read but not committed when the process died is gone, because a pipe cannot
// be read twice; each start is a new epoch of the origin "stdin:<source id>".
//
// Threads: wake() from any, everything else from the owner.
#pragma once

#include <memory>
#include <string>

#include "connectors/local/local_options.h"
#include "connectors/local/spool.h"
#include "connectors/local/waker.h"
#include "pipeline/document_parts.h"
#include "pipeline/source.h"

namespace syndicated {

class StdinSource final : public Source {
 public:
  // The descriptor is not owned. Without a cutter no document is read in parts.
  StdinSource(FileSourceOptions options, const Clock& clock, int descriptor = 0,
              const DocumentCutter* cutter = nullptr);

  Result<void> start(const Recovered& recovered) override;
  Result<BatchPtr> poll(Duration deadline) override;
  void idle(Duration deadline) override;
  bool finished() const override { return ended_ && buffer_.empty() && spool_ == nullptr; }
  void wake() override { waker_.wake(); }

 private:
  enum class Kind { unknown, lines, document };

  Result<void> read_some();
  void settle_kind();
  BatchPtr take(std::size_t size, bool truncated);
  BatchPtr take_lines();
  BatchPtr make_batch(std::string bytes, std::uint64_t offset, bool truncated) const;
  Result<BatchPtr> take_part();
  bool may_spool() const;

  const FileSourceOptions options_;
  const Clock& clock_;
  const int descriptor_;
  const DocumentCutter* const cutter_;
  Waker waker_;
  Kind kind_ = Kind::unknown;
  std::string buffer_;
  Position position_;
  bool ended_ = false;
  bool skipping_ = false;  // the rest of a line or document that was cut
  std::unique_ptr<Spool> spool_;          // of a document that is too large to be held
  std::unique_ptr<DocumentParts> parts_;  // of what is in the spool
};

}  // namespace syndicated
