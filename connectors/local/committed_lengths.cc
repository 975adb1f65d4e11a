#include "connectors/local/committed_lengths.h"

#include <optional>

#include "pipeline/binary.h"
#include "pipeline/hash.h"

namespace syndicated {
namespace {

constexpr std::uint64_t kMagic = 0x31746d6f63647973;  // "sydcomt1"
constexpr std::size_t kBlockBytes = 8 * (3 + kStreams + 1);
constexpr int kTries = 100;

std::optional<CommittedLengths> parse(std::string_view block) {
  if (block.size() != kBlockBytes) return std::nullopt;
  BinaryReader reader(block);
  CommittedLengths lengths;
  const std::uint64_t magic = reader.integer<std::uint64_t>();
  lengths.state_id = reader.integer<std::uint64_t>();
  lengths.seq = reader.integer<std::uint64_t>();
  for (std::uint64_t& length : lengths.lengths) length = reader.integer<std::uint64_t>();
  const std::uint64_t checksum = reader.integer<std::uint64_t>();
  if (magic != kMagic || checksum != hash64(block.substr(0, kBlockBytes - 8))) return std::nullopt;
  return lengths;
}

}  // namespace

std::string committed_lengths_path(const std::string& state_dir) {
  return state_dir + "/committed";
}

Result<CommittedLengths> read_committed_lengths(const std::string& state_dir) {
  RealFileSystem files;
  return read_committed_lengths(state_dir, files);
}

Result<CommittedLengths> read_committed_lengths(const std::string& state_dir, FileSystem& files) {
  const std::string path = committed_lengths_path(state_dir);
  const Result<FileInfo> info = files.info(path);
  if (!info) return info.error();
  if (info->kind == FileKind::absent || info->size == 0) {
    return Error{ErrorKind::unavailable, "nothing is committed yet in " + state_dir};
  }
  const Result<std::unique_ptr<File>> file = files.open(path, {.mode = OpenMode::read});
  if (!file) return file.error();
  for (int i = 0; i < kTries; ++i) {
    const Result<std::string> block = (*file)->read(0, kBlockBytes);
    if (!block) return block.error();
    if (const std::optional<CommittedLengths> lengths = parse(*block)) return *lengths;
  }
  return Error{ErrorKind::io, "the committed lengths in " + path + " are not readable"};
}

Result<void> write_committed_lengths(const CommittedLengths& lengths, File& file) {
  std::string block;
  BinaryWriter writer(block);
  writer.integer<std::uint64_t>(kMagic);
  writer.integer<std::uint64_t>(lengths.state_id);
  writer.integer<std::uint64_t>(lengths.seq);
  for (const std::uint64_t length : lengths.lengths) writer.integer<std::uint64_t>(length);
  writer.integer<std::uint64_t>(hash64(block));
  return file.write(0, block);
}

}  // namespace syndicated
