#include "pipeline/mark.h"

#include "pipeline/binary.h"

namespace syndicated {
namespace {

constexpr std::uint8_t kMarkVersion = 1;

}  // namespace

std::string encode_mark(const Mark& mark) {
  std::string out;
  out.reserve(128 + mark.source.size() + 4 * mark.title_words.size());
  BinaryWriter writer(out);
  writer.integer(kMarkVersion);
  writer.integer(static_cast<std::uint8_t>(mark.kind));
  writer.hash(mark.chain);
  writer.hash(mark.root);
  writer.integer(mark.version);
  writer.hash(mark.content);
  writer.hash(mark.body);
  writer.hash(mark.url);
  writer.integer(mark.time.ms);
  writer.bytes(mark.source);
  writer.integer(static_cast<std::uint8_t>(mark.title_words.size()));
  for (const std::uint32_t word : mark.title_words) writer.integer(word);
  return out;
}

Result<Mark> decode_mark(std::string_view bytes) {
  BinaryReader reader(bytes);
  Mark mark;
  const auto version = reader.integer<std::uint8_t>();
  const auto kind = reader.integer<std::uint8_t>();
  if (version != kMarkVersion || kind < 1 || kind > 3) {
    return Error{ErrorKind::invalid, "read a mark of the state: not of version 1"};
  }
  mark.kind = static_cast<MarkKind>(kind);
  mark.chain = reader.hash();
  mark.root = reader.hash();
  mark.version = reader.integer<std::uint32_t>();
  mark.content = reader.hash();
  mark.body = reader.hash();
  mark.url = reader.hash();
  mark.time = {reader.integer<std::int64_t>()};
  mark.source = reader.bytes();
  const auto title_words = reader.integer<std::uint8_t>();
  for (int i = 0; i < title_words && reader.good(); ++i) {
    mark.title_words.push_back(reader.integer<std::uint32_t>());
  }
  if (!reader.good() || !reader.at_end()) {
    return Error{ErrorKind::invalid, "read a mark of the state: wrong length"};
  }
  return mark;
}

}  // namespace syndicated
