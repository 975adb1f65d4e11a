// Addresses as a configuration or a Location header gives them: base, line end, reference. What is
// accepted is an http(s) address that reads as itself again, and no credentials are left in what
// may be logged.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/http/web_url.h"
#include "pipeline/check.h"

namespace syndicated {
namespace {

void check_url(const WebUrl& url) {
  CHECK(url.scheme == "http" || url.scheme == "https", "only these two schemes are fetched");
  CHECK(!url.host.empty() && url.port != 0, "an address says where to connect to");
  CHECK(url.text.size() <= kUrlBytesMax, "the limit of an address holds");
  CHECK(std::none_of(url.text.begin(), url.text.end(),
                     [](char c) { return static_cast<unsigned char>(c) <= 0x20; }),
        "an address can be written into a request");
  // The zone of an IPv6 address may hold anything (RFC 6874).
  const std::size_t begin = url.scheme.size() + 3;
  const std::size_t end = std::min(url.text.find_first_of("/?[", begin), url.text.size());
  CHECK(std::string_view(url.text).substr(begin, end - begin).find('@') == std::string_view::npos,
        "user info is taken out of the text");
  const Result<WebUrl> again = parse_web_url(url.text);
  CHECK(again, "what is accepted is accepted again");
  CHECK(again->text == url.text && again->host == url.host && again->port == url.port &&
            again->user.empty(),
        "an address reads as itself");
  CHECK(without_user_info(url.text) == url.text, "there is nothing left to hide");
}

}  // namespace
}  // namespace syndicated

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syndicated;
  const std::string all(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(all.find('\n'), all.size());
  const std::string reference = all.substr(std::min(line + 1, all.size()));
  (void)without_user_info(reference);
  const Result<WebUrl> base = parse_web_url(all.substr(0, line));
  if (!base) return 0;
  check_url(*base);
  const Result<WebUrl> target = resolve_web_url(*base, reference);
  if (!target) return 0;
  check_url(*target);
  CHECK(target->user.empty() && target->password.empty(), "no server hands us credentials");
  return 0;
}
