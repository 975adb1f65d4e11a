#include "tests/simulation/sim_formats.h"

namespace syndicated {

Decoded SimDecoder::decode(const Payload& payload) const {
  Decoded decoded;
  std::uint32_t place = 0;
  std::size_t begin = 0;
  while (begin < payload.bytes.size()) {
    const std::size_t end = payload.bytes.find('\n', begin);
    const std::string line = payload.bytes.substr(begin, end - begin);
    begin = end + 1;
    ++place;
    if (line[0] == '!') {
      decoded.rejects.push_back({0, place, Reason::undecodable, "a malformed line", line});
      continue;
    }
    std::string fields[4];
    int field = 0;
    for (const char c : line) {
      if (c == '\t') {
        ++field;
      } else {
        fields[field] += c;
      }
    }
    DecodedEntry entry;
    entry.place = place;
    entry.item.id = fields[0];
    entry.item.link = fields[1];
    entry.item.title.value = fields[2];
    entry.item.summary.value = fields[3];
    decoded.entries.push_back(std::move(entry));
  }
  return decoded;
}

void SimEncoder::encode_record(const Batch& batch, const Entry& entry, std::string& out) const {
  out += batch.payloads[entry.payload].source->id + " " + entry.content->item.id + " v" +
         std::to_string(entry.decision.version) + " " + entry.content->item.title.value;
}

void SimEncoder::encode_relation(const Batch& batch, const Entry& entry, std::string& out) const {
  out += batch.payloads[entry.payload].source->id + " " + entry.content->item.id + " v" +
         std::to_string(entry.decision.version) + " repeats v" +
         std::to_string(entry.decision.original_version) + " of " + entry.decision.original_uri;
}

void SimEncoder::encode_dead_letter(const Batch&, const Reject& reject, std::string& out) const {
  out += std::string(name_of(reject.reason)) + " " + reject.raw;
}

}  // namespace syndicated
