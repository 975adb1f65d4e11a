#include "connectors/kafka/message_headers.h"

#include <algorithm>
#include <string>

#include "pipeline/encoder.h"

namespace syndicated {
namespace {

constexpr std::size_t kTraceparentBytesMax = 256;
constexpr std::size_t kTracestateBytesMax = 512;  // W3C Trace Context, section 3.3.1.5

// W3C Trace Context, section 3.2.2. A later version may have more behind the flags.
bool is_traceparent(std::string_view text) {
  constexpr std::size_t size = 55;  // version "-" 32 digits of the trace "-" 16 of the parent "-" flags
  if (text.size() < size || text.size() > kTraceparentBytesMax || text.starts_with("ff")) return false;
  if (text.size() > size && (text.starts_with("00") || text[size] != '-')) return false;
  for (std::size_t i = 0; i < size; ++i) {
    const bool dash = i == 2 || i == 35 || i == 52;
    const bool digit = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
    if (dash ? text[i] != '-' : !digit) return false;
  }
  const auto zeros = [](std::string_view part) {
    return part.find_first_not_of('0') == std::string_view::npos;
  };
  return !zeros(text.substr(3, 32)) && !zeros(text.substr(36, 16));
}

}  // namespace

void describe_output(const Batch& batch, const Output& output, std::vector<MessageHeader>& headers) {
  static const std::string version = std::to_string(kRecordVersion);
  headers = {{"content-type", "application/json"}, {"schema-version", version}};
  if (output.payload >= batch.payloads.size()) return;
  const Payload& payload = batch.payloads[output.payload];
  if (payload.source != nullptr) headers.push_back({"syndicated-source", payload.source->id});
  const auto find = [&](std::string_view name) {
    return std::find_if(payload.headers.begin(), payload.headers.end(),
                        [&](const auto& header) { return header.first == name; });
  };
  const auto parent = find("traceparent");
  if (parent == payload.headers.end() || !is_traceparent(parent->second)) return;
  headers.push_back({parent->first, parent->second});
  const auto state = find("tracestate");
  if (state == payload.headers.end() || state->second.size() > kTracestateBytesMax) return;
  headers.push_back({state->first, state->second});
}

void pass_headers_on(const Batch& batch, const Output& output, std::vector<MessageHeader>& headers) {
  headers.clear();
  if (output.payload >= batch.payloads.size()) return;
  for (const auto& [name, value] : batch.payloads[output.payload].headers) {
    headers.push_back({name, value});
  }
}

}  // namespace syndicated
