#include "connectors/formats/json_feed.h"

#include <simdjson.h>

#include <algorithm>
#include <cmath>

#include "connectors/formats/ascii.h"
#include "connectors/formats/base_budget.h"
#include "connectors/formats/document_verdict.h"
#include "connectors/formats/feed_values.h"
#include "connectors/formats/json_mend.h"
#include "pipeline/text/url.h"

namespace syndicated {
namespace {

constexpr std::size_t kListMax = 512;  // tags, authors or links of one entry
constexpr std::size_t kOwnLinksMax = 2;  // of an entry, beside its attachments

using Element = simdjson::dom::element;
using Object = simdjson::dom::object;

// A string, or a number as text: ids are sometimes numbers.
std::string text_of(Element value) {
  if (value.is_string()) return std::string(std::string_view(value.get_string().value_unsafe()));
  if (value.is_int64() || value.is_uint64() || value.is_double()) return simdjson::minify(value);
  return "";
}

std::string text_at(Object object, std::string_view key) {
  Element value;
  return object.at_key(key).get(value) == simdjson::SUCCESS ? text_of(value) : "";
}

// A number of bytes: whole, however it is written (1.2e7).
std::string size_at(Object object, std::string_view key) {
  double number = 0;
  Element value;
  if (object.at_key(key).get(value) != simdjson::SUCCESS) return "";
  constexpr double kWholeMax = 9007199254740992.0;  // up to here a double holds each whole number
  const bool is_whole = value.is_double() && value.get(number) == simdjson::SUCCESS && number >= 0 &&
                        number <= kWholeMax && number == std::floor(number);
  return is_whole ? std::to_string(static_cast<std::int64_t>(number)) : text_of(value);
}

// The elements of a list, or the value that stands where a list should be: what many publishers
// write who have one only.
template <class Take>
void for_each_at(Object object, std::string_view key, Take take) {
  Element value;
  simdjson::dom::array list;
  if (object.at_key(key).get(value) != simdjson::SUCCESS) return;
  if (value.get(list) != simdjson::SUCCESS) return take(value);
  for (const Element element : list) take(element);
}

std::size_t count_at(Object object, std::string_view key) {
  Element value;
  simdjson::dom::array list;
  std::string_view text;
  if (object.at_key(key).get(value) != simdjson::SUCCESS) return 0;
  if (value.get(list) == simdjson::SUCCESS) return list.size();
  if (value.get(text) != simdjson::SUCCESS) return 1;
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), ',')) + 1;
}

class JsonFeedReader {
 public:
  JsonFeedReader(const std::string& base, const DecodeLimits& limits) : base_(base), limits_(limits) {}

  void read(Object root, Document& document) {
    FeedHeader& feed = document.feed;
    feed.title = plain(root, "title");
    feed.subtitle = plain(root, "description");
    feed.link = address(root, "home_page_url");
    feed.id = text_at(root, "feed_url");
    feed.icon = address(root, "favicon");
    feed.image.url = address(root, "icon");
    feed.language = text_at(root, "language");
    feed.authors = authors(root);
    add_link(feed, "alternate", feed.link, "text/html");
    add_link(feed, "self", address(root, "feed_url"), "application/feed+json");
    add_link(feed, "next", address(root, "next_url"), "application/feed+json");
    read_items(root, document);
    document.limits.fields += dropped_;
  }

  // What entry() would drop, without reading where it drops nothing.
  std::uint32_t count_dropped(Object object) const {
    bool is_long = false;
    for (const std::string_view key : {"authors", "author", "tags", "attachments"}) {
      is_long |= count_at(object, key) > kListMax - kOwnLinksMax;
    }
    if (!is_long) return 0;
    const JsonFeedReader counter(base_, limits_);
    counter.entry(object);
    return counter.dropped_;
  }

  FeedEntry entry(Object object) const {
    FeedEntry entry;
    entry.id = text_at(object, "id");
    entry.title = plain(object, "title");
    entry.summary = plain(object, "summary");
    entry.link = address(object, "url");
    entry.language = text_at(object, "language");
    entry.published = text_at(object, "date_published");
    entry.updated = text_at(object, "date_modified");
    entry.authors = authors(object);
    if (entry.link.empty()) entry.link = address(object, "external_url");
    add_link(entry, "alternate", address(object, "url"), "text/html");
    add_link(entry, "related", address(object, "external_url"), "");
    entry.image.url = address(object, "image");
    if (entry.image.url.empty()) entry.image.url = address(object, "banner_image");
    DocumentText html = plain(object, "content_html");
    html.html = true;
    html.type = "text/html";
    if (!html.empty()) entry.contents.push_back(std::move(html));
    DocumentText text = plain(object, "content_text");
    if (!text.empty()) entry.contents.push_back(std::move(text));
    read_tags(object, entry);
    read_attachments(object, entry);
    return entry;
  }

 private:
  void read_items(Object root, Document& document) const {
    simdjson::dom::array items;
    if (root.at_key("items").get(items) != simdjson::SUCCESS) return;
    for (const Element item : items) {
      if (document.entries.size() >= limits_.entries_max) {
        document.fault = DocumentFault::too_many;
        ++document.limits.entries;
        document.fault_detail = "more entries than the limit of " + std::to_string(limits_.entries_max);
        break;
      }
      Object object;
      if (item.get(object) == simdjson::SUCCESS) document.entries.push_back(entry(object));
    }
  }

  void read_tags(Object object, FeedEntry& entry) const {
    Element tags;
    if (object.at_key("tags").get(tags) != simdjson::SUCCESS) return;
    if (!tags.is_string()) {
      return for_each_at(object, "tags", [&](Element tag) { add_tag(text_of(tag), entry); });
    }
    const std::string text = text_of(tags);
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t comma = std::min(text.find(',', at), text.size());
      add_tag(ascii_trim(std::string_view(text).substr(at, comma - at)), entry);
      at = comma + 1;
    }
  }

  void add_tag(std::string_view term, FeedEntry& entry) const {
    if (!term.empty() && has_room(entry.categories)) entry.categories.push_back({std::string(term), "", ""});
  }

  void read_attachments(Object object, FeedEntry& entry) const {
    for_each_at(object, "attachments", [&](Element element) {
      Object attachment;
      if (element.get(attachment) != simdjson::SUCCESS || !has_room(entry.links)) return;
      DocumentLink link;
      link.rel = "enclosure";
      link.href = address(attachment, "url");
      link.type = text_at(attachment, "mime_type");
      link.title = text_at(attachment, "title");
      link.length = size_at(attachment, "size_in_bytes");
      if (!link.href.empty()) entry.links.push_back(std::move(link));
    });
  }

  template <class T>
  bool has_room(const std::vector<T>& list) const {
    if (list.size() < kListMax) return true;
    ++dropped_;
    return false;
  }

  DocumentText plain(Object object, std::string_view key) const {
    DocumentText text;
    text.value = ascii_trim(text_at(object, key));
    text.type = "text/plain";
    if (bases_.spend(base_)) text.base = base_;
    return text;
  }

  std::string address(Object object, std::string_view key) const {
    const std::string value = text_at(object, key);
    const std::string_view trimmed = ascii_trim(value);
    if (trimmed.empty()) return "";
    return bases_.spend(base_) ? resolve_url(base_, trimmed) : std::string(trimmed);
  }

  // "authors" of 1.1, or "author" of 1.0. Either may be one object, a list, or names only.
  std::vector<Person> authors(Object object) const {
    std::vector<Person> persons;
    for (const std::string_view key : {"authors", "author"}) {
      if (persons.empty()) for_each_at(object, key, [&](Element each) { add_author(each, persons); });
    }
    return persons;
  }

  void add_author(Element element, std::vector<Person>& persons) const {
    Object author;
    Person person;
    if (element.get(author) == simdjson::SUCCESS) {
      person = {text_at(author, "name"), "", address(author, "url")};
    } else if (element.is_string()) {
      person = parse_person(text_of(element));
    }
    const bool is_empty = person.name.empty() && person.email.empty() && person.uri.empty();
    if (!is_empty && has_room(persons)) persons.push_back(std::move(person));
  }

  static void add_link(FeedCommon& target, std::string_view rel, const std::string& href,
                       std::string_view type) {
    if (href.empty()) return;
    DocumentLink& link = target.links.emplace_back();
    link.rel = rel;
    link.href = href;
    link.type = type;
  }

  const std::string& base_;
  const DecodeLimits& limits_;
  mutable BaseBudget bases_;
  mutable std::uint32_t dropped_ = 0;  // tags, authors and attachments beyond the first ones
};

}  // namespace

namespace {

Document read_document(Element root, const std::string& base, const DecodeLimits& limits) {
  Object object;
  if (root.get(object) != simdjson::SUCCESS) {
    return faulty_document(DocumentFault::not_a_feed, "a JSON document that is no object");
  }
  const std::string version = text_at(object, "version");
  simdjson::dom::array items;
  const bool is_named = ascii_find(version, "jsonfeed.org/version/") != std::string::npos;
  const bool is_like = object.at_key("items").get(items) == simdjson::SUCCESS &&
                       (!text_at(object, "title").empty() || version.starts_with("1"));
  if (!is_named && !is_like) {
    return faulty_document(DocumentFault::not_a_feed, "a JSON object that is no JSON Feed");
  }
  Document document;
  document.format = version.ends_with("/1") || version.ends_with("1.0") || version == "1" ? "json1" : "json11";
  JsonFeedReader(base, limits).read(object, document);
  return document;
}

}  // namespace

Document read_json_feed(std::string_view text, const std::string& base, const DecodeLimits& limits) {
  simdjson::dom::parser parser;
  if (parser.allocate(text.size() + 1, static_cast<std::size_t>(limits.depth_max)) != simdjson::SUCCESS) {
    return faulty_document(DocumentFault::too_large, "no memory to read this JSON document");
  }
  Element root;
  const simdjson::error_code error = parser.parse(text.data(), text.size()).get(root);
  if (error == simdjson::SUCCESS) return read_document(root, base, limits);
  if (is_mendable(static_cast<JsonFault>(error)) &&
      parser.parse(mend_json(text)).get(root) == simdjson::SUCCESS) {
    Document mended = read_document(root, base, limits);
    note_mended(mended);
    if (!mended.format.empty()) return mended;
  }
  return broken_json(static_cast<JsonFault>(error));
}

bool is_mendable(JsonFault fault) {
  const auto error = static_cast<simdjson::error_code>(fault);
  return error != simdjson::DEPTH_ERROR && error != simdjson::CAPACITY && error != simdjson::MEMALLOC;
}

void note_mended(Document& document) {
  document.wellformed = false;
  document.repairs.structure = true;
}

const JsonFault kJsonFine{simdjson::SUCCESS};
const JsonFault kJsonUnclosedString{simdjson::UNCLOSED_STRING};
const JsonFault kJsonControlCharacter{simdjson::UNESCAPED_CHARS};
const JsonFault kJsonStructure{simdjson::TAPE_ERROR};

Document broken_json(JsonFault fault) {
  const auto error = static_cast<simdjson::error_code>(fault);
  if (error == simdjson::DEPTH_ERROR) {
    Document document = faulty_document(DocumentFault::too_deep, "JSON nested too deeply");
    document.limits.depth = 1;
    return document;
  }
  return faulty_document(DocumentFault::undecodable,
                         std::string("broken JSON: ") + simdjson::error_message(error));
}

struct JsonPieces::State {
  State(const std::string& base, const DecodeLimits& limits)
      : reader(base, limits), depth_max(limits.depth_max) {}

  // Parses `text` between two brackets, which stand for what is around it in the document. They are
  // `depth` deep.
  simdjson::error_code parse(char open, std::string_view text, char close, int depth,
                             Element& root) {
    bracketed.assign(1, open);
    bracketed += text;
    bracketed += close;
    const std::size_t room = std::max<std::size_t>(bracketed.size(), 64 * 1024);
    const auto levels = static_cast<std::size_t>(std::max(depth_max - depth, 1));
    if (parser.capacity() < room || parser.max_depth() != levels) {
      if (const auto error = parser.allocate(room + room / 2, levels)) return error;
    }
    return parser.parse(bracketed).get(root);
  }

  JsonFeedReader reader;
  int depth_max;
  std::string bracketed;
  simdjson::dom::parser parser;
};

JsonPieces::JsonPieces(const std::string& base, const DecodeLimits& limits)
    : state_(std::make_unique<State>(base, limits)) {}
JsonPieces::~JsonPieces() = default;

JsonFault JsonPieces::check_member(std::string_view member, std::string& key) {
  Element root;
  if (const auto error = state_->parse('{', member, '}', 0, root)) return static_cast<JsonFault>(error);
  Object object;
  if (root.get(object) == simdjson::SUCCESS && object.begin() != object.end())
    key = object.begin().key();
  return kJsonFine;
}

JsonFault JsonPieces::read_element(std::string_view element, int depth, bool& is_object,
                                   FeedEntry* entry, std::uint32_t* dropped) {
  Element root;
  if (const auto error = state_->parse('[', element, ']', depth, root)) return static_cast<JsonFault>(error);
  simdjson::dom::array array;
  Object object;
  is_object = root.get(array) == simdjson::SUCCESS && array.at(0).get(object) == simdjson::SUCCESS;
  if (is_object && entry != nullptr) *entry = state_->reader.entry(object);
  if (is_object && dropped != nullptr) *dropped = state_->reader.count_dropped(object);
  return kJsonFine;
}

}  // namespace syndicated
