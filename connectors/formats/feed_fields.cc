// The second half of FeedReader: what a closed element says, and where that goes.
#include <algorithm>
#include <charconv>

#include "connectors/formats/ascii.h"
#include "connectors/formats/feed_reader.h"
#include "connectors/formats/feed_values.h"
#include "pipeline/text/html.h"
#include "pipeline/text/unicode.h"
#include "pipeline/text/url.h"

namespace syndicated {
namespace {

constexpr std::size_t kPersonsMax = 256;     // of one feed or entry
constexpr std::size_t kCategoriesMax = 512;  // of one feed or entry
constexpr std::size_t kContentsMax = 16;     // of one entry
constexpr std::size_t kKeywordsMax = 512;    // of one element
constexpr std::size_t kPodcastTextsMax = 32;

bool is_geometry(Tag tag) {
  return tag == Tag::point || tag == Tag::line || tag == Tag::polygon || tag == Tag::box ||
         tag == Tag::geometry_holder || tag == Tag::position || tag == Tag::latitude ||
         tag == Tag::longitude;
}

bool is_mime_type(std::string_view type) { return type.find('/') != std::string_view::npos; }

bool is_atom(std::string_view format) { return format.starts_with("atom"); }

bool same_person(const Person& a, const Person& b) {
  return a.name == b.name && a.email == b.email && a.uri == b.uri;
}

// The '>' of the tag that `markup` begins with, npos: none. Values of attributes may hold others.
std::size_t end_of_tag(std::string_view markup) {
  char quote = 0;
  for (std::size_t at = 0; at < markup.size(); ++at) {
    const char c = markup[at];
    if (quote == 0 && c == '>') return at;
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    }
  }
  return std::string_view::npos;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return number;
}

}  // namespace

void FeedReader::close_frame() {
  Frame& frame = top();
  const Tag tag = frame.tag;
  if (frame.is_text) {
    close_text(frame);
  } else if (tag == Tag::entry) {
    close_entry();
  } else {
    const std::string_view value = ends_early_ ? std::string_view() : ascii_trim(frame.text);
    if (tag == Tag::source && in_source_) {
      close_source(value);
    } else if (tag == Tag::author || tag == Tag::contributor || tag == Tag::owner) {
      close_person(tag, value);
    } else if (tag == Tag::media || (frame.collects && !ends_early_)) {
      store_value(frame.lends_to == Tag::unknown ? tag : frame.lends_to, with_western_quotes(value));
    }
  }
  if (depth_ == ignored_depth_) ignored_depth_ = 0;
  // What the element declared ends with it.
  if (frame.base != (depth_ >= 2 ? frames_[depth_ - 2].base : 0)) bases_.resize(frame.base);
  if (frame.language != (depth_ >= 2 ? frames_[depth_ - 2].language : 0))
    languages_.resize(frame.language);
  --depth_;
}

DocumentText FeedReader::finish_text(Frame& frame) {
  DocumentText text;
  text.type = frame.type;
  if (spend(base())) text.base = base();
  text.language = languages_[frame.language].empty() ? current_language_ : languages_[frame.language];
  text.source = frame.name;
  text.value = with_western_quotes(ascii_trim(frame.text));
  const bool declares_bytes = frame.mode == "base64" ||
                              (is_mime_type(frame.type) && !frame.has_markup && text.source.empty() &&
                               !frame.type.starts_with("text/") && !frame.type.ends_with("xml"));
  if (declares_bytes) {
    std::optional<std::string> bytes = decode_base64(text.value);
    // A picture stays as it is written: no text can hold it.
    if (bytes && is_valid_utf8(*bytes)) {
      text.value = std::move(*bytes);
      text.html = looks_like_html(text.value);
      if (!text.html && frame.tag != Tag::content) text.type = "text/plain";
    }
  }
  if (std::optional<std::string> single = undo_double_encoding(text.value)) text.value = std::move(*single);
  if (frame.has_markup) {
    // Child elements are markup whatever type was declared.
    if (!text.type.ends_with("xml")) text.type = "application/xhtml+xml";
    text.html = true;
    if (format() == "atom10" && frame.only_div && frame.children == 1 && !frame.loose_text) {
      // RFC 4287 3.1.1.3: the div of an xhtml construct is not part of the text.
      const std::size_t open = end_of_tag(text.value);
      const std::size_t close = text.value.rfind("</");
      if (open != std::string::npos && close != std::string::npos && open < close) {
        text.value = ascii_trim(std::string_view(text.value).substr(open + 1, close - open - 1));
      }
    }
    return text;
  }
  text.html |= is_markup_type(text.type);
  if (!text.html && !is_atom(format()) && text.type == "text/plain" && looks_like_html(text.value)) {
    text.type = "text/html";
    text.html = true;
  }
  return text;
}

void FeedReader::close_text(Frame& frame) {
  const Tag tag = frame.tag;
  DocumentText text = finish_text(frame);
  const Tag parent = parent_tag();
  if (parent == Tag::image || parent == Tag::text_input) {
    std::string value = std::move(text.value);
    if (parent == Tag::image) {
      store_in_image(tag, value);
    } else {
      store_in_text_input(tag, value);
    }
    return;
  }
  if (text.empty() && text.source.empty()) return;
  store_text(tag, std::move(text));
}

void FeedReader::store_text(Tag tag, DocumentText text) {
  FeedCommon& target = context();
  if (top().space == Space::media && entry() != nullptr) note_media_text(tag, text);
  switch (tag) {
    case Tag::title:
    case Tag::media_title:
      if (tag == Tag::media_title && !target.title.empty()) return;
      if (may_set(kTitle, tag == Tag::title)) target.title = std::move(text);
      // Any <title> beside it is better, but not what stands in an element that nobody knows.
      if (tag == Tag::media_title) owner().depth[kTitle] = static_cast<int>(depth_) + 1;
      return;
    case Tag::subtitle:
      store_subtitle(std::move(text));
      return;
    case Tag::rights:
      if (may_set(kRights)) target.rights = std::move(text);
      return;
    case Tag::info:
      if (FeedHeader* feed = header()) feed->info = std::move(text);
      return;
    case Tag::media_description:
      if (top().space == Space::media) {
        if (entry() == nullptr) return store_subtitle(std::move(text));
        if (media_description_.empty()) media_description_ = std::move(text);
        return;
      }
      store_description(std::move(text));
      return;
    case Tag::summary:
    case Tag::description: store_description(std::move(text)); return;
    default: break;
  }
  // content:encoded, atom:content, xhtml:body
  FeedEntry* current = entry();
  if (current == nullptr) return;
  has_content_ = true;
  if (has_room(current->contents, kContentsMax)) current->contents.push_back(std::move(text));
}

// Those of Media RSS belong to a picture or a film: they stand in for the entry's only where it has none.
void FeedReader::note_media_text(Tag tag, const DocumentText& text) {
  std::vector<MediaElement>& media = entry()->media;
  if (!has_room(media, kMediaMax)) return;
  MediaElement& element = media.emplace_back();
  element.kind = tag == Tag::media_title ? "title" : "description";
  element.content = text.value;
}

// A feed's own description is better than what is made for podcast directories.
void FeedReader::store_subtitle(DocumentText text) {
  const bool own = top().space != Space::itunes && top().space != Space::media;
  if (!own && !context().subtitle.empty()) return;
  if (may_set(kSubtitle)) context().subtitle = std::move(text);
  if (!own) owner().depth[kSubtitle] = 1 << 20;
}

// The first of several descriptions is the summary. A later one is the full text as long as nothing else is:
// feeds that send both in this way mean that.
void FeedReader::store_description(DocumentText text) {
  FeedEntry* current = entry();
  if (current == nullptr) return store_subtitle(std::move(text));
  if (top().space == Space::itunes) {
    if (podcast_summary_.empty()) podcast_summary_ = std::move(text);
    return;
  }
  if (!current->summary.empty() && !has_content_) {
    if (current->summary.value == text.value) return;
    has_content_ = true;
    current->contents.push_back(std::move(text));
    return;
  }
  if (may_set(kSummary)) current->summary = std::move(text);
}

void FeedReader::store_value(Tag tag, std::string value) {
  if (tag == Tag::media) return close_media(std::move(value));
  if (tag == Tag::category || tag == Tag::subject || tag == Tag::keywords || tag == Tag::media_keywords) {
    return store_category(tag, std::move(value));
  }
  if (tag == Tag::generator) {
    if (FeedHeader* feed = header()) feed->generator.name = std::move(value);
    return;
  }
  if (tag == Tag::link) return store_link(std::move(value));
  if (is_geometry(tag)) return store_geometry(tag, value);
  if (value.empty()) return;
  FeedHeader* feed = header();
  FeedEntry* current = entry();
  switch (tag) {
    case Tag::guid: return store_guid(std::move(value));
    case Tag::id:
      if (!may_set(kId)) return;
      if (current != nullptr) current->written_id = value;
      // An identifier with a slash but no scheme is a relative address; anything else stays as it is.
      context().id = value.find('/') == std::string::npos ? std::move(value) : absolute(value);
      return;
    case Tag::uri: return store_uri(std::move(value));
    case Tag::name:
    case Tag::email: return store_person_part(tag, std::move(value));
    case Tag::width:
    case Tag::height: store_in_image(tag, value); return;
    case Tag::published:
    case Tag::updated:
    case Tag::created:
    case Tag::expired: return store_date(tag, std::move(value));
    case Tag::language:
      if (value.size() > kLanguageBytesMax) return;
      context().language = value;
      if (current == nullptr) current_language_ = std::move(value);
      return;
    case Tag::creator: add_person(context().authors, parse_person(value)); return;
    case Tag::dc_contributor: add_person(context().contributors, parse_person(value)); return;
    case Tag::publisher: context().publisher = parse_person(value); return;
    case Tag::license:
      context().license = absolute(value);
      if (has_room(context().links, kLinksMax)) {
        context().links.push_back({"license", context().license, "", "", "", ""});
      }
      return;
    case Tag::comments:
      if (current != nullptr) current->comments = address(value);
      return;
    case Tag::comment_api:
      if (current != nullptr) current->comment_api = address(value);
      return;
    case Tag::comment_feed:
      if (current != nullptr) current->comment_feed = address(value);
      return;
    case Tag::icon:
      if (feed != nullptr) feed->icon = absolute(value);
      return;
    case Tag::logo:
      if (feed != nullptr) feed->logo = absolute(value);
      return;
    case Tag::docs:
      if (feed != nullptr) feed->docs = absolute(value);
      return;
    case Tag::ttl:
      if (feed != nullptr) feed->ttl = std::move(value);
      return;
    case Tag::image:
    case Tag::podcast_image:
      if (context().image.url.empty() && is_web_url(value)) context().image.url = std::move(value);
      return;
    case Tag::podcast_block:
    case Tag::podcast_explicit:
    case Tag::podcast_text: return store_podcast(tag, top().name, std::move(value));
    default: return;
  }
}

void FeedReader::store_uri(std::string value) {
  if (in_person_) {
    person_.uri = absolute(value);
    return;
  }
  if (parent_tag() == Tag::image) {
    context().image.url = absolute(value);
  } else if (FeedEntry* current = entry(); current != nullptr && current->link.empty() &&
                                           parent_tag() == Tag::entry) {
    current->link = absolute(value);
  }
}

void FeedReader::store_person_part(Tag tag, std::string value) {
  if (in_person_) {
    (tag == Tag::name ? person_.name : person_.email) = std::move(value);
  } else {
    store_in_text_input(tag, value);
  }
}

void FeedReader::close_person(Tag tag, std::string_view text) {
  in_person_ = false;
  Person person = std::move(person_);
  if (person.name.empty() && person.email.empty()) {
    Person parsed = parse_person(text);
    person.name = std::move(parsed.name);
    person.email = std::move(parsed.email);
  } else if (person.email.empty()) {
    Person parsed = parse_person(person.name);
    if (!parsed.email.empty()) {
      person.name = std::move(parsed.name);
      person.email = std::move(parsed.email);
    }
  }
  person_ = {};
  if (tag == Tag::owner) {
    context().publisher = std::move(person);
  } else {
    add_person(tag == Tag::author ? context().authors : context().contributors, std::move(person));
  }
}

void FeedReader::store_link(std::string value) {
  if (store_in_image(Tag::link, value) || store_in_text_input(Tag::link, value)) return;
  if (!link_has_attributes_ && value.empty()) return;
  link_.href = address(value.empty() ? link_fallback_ : value);
  add_link(std::move(link_));
}

void FeedReader::store_guid(std::string value) {
  FeedEntry* current = entry();
  if (current == nullptr || !may_set(kId)) return;
  guid_seen_ = true;
  current->written_id = value;
  current->id = guid_is_link_ ? absolute(value) : std::move(value);
  current->link_from_id = guid_is_link_ && current->link.empty() && is_web_url(current->id);
}

void FeedReader::store_date(Tag tag, std::string value) {
  FeedCommon& target = context();
  switch (tag) {
    case Tag::published:
      if (may_set(kPublished)) target.published = std::move(value);
      return;
    case Tag::updated:
      if (may_set(kUpdated)) target.updated = std::move(value);
      return;
    case Tag::created: target.created = std::move(value); return;
    default: target.expired = std::move(value); return;
  }
}

void FeedReader::add_person(std::vector<Person>& persons, Person person) {
  if (person.name.empty() && person.email.empty() && person.uri.empty()) return;
  if (!has_room(persons, kPersonsMax)) return;
  for (const Person& known : persons) {
    if (same_person(known, person)) return;
  }
  persons.push_back(std::move(person));
}

void FeedReader::add_category(Category category) {
  if (category.term.empty() && category.scheme.empty() && category.label.empty()) return;
  std::vector<Category>& known = context().categories;
  if (!has_room(known, kCategoriesMax)) return;
  for (const Category& other : known) {
    if (other.term == category.term && other.scheme == category.scheme && other.label == category.label) {
      return;
    }
  }
  known.push_back(std::move(category));
}

void FeedReader::store_category(Tag tag, std::string value) {
  if (tag == Tag::category || tag == Tag::subject) {
    if (category_.term.empty()) category_.term = std::move(value);
    add_category(std::move(category_));
    category_ = {};
    return;
  }
  const std::string scheme = tag == Tag::keywords ? "http://www.itunes.com/" : "";
  std::string_view rest = value;
  for (std::size_t count = 0; !rest.empty() && count < kKeywordsMax; ++count) {
    const std::size_t comma = rest.find(',');
    const std::string_view term = ascii_trim(rest.substr(0, comma));
    if (!term.empty()) add_category({std::string(term), scheme, ""});
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
}

bool FeedReader::store_in_image(Tag tag, std::string& value) {
  if (parent_tag() != Tag::image) return false;
  DocumentImage& image = context().image;
  switch (tag) {
    case Tag::title: image.title = std::move(value); break;
    case Tag::link: image.link = absolute(value); break;
    case Tag::width: image.width = parse_integer(value); break;
    case Tag::height: image.height = parse_integer(value); break;
    case Tag::description: image.description = std::move(value); break;
    default: break;
  }
  return true;
}

bool FeedReader::store_in_text_input(Tag tag, std::string& value) {
  if (parent_tag() != Tag::text_input) return false;
  FeedHeader* feed = header();
  if (feed == nullptr || feed->text_input.size() >= 8 || value.empty()) return true;
  switch (tag) {
    case Tag::title: feed->text_input.emplace_back("title", std::move(value)); break;
    case Tag::link: feed->text_input.emplace_back("link", absolute(value)); break;
    case Tag::name: feed->text_input.emplace_back("name", std::move(value)); break;
    case Tag::description: feed->text_input.emplace_back("description", std::move(value)); break;
    default: break;
  }
  return true;
}

void FeedReader::store_podcast(Tag tag, std::string_view name, std::string value) {
  Podcast& podcast = context().podcast;
  const std::string lower = ascii_lower(value);
  if (tag == Tag::podcast_block) {
    podcast.block = lower == "yes";
  } else if (tag == Tag::podcast_explicit) {
    // Case and white space do not matter here: publishers write "Yes" as often as "yes".
    const bool yes = lower == "yes" || lower == "true" || lower == "explicit";
    const bool no = lower == "no" || lower == "false" || lower == "clean";
    podcast.explicit_content = yes  ? Podcast::Explicit::yes
                               : no ? Podcast::Explicit::no
                                    : Podcast::Explicit::unclear;
  } else if (has_room(podcast.texts, kPodcastTextsMax)) {
    podcast.texts.emplace_back(name, std::move(value));
  }
}

void FeedReader::store_geometry(Tag tag, std::string_view value) {
  GeometryRules rules;
  switch (tag) {
    case Tag::point: rules.type = "Point"; break;
    case Tag::line: rules.type = "LineString"; break;
    case Tag::polygon: rules.type = "Polygon"; break;
    case Tag::box: rules.type = "Box"; break;
    case Tag::position:
      // What is cut out of a polygon is no part of it.
      if (!stands_in(Tag::geometry_holder) || stands_in(Tag::geometry_hole)) return;
      positions_ += value;
      positions_ += ' ';
      return;
    case Tag::geometry_holder:
      if (positions_.empty()) return;
      rules = {geometry_type_, geometry_dimensions_, latitude_first_};
      value = positions_;
      break;
    case Tag::latitude: latitude_ = value; return;
    case Tag::longitude: longitude_ = value; return;
    default: return;
  }
  if (std::optional<Geometry> geometry = parse_geometry(value, rules)) {
    context().geometry = std::move(*geometry);
  } else if (!context().geometry) {
    context().geometry.emplace();  // it was there, and nobody can read it
  }
}

void FeedReader::close_media(std::string value) {
  if (open_media_.empty() || entries_.empty()) return;
  FeedEntry& current = entries_.back();
  const std::size_t index = open_media_.back();
  open_media_.pop_back();
  if (index >= current.media.size()) return;
  MediaElement& media = current.media[index];
  if (media.kind == "thumbnail" && !value.empty() &&
      std::none_of(media.attributes.begin(), media.attributes.end(),
                   [](const auto& pair) { return pair.first == "url"; })) {
    media.attributes.emplace_back("url", std::move(value));
    return;
  }
  media.content = std::move(value);
}

void FeedReader::close_source(std::string_view text) {
  FeedHeader& source = *entries_.back().source;
  if (source.title.empty() && !text.empty()) {
    source.title.value = text;
    source.title.type = "text/plain";
  }
  in_source_ = false;
}

void FeedReader::close_entry() {
  if (!in_entry_) return;
  FeedEntry& current = entries_.back();
  in_entry_ = in_source_ = false;
  open_media_.clear();
  if (current.link.empty() && guid_seen_ && guid_is_link_ && is_web_url(current.id)) {
    current.link = address(current.id);
    current.link_from_id = true;
  }
  if (current.summary.empty()) {
    current.summary = std::move(podcast_summary_);
  } else if (!has_content_ && !podcast_summary_.empty() && podcast_summary_.value != current.summary.value) {
    current.contents.push_back(std::move(podcast_summary_));
  }
  if (current.summary.empty() && !media_description_.empty()) {
    current.summary = std::move(media_description_);
  }
  if (!current.geometry && !latitude_.empty() && !longitude_.empty()) {
    if (std::optional<Geometry> point = parse_geometry(latitude_ + " " + longitude_, {})) {
      current.geometry = std::move(*point);
    }
  }
  if (options_.on_entry) {
    if (!stopped_) stopped_ = !options_.on_entry(std::move(current));
    entries_.clear();
  }
}

}  // namespace syndicated
