// The relay profile: JSON objects pass as they are, each id once, with two members added: `syndicated_uri`
// and `syndicated_version`. The same id with other bytes is a revision. No text is read, nothing is enriched;
// the two stages here stand in the places of prepare and finish, and deduplicate is the same.
#pragma once

#include "pipeline/encoder.h"
#include "pipeline/id_reader.h"
#include "pipeline/options.h"
#include "pipeline/stage.h"

namespace syndicated {

// prepare: each line of a payload becomes an entry that names its bytes, or a reject.
class PrepareRelay final : public Stage {
 public:
  static constexpr bool kParallel = true;

  // The reader outlives the stage.
  PrepareRelay(const PrepareOptions& options, const IdReader& reader);

  void run(Batch& batch) override;

 private:
  void add_line(Batch& batch, const Payload& from, std::uint64_t source_hash, Extent line,
                std::size_t header_bytes, std::string& scratch) const;

  const PrepareOptions options_;
  const IdReader& reader_;
};

// finish: writes the objects of what is new or revised, and the dead letters.
class FinishRelay final : public Stage {
 public:
  static constexpr bool kParallel = true;

  // The encoder, of the dead letters, outlives the stage.
  explicit FinishRelay(const Encoder& encoder);

  void run(Batch& batch) override;

 private:
  const Encoder& encoder_;
};

}  // namespace syndicated
