// The headers of the messages that the sink writes. Internal to the folder.
#pragma once

#include <string_view>
#include <vector>

#include "pipeline/batch.h"

namespace syndicated {

struct MessageHeader {
  std::string_view name, value;  // into the batch
};

// Of an output in a form of ours: `content-type`, `schema-version`, `syndicated-source` (the id of the
// source), and of a message that took part in a trace `traceparent` and `tracestate`, unchanged, as W3C
// Trace Context asks of who forwards. A traceparent that is none, or is too long, is left out. Replaces what is in
// `headers`. Pure.
void describe_output(const Batch& batch, const Output& output, std::vector<MessageHeader>& headers);

// Of an object that passes as it is: the headers of the message that it came in. Pure.
void pass_headers_on(const Batch& batch, const Output& output, std::vector<MessageHeader>& headers);

}  // namespace syndicated
