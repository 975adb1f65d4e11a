// The identity provider that hands out tokens for Kafka: OpenID Connect, client credentials (RFC 6749, section 4.4).
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "connectors/kafka/kafka_options.h"
#include "connectors/kafka/token_source.h"
#include "pipeline/clock.h"

namespace syndicated {

// Asks with HTTP Basic authentication and keeps a token for half of its time, so that the clients of one daemon
// share it. Redirects are not followed. Any thread; who comes while somebody asks waits for that answer.
class IdentityProvider final : public TokenSource {
 public:
  // The clock outlives it.
  IdentityProvider(const KafkaSecurity& security, const Clock& clock);

  Result<AccessToken> token() override;

 private:
  Result<AccessToken> ask();

  const std::string url_, client_id_, client_secret_, scope_, ca_file_;
  const Clock& clock_;
  std::mutex mutex_;
  std::optional<AccessToken> held_;  // guarded by mutex_
  Time held_until_;                  // guarded by mutex_
};

}  // namespace syndicated
