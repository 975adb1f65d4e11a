// Addresses: canonical forms are canonical, and resolving an absolute address leaves it where it
// points.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "pipeline/check.h"
#include "pipeline/text/unicode.h"
#include "pipeline/text/url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syndicated;
  const std::string all = repair_utf8({reinterpret_cast<const char*>(data), size});
  const std::size_t line = std::min(all.find('\n'), all.size());
  const std::string base = all.substr(0, line);
  const std::string reference = all.substr(std::min(line + 1, all.size()));
  const std::string canonical = canonical_url(reference);
  CHECK(canonical_url(canonical) == canonical, "a canonical address is its own canonical form");
  CHECK(is_valid_utf8(canonical), "a canonical address is valid UTF-8");
  const std::string resolved = resolve_url(base, reference);
  CHECK(!is_web_url(resolved) || resolve_url(base, resolved) == resolved,
        "a resolved address stays");
  (void)url_host(resolved);
  return 0;
}
