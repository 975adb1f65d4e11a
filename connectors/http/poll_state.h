// What a feed remembers between polls, and its bytes in the `heads` log under "feed:<source id>".
// It is state like any other: it is committed together with the document that it describes, so that
// a validator can never outlive an item that was lost. A value type; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/hash.h"
#include "pipeline/time.h"

namespace syndicated {

// ETag and Last-Modified as one response gave them, byte for byte (RFC 9110, 8.8): they are opaque,
// and a pair that is mixed from two responses can name a document that never was. `url` is where
// that response came from; the pair says nothing about any other address.
struct Validators {
  std::string etag, last_modified;  // "" not given
  std::string url;

  bool empty() const { return etag.empty() && last_modified.empty(); }
  bool operator==(const Validators&) const = default;
};

struct PollState {
  Hash128 url_hash;            // of the configured address; another address is another feed
  std::uint64_t polls = 0;     // made so far; the number of the next one
  std::uint32_t failures = 0;  // in a row, 0 after a success
  Time next_due;               // no poll before this time of day; 0 none
  Hash128 body_hash;           // of the latest document, empty none
  Validators validators;
  std::string moved_to;  // where permanent redirects lead, "" nowhere
  Time moved_since;      // since when they do without a break

  bool operator==(const PollState&) const = default;
};

// A permanent redirect is obeyed without asking the old address once it has stood for this long: a
// captive portal or a hijacked host must not be able to move a feed for ever within one poll.
constexpr Duration kMoveHold = days(7);

// Longer validators are taken as not given: they travel with each request and each commit.
constexpr std::size_t kValidatorBytesMax = 2048;

std::string poll_state_key(const std::string& source_id);

// The value of the heads record: a version, then one field per line. Validators and addresses hold
// no control characters (usable_validator, WebUrl), so that no escaping is needed.
std::string encode(const PollState& state);

// nullopt when the bytes are not such a value or of a newer version; the caller starts anew.
std::optional<PollState> decode_poll_state(std::string_view bytes);

// True when the value may be kept and sent back: printable, not too long. An unusable one counts as
// not given.
bool usable_validator(std::string_view value);

// The pair after a 304 (RFC 9111, 4.3.4). A 304 that repeats a part of the pair confirms the other
// part; one that changes a part replaces the whole pair.
Validators confirmed(const Validators& stored, const Validators& answer);

}  // namespace syndicated
