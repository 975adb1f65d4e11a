#include "connectors/formats/json_stream.h"

#include <algorithm>
#include <array>

#include "connectors/formats/ascii.h"
#include "connectors/formats/document_verdict.h"

namespace syndicated {
namespace {

constexpr std::size_t kMembersBytesMax = 16u << 20;  // of those that describe the feed

bool is_json_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// What read_json_feed() looks at, apart from the items.
bool describes_feed(std::string_view key) {
  constexpr std::array<std::string_view, 11> kKeys = {
      "version", "title",    "description", "home_page_url", "feed_url", "favicon",
      "icon",    "language", "authors",     "author",        "next_url"};
  return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

}  // namespace

JsonStream::JsonStream(TextBlocks& text, std::size_t before, const DecodeHints& hints,
                       const DecodeLimits& limits)
    : text_(text), before_(before), limits_(limits), base_(base_of(hints)), pieces_(base_, limits) {}

Document JsonStream::survey() {
  Document head = survey_mended();
  if (before_ > 0) note_text_before(head);
  return head;
}

Document JsonStream::survey_mended() {
  Document head = survey_once();
  if (fault_ == kJsonFine || !is_mendable(fault_)) return head;
  mends_ = true;
  Document mended = survey_once();
  note_mended(mended);
  if (fault_ == kJsonFine && !mended.format.empty()) return mended;
  return head;
}

Document JsonStream::survey_once() {
  visitor_ = nullptr;
  raw_items_ = nullptr;
  feed_members_.clear();
  walk();
  // The parser judges strings first, then the last bracket, then the document from its beginning.
  const char closing = is_array_ ? ']' : '}';
  if (in_string_) {
    fault_ = kJsonUnclosedString;
  } else if (has_control_) {
    fault_ = kJsonControlCharacter;
  } else if (last_mark_ != closing) {
    fault_ = kJsonStructure;
  } else if (place_ != Place::after) {
    // What is wrong with the last piece comes before its missing end.
    const bool in_array = place_ == Place::element;
    if (!piece_.empty() && place_ != Place::behind_items) in_array ? end_element() : end_member();
    fail(kJsonStructure);
  }
  if (fault_ != kJsonFine) return broken_json(fault_);
  Document head = read_json_feed((is_array_ ? "[" : "{" + members_) + closing, base_, limits_);
  if (head.fault == DocumentFault::none && too_many_) note_too_many(limits_, head);
  head.limits.bytes += passed_over_;
  if (!head.format.empty()) head.limits.fields += dropped_;
  if (head.fault == DocumentFault::none && passed_over_ > 0) {
    head.fault = DocumentFault::too_large;
    head.fault_detail = std::to_string(passed_over_) + " values of more than " +
                        std::to_string(kJsonValueBytesMax) + " bytes were passed over";
  }
  return head;
}

void JsonStream::entries(DocumentVisitor& visitor) {
  visitor_ = &visitor;
  raw_items_ = nullptr;
  walk();
}

void JsonStream::restart_items() {
  visitor_ = nullptr;
  restart();
}

bool JsonStream::more_items(std::deque<RawItem>& items) {
  raw_items_ = &items;
  const std::string_view text = next_text();
  if (text.empty()) return false;
  look_at(text);
  return true;
}

void JsonStream::restart() {
  text_.restart();
  to_pass_ = before_;
  end_ = {};
  mender_ = {};
  place_ = Place::before;
  in_string_ = escaped_ = has_items_ = stopped_ = too_many_ = has_control_ = too_long_ = false;
  last_mark_ = 0;
  fault_ = kJsonFine;
  depth_ = 0;
  piece_.clear();
  members_.clear();
  first_ = true;
  entries_ = passed_over_ = 0;
  dropped_ = 0;
}

std::string_view JsonStream::next_text() {
  if (!mends_) return next_block();
  mended_.clear();
  for (bool last = false; mended_.empty() && !last;) {
    const std::string_view block = next_block();
    last = block.empty();
    mender_.mend(block, last, mended_);
  }
  return mended_;
}

// Without what stands around the document; "" at the end.
std::string_view JsonStream::next_block() {
  std::string_view block = text_.next();
  if (before_ == 0) return block;
  while (!block.empty() && block.size() <= to_pass_) {
    to_pass_ -= block.size();
    block = text_.next();
  }
  block.remove_prefix(to_pass_);
  to_pass_ = 0;
  block = block.substr(0, end_.find(block));
  // The text is read to its end, which settles whether it is clean.
  if (block.empty()) text_.drain();
  return block;
}

void JsonStream::walk() {
  restart();
  while (!stopped_) {
    const std::string_view text = next_text();
    if (text.empty()) return;
    look_at(text);
  }
}

void JsonStream::look_at(std::string_view text) {
  for (std::size_t at = 0; at < text.size() && !stopped_;) {
    if (in_string_) {
      at = pass_string(text, at);
    } else {
      look_at(text[at]);
      ++at;
    }
  }
}

// To the end of the string or of the text.
std::size_t JsonStream::pass_string(std::string_view text, std::size_t at) {
  const std::size_t from = at;
  for (; at < text.size() && in_string_; ++at) {
    const char c = text[at];
    if (static_cast<unsigned char>(c) < 0x20) has_control_ = true;
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      in_string_ = false;
    }
  }
  collect(text.substr(from, at - from));
  return at;
}

void JsonStream::look_at(char c) {
  if (is_json_space(c)) {
    escaped_ = false;
    if (!piece_.empty()) collect({&c, 1});
    return;
  }
  if (place_ == Place::before) {
    // What may stand before a document at all was settled when it was taken for JSON.
    if (is_ascii_space(c)) return;
    is_array_ = c == '[';
    place_ = is_array_ ? Place::element : Place::member;
    last_mark_ = c;
    return;
  }
  if (place_ == Place::after && is_ascii_space(c)) return;
  last_mark_ = c;
  if (c == '"' && !escaped_) in_string_ = true;
  escaped_ = c == '\\' && !escaped_;
  if (place_ == Place::after) return fail(kJsonStructure);
  if (depth_ == 0 && (c == ',' || c == '}' || c == ']')) return end_piece(c);
  if (c == '}' || c == ']') --depth_;
  if (c == '{' || c == '[') {
    open(c);
  } else {
    collect({&c, 1});
  }
}

void JsonStream::collect(std::string_view text) {
  if (fault_ != kJsonFine || place_ == Place::after) return;
  if (too_long_ || piece_.size() + text.size() > kJsonValueBytesMax) {
    too_long_ = true;
    piece_.assign(1, ' ');
    return;
  }
  piece_ += text;
}

void JsonStream::open(char bracket) {
  if (bracket == '[' && place_ == Place::member && depth_ == 0 && !has_items_ && begins_items()) {
    has_items_ = true;
    add_member(members_, "\"items\":[]");
    piece_.clear();
    first_ = true;
    place_ = Place::element;
    return;
  }
  ++depth_;
  collect({&bracket, 1});
}

// A name stands before the first bracket of its member; looking at more would be done again for each bracket.
bool JsonStream::begins_items() {
  constexpr std::size_t kNameBytesMax = 4096;
  std::string key;
  if (too_long_ || piece_.size() > kNameBytesMax) return false;
  return pieces_.check_member(piece_ + "[]", key) == kJsonFine && key == "items";
}

// At a comma or a closing bracket that belongs to the document or to its items.
void JsonStream::end_piece(char mark) {
  const bool in_array = place_ == Place::element;
  if (mark != ',' && mark != (in_array ? ']' : '}')) return fail(kJsonStructure);
  const bool blank = piece_.empty();  // white space does not begin one
  if (place_ == Place::behind_items) {
    if (!blank) fail(kJsonStructure);
  } else if (blank) {
    // Nothing is all right in an empty object or array only.
    if (mark == ',' || !first_) fail(kJsonStructure);
  } else if (in_array) {
    end_element();
  } else {
    end_member();
  }
  if (fault_ != kJsonFine) return;
  piece_.clear();
  too_long_ = false;
  first_ = false;
  if (mark == ',') {
    if (place_ == Place::behind_items) place_ = Place::member;
  } else {
    place_ = in_array && !is_array_ ? Place::behind_items : Place::after;
  }
}

void JsonStream::end_member() {
  if (too_long_) {
    ++passed_over_;
    return;
  }
  if (visitor_ != nullptr || raw_items_ != nullptr) {
    // Only where the items are is still of interest.
    std::string key;
    if (!has_items_) has_items_ = pieces_.check_member(piece_, key) == kJsonFine && key == "items";
    return;
  }
  std::string key;
  const JsonFault fault = pieces_.check_member(piece_, key);
  if (fault != kJsonFine) return fail(fault);
  has_items_ |= key == "items";
  if (!describes_feed(key) && key != "items") return;
  if (members_.size() + piece_.size() > kMembersBytesMax) {
    ++passed_over_;
  } else {
    add_member(members_, piece_);
    if (key != "items") add_member(feed_members_, piece_);
  }
}

void JsonStream::add_member(std::string& members, std::string_view member) {
  if (!members.empty()) members += ',';
  members += member;
}

void JsonStream::end_element() {
  if (raw_items_ != nullptr) {
    raw_items_->push_back({too_long_ ? std::string() : std::move(piece_), too_long_});
    piece_.clear();
    return;
  }
  if (entries_ >= limits_.entries_max && !is_array_) {
    too_many_ = true;
    stopped_ = visitor_ != nullptr;
    if (stopped_) return;
  }
  if (too_long_) {
    ++passed_over_;
    return;
  }
  bool is_object = false;
  FeedEntry entry;
  std::uint32_t dropped = 0;
  const bool hands_out = visitor_ != nullptr;
  const JsonFault fault =
      pieces_.read_element(piece_, is_array_ ? 0 : 1, is_object, hands_out ? &entry : nullptr,
                           hands_out || too_many_ ? nullptr : &dropped);
  if (fault != kJsonFine) return fail(fault);
  if (!is_object || is_array_) return;
  if (!too_many_) ++entries_;
  dropped_ += dropped;
  if (visitor_ != nullptr) stopped_ = !visitor_->on_entry(std::move(entry));
}

void JsonStream::fail(JsonFault fault) {
  if (fault_ == kJsonFine) fault_ = fault;
  // From here on only strings and the last bracket are of interest.
  place_ = Place::after;
  piece_.clear();
}

}  // namespace syndicated
