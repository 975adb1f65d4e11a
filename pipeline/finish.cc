#include "pipeline/finish.h"

#include "pipeline/wire/annotate.h"

namespace syndicated {
namespace {

void add_output(Batch& batch, Stream stream, std::string key, std::size_t begin,
                std::uint32_t payload) {
  batch.outputs.push_back({stream, std::move(key), begin, batch.encoded.size() - begin, payload});
}

}  // namespace

Finish::Finish(const FinishOptions& options, const Encoder& encoder)
    : options_(options), encoder_(encoder) {}

void Finish::run(Batch& batch) {
  for (Entry& entry : batch.entries) {
    switch (entry.decision.verdict) {
      case Verdict::fresh:
        if (publish(batch, entry)) ++batch.tally.published_fresh;
        break;
      case Verdict::revision:
        if (publish(batch, entry)) ++batch.tally.published_revisions;
        break;
      case Verdict::unchanged:
        ++batch.tally.unchanged;
        break;
      case Verdict::copy:
        if (options_.copies != CopyPolicy::publish || publish(batch, entry)) ++batch.tally.duplicates;
        if (options_.copies == CopyPolicy::relate) {
          const std::size_t begin = batch.encoded.size();
          encoder_.encode_relation(batch, entry, batch.encoded);
          add_output(batch, Stream::relations, entry.uri, begin, entry.payload);
        }
        break;
    }
  }
  for (const Reject& reject : batch.rejects) {
    ++batch.tally.dead_letters;
    const std::size_t begin = batch.encoded.size();
    encoder_.encode_dead_letter(batch, reject, batch.encoded);
    add_output(batch, Stream::dead_letters, batch.payloads[reject.payload].origin, begin,
               reject.payload);
  }
}

bool Finish::publish(Batch& batch, Entry& entry) const {
  auto& [item, article, annotations] = *entry.content;
  std::vector<std::string> problems = std::move(annotations.problems);
  annotations = annotate(item, article, *batch.payloads[entry.payload].source);
  for (std::string& problem : problems) annotations.problems.push_back(std::move(problem));
  const std::size_t begin = batch.encoded.size();
  encoder_.encode_record(batch, entry, batch.encoded);
  const std::size_t size = batch.encoded.size() - begin;
  if (options_.output_bytes_max > 0 && size > options_.output_bytes_max) {
    std::string raw = batch.encoded.substr(begin);
    batch.encoded.resize(begin);
    batch.rejects.push_back({entry.payload, entry.place, Reason::too_large,
                             "its record has " + std::to_string(size) + " bytes, and the output takes " +
                                 std::to_string(options_.output_bytes_max),
                             std::move(raw)});
    return false;
  }
  add_output(batch, Stream::records, entry.uri, begin, entry.payload);
  return true;
}

}  // namespace syndicated
