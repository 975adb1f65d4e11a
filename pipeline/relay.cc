#include "pipeline/relay.h"

#include <algorithm>

#include "pipeline/check.h"
#include "pipeline/uri.h"

namespace syndicated {
namespace {

// What the headers of one message may become when each of its objects carries them.
constexpr std::size_t kHeaderRoom = 4u << 20;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view trimmed(std::string_view line) {
  while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
  while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
  return line;
}

// `object` ends with its brace.
void write_relayed(std::string_view object, const Entry& entry, std::string& out) {
  std::string_view members = object.substr(0, object.size() - 1);
  while (!members.empty() && (is_space(members.back()) || members.back() == '\n')) {
    members.remove_suffix(1);
  }
  out += members;
  if (members.size() > 1) out += ',';
  out += "\"syndicated_uri\":\"";
  out += entry.uri;
  out += "\",\"syndicated_version\":";
  out += std::to_string(entry.decision.version);
  out += '}';
}

}  // namespace

PrepareRelay::PrepareRelay(const PrepareOptions& options, const IdReader& reader)
    : options_(options), reader_(reader) {}

void PrepareRelay::run(Batch& batch) {
  batch.entries.reserve(batch.payloads.size());
  std::string scratch;
  for (std::uint32_t payload = 0; payload < batch.payloads.size(); ++payload) {
    const Payload& from = batch.payloads[payload];
    const std::uint64_t source_hash = hash64(from.source->id);
    const std::string_view bytes(from.bytes);
    Extent line{payload, 0, 0, 0};
    if (from.truncated) {
      ++batch.payloads[payload].limits.bytes;
      batch.rejects.push_back({payload, 0, Reason::too_large, "larger than its source's limit", {}});
      continue;
    }
    const std::size_t header_bytes = from.header_bytes();
    std::size_t header_room = kHeaderRoom;
    const std::size_t before = batch.entries.size() + batch.rejects.size();
    for (std::size_t begin = 0; begin < bytes.size();) {
      const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
      const std::string_view object = trimmed(bytes.substr(begin, end - begin));
      ++line.place;
      line.begin = static_cast<std::size_t>(object.data() - bytes.data());
      line.size = object.size();
      if (!object.empty() && header_bytes > header_room) {
        batch.rejects.push_back({payload, line.place, Reason::too_large,
                                 "the message has too many objects for its headers, which each would carry",
                                 std::string(object)});
      } else if (!object.empty()) {
        header_room -= header_bytes;
        add_line(batch, from, source_hash, line, header_bytes, scratch);
      }
      begin = end + 1;
    }
    if (batch.entries.size() + batch.rejects.size() == before) {
      batch.rejects.push_back({payload, 0, Reason::empty, "there is no object in it", {}});
    }
  }
  batch.tally.fetched = batch.entries.size() + batch.rejects.size();
}

void PrepareRelay::add_line(Batch& batch, const Payload& from, std::uint64_t source_hash,
                            Extent line, std::size_t header_bytes,
                            std::string& scratch) const {
  const std::string_view object = std::string_view(from.bytes).substr(line.begin, line.size);
  if (object.size() + header_bytes > options_.body_bytes_max) {
    ++batch.payloads[line.payload].limits.bytes;
    batch.rejects.push_back({line.payload, line.place, Reason::too_large,
                             "the object and its headers have more than " +
                                 std::to_string(options_.body_bytes_max) + " bytes",
                             std::string(object)});
    return;
  }
  scratch.clear();
  const Result<void> read = reader_.read_id(object, scratch);
  if (!read) {
    batch.rejects.push_back({line.payload, line.place, Reason::undecodable, read.error().what,
                             std::string(object)});
    return;
  }
  Entry& entry = batch.entries.emplace_back();
  entry.payload = line.payload;
  entry.place = line.place;
  entry.raw = line;
  // The first rung of the ladder (prepare.h), so that a chain keeps its uri when the profile changes.
  scratch.insert(scratch.begin(), '1');
  scratch.append(2, '\0');
  scratch += from.source->id;
  entry.keys.chain = hash128(scratch);
  entry.keys.content = hash128(object);
  entry.keys.source = source_hash;
  entry.key_rung = 1;
  entry.uri = item_uri(options_.authority, from.source->id, entry.keys.chain);
}

FinishRelay::FinishRelay(const Encoder& encoder) : encoder_(encoder) {}

void FinishRelay::run(Batch& batch) {
  std::size_t bytes = 0;
  for (const Entry& entry : batch.entries) bytes += entry.raw.size + entry.uri.size() + 64;
  batch.encoded.reserve(bytes);
  batch.outputs.reserve(batch.entries.size() + batch.rejects.size());
  for (Entry& entry : batch.entries) {
    const Verdict verdict = entry.decision.verdict;
    CHECK(verdict != Verdict::copy, "relayed objects have neither body nor URL to be copies by");
    if (verdict == Verdict::unchanged) {
      ++batch.tally.unchanged;
      continue;
    }
    ++(verdict == Verdict::fresh ? batch.tally.published_fresh : batch.tally.published_revisions);
    const std::size_t begin = batch.encoded.size();
    const std::string_view payload(batch.payloads[entry.payload].bytes);
    write_relayed(payload.substr(entry.raw.begin, entry.raw.size), entry, batch.encoded);
    batch.outputs.push_back({Stream::records, std::move(entry.uri), begin,
                             batch.encoded.size() - begin, entry.payload});
  }
  for (const Reject& reject : batch.rejects) {
    ++batch.tally.dead_letters;
    const std::size_t begin = batch.encoded.size();
    encoder_.encode_dead_letter(batch, reject, batch.encoded);
    batch.outputs.push_back({Stream::dead_letters, batch.payloads[reject.payload].origin, begin,
                             batch.encoded.size() - begin, reject.payload});
  }
}

}  // namespace syndicated
