// Encoder: the seam between results and published bytes. connectors/formats has the real one.
#pragma once

#include <cstdint>
#include <string>

#include "pipeline/batch.h"

namespace syndicated {

// The version of all published forms; `wire.recordVersion`.
constexpr std::uint32_t kRecordVersion = 1;

class Encoder {
 public:
  virtual ~Encoder() = default;

  // Each appends one JSON object without a line end to `out`. Pure; any thread.

  // The record of a fresh item or a revision (or of a copy, when copies are published).
  virtual void encode_record(const Batch& batch, const Entry& entry, std::string& out) const = 0;

  // The relation of a copy to its original.
  virtual void encode_relation(const Batch& batch, const Entry& entry, std::string& out) const = 0;

  // A dead letter with its reason, its place and the raw bytes.
  virtual void encode_dead_letter(const Batch& batch, const Reject& reject, std::string& out) const = 0;
};

}  // namespace syndicated
