#include "connectors/formats/feed_reader.h"

#include <algorithm>
#include <array>

#include "connectors/formats/ascii.h"
#include "connectors/formats/feed_values.h"
#include "connectors/formats/markup.h"
#include "pipeline/text/url.h"

namespace syndicated {
namespace {

constexpr std::size_t kIdleTextBytesMax =
    256 * 1024;  // a larger buffer is not kept for the next text

std::string_view attribute(const XmlElement& element, std::string_view name,
                           std::string_view prefix = "") {
  for (const XmlAttribute& candidate : *element.attributes) {
    if (ascii_equals(candidate.name, name) && (prefix.empty() || candidate.prefix == prefix)) {
      return candidate.value;
    }
  }
  return "";
}

// Whatever prefix the document gives to the namespace of RDF.
std::string_view rdf_attribute(const XmlElement& element, std::string_view name) {
  for (const XmlAttribute& candidate : *element.attributes) {
    if (candidate.name == name && !candidate.prefix.empty() &&
        space_of(candidate.uri, candidate.prefix) == Space::rdf) {
      return candidate.value;
    }
  }
  return "";
}

// The address that an element carries, under any of the names in use.
std::string_view address_of(const XmlElement& element) {
  for (const std::string_view name : {"href", "url", "uri"}) {
    const std::string_view value = ascii_trim(attribute(element, name));
    if (!value.empty()) return value;
  }
  return "";
}

// What tells CDF from an RSS document that begins at its channel.
bool is_of_cdf(const XmlElement& element, Tag tag) {
  constexpr std::array<std::string_view, 5> kElements = {"abstract", "schedule", "intervaltime", "usage",
                                                         "logtarget"};
  constexpr std::array<std::string_view, 5> kAttributes = {"href", "lastmod", "precache", "level", "self"};
  const auto has = [](const auto& names, std::string_view name) {
    return std::any_of(names.begin(), names.end(),
                       [name](std::string_view other) { return ascii_equals(other, name); });
  };
  if (tag != Tag::channel && tag != Tag::entry) return has(kElements, element.name);
  return element.name == "CHANNEL" ||
         std::any_of(element.attributes->begin(), element.attributes->end(), [&](const XmlAttribute& each) {
           return each.prefix.empty() && has(kAttributes, each.name);
         });
}

bool starts_entry(Tag tag) { return tag == Tag::entry; }

// Markup in an element that should hold plain text only. Its text must not be lost.
bool is_inline_markup(const XmlElement& element) {
  constexpr std::array<std::string_view, 12> kNames = {"a", "b",  "br",   "div",    "em",  "i",
                                                       "p", "q", "span", "strong", "sub", "sup"};
  if (!element.prefix.empty() && element.prefix != "xhtml") return false;
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view name) { return ascii_equals(name, element.name); });
}

bool is_image(const XmlElement& element) {
  return ascii_equals(attribute(element, "medium"), "image") ||
         ascii_lower(attribute(element, "type")).starts_with("image/") ||
         ascii_equals(element.name, "thumbnail");
}

}  // namespace

FeedReader::FeedReader(Options options) : options_(std::move(options)) {
  bases_.push_back(options_.base);
  languages_.push_back(options_.language.size() > kLanguageBytesMax ? "" : options_.language);
}

bool FeedReader::stands_in(Tag tag) const {
  return std::any_of(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(depth_),
                     [tag](const Frame& frame) { return frame.tag == tag; });
}

std::string FeedReader::absolute(std::string_view reference) {
  const std::string_view trimmed = ascii_trim(reference);
  if (trimmed.empty()) return "";
  return spend(base()) ? resolve_url(base(), trimmed) : std::string(trimmed);
}

std::string FeedReader::address(std::string_view reference) {
  constexpr std::string_view kEscaped = "&amp;", kAgain = "amp;";
  std::string found = absolute(reference);
  if (found.find(kEscaped) == std::string::npos) return found;
  std::string once;
  for (std::string_view rest = found; !rest.empty();) {
    const std::size_t end = std::min(rest.find(kEscaped), rest.size());
    once += rest.substr(0, std::min(end + 1, rest.size()));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (end < found.size() && rest.starts_with(kAgain)) rest.remove_prefix(kAgain.size());
  }
  return once;
}

bool FeedReader::spend(std::string_view base) {
  BaseBudget& bases = options_.bases == nullptr ? own_bases_ : *options_.bases;
  if (bases.spend(base)) return true;
  ++hits_.fields;
  return false;
}

FeedEntry* FeedReader::entry() { return in_entry_ && !in_source_ ? &entries_.back() : nullptr; }

FeedHeader* FeedReader::header() {
  if (in_source_) return &*entries_.back().source;
  return in_entry_ ? nullptr : &feed_;
}

FeedCommon& FeedReader::context() {
  if (FeedHeader* feed = header()) return *feed;
  return entries_.back();
}

FeedReader::Owner& FeedReader::owner() {
  return in_source_ ? source_owner_ : in_entry_ ? entry_owner_ : feed_owner_;
}

bool FeedReader::may_set(Field field, bool first_wins) {
  int& depth = owner().depth[field];
  const int here = static_cast<int>(depth_);
  if (depth != 0 && (first_wins ? here >= depth : here > depth)) return false;
  depth = here;
  return true;
}

Space FeedReader::space_of_element(const XmlElement& element) {
  // libxml2 keeps one copy of each name, so that the addresses identify a namespace.
  for (const KnownSpace& known : known_spaces_) {
    if (known.uri == element.uri.data() && known.prefix == element.prefix.data()) return known.space;
  }
  Space space = space_of(element.uri, element.prefix);
  // Some publishers put RSS itself into a namespace of their own, or declare that of an extension as the default
  // one: what the root stands in is the core.
  if (!root_seen_ && (space == Space::other || element.prefix.empty())) {
    const Tag tag = tag_of(Space::core, element.name);
    if (tag == Tag::rss || tag == Tag::feed) space = Space::core;
  }
  constexpr std::size_t kKnownSpacesMax = 32;
  if (known_spaces_.size() < kKnownSpacesMax) {
    known_spaces_.push_back({element.uri.data(), element.prefix.data(), space});
  }
  if (namespace_format_.empty() && space == Space::core) {
    namespace_format_ = format_of_namespace(element.uri);
  }
  return space;
}

void FeedReader::inherit(const XmlElement& element, Frame& frame) {
  frame.base = depth_ >= 2 ? frames_[depth_ - 2].base : 0;
  frame.language = depth_ >= 2 ? frames_[depth_ - 2].language : 0;
  const std::string_view own_base = ascii_trim(attribute(element, "base", "xml"));
  if (!own_base.empty() && spend(bases_[frame.base])) {
    bases_.push_back(resolve_url(bases_[frame.base], own_base));
    frame.base = static_cast<std::uint32_t>(bases_.size() - 1);
  }
  for (const XmlAttribute& candidate : *element.attributes) {
    if (candidate.name != "lang" || candidate.prefix != "xml") continue;
    if (candidate.value.size() > kLanguageBytesMax) break;
    std::string own(ascii_trim(candidate.value));
    std::replace(own.begin(), own.end(), '_', '-');
    languages_.push_back(std::move(own));
    frame.language = static_cast<std::uint32_t>(languages_.size() - 1);
    break;
  }
}

void FeedReader::push_frame(const XmlElement& element, Tag tag, Space space) {
  if (depth_ == frames_.size()) frames_.emplace_back();
  ++depth_;
  Frame& frame = top();
  frame.tag = tag;
  frame.lends_to = Tag::unknown;
  frame.space = space;
  frame.collects = frame.is_text = frame.has_markup = frame.takes_markup = frame.is_cut = false;
  frame.only_div = frame.loose_text = false;
  frame.children = 0;
  frame.bytes = 0;
  frame.text.clear();
  if (frame.text.capacity() > kIdleTextBytesMax) frame.text.shrink_to_fit();
  frame.type.clear();
  frame.mode.clear();
  frame.name.clear();
  inherit(element, frame);
}

std::string FeedReader::rss_format(std::string_view version) const {
  if (version == "0.90" || version == "0.9") return "rss090";
  if (version == "0.91") return options_.is_netscape ? "rss091n" : "rss091u";
  if (version == "0.92") return "rss092";
  if (version == "0.93") return "rss093";
  if (version == "0.94") return "rss094";
  if (version.starts_with("2.") || version == "2") return "rss20";
  return "rss";
}

void FeedReader::note_root(const XmlElement& element, Tag tag) {
  root_seen_ = true;
  if (namespace_format_.empty()) namespace_format_ = format_of_namespace(element.declared_uri);
  const std::string_view version = ascii_trim(attribute(element, "version"));
  if (tag == Tag::rss) {
    root_format_ = rss_format(version);
  } else if (tag == Tag::rdf) {
    root_is_rdf_ = true;  // what it holds decides
  } else if (tag == Tag::entry && !ascii_equals(element.name, "entry")) {
    root_format_ = "rss";
  } else if (tag == Tag::feed || tag == Tag::entry) {
    root_format_ = version == "0.1"   ? "atom01"
                   : version == "0.2" ? "atom02"
                   : version == "0.3" ? "atom03"
                                      : "atom";
  } else if (tag == Tag::channel) {
    root_is_channel_ = true;
    root_format_ = "rss";
  }
  if (tag != Tag::unknown && tag != Tag::entry) feed_.language = languages_[top().language];
  if (feed_.language.empty()) feed_.language = languages_.front();
}

std::string FeedReader::format() const {
  if (root_is_rdf_ && namespace_format_.starts_with("rss")) return namespace_format_;
  if (root_format_ == "atom" && namespace_format_.starts_with("atom")) return namespace_format_;
  if (root_format_ == "rss" && namespace_format_.starts_with("rss")) return namespace_format_;
  if (root_is_rdf_) return has_channel_ || entry_count_ > 0 ? "rss10" : "";
  if (root_format_.empty() && entry_count_ > 0) return "rss";
  return root_format_;
}

std::size_t FeedReader::room_for(Frame& frame, std::string_view text) {
  if (frame.is_cut) return 0;
  std::size_t& owned = in_entry_ ? entry_bytes_ : feed_bytes_;
  const auto left = [](std::size_t max, std::size_t used) { return max - std::min(used, max); };
  std::size_t room = std::min(left(options_.limits.text_bytes_max, frame.bytes),
                              left(options_.limits.entry_bytes_max, owned));
  if (text.size() <= room) {
    room = text.size();
  } else {
    ++hits_.texts;
    frame.is_cut = true;
    while (room > 0 && (static_cast<unsigned char>(text[room]) & 0xC0) == 0x80)
      --room;  // whole characters
  }
  frame.bytes += room;
  owned += room;
  return room;
}

bool FeedReader::has_room_for_attributes(const XmlElement& element) {
  std::size_t& owned = in_entry_ ? entry_bytes_ : feed_bytes_;
  std::size_t bytes = 0;
  for (const XmlAttribute& each : *element.attributes) bytes += each.value.size();
  if (owned + bytes > options_.limits.entry_bytes_max) return false;
  owned += bytes;
  return true;
}

bool FeedReader::on_start(const XmlElement& element) {
  if (stopped_) return false;
  hits_.attributes += element.attributes_dropped;
  if (has_room_for_attributes(element)) return start(element);
  static const std::vector<XmlAttribute> kNone;
  hits_.attributes += static_cast<std::uint32_t>(element.attributes->size());
  XmlElement bare = element;
  bare.attributes = &kNone;
  return start(bare);
}

bool FeedReader::start(const XmlElement& element) {
  if (depth_ + markup_.size() >= static_cast<std::size_t>(options_.limits.depth_max)) {
    ++hits_.depth;
    return false;
  }
  if (!markup_.empty() || (depth_ > 0 && top().is_text)) {
    open_markup(element);
    return true;
  }
  const Space space = space_of_element(element);
  Tag tag = tag_of(space, element.name);
  // A shop's list has products, a report names one.
  if (in_entry_ && tag == Tag::entry && ascii_equals(element.name, "product")) tag = Tag::unknown;
  if (space == Space::rdf && depth_ > 0 && top().tag == Tag::content_item && element.name == "value") {
    tag = Tag::encoded;  // RSS 1.0: content:items
  }
  if (ignored_depth_ > 0 && !starts_entry(tag)) tag = Tag::unknown;
  if (tag == Tag::unknown && depth_ > 0 && top().takes_markup && is_inline_markup(element)) {
    open_markup(element);
    return true;
  }
  if (starts_entry(tag)) {
    if (entry_count_ >= options_.limits.entries_max) {
      ++hits_.entries;
      return false;
    }
    if (in_entry_) close_entry();
    if (stopped_) return false;
  }
  push_frame(element, tag, space);
  if (!root_seen_) note_root(element, tag);
  has_channel_ |= tag == Tag::channel;
  if (root_is_channel_ && is_of_cdf(element, tag)) root_format_ = "cdf";
  switch (tag) {
    case Tag::entry: return open_entry(element);
    case Tag::title:
    case Tag::media_title:
    case Tag::subtitle:
    case Tag::summary:
    case Tag::rights:
    case Tag::info: open_text(element, "text/plain"); break;
    case Tag::content: open_text(element, "text/plain"); break;
    case Tag::description:
    case Tag::media_description:
    case Tag::encoded: open_text(element, "text/html"); break;
    case Tag::body: open_text(element, "application/xhtml+xml"); break;
    default: open_value(element, tag); break;
  }
  return true;
}

bool FeedReader::open_entry(const XmlElement& element) {
  in_entry_ = true;
  in_source_ = false;
  ignored_depth_ = 0;
  entry_owner_ = {};
  has_content_ = guid_is_link_ = guid_seen_ = false;
  media_description_ = podcast_summary_ = {};
  latitude_.clear();
  longitude_.clear();
  FeedEntry& entry = entries_.emplace_back();
  ++entry_count_;
  entry_bytes_ = 0;
  entry.id = ascii_trim(rdf_attribute(element, "about"));
  const std::string_view own_language = attribute(element, "lang", "xml");
  if (!own_language.empty()) entry.language = languages_[top().language];
  open_attributes(element, Tag::entry);
  return true;
}

void FeedReader::open_text(const XmlElement& element, std::string_view default_type) {
  Frame& frame = top();
  const std::string_view type = attribute(element, "type");
  frame.type = text_type(type.empty() ? default_type : type);
  if (frame.type.starts_with("multipart/")) return;  // Atom 0.3: its children are the contents
  frame.collects = frame.is_text = true;
  frame.mode = ascii_lower(attribute(element, "mode"));
  frame.has_markup = frame.type == "application/xhtml+xml";
  if (frame.tag == Tag::content) frame.name = absolute(attribute(element, "src"));
}

void FeedReader::open_value(const XmlElement& element, Tag tag) {
  switch (tag) {
    case Tag::unknown: open_unknown(element); return;
    case Tag::content_item:
    case Tag::rss:
    case Tag::rdf:
    case Tag::feed:
    case Tag::group: return;
    case Tag::channel: open_attributes(element, tag); return;
    case Tag::link: open_link(element); return;
    case Tag::enclosure: open_enclosure(element); return;
    case Tag::category:
    case Tag::subject:
    case Tag::podcast_category: open_category(element, tag); return;
    case Tag::media: open_media(element); return;
    case Tag::source: open_source(element); return;
    case Tag::guid:
      guid_is_link_ = !ascii_equals(ascii_trim(attribute(element, "isPermaLink")), "false");
      break;
    case Tag::author:
    case Tag::contributor:
    case Tag::owner:
      in_person_ = true;
      person_ = {};
      break;
    case Tag::podcast_text: top().name = ascii_lower(element.name); break;
    default: open_attributes(element, tag); break;
  }
  top().collects = top().takes_markup = true;
}

// RDF may describe a value instead of writing it: its name stands in elements within.
void FeedReader::open_unknown(const XmlElement& element) {
  constexpr std::size_t kLevelsMax = 4;
  constexpr std::array<std::string_view, 5> kNames = {"value", "name", "label", "li", "fn"};
  if (ignored_depth_ > 0 || element.prefix.empty() ||
      std::find(kNames.begin(), kNames.end(), element.name) == kNames.end()) {
    return;
  }
  for (std::size_t level = 2; level <= kLevelsMax + 1 && level <= depth_; ++level) {
    const Frame& around = frames_[depth_ - level];
    if (around.tag == Tag::unknown) continue;
    const bool is_value = around.tag == Tag::creator || around.tag == Tag::dc_contributor ||
                          around.tag == Tag::publisher || around.tag == Tag::subject;
    if (!is_value || (around.space != Space::dc && around.space != Space::dcterms)) return;
    top().lends_to = around.tag;
    top().collects = true;
    return;
  }
}

// Atom's address is an attribute, that of RSS the text; some feeds mix the two. Without an address in `href`
// the text decides, and only then what other attributes say.
void FeedReader::open_link(const XmlElement& element) {
  link_ = {};
  link_fallback_.clear();
  if (parent_tag() == Tag::image || parent_tag() == Tag::text_input) {
    top().collects = true;
    return;
  }
  bool has_reference = false;
  for (const XmlAttribute& candidate : *element.attributes) {
    has_reference |= candidate.name == "href" && candidate.prefix.empty();
  }
  DocumentLink link;
  link.rel = ascii_trim(attribute(element, "rel"));
  // Registered relations are the same in any case; others are addresses.
  if (link.rel.find(':') == std::string::npos) link.rel = ascii_lower(link.rel);
  if (link.rel.empty()) link.rel = "alternate";
  link.type = attribute(element, "type");
  if (link.type.empty()) link.type = link.rel == "self" ? "application/atom+xml" : "text/html";
  link.title = attribute(element, "title");
  link.hreflang = attribute(element, "hreflang");
  link.length = attribute(element, "length");
  if (!has_reference) {
    top().collects = true;
    link_ = std::move(link);
    link_has_attributes_ = !element.attributes->empty();
    link_fallback_ = address_of(element);
    return;
  }
  const std::string_view reference = ascii_trim(attribute(element, "href"));
  link.href = reference.empty() ? base() : address(reference);  // the empty one means this document
  add_link(std::move(link));
}

void FeedReader::add_link(DocumentLink link) {
  FeedCommon& owner_of_link = context();
  if (link.rel == "license" && owner_of_link.license.empty()) owner_of_link.license = link.href;
  if (!link.href.empty() && link.rel == "alternate" && is_markup_type(text_type(link.type)) && may_set(kLink)) {
    owner_of_link.link = link.href;
  }
  if (has_room(owner_of_link.links, kLinksMax)) owner_of_link.links.push_back(std::move(link));
}

void FeedReader::open_enclosure(const XmlElement& element) {
  std::string_view reference = address_of(element);
  if (reference.empty()) reference = ascii_trim(rdf_attribute(element, "resource"));
  FeedCommon& owner_of_link = context();
  if (reference.empty() || !has_room(owner_of_link.links, kLinksMax)) return;
  DocumentLink& link = owner_of_link.links.emplace_back();
  link.rel = "enclosure";
  link.href = address(reference);
  link.type = attribute(element, "type");
  link.title = attribute(element, "title");
  link.length = attribute(element, "length");
}

void FeedReader::open_category(const XmlElement& element, Tag tag) {
  category_ = {};
  if (tag == Tag::podcast_category) {
    category_.term = ascii_trim(attribute(element, "text"));
    category_.scheme = "http://www.itunes.com/";
    if (!category_.term.empty()) add_category(category_);
    top().tag = Tag::podcast_category;
    return;
  }
  category_.term = ascii_trim(attribute(element, "term"));
  category_.scheme = attribute(element, "scheme");
  if (category_.scheme.empty()) category_.scheme = attribute(element, "domain");
  category_.label = attribute(element, "label");
  if (category_.scheme.empty() && top().space == Space::media) {
    category_.scheme = "http://search.yahoo.com/mrss/category_schema";
  }
  top().collects = top().takes_markup = true;
}

void FeedReader::open_media(const XmlElement& element) {
  FeedEntry* current = entry();
  if (FeedHeader* feed = header(); feed != nullptr && feed->image.url.empty() && is_image(element)) {
    feed->image.url = absolute(attribute(element, "url"));
  }
  if (current == nullptr || !has_room(current->media, kMediaMax)) return;
  MediaElement& media = current->media.emplace_back();
  media.kind = ascii_lower(element.name);
  for (const XmlAttribute& candidate : *element.attributes) {
    if (candidate.prefix == "xml") continue;
    media.attributes.emplace_back(ascii_lower(candidate.name), candidate.value);
  }
  open_media_.push_back(current->media.size() - 1);
  top().collects = true;
  top().name = media.kind;
}

void FeedReader::open_source(const XmlElement& element) {
  FeedEntry* current = entry();
  if (current == nullptr) {
    // Where an entry came from says nothing about the feed, and a source has none of its own.
    top().tag = Tag::unknown;
    ignored_depth_ = depth_;
    return;
  }
  current->source_url = absolute(address_of(element));
  current->source.emplace();
  in_source_ = true;
  source_owner_ = {};
  top().collects = true;
}

// Elements that say what they have to say in attributes.
void FeedReader::open_attributes(const XmlElement& element, Tag tag) {
  FeedHeader* feed = header();
  switch (tag) {
    case Tag::cloud:
      if (feed == nullptr) return;
      feed->cloud.clear();
      for (const XmlAttribute& candidate : *element.attributes) {
        feed->cloud.emplace_back(ascii_lower(candidate.name), candidate.value);
      }
      return;
    case Tag::generator:
      if (feed == nullptr) return;
      feed->generator = {};
      feed->generator.uri = absolute(address_of(element));
      feed->generator.version = attribute(element, "version");
      return;
    case Tag::generator_agent:
      if (feed != nullptr) feed->generator.uri = absolute(rdf_attribute(element, "resource"));
      return;
    case Tag::cc_license: {
      const std::string address = absolute(rdf_attribute(element, "resource"));
      if (address.empty()) return;
      context().license = address;
      if (has_room(context().links, kLinksMax)) context().links.push_back({"license", address, "", "", "", ""});
      return;
    }
    case Tag::in_reply_to:
      context().in_reply_to = InReplyTo{
          std::string(attribute(element, "ref")), absolute(attribute(element, "href")),
          std::string(attribute(element, "type")), absolute(attribute(element, "source"))};
      return;
    case Tag::podcast_image: {
      const std::string address = absolute(address_of(element));
      // The picture of <image> is the feed's own.
      if (!address.empty() && (entry() != nullptr || context().image.url.empty())) context().image.url = address;
      return;
    }
    case Tag::where: context().geometry = Geometry{}; return;
    case Tag::geometry_holder: {
      const std::string name = ascii_lower(element.name);
      geometry_type_ = name == "point"      ? "Point"
                       : name == "polygon"  ? "Polygon"
                       : name == "envelope" ? "Box"
                                            : "LineString";
      positions_.clear();
      geometry_dimensions_ = 2;
      latitude_first_ = true;
      note_reference_system(element);
      return;
    }
    case Tag::geometry_ring:
    case Tag::position: note_reference_system(element); return;
    case Tag::channel:
    case Tag::entry: {  // CDF
      if (tag == Tag::channel && parent_tag() == Tag::channel) return;  // one within says nothing of the feed
      const std::string_view modified = ascii_trim(attribute(element, "lastmod"));
      if (!modified.empty()) context().updated = modified;
      const std::string address = absolute(attribute(element, "href"));
      if (address.empty()) return;
      context().link = address;
      if (has_room(context().links, kLinksMax)) {
        context().links.push_back({"alternate", address, "text/html", "", "", ""});
      }
      return;
    }
    default: return;
  }
}

// Each element of a geometry may say for itself how its numbers are to be read.
void FeedReader::note_reference_system(const XmlElement& element) {
  const std::string_view dimensions = ascii_trim(attribute(element, "srsDimension"));
  if (!dimensions.empty()) geometry_dimensions_ = dimensions == "3" ? 3 : 2;
  const std::string_view name = ascii_trim(attribute(element, "srsName"));
  if (!name.empty()) latitude_first_ = has_latitude_first(name);
}

void FeedReader::open_markup(const XmlElement& element) {
  Frame& frame = top();
  if (frame.is_text && !frame.has_markup && markup_.empty() && !frame.type.ends_with("xml") &&
      ascii_equals(element.name, "div")) {
    // A div around text that is escaped all the same: the text is what was declared, the div is no part of it.
    markup_.emplace_back();
    return;
  }
  if (!frame.has_markup && frame.is_text) {
    // What came so far was plain text of a construct that turns out to hold elements.
    frame.text = escape_markup(frame.text);
    frame.has_markup = true;
  }
  if (markup_.empty()) {
    ++frame.children;
    frame.only_div = frame.children == 1 && ascii_equals(element.name, "div");
  }
  // The empty name stands for a tag that was not written.
  markup_.emplace_back(frame.is_cut ? std::string_view() : element.name);
  if (frame.is_cut) return;
  const std::size_t before = frame.text.size();
  append_start_tag(frame.text, element);
  // Tags are a part of the text, and count as one.
  const std::size_t tag_bytes = frame.text.size() - before;
  if (frame.bytes + tag_bytes > options_.limits.text_bytes_max) {
    frame.text.resize(before);
    markup_.back().clear();
    frame.is_cut = true;
    ++hits_.texts;
  } else {
    frame.bytes += tag_bytes;
  }
}

void FeedReader::close_markup() {
  if (!markup_.back().empty()) append_end_tag(top().text, markup_.back());
  markup_.pop_back();
}

bool FeedReader::on_end() {
  if (!markup_.empty()) {
    close_markup();
  } else if (depth_ > 0) {
    close_frame();
  }
  return true;
}

void FeedReader::on_text(std::string_view text) {
  if (depth_ == 0 || !top().collects) return;
  Frame& frame = top();
  text = text.substr(0, room_for(frame, text));
  if (!frame.has_markup) {
    frame.text += text;
    return;
  }
  if (markup_.empty() && !ascii_trim(text).empty()) frame.loose_text = true;
  append_escaped(frame.text, text);
}

void FeedReader::finish() {
  ends_early_ = true;
  while (depth_ > 0) on_end();
  if (in_entry_) close_entry();
}

}  // namespace syndicated
