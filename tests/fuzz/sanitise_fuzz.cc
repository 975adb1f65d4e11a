// HTML of any kind through the sanitiser: a second time changes nothing, nothing that runs is left,
// the output is valid UTF-8 and no longer than a constant times the input; the splitter into blocks
// takes the same bytes.
#include <cstddef>
#include <cstdint>
#include <string>

#include "pipeline/check.h"
#include "pipeline/text/html.h"
#include "pipeline/text/unicode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syndicated;
  const std::string html = repair_utf8({reinterpret_cast<const char*>(data), size});
  for (const std::string_view base : {"", "https://h.example/a/b?c"}) {
    const std::string once = sanitise_html(html, base);
    CHECK(is_valid_utf8(once), "sanitised HTML is valid UTF-8");
    CHECK(sanitise_html(once, base) == once, "sanitising twice is sanitising once");
    for (const std::string_view tag :
         {"<script", "<style", "<iframe", "<object", "<embed", "<base", "<meta"}) {
      CHECK(once.find(tag) == std::string::npos || once.find("<!--") != std::string::npos,
            "no element that runs or loads is left");
    }
    const std::size_t base_bytes = base.size() * 64;  // a resolved address is longer by its base
    CHECK(once.size() <= html.size() * (80 + base_bytes) + 64, "the output is bounded");
  }
  for (const HtmlBlock& block : html_blocks(html)) {
    CHECK(!block.text.empty() && is_valid_utf8(block.text), "a block is text");
  }
  CHECK(is_valid_utf8(html_to_line(html)), "the visible text is valid UTF-8");
  return 0;
}
