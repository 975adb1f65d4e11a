#include "connectors/formats/document_cutter.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <vector>

#include "connectors/formats/ascii.h"
#include "connectors/formats/document_start.h"
#include "connectors/formats/document_verdict.h"
#include "connectors/formats/json_stream.h"
#include "connectors/formats/xml_stream.h"

namespace syndicated {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;
constexpr std::size_t kJoinedBytesMax =
    256 * 1024;  // entries that are never closed are given up from here on

// The size of the start tag at the beginning of `text` less its '>', or of all when it has none.
std::size_t start_tag_size(std::string_view text) {
  char quote = 0;
  std::size_t end = 1;
  for (; end < text.size() && (quote != 0 || text[end] != '>'); ++end) {
    const char c = text[end];
    if (quote == 0 ? c == '"' || c == '\'' : c == quote) quote = quote == 0 ? c : '\0';
  }
  return end;
}

// How many entries end in the text, which begins with the start tag of one.
std::size_t entry_ends(std::string_view text) {
  const std::size_t tag = start_tag_size(text);
  std::size_t count = tag < text.size() && text[tag - 1] == '/' ? 1 : 0;
  for (std::size_t at = text.find("</"); at != std::string_view::npos;
       at = text.find("</", at + 2)) {
    std::string_view name = text.substr(at + 2, 64);
    name = name.substr(0, name.find_first_of("> \t\r\n"));
    name.remove_prefix(std::min(name.find(':') + 1, name.size()));  // npos + 1 is 0
    if (ascii_equals(name, "item") || ascii_equals(name, "entry")) ++count;
  }
  return count;
}

// One entry as it stands in the document.
struct RawEntry {
  std::string bytes;
  bool cut = false;
};

// The end tags of what `xml`, which is mended, leaves open.
std::string end_tags_for(std::string_view xml) {
  std::vector<std::string_view> open;
  const auto behind = [&](std::string_view mark, std::size_t from) {
    const std::size_t at = xml.find(mark, from);
    return at == std::string_view::npos ? xml.size() : at + mark.size();
  };
  for (std::size_t at = xml.find('<'); at < xml.size(); at = xml.find('<', at)) {
    const std::string_view rest = xml.substr(at);
    if (rest.starts_with("<!--")) {
      at = behind("-->", at);
    } else if (rest.starts_with("<![CDATA[")) {
      at = behind("]]>", at);
    } else if (rest.starts_with("<?")) {
      at = behind("?>", at);
    } else if (rest.starts_with("</")) {
      if (!open.empty()) open.pop_back();
      at = behind(">", at);
    } else {
      const std::size_t end = start_tag_size(rest);
      if (rest[end - 1] != '/') open.push_back(rest.substr(1, rest.find_first_of("/> \t\r\n") - 1));
      at += end;
    }
  }
  std::string tags;
  for (auto name = open.rbegin(); name != open.rend(); ++name)
    tags += "</" + std::string(*name) + ">";
  return tags;
}

// What the two kinds of documents have in common: the text that they are read from, and parts made
// of entries.
class Parts : public DocumentParts {
 public:
  Parts(DocumentBytes& bytes, ByteSurvey survey, const DecodeLimits& limits)
      : limits_(limits), survey_(std::move(survey)), text_(bytes, survey_, "") {}

  Result<DocumentPart> next(std::size_t entries_max, std::size_t bytes_max) override {
    DocumentPart part;
    part.entries_before = entries_given_;
    part.bytes = head();
    while (has_next_) {
      const bool has_room =
          part.entries < entries_max && part.bytes.size() + next_.bytes.size() <= bytes_max;
      if (part.entries > 0 && (!has_room || part.cut || next_.cut)) break;
      part.cut = next_.cut;
      add(next_, part);
      ++part.entries;
      has_next_ = read_entry(next_);
      if (!text_.outcome()) return text_.outcome().error();
    }
    entries_given_ += part.entries;
    part.last = !has_next_;
    part.bytes += tail(part.last);
    return part;
  }

  bool has_next() const { return has_next_; }
  const Result<void>& outcome() const { return text_.outcome(); }

 protected:
  void begin() { has_next_ = read_entry(next_); }

  virtual bool read_entry(RawEntry& entry) = 0;
  virtual std::string head() const = 0;
  virtual std::string tail(bool last) const = 0;
  virtual void add(const RawEntry& entry, DocumentPart& part) { part.bytes += entry.bytes; }

  const DecodeLimits limits_;
  const ByteSurvey survey_;
  TextBlocks text_;

 private:
  RawEntry next_;
  bool has_next_ = false;
  std::uint64_t entries_given_ = 0;
};

class XmlParts final : public Parts {
 public:
  XmlParts(DocumentBytes& bytes, ByteSurvey survey, const DecodeLimits& limits)
      : Parts(bytes, std::move(survey), limits) {
    std::size_t body = 0;
    {
      const DocumentStart start(text_);
      if (!start.page().empty() || start.is_json()) return;
      body = start.prolog().body;
      root_bytes_ = start.prolog().root - body + kReadBytes;
    }
    segments_.emplace(text_, body, root_bytes_);
    segments_->restart(false);
    RawEntry before;
    read_segment(FeedCutter::kHeadBytesMax, before);
    head_ = before.cut ? root_tag_of(segments_->kept(), segments_->kept().size())
                       : std::move(before.bytes);
    tail_ = end_tags_for(head_);
    begin();
  }

 private:
  // An entry may hold another one, in its markup. What was opened is read on until it is closed.
  bool read_entry(RawEntry& entry) override {
    entry = {};
    std::size_t opened = 0, closed = 0;
    while (entry.bytes.size() < kJoinedBytesMax && segments_->next_segment("")) {
      const std::size_t before = entry.bytes.size();
      read_segment(FeedCutter::kEntryBytesMax, entry);
      closed += entry_ends(std::string_view(entry.bytes).substr(before));
      if (closed >= ++opened || entry.cut) break;
    }
    return opened > 0;
  }

  std::string head() const override { return head_; }
  std::string tail(bool last) const override {
    return last ? "" : tail_;
  }  // the last part has its own

  void read_segment(std::size_t bytes_max, RawEntry& entry) {
    for (std::size_t count = 1; count > 0 && entry.bytes.size() <= bytes_max;) {
      const std::size_t before = entry.bytes.size();
      entry.bytes.resize(before + kReadBytes);
      count = segments_->read(entry.bytes.data() + before, kReadBytes);
      entry.bytes.resize(before + count);
    }
    entry.cut = entry.bytes.size() > bytes_max;
  }

  std::size_t root_bytes_ = 0;
  std::optional<EntrySegments> segments_;
  std::string head_, tail_;
};

class JsonParts final : public Parts {
 public:
  JsonParts(DocumentBytes& bytes, ByteSurvey survey, const DecodeLimits& limits)
      : Parts(bytes, std::move(survey), limits),
        stream_(text_, DocumentStart(text_).before_json(), {}, limits_) {
    const Document head = stream_.survey();
    if (head.format.empty()) return;
    stream_.restart_items();
    begin();
  }

 private:
  bool read_entry(RawEntry& entry) override {
    while (items_.empty()) {
      if (!stream_.more_items(items_)) return false;
    }
    entry.bytes = std::move(items_.front().text);
    entry.cut = items_.front().cut;
    items_.pop_front();
    return true;
  }

  std::string head() const override {
    const std::string& members = stream_.feed_members();
    // Not on one line: that would be an item of NDJSON.
    return "{\n" + members + (members.empty() ? "" : ",") + "\"items\":[";
  }
  std::string tail(bool) const override { return "]}"; }
  void add(const RawEntry& entry, DocumentPart& part) override {
    if (part.entries > 0) part.bytes += ',';
    part.bytes += entry.bytes;
  }

  JsonStream stream_;
  std::deque<JsonStream::RawItem> items_;
};

template <class Kind>
Result<std::unique_ptr<DocumentParts>> parts_of(DocumentBytes& bytes, const ByteSurvey& survey,
                                                const DecodeLimits& limits) {
  auto parts = std::make_unique<Kind>(bytes, survey, limits);
  if (!parts->outcome()) return parts->outcome().error();
  if (!parts->has_next()) return std::unique_ptr<DocumentParts>();
  return std::unique_ptr<DocumentParts>(std::move(parts));
}

}  // namespace

Result<std::unique_ptr<DocumentParts>> FeedCutter::open(DocumentBytes& bytes) const {
  ByteSurvey survey;
  if (Result<void> surveyed = survey_bytes(bytes, survey); !surveyed) return surveyed.error();
  if (survey.is_blank() || !binary_name(survey.head()).empty())
    return std::unique_ptr<DocumentParts>();
  TextBlocks text(bytes, survey, "");
  const bool is_json = DocumentStart(text).is_json();
  if (!text.outcome()) return text.outcome().error();
  return is_json ? parts_of<JsonParts>(bytes, survey, limits_)
                 : parts_of<XmlParts>(bytes, survey, limits_);
}

}  // namespace syndicated
