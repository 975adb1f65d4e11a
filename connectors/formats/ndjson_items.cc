#include "connectors/formats/ndjson_items.h"

#include <simdjson.h>

#include <array>
#include <cstring>
#include <memory>

#include "connectors/formats/ascii.h"
#include "connectors/formats/base_budget.h"
#include "pipeline/text/html.h"
#include "pipeline/text/url.h"

namespace syndicated {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::size_t kListMax = 512;  // authors or tags of one item

enum class Key : std::uint8_t {
  none, id, link, title, summary, html, text, published, updated, authors, tags, language, source, rights
};

struct KeyName {
  std::string_view name;
  Key key;
  std::uint8_t rank;  // the lower one counts when an item has several
};

constexpr KeyName kKeys[] = {
    {"id", Key::id, 1}, {"guid", Key::id, 2}, {"uri", Key::id, 3},
    {"url", Key::link, 1}, {"link", Key::link, 2}, {"external_url", Key::link, 3},
    {"title", Key::title, 2}, {"headline", Key::title, 1}, {"headlines", Key::title, 1},
    {"summary", Key::summary, 1}, {"description", Key::summary, 2}, {"descriptions", Key::summary, 1},
    {"description_text", Key::summary, 2},
    {"content_html", Key::html, 1}, {"body_html", Key::html, 2}, {"body_xhtml", Key::html, 2},
    {"content_text", Key::text, 1}, {"body", Key::text, 2}, {"content", Key::text, 3}, {"text", Key::text, 4},
    {"body_text", Key::text, 2}, {"bodies", Key::text, 1},
    {"date_published", Key::published, 1}, {"published", Key::published, 2}, {"pubDate", Key::published, 3},
    {"date", Key::published, 4}, {"published_at", Key::published, 2}, {"firstcreated", Key::published, 3},
    {"firstCreated", Key::published, 3},
    {"date_modified", Key::updated, 1}, {"updated", Key::updated, 2}, {"modified", Key::updated, 3},
    {"updated_at", Key::updated, 2}, {"versioncreated", Key::updated, 3}, {"versionCreated", Key::updated, 3},
    {"authors", Key::authors, 1}, {"author", Key::authors, 2}, {"byline", Key::authors, 3}, {"by", Key::authors, 3},
    {"tags", Key::tags, 1}, {"categories", Key::tags, 2}, {"keywords", Key::tags, 3}, {"subject", Key::tags, 4},
    {"subjects", Key::tags, 4},
    {"language", Key::language, 1}, {"lang", Key::language, 2},
    {"source", Key::source, 1}, {"infosource", Key::source, 2}, {"infoSources", Key::source, 2},
    {"rights", Key::rights, 1}, {"copyright", Key::rights, 2}, {"copyright_notice", Key::rights, 3},
    {"copyrightnotice", Key::rights, 3}, {"copyrightNotice", Key::rights, 3},
};
constexpr std::size_t kKeyCount = static_cast<std::size_t>(Key::rights) + 1;

const KeyName* find_key(std::string_view name) {
  for (const KeyName& known : kKeys) {
    if (known.name == name) return &known;
  }
  return nullptr;
}

std::string text_of(element value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return std::string(text);
  if (value.is_int64() || value.is_uint64() || value.is_double()) return simdjson::minify(value);
  return "";
}

std::string member(object owner, std::string_view first, std::string_view second = "") {
  element value;
  if (owner.at_key(first).get(value) == simdjson::SUCCESS) {
    std::string text = text_of(value);
    if (!text.empty() || second.empty()) return text;
  }
  if (second.empty() || owner.at_key(second).get(value) != simdjson::SUCCESS) return "";
  return text_of(value);
}

class ItemReader {
 public:
  ItemReader(const NdjsonOptions& options, BaseBudget& bases, Item& item)
      : options_(options), bases_(bases), item_(item) {}

  void read(object line) {
    for (const simdjson::dom::key_value_pair field : line) {
      const KeyName* known = find_key(field.key);
      if (known == nullptr || field.value.is_null()) continue;
      std::uint8_t& rank = ranks_[static_cast<std::size_t>(known->key)];
      if (rank != 0 && rank <= known->rank) continue;
      if (set(known->key, field.value)) rank = known->rank;
    }
    if (!html_.empty()) {
      item_.content = {std::move(html_), true};
    } else if (!text_.empty()) {
      const bool html = text_.find('<') != std::string::npos && looks_like_html(text_);
      item_.content = {std::move(text_), html};
    }
  }

 private:
  // False when the value says nothing.
  bool set(Key key, element value) {
    switch (key) {
      case Key::none: return false;
      case Key::authors: return read_authors(value);
      case Key::tags: return read_tags(value);
      case Key::source: return read_source(value);
      default: break;
    }
    array versions;
    const bool is_markup = value.get(versions) == simdjson::SUCCESS && pick_main(versions, value);
    std::string text = text_of(value);
    if (ascii_trim(text).empty()) return false;
    if (key == Key::text && is_markup) {
      html_ = std::move(text);
      return true;
    }
    switch (key) {
      case Key::id: item_.id = std::move(text); break;
      case Key::link:
        item_.link =
            bases_.spend(options_.base) ? resolve_url(options_.base, text) : std::move(text);
        break;
      case Key::title: item_.title = maybe_html(std::move(text)); break;
      case Key::summary: item_.summary = maybe_html(std::move(text)); break;
      case Key::html: html_ = std::move(text); break;
      case Key::text: text_ = std::move(text); break;
      case Key::published: set_time(item_.published, item_.published_raw, std::move(text)); break;
      case Key::updated: set_time(item_.updated, item_.updated_raw, std::move(text)); break;
      case Key::language: item_.language = std::move(text); break;
      default: item_.rights = std::move(text); break;
    }
    return true;
  }

  // ninjs 2 and 3 give texts as objects with a role, a content type and a value. The main one is taken, or else
  // the first; `value` becomes its text. True when that is markup.
  static bool pick_main(array versions, element& value) {
    bool is_main = false, is_markup = false;
    for (const element version : versions) {
      object words;
      element text;
      if (version.get(words) != simdjson::SUCCESS ||
          (words.at_key("value").get(text) != simdjson::SUCCESS)) {
        continue;
      }
      const bool main = member(words, "role") == "main";
      if (value.is_array() || (main && !is_main)) {
        value = text;
        is_main = main;
        is_markup = member(words, "contentType", "contenttype").find("html") != std::string::npos;
      }
    }
    return is_markup;
  }

  static Text maybe_html(std::string text) {
    const bool html = text.find_first_of("<&") != std::string::npos && looks_like_html(text);
    return {std::move(text), html};
  }

  void set_time(std::optional<Time>& time, std::string& raw, std::string text) const {
    const std::optional<ParsedTime> parsed = parse_time(text, options_.times);
    time = parsed ? std::optional<Time>(parsed->time) : std::nullopt;
    raw = std::move(text);
  }

  // A key without a value leaves what another one gave.
  bool read_authors(element value) {
    std::vector<Person> authors;
    array list;
    if (value.get(list) == simdjson::SUCCESS) {
      for (const element author : list) {
        if (authors.size() < kListMax) add_author(author, authors);
      }
    } else {
      add_author(value, authors);
    }
    if (authors.empty()) return false;
    item_.authors = std::move(authors);
    return true;
  }

  static void add_author(element value, std::vector<Person>& authors) {
    Person person;
    object author;
    if (value.get(author) == simdjson::SUCCESS) {
      person = {member(author, "name"), member(author, "email"), member(author, "url", "uri")};
    } else {
      person.name = text_of(value);
    }
    if (!person.name.empty() || !person.email.empty()) authors.push_back(std::move(person));
  }

  bool read_tags(element value) {
    std::vector<Category> categories;
    array list;
    if (value.get(list) == simdjson::SUCCESS) {
      for (const element tag : list) {
        if (categories.size() < kListMax) add_tag(tag, categories);
      }
    } else {
      add_tag(value, categories);
    }
    if (categories.empty()) return false;
    item_.categories = std::move(categories);
    return true;
  }

  static void add_tag(element value, std::vector<Category>& categories) {
    Category category;
    object tag;
    if (value.get(tag) == simdjson::SUCCESS) {
      category = {member(tag, "term", "name"), member(tag, "scheme"), member(tag, "label")};
    } else {
      category.term = text_of(value);
    }
    if (!category.term.empty() || !category.label.empty()) categories.push_back(std::move(category));
  }

  bool read_source(element value) {
    object source;
    array list;
    if (value.get(list) == simdjson::SUCCESS && list.size() > 0) value = list.at(0).value();
    std::string name, url;
    if (value.get(source) == simdjson::SUCCESS) {
      name = member(source, "name", "title");
      url = member(source, "url", "link");
    } else {
      name = text_of(value);
    }
    if (name.empty() && url.empty()) return false;
    item_.source_name = std::move(name);
    item_.source_url = std::move(url);
    return true;
  }

  const NdjsonOptions& options_;
  BaseBudget& bases_;
  Item& item_;
  std::array<std::uint8_t, kKeyCount> ranks_{};
  std::string html_, text_;
};

class LineDecoder {
 public:
  LineDecoder(const NdjsonOptions& options, Decoded& out) : options_(options), out_(out) {
    broken_ = parser_.allocate(kFirstCapacity, static_cast<std::size_t>(options.depth_max)) !=
              simdjson::SUCCESS;
  }

  void decode(std::string_view line, std::uint32_t number) {
    if (line.size() > options_.line_bytes_max) {
      return reject(line, number, Reason::too_large,
                    "a line of " + std::to_string(line.size()) + " bytes, more than the limit of " +
                        std::to_string(options_.line_bytes_max));
    }
    if (broken_) return reject(line, number, Reason::too_large, "no memory to read this line");
    if (line.size() > parser_.capacity() &&
        parser_.allocate(std::max(line.size(), parser_.capacity() * 2),
                         static_cast<std::size_t>(options_.depth_max)) != simdjson::SUCCESS) {
      return reject(line, number, Reason::too_large, "no memory to read this line");
    }
    element root;
    const simdjson::error_code error = parser_.parse(padded(line), line.size(), false).get(root);
    if (error != simdjson::SUCCESS) {
      const Reason reason =
          error == simdjson::DEPTH_ERROR ? Reason::too_deep : Reason::undecodable;
      return reject(line, number, reason, std::string("broken JSON: ") + simdjson::error_message(error));
    }
    object item;
    if (root.get(item) != simdjson::SUCCESS) {
      return reject(line, number, Reason::undecodable, "a JSON value that is no object");
    }
    DecodedEntry entry;
    entry.place = number;
    ItemReader(options_, bases_, entry.item).read(item);
    if (entry.item.title.empty() && entry.item.summary.empty() && entry.item.content.empty() &&
        entry.item.link.empty()) {
      return reject(line, number, Reason::no_content, "an item without headline, text and link");
    }
    out_.entries.push_back(std::move(entry));
  }

  // The rejects beyond the limit share one, with the whole payload.
  void finish() {
    if (rejects_ <= options_.rejects_max) return;
    out_.rejects.push_back(
        {0, 0, Reason::too_many,
         std::to_string(rejects_ - options_.rejects_max) + " more lines that are no items", ""});
  }

 private:
  static constexpr std::size_t kFirstCapacity = 16 * 1024;

  // simdjson reads beyond the end; the buffer is kept from line to line.
  const char* padded(std::string_view line) {
    const std::size_t needed = line.size() + simdjson::SIMDJSON_PADDING;
    if (buffer_.size() < needed) buffer_.resize(needed * 2);
    std::memcpy(buffer_.data(), line.data(), line.size());
    std::memset(buffer_.data() + line.size(), 0, simdjson::SIMDJSON_PADDING);
    return buffer_.data();
  }

  void reject(std::string_view line, std::uint32_t number, Reason reason, std::string detail) {
    if (rejects_++ < options_.rejects_max) {
      out_.rejects.push_back({0, number, reason, std::move(detail), std::string(line)});
    }
  }

  const NdjsonOptions& options_;
  Decoded& out_;
  BaseBudget bases_;
  std::size_t rejects_ = 0;
  simdjson::dom::parser parser_;
  std::string buffer_;
  bool broken_ = false;
};

}  // namespace

void decode_ndjson(std::string_view bytes, const NdjsonOptions& options, Decoded& out) {
  LineDecoder decoder(options, out);
  std::uint32_t number = 0;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    std::string_view line = ascii_trim(bytes.substr(0, end));
    ++number;
    if (number == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    if (!line.empty()) decoder.decode(line, number);
    if (end == std::string_view::npos) break;
    bytes.remove_prefix(end + 1);
  }
  decoder.finish();
}

}  // namespace syndicated
