// Lists of feeds: whatever the bytes, what is read can be written, and reads back as the same list.
#include <cstddef>
#include <cstdint>
#include <string>

#include "connectors/formats/opml.h"
#include "pipeline/check.h"
#include "pipeline/text/unicode.h"
#include "pipeline/text/url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syndicated;
  const OpmlList list = read_opml({reinterpret_cast<const char*>(data), size});
  for (const OpmlFeed& feed : list.feeds) CHECK(is_web_url(feed.url), "a feed has a web address");
  const std::string text = write_opml(list.title, list.feeds);
  CHECK(is_valid_utf8(text), "a list is valid UTF-8");
  const OpmlList again = read_opml(text);
  CHECK(again.fault.empty(), "what is written is OPML");
  CHECK(again.feeds.size() == list.feeds.size(), "what is written reads back whole");
  for (std::size_t i = 0; i < list.feeds.size(); ++i) {
    CHECK(again.feeds[i].url == list.feeds[i].url, "an address reads back as itself");
    CHECK(again.feeds[i].folders == list.feeds[i].folders, "folders read back as themselves");
  }
  return 0;
}
