// Lines of JSON through everything that reads them: as items, as objects to relay, and as lines to
// look at.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/formats/ascii.h"
#include "connectors/formats/json_id.h"
#include "connectors/formats/json_view.h"
#include "connectors/formats/ndjson_items.h"
#include "connectors/formats/record.h"
#include "pipeline/books.h"
#include "pipeline/check.h"
#include "pipeline/relay.h"
#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

// Gives the lines of a text, each when it is asked for by its number; numbers must rise.
class Lines {
 public:
  explicit Lines(std::string_view bytes) : rest_(bytes) {}

  std::string_view at(std::uint32_t place) {
    for (; next_ < place; ++next_)
      rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size() - 1) + 1);
    // Items stand the other white space of ASCII around them too, which JSON does not know.
    std::string_view line = ascii_trim(rest_.substr(0, rest_.find('\n')));
    if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    return line;
  }

 private:
  std::string_view rest_;
  std::uint32_t next_ = 1;
};

void check_item(const Item& item) {
  for (const std::string* part :
       {&item.id, &item.link, &item.title.value, &item.summary.value, &item.content.value,
        &item.language, &item.rights, &item.source_name, &item.source_url}) {
    CHECK(is_valid_utf8(*part), "whatever is read is valid UTF-8");
  }
  CHECK(!item.title.empty() || !item.summary.empty() || !item.content.empty() || !item.link.empty(),
        "an item has a headline, a text or a link");
  CHECK(!item.published || !item.published_raw.empty(), "a date that is read keeps its text");
  CHECK(!item.updated || !item.updated_raw.empty(), "a date that is read keeps its text");
  CHECK(item.authors.size() <= 512 && item.categories.size() <= 512, "lists are bounded");
}

void check_items(std::string_view bytes, JsonView& view) {
  NdjsonOptions options;
  options.base = "https://h.example/a/b";
  Decoded decoded;
  decode_ndjson(bytes, options, decoded);
  std::uint32_t place = 0;
  Lines lines(bytes);
  for (const DecodedEntry& entry : decoded.entries) {
    CHECK(entry.place > place, "items keep the order of their lines");
    place = entry.place;
    check_item(entry.item);
    CHECK(view.parse(lines.at(place)), "what is an item can be looked at");
  }
  for (const Reject& reject : decoded.rejects) {
    CHECK(!reject.detail.empty() && !reject.raw.empty(), "a reject has its reason and its bytes");
  }
}

void check_relay(const std::string& bytes, JsonView& view) {
  static const JsonId reader;
  static const RecordEncoder encoder{{}};
  const SourceInfo source{.id = "fuzz", .format = Format::ndjson};
  Batch batch;
  batch.payloads.emplace_back().bytes = bytes;
  batch.payloads[0].source = &source;
  PrepareRelay({.body_bytes_max = 3000}, reader).run(batch);
  CHECK(!batch.entries.empty() || !batch.rejects.empty(),
        "a payload is never passed over in silence");
  FinishRelay(encoder).run(batch);
  CHECK(batch.tally.balance(0), "the books balance");
  for (const Output& output : batch.outputs) {
    const std::string_view object =
        std::string_view(batch.encoded).substr(output.begin, output.size);
    CHECK(is_valid_utf8(object), "what is relayed is valid UTF-8");
    CHECK(object.find('\n') == std::string_view::npos, "what is relayed is one line");
    CHECK(view.parse(object), "what is relayed is a JSON object");
  }
}

// The first line is looked at by the paths of a record and by one that the second line gives.
void check_view(std::string_view bytes, JsonView& view) {
  if (!view.parse(Lines(bytes).at(1))) return;
  const std::size_t end = bytes.find('\n');
  const std::string_view rest =
      end == std::string_view::npos ? std::string_view() : bytes.substr(end + 1);
  for (const std::string_view path :
       {std::string_view("headlines.value"), std::string_view("wire.lifecycle.change"),
        std::string_view("authors.0.name"), rest.substr(0, 60)}) {
    const std::vector<std::string> values = view.values(path);
    CHECK(values.size() <= JsonView::kValuesMax, "the limit of values holds");
    for (const std::string& value : values) CHECK(is_valid_utf8(value), "a value is valid UTF-8");
    CHECK(view.text(path) == (values.empty() ? "" : values.front()), "the text is the first value");
  }
}

}  // namespace
}  // namespace syndicated

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syndicated;
  static JsonView view;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  check_items(bytes, view);
  check_relay(bytes, view);
  check_view(bytes, view);
  return 0;
}
