#include "pipeline/text/url.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "pipeline/text/url_parts.h"

namespace syndicated {
namespace {

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The length of the scheme without its colon, 0 when there is none (RFC 3986 section 3.1).
std::size_t scheme_length(std::string_view url) {
  if (url.empty() || !is_alpha(url[0])) return 0;
  for (std::size_t i = 1; i < url.size(); ++i) {
    const char c = url[i];
    if (c == ':') return i;
    if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') return 0;
  }
  return 0;
}

}  // namespace

std::string trim_url(std::string_view url) {
  const auto is_outer = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!url.empty() && is_outer(url.front())) url.remove_prefix(1);
  while (!url.empty() && is_outer(url.back())) url.remove_suffix(1);
  std::string out;
  out.reserve(url.size());
  for (const char c : url) {
    if (c != '\t' && c != '\n' && c != '\r') out.push_back(c);
  }
  return out;
}

UrlParts split_url(std::string_view url) {
  UrlParts parts;
  if (const std::size_t length = scheme_length(url); length > 0) {
    parts.scheme = url.substr(0, length);
    url.remove_prefix(length + 1);
  }
  if (const std::size_t at = url.find('#'); at != std::string_view::npos) {
    parts.fragment = url.substr(at + 1);
    parts.has_fragment = true;
    url = url.substr(0, at);
  }
  if (const std::size_t at = url.find('?'); at != std::string_view::npos) {
    parts.query = url.substr(at + 1);
    parts.has_query = true;
    url = url.substr(0, at);
  }
  if (url.starts_with("//")) {
    url.remove_prefix(2);
    const std::size_t at = std::min(url.find('/'), url.size());
    parts.authority = url.substr(0, at);
    parts.has_authority = true;
    url.remove_prefix(at);
  }
  parts.path = url;
  return parts;
}

// RFC 3986 section 5.2.4, as one pass over the segments.
std::string remove_dot_segments(std::string_view path) {
  std::string out;
  out.reserve(path.size());
  // A path without a leading slash only comes from a base without one; its first segment is kept as
  // it is.
  const bool absolute = path.starts_with('/');
  std::size_t at = absolute ? 1 : 0;
  if (absolute) out.push_back('/');
  while (at <= path.size()) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view segment = path.substr(at, end - at);
    const bool last = end == path.size();
    if (segment == "..") {
      // `out` ends with the slash behind the segment that goes.
      if (out.size() > 1) {
        const std::size_t slash = out.rfind('/', out.size() - 2);
        out.resize(slash == std::string::npos ? 0 : slash + 1);
      }
    } else if (segment != ".") {
      out.append(segment);
      if (!last) out.push_back('/');
    }
    if (last) break;
    at = end + 1;
  }
  return out;
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

std::string_view host_of(std::string_view authority) {
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    authority.remove_prefix(at + 1);
  }
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    return end == std::string_view::npos ? std::string_view() : authority.substr(0, end + 1);
  }
  return authority.substr(0, authority.find(':'));
}

std::string resolve_url(std::string_view base, std::string_view reference) {
  std::string trimmed = trim_url(reference);
  const UrlParts r = split_url(trimmed);
  if (!r.scheme.empty()) return trimmed;
  const std::string trimmed_base = trim_url(base);
  const UrlParts b = split_url(trimmed_base);
  if (b.scheme.empty() || (!b.has_authority && !b.path.starts_with('/'))) return trimmed;

  std::string out(b.scheme);
  out.push_back(':');
  const UrlParts& authority_of = r.has_authority ? r : b;
  if (authority_of.has_authority) out.append("//").append(authority_of.authority);
  const UrlParts* query_of = &r;
  if (r.has_authority || r.path.starts_with('/')) {
    out.append(remove_dot_segments(r.path));
  } else if (r.path.empty()) {
    out.append(b.path);
    if (!r.has_query) query_of = &b;
  } else {
    std::string merged;
    if (b.has_authority && b.path.empty()) {
      merged = "/";
    } else {
      merged = std::string(b.path.substr(0, b.path.rfind('/') + 1));
    }
    merged.append(r.path);
    out.append(remove_dot_segments(merged));
  }
  if (query_of->has_query) out.append("?").append(query_of->query);
  if (r.has_fragment) out.append("#").append(r.fragment);
  // What stood before the base's fragment may end in white space.
  while (!out.empty() && static_cast<unsigned char>(out.back()) <= 0x20) out.pop_back();
  return out;
}

std::string url_host(std::string_view url) {
  const std::string trimmed = trim_url(url);
  const UrlParts parts = split_url(trimmed);
  return parts.has_authority ? lower_ascii(host_of(parts.authority)) : std::string();
}

bool is_web_url(std::string_view url) {
  const std::string trimmed = trim_url(url);
  const UrlParts parts = split_url(trimmed);
  const std::string scheme = lower_ascii(parts.scheme);
  return (scheme == "http" || scheme == "https") && parts.has_authority &&
         !host_of(parts.authority).empty();
}

}  // namespace syndicated
