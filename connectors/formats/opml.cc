#include "connectors/formats/opml.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "connectors/formats/ascii.h"
#include "connectors/formats/encoding.h"
#include "connectors/formats/xml_events.h"
#include "connectors/formats/xml_mend.h"
#include "pipeline/text/unicode.h"
#include "pipeline/text/url.h"

namespace syndicated {
namespace {

constexpr std::size_t kRejectsShownMax = 100;

// "feed://h/x" and "feed:https://h/x" are how browsers once handed feeds to readers.
std::string web_address(std::string_view text) {
  std::string url(ascii_trim(text));
  const std::string lower = ascii_lower(std::string_view(url).substr(0, 16));
  if (lower.starts_with("feed://")) return "http" + url.substr(4);
  if (lower.starts_with("feed:http")) return url.substr(5);
  return url;
}

class OpmlReader final : public XmlHandler {
 public:
  OpmlReader(const OpmlLimits& limits, OpmlList& list)
      : limits_(limits), list_(list), folder_bytes_left_(limits.folder_bytes_max) {}

  bool on_start(const XmlElement& element) override {
    if (depth_ == 0) is_opml_ = ascii_equals(element.name, "opml");
    if (!is_opml_) return false;
    ++depth_;
    if (skipped_from_ != 0) return true;
    in_title_ = ascii_equals(element.name, "title") && path_.empty();
    if (!ascii_equals(element.name, "outline")) return true;
    if (path_.size() >= static_cast<std::size_t>(limits_.depth_max)) {
      ++list_.beyond_limits;
      skipped_from_ = depth_;
      return true;
    }
    path_.push_back({depth_, read_outline(element)});
    return true;
  }

  bool on_end() override {
    if (!path_.empty() && path_.back().depth == depth_) path_.pop_back();
    in_title_ = false;
    if (skipped_from_ == depth_) skipped_from_ = 0;
    --depth_;
    return true;
  }

  void on_text(std::string_view text) override {
    if (in_title_ && list_.title.size() + text.size() <= limits_.text_bytes_max)
      list_.title += text;
  }

  bool is_opml() const { return is_opml_; }

 private:
  struct Level {
    int depth;
    std::string title;
  };

  // Takes the feed that the outline names, if any. Returns its title: it may be a folder too.
  std::string read_outline(const XmlElement& element) {
    OpmlFeed feed;
    std::string text, address;
    for (const XmlAttribute& attribute : *element.attributes) {
      const std::string name = ascii_lower(attribute.name);
      // Half an address would be another one.
      if (attribute.value.size() > limits_.text_bytes_max && name.ends_with("url")) {
        ++list_.beyond_limits;
        continue;
      }
      const std::string value =
          normal_form(repair_utf8(attribute.value.substr(0, limits_.text_bytes_max)));
      if (name == "xmlurl" || (name == "url" && address.empty())) address = value;
      if (name == "htmlurl") feed.page = value;
      if (name == "title") feed.title = value;
      if (name == "text") text = value;
      if (name == "language") feed.language = value;
      if (name == "type") is_link_ = ascii_equals(value, "link") || ascii_equals(value, "include");
    }
    if (feed.title.empty()) feed.title = std::move(text);
    std::string title = feed.title;
    const bool is_link = std::exchange(is_link_, false);  // a page or another list, no feed
    if (!address.empty() && !is_link) take(std::move(feed), address);
    if (address.empty() && element.attributes_dropped > 0) ++list_.beyond_limits;
    return title;
  }

  void take(OpmlFeed feed, std::string_view address) {
    feed.url = web_address(address);
    if (!is_web_url(feed.url)) {
      ++list_.rejected;
      if (list_.rejects.size() < kRejectsShownMax) {
        list_.rejects.push_back("`" + std::string(address.substr(0, 200)) +
                                "` is no http(s) address");
      }
      return;
    }
    if (!known_.insert(feed.url).second) {
      ++list_.duplicates;
      return;
    }
    if (list_.feeds.size() >= limits_.feeds_max) {
      ++list_.beyond_limits;
      return;
    }
    std::size_t bytes = 0;
    for (const Level& level : path_) bytes += level.title.size();
    if (bytes > folder_bytes_left_) {
      ++list_.beyond_limits;
    } else {
      folder_bytes_left_ -= bytes;
      for (const Level& level : path_) {
        if (!level.title.empty()) feed.folders.push_back(level.title);
      }
    }
    list_.feeds.push_back(std::move(feed));
  }

  const OpmlLimits& limits_;
  OpmlList& list_;
  std::size_t folder_bytes_left_;
  int depth_ = 0;
  int skipped_from_ = 0;  // the depth of the outline whose insides are passed over; 0: none
  bool is_opml_ = false, in_title_ = false, is_link_ = false;
  std::vector<Level> path_;
  std::unordered_set<std::string> known_;
};

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out.append(" ").append(name).append("=\"");
  for (const char c : value) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  out += '"';
}

void indent(std::string& out, std::size_t level) { out.append(4 + 2 * level, ' '); }

}  // namespace

OpmlList read_opml(std::string_view bytes, const OpmlLimits& limits) {
  OpmlList list;
  if (bytes.size() > limits.bytes_max) {
    list.fault = "more than the limit of " + std::to_string(limits.bytes_max) + " bytes";
    return list;
  }
  DecodedText decoded;
  const std::string_view text = decode_text_in_place(bytes, "", decoded);
  MendedXml mended;
  mend_xml(text, find_prolog(text), mended);
  OpmlReader reader(limits, list);
  list.damaged = !parse_xml(mended.text, reader);
  if (!reader.is_opml()) list.fault = "not OPML: its root element is not <opml>";
  list.title = normal_form(list.title);
  return list;
}

std::string write_opml(std::string_view title, const std::vector<OpmlFeed>& feeds) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>";
  for (const char c : title) {
    out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
  }
  out += "</title>\n  </head>\n  <body>\n";
  std::vector<std::string> open;
  const auto close_to = [&](std::size_t level) {
    while (open.size() > level) {
      open.pop_back();
      indent(out, open.size());
      out += "</outline>\n";
    }
  };
  for (const OpmlFeed& feed : feeds) {
    const auto shared = static_cast<std::size_t>(
        std::mismatch(open.begin(), open.end(), feed.folders.begin(), feed.folders.end()).first -
        open.begin());
    close_to(shared);
    for (std::size_t i = shared; i < feed.folders.size(); ++i) {
      indent(out, i);
      out += "<outline";
      append_attribute(out, "text", feed.folders[i]);
      out += ">\n";
      open.push_back(feed.folders[i]);
    }
    indent(out, open.size());
    out += "<outline type=\"rss\"";
    append_attribute(out, "text", feed.title.empty() ? feed.url : feed.title);
    append_attribute(out, "title", feed.title);
    append_attribute(out, "xmlUrl", feed.url);
    append_attribute(out, "htmlUrl", feed.page);
    append_attribute(out, "language", feed.language);
    out += "/>\n";
  }
  close_to(0);
  return out + "  </body>\n</opml>\n";
}

}  // namespace syndicated
