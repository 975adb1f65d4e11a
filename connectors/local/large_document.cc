#include "connectors/local/large_document.h"

#include <algorithm>

namespace syndicated {
namespace {

constexpr std::size_t kBlockBytes = 256 * 1024;

}  // namespace

Result<void> LargeDocument::open(const DocumentCutter& cutter) {
  Result<std::unique_ptr<DocumentParts>> parts = cutter.open(*this);
  if (!parts) return parts.error();
  parts_ = std::move(*parts);
  return {};
}

bool LargeDocument::is(const std::string& name, const FileInfo& info) const {
  return name == name_ && info.inode == info_.inode && info.size == info_.size &&
         info.modified_ns == info_.modified_ns;
}

Result<void> LargeDocument::rewind() {
  at_ = 0;
  return {};
}

// What is appended meanwhile belongs to another reading.
Result<std::string_view> LargeDocument::next() {
  const auto wanted =
      static_cast<std::size_t>(std::min<std::uint64_t>(kBlockBytes, info_.size - at_));
  if (wanted == 0) return std::string_view();
  Result<std::string> block = file_->read(at_, wanted);
  if (!block) return block.error();
  block_ = std::move(*block);
  at_ += block_.size();
  return std::string_view(block_);
}

}  // namespace syndicated
