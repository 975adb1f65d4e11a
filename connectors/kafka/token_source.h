// TokenSource: the seam to an identity provider, for brokers that want OAUTHBEARER (RFC 7628). The daemon
// brings one; this folder knows nothing of HTTP.
#pragma once

#include <string>

#include "pipeline/result.h"
#include "pipeline/time.h"

namespace syndicated {

struct AccessToken {
  std::string value;    // as it goes to the brokers
  std::string subject;  // whom it was made for; for the client's own use
  Time expires_at;
};

class TokenSource {
 public:
  virtual ~TokenSource() = default;

  // A token that is good for at least half of its time, or, while the provider does not answer, the
  // last one as long as it is good at all. Blocks for up to some seconds; any thread, also
  // several at once. Errors: unavailable (the provider does not answer), policy (it refuses).
  virtual Result<AccessToken> token() = 0;
};

}  // namespace syndicated
