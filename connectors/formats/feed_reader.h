// FeedReader: builds a Document from XML events, for every XML dialect of feeds at once. An element is understood
// by its tag, its parent and whether it stands in an entry, not by the dialect of its root: mixed dialects are
// common. One reader reads one document (or one entry cut out of it). Not thread safe.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/base_budget.h"
#include "connectors/formats/decode_document.h"
#include "connectors/formats/feed_tags.h"
#include "connectors/formats/xml_events.h"

namespace syndicated {

class FeedReader final : public XmlHandler {
 public:
  struct Options {
    std::string base;      // of relative URLs outside of any xml:base
    std::string language;  // of the transport
    bool is_netscape = false;  // the DOCTYPE is Netscape's, which tells two versions 0.91 apart
    DecodeLimits limits;
    // If set, each entry is handed out as it ends instead of being kept. False stops the reading.
    std::function<bool(FeedEntry&&)> on_entry;
    BaseBudget* bases = nullptr;  // of the document, for readers of its parts; null: its own
  };

  explicit FeedReader(Options options);

  bool on_start(const XmlElement& element) override;
  bool on_end() override;
  void on_text(std::string_view text) override;

  // Closes what the document left open: a text that was cut off is kept, half an address, id or date would be
  // another one. Call once after the last event.
  void finish();

  // Valid after finish(). `format` is "" when the root is that of no feed and no entry was found.
  FeedHeader& feed() { return feed_; }
  std::vector<FeedEntry>& entries() { return entries_; }
  std::size_t entry_count() const { return entry_count_; }  // of all, handed out or not
  std::string format() const;
  const LimitHits& limit_hits() const { return hits_; }

 private:
  static constexpr std::size_t kLinksMax = 256;  // of one feed or entry
  static constexpr std::size_t kMediaMax = 256;  // of one entry

  // Fields of which a deeper element must not replace the value of a shallower one.
  enum Field { kTitle, kId, kSummary, kLink, kPublished, kUpdated, kSubtitle, kRights, kFields };

  struct Frame {
    Tag tag = Tag::unknown;
    Tag lends_to = Tag::unknown;  // its text is a value of an element of this tag around it
    Space space = Space::core;
    bool collects = false;   // its text is wanted
    bool is_text = false;    // a text construct: child elements are markup
    bool has_markup = false; // child elements were met, or it is declared as xhtml
    bool is_cut = false;     // its text went beyond the limit
    bool takes_markup = false;  // a plain value: inline markup in it is kept as written
    std::uint32_t base = 0, language = 0;  // indices into bases_ and languages_
    std::uint32_t children = 0;      // of a text construct: markup elements directly in it
    bool only_div = false;           // the first of them is a div
    bool loose_text = false;         // text stands beside them
    std::size_t bytes = 0;  // that were collected into `text`, as they stood in the document
    std::string text, type, mode, name;
  };

  // A field owner's bookkeeping while it is being read.
  struct Owner {
    std::array<int, kFields> depth{};  // 0: not set
  };

  const std::string& base() const { return bases_[frames_[depth_ - 1].base]; }
  Frame& top() { return frames_[depth_ - 1]; }
  Tag parent_tag() const { return depth_ >= 2 ? frames_[depth_ - 2].tag : Tag::unknown; }
  bool stands_in(Tag tag) const;
  std::string absolute(std::string_view reference);
  std::string address(std::string_view reference);  // the same of one that may be escaped twice
  bool spend(std::string_view base);

  FeedCommon& context();
  FeedHeader* header();  // null inside an entry
  FeedEntry* entry();    // null outside
  Owner& owner();
  bool may_set(Field field, bool first_wins = false);
  // How many of the next bytes of a text are within the limits of its element and of its entry or
  // feed.
  std::size_t room_for(Frame& frame, std::string_view text);
  bool has_room_for_attributes(const XmlElement& element);
  bool start(const XmlElement& element);
  // Whether one more element fits in; what does not is counted.
  template <class T>
  bool has_room(const std::vector<T>& list, std::size_t max) {
    if (list.size() < max) return true;
    ++hits_.fields;
    return false;
  }

  Space space_of_element(const XmlElement& element);
  void push_frame(const XmlElement& element, Tag tag, Space space);
  void inherit(const XmlElement& element, Frame& frame);
  void note_root(const XmlElement& element, Tag tag);
  std::string rss_format(std::string_view version) const;

  // feed_reader.cc: elements as they open
  bool open_entry(const XmlElement& element);
  void open_text(const XmlElement& element, std::string_view default_type);
  void open_value(const XmlElement& element, Tag tag);
  void open_unknown(const XmlElement& element);
  void open_link(const XmlElement& element);
  void add_link(DocumentLink link);
  void open_enclosure(const XmlElement& element);
  void open_category(const XmlElement& element, Tag tag);
  void open_media(const XmlElement& element);
  void open_source(const XmlElement& element);
  void open_attributes(const XmlElement& element, Tag tag);
  void note_reference_system(const XmlElement& element);
  void open_markup(const XmlElement& element);
  void close_markup();

  // feed_fields.cc: what a closed element says
  void close_frame();
  void close_text(Frame& frame);
  DocumentText finish_text(Frame& frame);
  void store_text(Tag tag, DocumentText text);
  void note_media_text(Tag tag, const DocumentText& text);
  void store_description(DocumentText text);
  void store_subtitle(DocumentText text);
  void store_value(Tag tag, std::string value);
  void store_uri(std::string value);
  void store_person_part(Tag tag, std::string value);
  void store_link(std::string value);
  void store_guid(std::string value);
  void store_date(Tag tag, std::string value);
  void store_category(Tag tag, std::string value);
  void store_podcast(Tag tag, std::string_view name, std::string value);
  void store_geometry(Tag tag, std::string_view value);
  void close_person(Tag tag, std::string_view text);
  void close_entry();
  void close_source(std::string_view text);
  void close_media(std::string value);
  void add_category(Category category);
  void add_person(std::vector<Person>& persons, Person person);
  bool store_in_image(Tag tag, std::string& value);
  bool store_in_text_input(Tag tag, std::string& value);

  Options options_;
  BaseBudget own_bases_;
  FeedHeader feed_;
  std::vector<FeedEntry> entries_;
  std::size_t entry_count_ = 0;
  std::size_t feed_bytes_ = 0, entry_bytes_ = 0;  // of texts and attributes, so far
  bool stopped_ = false;
  bool ends_early_ = false;  // what is still open has no end tag
  std::string root_format_, namespace_format_;
  bool root_seen_ = false, root_is_rdf_ = false, root_is_channel_ = false, has_channel_ = false;
  LimitHits hits_;

  std::vector<Frame> frames_;  // frames beyond depth_ are kept for their buffers
  std::size_t depth_ = 0;
  std::vector<std::string> bases_, languages_;
  std::vector<std::string> markup_;  // names of the open markup elements
  std::string current_language_;     // set by <language>
  struct KnownSpace {
    const char* uri;
    const char* prefix;
    Space space;
  };
  std::vector<KnownSpace> known_spaces_;

  bool in_entry_ = false, in_source_ = false;
  std::size_t ignored_depth_ = 0;  // of the open element of which the content does not count; 0 none
  Owner feed_owner_, entry_owner_, source_owner_;
  bool has_content_ = false;
  bool guid_is_link_ = false, guid_seen_ = false;
  DocumentText media_description_, podcast_summary_;
  Person person_;
  bool in_person_ = false;
  Category category_;
  DocumentLink link_;  // of the open <link>, while its address may still come as text
  bool link_has_attributes_ = false;
  std::string link_fallback_;
  std::vector<std::size_t> open_media_;
  std::string geometry_type_, positions_;  // of the open gml element
  int geometry_dimensions_ = 2;
  bool latitude_first_ = true;
  std::string latitude_, longitude_;
};

}  // namespace syndicated
