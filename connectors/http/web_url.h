// The address of a fetch, taken apart. libcurl's own parser is used for this and for nothing else
// in the project: what is checked here must be exactly what the transfer will connect to, and two
// parsers that differ are how such checks are passed by. Any thread.
#pragma once

#include <cstdint>
#include <string>

#include "pipeline/result.h"

namespace syndicated {

struct WebUrl {
  std::string text;    // whole, without user info and fragment; safe to log
  std::string scheme;  // "http" or "https"
  std::string host;    // lower case
  std::uint16_t port = 0;
  std::string user, password;  // taken out of the text

  // Two addresses with equal origins (RFC 6454) may see the same credentials.
  std::string origin() const;
};

// Longer addresses are refused: they are state, log and memory.
constexpr std::size_t kUrlBytesMax = 8192;

// Errors: invalid (no URL), policy (a scheme other than http and https), limit. The text of an
// error never holds user info.
Result<WebUrl> parse_web_url(const std::string& text);

// A reference as a Location header holds it, resolved by RFC 3986 section 5. User info in it is
// dropped: no server may hand us credentials. Errors as above.
Result<WebUrl> resolve_web_url(const WebUrl& base, const std::string& reference);

// For logs: the text without user info, whether it is a URL or not.
std::string without_user_info(const std::string& url);

}  // namespace syndicated
