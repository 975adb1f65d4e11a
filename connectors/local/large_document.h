// LargeDocument: an open file that is read in parts, because it is too large for one payload. One
// thread.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "connectors/local/file_system.h"
#include "pipeline/document_parts.h"

namespace syndicated {

class LargeDocument final : private DocumentBytes {
 public:
  LargeDocument(std::string name, std::unique_ptr<File> file, const FileInfo& info)
      : name_(std::move(name)), file_(std::move(file)), info_(info) {}

  // Once, before the parts. An error is one of the file.
  Result<void> open(const DocumentCutter& cutter);

  // Null when the document cannot be read in parts.
  DocumentParts* parts() { return parts_.get(); }

  // Whether it is this document, unchanged.
  bool is(const std::string& name, const FileInfo& info) const;

 private:
  std::uint64_t size() const override { return info_.size; }
  Result<void> rewind() override;
  Result<std::string_view> next() override;

  const std::string name_;
  const std::unique_ptr<File> file_;
  const FileInfo info_;
  std::uint64_t at_ = 0;
  std::string block_;
  std::unique_ptr<DocumentParts> parts_;
};

}  // namespace syndicated
