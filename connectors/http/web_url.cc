#include "connectors/http/web_url.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <memory>

namespace syndicated {
namespace {

struct UrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using UrlPtr = std::unique_ptr<CURLU, UrlDeleter>;

// Unknown schemes are let through here, so that the refusal can name them.
constexpr unsigned kParseFlags = CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE;

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* value = nullptr;
  if (curl_url_get(url, which, &value, flags) != CURLUE_OK || value == nullptr) return "";
  std::string copy = value;
  curl_free(value);
  return copy;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

Error too_long() {
  return Error{ErrorKind::limit,
               "the address is longer than " + std::to_string(kUrlBytesMax) + " bytes"};
}

// The text is what the transfer reads. libcurl lets the zone of an IPv6 address (RFC 6874) hold what
// makes the whole another address when it is read once more: "http://a:b@[fe80::1%c:d@[fe80::2]/".
bool reads_as_itself(const WebUrl& address) {
  const UrlPtr url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, address.text.c_str(), kParseFlags) != CURLUE_OK)
    return false;
  return part(url.get(), CURLUPART_URL) == address.text &&
         lower(part(url.get(), CURLUPART_HOST)) == address.host &&
         part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT) == std::to_string(address.port) &&
         part(url.get(), CURLUPART_USER).empty() && part(url.get(), CURLUPART_PASSWORD).empty();
}

Result<WebUrl> take_apart(CURLU* url) {
  WebUrl result;
  result.scheme = lower(part(url, CURLUPART_SCHEME));
  if (result.scheme != "http" && result.scheme != "https") {
    return Error{ErrorKind::policy, "the scheme `" + result.scheme.substr(0, 20) +
                                        "` is not allowed, only http and https"};
  }
  result.user = part(url, CURLUPART_USER, CURLU_URLDECODE);
  result.password = part(url, CURLUPART_PASSWORD, CURLU_URLDECODE);
  curl_url_set(url, CURLUPART_USER, nullptr, 0);
  curl_url_set(url, CURLUPART_PASSWORD, nullptr, 0);
  curl_url_set(url, CURLUPART_FRAGMENT, nullptr, 0);
  result.host = lower(part(url, CURLUPART_HOST));
  const std::string port = part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  std::from_chars(port.data(), port.data() + port.size(), result.port);
  result.text = part(url, CURLUPART_URL);
  if (result.host.empty() || result.port == 0 || result.text.empty()) {
    return Error{ErrorKind::invalid, "the address has no host"};
  }
  if (result.text.size() > kUrlBytesMax) return too_long();
  const bool control = std::any_of(result.text.begin(), result.text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
  });
  if (control) return Error{ErrorKind::invalid, "the address has a control character"};
  if (!reads_as_itself(result)) {
    return Error{ErrorKind::invalid, "the address can be read in two ways"};
  }
  return result;
}

Error no_url(CURLUcode code) {
  return Error{ErrorKind::invalid,
               std::string("the address is malformed: ") + curl_url_strerror(code)};
}

}  // namespace

std::string WebUrl::origin() const { return scheme + "://" + host + ":" + std::to_string(port); }

Result<WebUrl> parse_web_url(const std::string& text) {
  if (text.size() > kUrlBytesMax) return too_long();
  const UrlPtr url(curl_url());
  if (!url) return Error{ErrorKind::unavailable, "no memory for an address"};
  const CURLUcode code = curl_url_set(url.get(), CURLUPART_URL, text.c_str(), kParseFlags);
  if (code != CURLUE_OK) return no_url(code);
  return take_apart(url.get());
}

Result<WebUrl> resolve_web_url(const WebUrl& base, const std::string& reference) {
  if (reference.size() > kUrlBytesMax) return too_long();
  const UrlPtr url(curl_url());
  if (!url) return Error{ErrorKind::unavailable, "no memory for an address"};
  CURLUcode code = curl_url_set(url.get(), CURLUPART_URL, base.text.c_str(), kParseFlags);
  if (code == CURLUE_OK) {
    code = curl_url_set(url.get(), CURLUPART_URL, reference.c_str(), kParseFlags);
  }
  if (code != CURLUE_OK) return no_url(code);
  Result<WebUrl> result = take_apart(url.get());
  if (result) {
    result->user.clear();
    result->password.clear();
  }
  return result;
}

std::string without_user_info(const std::string& url) {
  if (const Result<WebUrl> parsed = parse_web_url(url)) return parsed->text;
  // Not a URL that we would fetch: cut what stands before the last @ of its authority.
  std::size_t begin = url.find("//");
  begin = begin == std::string::npos ? 0 : begin + 2;
  const std::size_t end = std::min(url.find_first_of("/?#", begin), url.size());
  const std::size_t at = url.substr(0, end).rfind('@');
  if (at == std::string::npos || at < begin) return url;
  return url.substr(0, begin) + url.substr(at + 1);
}

}  // namespace syndicated
