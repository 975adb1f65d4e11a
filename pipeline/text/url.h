// URLs: RFC 3986 resolution and the canonical form that identifies a page. Any thread; pure.
#pragma once

#include <string>
#include <string_view>

namespace syndicated {

// RFC 3986 section 5.2; a reference that cannot be resolved (no base, odd scheme) is returned
// trimmed.
std::string resolve_url(std::string_view base, std::string_view reference);

// The form under which two addresses of one page are equal: http and https alike, host in lower
// case without "www." and mobile prefixes, no default port, no fragment, AMP forms undone, tracking
// parameters dropped, remaining parameters in order, percent-encoding normalised, no trailing
// slash. Idempotent. "" when the text is no http(s) URL.
std::string canonical_url(std::string_view url);

// The host in lower case without port and user info, "" when there is none.
std::string url_host(std::string_view url);

// True for http and https URLs.
bool is_web_url(std::string_view url);

}  // namespace syndicated
