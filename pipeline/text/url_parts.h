// The five parts of a URL (RFC 3986 section 3) as views, and the steps that resolution and the
// canonical form share. For url.cc and canonical_url.cc. Any thread; pure.
#pragma once

#include <string>
#include <string_view>

namespace syndicated {

struct UrlParts {
  std::string_view scheme, authority, path, query, fragment;
  bool has_authority = false, has_query = false, has_fragment = false;
};

// Without outer white space and control characters, and without tabs and line ends inside (WHATWG
// URL).
std::string trim_url(std::string_view url);

// Never fails: what is no scheme or authority is path. The views point into `url`.
UrlParts split_url(std::string_view url);

std::string remove_dot_segments(std::string_view path);

// The host without user information and port; an IPv6 literal keeps its brackets.
std::string_view host_of(std::string_view authority);

std::string lower_ascii(std::string_view text);

}  // namespace syndicated
