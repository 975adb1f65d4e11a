#include "connectors/formats/xml_input.h"

#include <algorithm>

namespace syndicated {
namespace {

constexpr std::size_t kReadBytes = 16 * 1024;

}  // namespace

std::size_t XmlText::read(char* room, std::size_t size) {
  const std::size_t count = std::min(size, text_.size());
  std::copy_n(text_.data(), count, room);
  text_.remove_prefix(count);
  return count;
}

std::size_t RewrittenInput::read(char* room, std::size_t size) {
  std::size_t count = 0;
  while (count < size) {
    if (at_ == rewritten_.size()) {
      if (ended_) break;
      rewritten_.clear();
      at_ = 0;
      const std::size_t before = raw_.size();
      raw_.resize(before + kReadBytes);
      const std::size_t taken = input_.read(raw_.data() + before, kReadBytes);
      raw_.resize(before + taken);
      ended_ = taken < kReadBytes;
      raw_.erase(0, rewrite(raw_, ended_, rewritten_));
      continue;
    }
    const std::size_t part = std::min(size - count, rewritten_.size() - at_);
    std::copy_n(rewritten_.data() + at_, part, room + count);
    at_ += part;
    count += part;
  }
  return count;
}

}  // namespace syndicated
