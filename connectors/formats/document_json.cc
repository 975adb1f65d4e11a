// document_to_json: a Document in the JSON of the `decode` contract.
#include <algorithm>
#include <optional>

#include "connectors/formats/ascii.h"
#include "connectors/formats/decode_jobs.h"
#include "connectors/formats/json_text.h"
#include "pipeline/text/html.h"
#include "pipeline/text/times.h"

namespace syndicated {
namespace {

// What a base may add to one text, should each tag hold a reference; else they stay relative.
constexpr std::size_t kAddedBytesMax = 8u << 20;

class DocumentWriter {
 public:
  explicit DocumentWriter(std::string& out) : json_(out) {}

  void head(const Document& document, std::string_view path) {
    json_.open('{');
    json_.field("path", path);
    json_.key("format");
    if (document.format.empty()) {
      json_.null();
    } else {
      json_.string(document.format);
    }
    json_.field("encoding", document.encoding);
    json_.key("wellformed");
    json_.boolean(document.wellformed);
    json_.field("fault", document.fault_detail);
    repairs(document.repairs);
    if (document.limits.any()) limits(document.limits);
    json_.key("feed");
    json_.open('{');
    feed(document.feed, "");
    json_.close('}');
    json_.key("items");
    json_.open('[');
  }

  void entry(const FeedEntry& entry) {
    json_.open('{');
    common(entry);
    text("summary", entry.summary);
    if (entry.summary.empty()) summary_from(entry.contents);
    contents(entry.contents);
    enclosures(entry.links);
    media(entry.media);
    if (!entry.id.empty()) {
      json_.key("guidislink");
      json_.boolean(entry.link_from_id);
    }
    json_.field("comments", entry.comments);
    json_.field("wfw_comment", entry.comment_api);
    json_.field("wfw_commentrss", entry.comment_feed);
    if (entry.source) json_.object("source", [&] { feed(*entry.source, entry.source_url); });
    json_.close('}');
  }

  void end() {
    json_.close(']');
    json_.close('}');
  }

 private:
  // For people, like `fault`: what was repaired, with its count where one makes sense.
  void repairs(const Repairs& repairs) {
    const std::pair<const char*, std::uint32_t> all[] = {
        {"bytes that are invalid in the encoding, or an encoding that was guessed", repairs.bytes},
        {"text before the document", repairs.text_before},
        {"an XML declaration that is not well-formed", repairs.declaration},
        {"bare ampersands", repairs.ampersands},
        {"undeclared entities", repairs.entities},
        {"characters that XML does not allow", repairs.characters},
        {"brackets that begin no tag", repairs.brackets},
        {"a CDATA section without an end", repairs.open_cdata},
        {"a structure that is not well-formed", repairs.structure},
        {"entries cut out at their tags", repairs.entries_cut_out},
    };
    bool any = false;
    for (const auto& [what, count] : all) {
      if (count == 0) continue;
      if (!any) {
        json_.key("repairs");
        json_.open('{');
      }
      any = true;
      json_.key(what);
      json_.integer(count);
    }
    if (any) json_.close('}');
  }

  void limits(const LimitHits& hits) {
    json_.key("limits");
    json_.open('{');
    for (const auto& [name, count] : hits.named()) {
      if (count == 0) continue;
      json_.key(name);
      json_.integer(static_cast<std::int64_t>(count));
    }
    json_.close('}');
  }

  void feed(const FeedHeader& feed, std::string_view href) {
    common(feed);
    json_.field("href", href);
    text("info", feed.info);
    if (!feed.generator.empty()) {
      json_.key("generator");
      json_.open('{');
      json_.field("name", feed.generator.name);
      json_.field("uri", feed.generator.uri);
      json_.field("version", feed.generator.version);
      json_.close('}');
    }
    json_.field("icon", feed.icon);
    json_.field("logo", feed.logo);
    json_.field("docs", feed.docs);
    json_.field("ttl", feed.ttl);
    values("cloud", feed.cloud);
    values("textinput", feed.text_input);
  }

  void common(const FeedCommon& common) {
    json_.field("id", common.id);
    text("title", common.title);
    json_.field("link", common.link);
    json_.field("language", common.language);
    text("subtitle", common.subtitle);
    text("rights", common.rights);
    date("published", common.published);
    date("updated", common.updated);
    date("created", common.created);
    date("expired", common.expired);
    persons("authors", common.authors);
    persons("contributors", common.contributors);
    categories(common.categories);
    links(common.links);
    image(common.image);
    const Person& publisher = common.publisher;
    if (!publisher.name.empty() || !publisher.email.empty() || !publisher.uri.empty()) {
      json_.key("publisher");
      person(publisher);
    }
    json_.field("license", common.license);
    if (common.in_reply_to) in_reply_to(*common.in_reply_to);
    podcast(common.podcast);
    if (common.geometry) geometry(*common.geometry);
  }

  static std::string shown(const DocumentText& text) {
    if (!text.html) return text.value;
    const auto tags =
        static_cast<std::size_t>(std::count(text.value.begin(), text.value.end(), '<'));
    const bool fits = text.base.size() <= kAddedBytesMax / (tags + 1);
    return std::string(ascii_trim(sanitise_html(text.value, fits ? text.base : "")));
  }

  void text(std::string_view name, const DocumentText& text) {
    if (text.empty()) return;
    const std::string value = shown(text);
    if (value.empty()) return;
    json_.field(name, value);
    json_.field(std::string(name) + "_type", text.type);
    json_.field(std::string(name) + "_lang", text.language);
  }

  // An entry that has its full text only is summed up by that text. Pictures and XML cannot do it.
  void summary_from(const std::vector<DocumentText>& contents) {
    for (const DocumentText& content : contents) {
      if (!content.html && content.type != "text/plain") continue;
      json_.field("summary", shown(content));
      return;
    }
  }

  void contents(const std::vector<DocumentText>& contents) {
    if (contents.empty()) return;
    json_.key("content");
    json_.open('[');
    for (const DocumentText& content : contents) {
      json_.open('{');
      json_.key("value");
      json_.string(shown(content));
      json_.field("type", content.type);
      json_.field("lang", content.language);
      json_.field("src", content.source);
      json_.close('}');
    }
    json_.close(']');
  }

  void date(std::string_view name, const std::string& raw) {
    if (raw.empty()) return;
    json_.field(std::string(name) + "_raw", raw);
    const std::optional<ParsedTime> parsed = parse_time(raw);
    if (parsed) json_.field(name, format_rfc3339(parsed->time));
  }

  void person(const Person& person) {
    json_.open('{');
    json_.field("name", person.name);
    json_.field("email", person.email);
    json_.field("uri", person.uri);
    json_.close('}');
  }

  void persons(std::string_view name, const std::vector<Person>& list) {
    if (list.empty()) return;
    json_.key(name);
    json_.open('[');
    for (const Person& each : list) person(each);
    json_.close(']');
  }

  void categories(const std::vector<Category>& categories) {
    if (categories.empty()) return;
    json_.key("categories");
    json_.open('[');
    for (const Category& category : categories) {
      json_.open('{');
      json_.field("term", category.term);
      json_.field("scheme", category.scheme);
      json_.field("label", category.label);
      json_.close('}');
    }
    json_.close(']');
  }

  void links(const std::vector<DocumentLink>& links) {
    if (links.empty()) return;
    json_.key("links");
    json_.open('[');
    for (const DocumentLink& link : links) {
      json_.open('{');
      json_.field("rel", link.rel);
      json_.field("href", link.href);
      json_.field("type", link.type);
      json_.field("title", link.title);
      json_.field("hreflang", link.hreflang);
      json_.field("length", link.length);
      json_.close('}');
    }
    json_.close(']');
  }

  void enclosures(const std::vector<DocumentLink>& links) {
    bool any = false;
    for (const DocumentLink& link : links) {
      if (link.rel != "enclosure") continue;
      if (!any) {
        json_.key("enclosures");
        json_.open('[');
        any = true;
      }
      json_.open('{');
      json_.field("url", link.href);
      json_.field("type", link.type);
      json_.field("length", link.length);
      json_.close('}');
    }
    if (any) json_.close(']');
  }

  void image(const DocumentImage& image) {
    if (image.empty() && !image.width && !image.height) return;
    json_.key("image");
    json_.open('{');
    json_.field("url", image.url);
    json_.field("title", image.title);
    json_.field("link", image.link);
    json_.field("description", image.description);
    if (image.width) {
      json_.key("width");
      json_.integer(*image.width);
    }
    if (image.height) {
      json_.key("height");
      json_.integer(*image.height);
    }
    json_.close('}');
  }

  void in_reply_to(const InReplyTo& reply) {
    json_.object("in_reply_to", [&] {
      json_.field("ref", reply.ref);
      json_.field("href", reply.href);
      json_.field("type", reply.type);
      json_.field("source", reply.source);
    });
  }

  void podcast(const Podcast& podcast) {
    json_.object("itunes", [&] {
      if (podcast.explicit_content == Podcast::Explicit::unclear) {
        json_.key("explicit");
        json_.null();
      } else if (podcast.explicit_content != Podcast::Explicit::absent) {
        json_.key("explicit");
        json_.boolean(podcast.explicit_content == Podcast::Explicit::yes);
      }
      if (podcast.block) {
        json_.key("block");
        json_.integer(*podcast.block ? 1 : 0);
      }
      for (const auto& [name, value] : podcast.texts) {
        if (name != "explicit" && name != "block") json_.field(name, value);
      }
    });
  }

  void media(const std::vector<MediaElement>& elements) {
    if (elements.empty()) return;
    json_.key("media");
    json_.open('[');
    for (const MediaElement& element : elements) {
      json_.open('{');
      json_.field("kind", element.kind);
      for (const auto& [name, value] : element.attributes) {
        if (name != "kind" && name != "content") json_.field(name, value);
      }
      if (element.kind == "restriction") {
        words("content", element.content);
      } else {
        // What it is is said too loosely to go by: media:text, media:description, players.
        json_.field("content", looks_like_html(element.content) ? sanitise_html(element.content, "") : element.content);
      }
      json_.close('}');
    }
    json_.close(']');
  }

  void words(std::string_view name, std::string_view text) {
    std::string_view word;
    std::size_t at = next_word(text, 0, word);
    if (word.empty()) return;
    json_.key(name);
    json_.open('[');
    for (; !word.empty(); at = next_word(text, at, word)) json_.string(ascii_lower(word));
    json_.close(']');
  }

  void values(std::string_view name, const NamedValues& values) {
    json_.object(name, [&] {
      for (const auto& [key, value] : values) json_.field(key, value);
    });
  }

  void point(const std::vector<double>& numbers) {
    json_.open('[');
    for (const double number : numbers) json_.number(number);
    json_.close(']');
  }

  void geometry(const Geometry& geometry) {
    json_.key("geo");
    json_.open('{');
    if (!geometry.type.empty()) {
      json_.field("type", geometry.type);
      json_.key("coordinates");
      if (geometry.type == "Point") {
        point(geometry.points.front());
      } else {
        const bool is_polygon = geometry.type == "Polygon";
        if (is_polygon) json_.open('[');
        json_.open('[');
        for (const std::vector<double>& numbers : geometry.points) point(numbers);
        json_.close(']');
        if (is_polygon) json_.close(']');
      }
    }
    json_.close('}');
  }

  JsonText json_;
};

}  // namespace

std::string document_to_json(const Document& document, std::string_view path) {
  std::string out;
  DocumentWriter writer(out);
  writer.head(document, path);
  for (const FeedEntry& entry : document.entries) writer.entry(entry);
  writer.end();
  return out;
}

struct DocumentJson::State {
  explicit State(std::string& out) : writer(out) {}
  DocumentWriter writer;
};

DocumentJson::DocumentJson(std::string& out) : state_(std::make_unique<State>(out)) {}
DocumentJson::~DocumentJson() = default;
void DocumentJson::head(const Document& document, std::string_view path) {
  state_->writer.head(document, path);
}
void DocumentJson::entry(const FeedEntry& entry) { state_->writer.entry(entry); }
void DocumentJson::end() { state_->writer.end(); }

DecodeLimits streaming_limits() {
  DecodeLimits limits;
  limits.document_bytes_max = std::size_t{1} << 40;
  return limits;
}

Result<void> stream_to_json(DocumentBytes& bytes, const DecodeHints& hints,
                            const DecodeLimits& limits, std::string_view path,
                            const WriteJson& write) {
  class Writer final : public DocumentVisitor {
   public:
    Writer(std::string_view path, const WriteJson& write)
        : path_(path), write_(write), json_(out_) {}

    bool on_head(const Document& head) override {
      json_.head(head, path_);
      began_ = true;
      return pass_on();
    }
    bool on_entry(FeedEntry&& entry) override {
      json_.entry(entry);
      return pass_on();
    }
    void end() {
      if (!began_) return;
      json_.end();
      pass_on();
    }

   private:
    bool pass_on() {
      const bool taken = write_(out_);
      out_.clear();
      return taken;
    }

    std::string_view path_;
    const WriteJson& write_;
    std::string out_;
    DocumentJson json_;
    bool began_ = false;
  };
  Writer writer(path, write);
  Result<void> read = stream_document(bytes, hints, limits, writer);
  writer.end();
  return read;
}

}  // namespace syndicated
