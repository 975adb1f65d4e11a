#include "pipeline/batch.h"

namespace syndicated {

const char* name_of(Reason reason) {
  switch (reason) {
    case Reason::undecodable: return "undecodable";
    case Reason::not_a_feed: return "not_a_feed";
    case Reason::no_content: return "no_content";
    case Reason::too_large: return "too_large";
    case Reason::too_deep: return "too_deep";
    case Reason::too_many: return "too_many";
    case Reason::empty: return "empty";
  }
  return "undecodable";
}

std::size_t Payload::header_bytes() const {
  constexpr std::size_t around = 64;  // what holds a header, here and in a message
  std::size_t sum = 0;
  for (const auto& header : headers) sum += header.first.size() + header.second.size() + around;
  return sum;
}

std::size_t Batch::bytes() const {
  std::size_t sum = sizeof(Batch) + encoded.size() + entries.size() * sizeof(Entry);
  for (const Payload& payload : payloads) sum += payload.held_bytes();
  for (const Reject& reject : rejects) sum += reject.raw.size() + sizeof(Reject);
  return sum;
}

}  // namespace syndicated
