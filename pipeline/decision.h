// Decision: what deduplicate made of one entry, and all that `apply` needs to repeat it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/hash.h"
#include "pipeline/time.h"

namespace syndicated {

// Computed by prepare, read by deduplicate.
struct Keys {
  Hash128 chain;    // names the document: source id and the first rung of the ladder that exists
  Hash128 url;      // of the canonical URL; empty when there is none
  Hash128 body;     // of the normalised words of the body; empty when the body is too short to tell
  Hash128 content;  // of all that makes a revision: headline, standfirst, paragraphs, notes, life-cycle marks
  std::vector<std::uint32_t> title_words;  // hashes of the distinct words of the headline, sorted
  std::uint64_t source = 0;                // of the source id
};

enum class Verdict : std::uint8_t {
  fresh,      // never seen: version 1 of a new chain
  revision,   // a known chain with other content
  unchanged,  // a known chain with the same content: counted, nothing written
  copy,       // another chain reports the same text or URL: a relation
};

struct Decision {
  Verdict verdict = Verdict::fresh;
  Hash128 chain;               // the chain that the entry belongs to
  std::uint32_t version = 1;   // of that chain
  Hash128 original;            // copy: the chain it repeats; else empty
  std::uint32_t original_version = 0;
  std::string original_uri;    // copy: the uri it repeats
  bool same_body = false, same_url = false;  // copy: what agreed
  Hash128 story;               // the cluster: the first chain's hash
  std::uint32_t story_members = 1;  // chains of the story so far, this one included
};

}  // namespace syndicated
