#include "connectors/formats/xml_balance.h"

#include <algorithm>
#include <array>

#include "connectors/formats/ascii.h"
#include "connectors/formats/xml_names.h"

namespace syndicated {
namespace {

constexpr std::size_t kNpos = std::string_view::npos;
constexpr std::size_t kTagBytesMax = 1u << 20;  // a '<' without its '>' within that is text
constexpr std::size_t kAttributesMax = 200;       // of one tag; more are dropped

// With one prefix at most.
bool is_name(std::string_view name) {
  if (name.empty() || !is_xml_name_start(name.front()) || name.back() == ':') return false;
  const std::size_t colon = name.find(':');
  if (colon == kNpos) return true;
  return is_xml_name_start(name[colon + 1]) && name.find(':', colon + 1) == kNpos;
}

std::size_t name_size(std::string_view text) {
  return std::find_if_not(text.begin(), text.end(), is_xml_name_char) - text.begin();
}

template <std::size_t kSize>
bool is_one_of(const std::array<std::string_view, kSize>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [name](std::string_view other) { return ascii_equals(other, name); });
}

// HTML's elements without an end tag, less those that mean something else in feeds.
bool is_void(std::string_view name) {
  constexpr std::array<std::string_view, 8> kNames = {"area", "br",    "col",  "hr",
                                                      "img",  "input", "meta", "wbr"};
  return is_one_of(kNames, name);
}

// Elements that end where the next of their kind begins.
bool ends_at_its_like(std::string_view name) {
  constexpr std::array<std::string_view, 6> kNames = {"p", "li", "tr", "td", "item", "entry"};
  return is_one_of(kNames, name);
}

// Elements of feeds that hold other ones, those that hold a text, and those that stand in no text.
bool is_container(std::string_view local) {
  constexpr std::array<std::string_view, 8> kNames = {"item",   "entry", "channel",   "feed",
                                                      "source", "image", "textinput", "group"};
  return is_one_of(kNames, local);
}
bool is_leaf(std::string_view local) {
  constexpr std::array<std::string_view, 21> kNames = {
      "title",    "link",     "guid",      "pubdate", "description", "summary",  "content",
      "encoded",  "id",       "updated",   "issued",  "published",   "modified", "created",
      "category", "comments", "copyright", "creator", "date",        "subtitle", "subject"};
  return is_one_of(kNames, local);
}
bool is_never_in_text(std::string_view name) {
  constexpr std::array<std::string_view, 18> kNames = {
      "item",    "entry",    "guid",   "pubdate",   "description", "category",
      "id",      "comments", "author", "enclosure", "issued",      "updated",
      "created", "modified", "rights", "published", "contributor", "lastbuilddate"};
  constexpr std::array<std::string_view, 9> kPrefixes = {
      "dc", "content", "media", "itunes", "slash", "wfw", "feedburner", "dcterms", "georss"};
  const std::size_t colon = name.find(':');
  return colon == kNpos ? is_one_of(kNames, name) : is_one_of(kPrefixes, name.substr(0, colon));
}
// These do so in HTML.
bool is_rarely_in_text(std::string_view name) {
  constexpr std::array<std::string_view, 5> kNames = {"title", "link", "summary", "content",
                                                      "source"};
  return is_one_of(kNames, name);
}

std::string_view local_of(std::string_view name) {
  return name.substr(name.find(':') + 1);  // npos + 1 is 0
}

// Whether an end tag of this name is that of the other one, misspelt or cut off.
bool is_misspelt(std::string_view wrong, std::string_view right) {
  wrong = local_of(wrong);
  right = local_of(right);
  return wrong.size() >= 3 && right.size() >= 3 && ascii_equals(wrong.substr(0, 2), right.substr(0, 2));
}

// Where the quoted value that begins at `at` ends. A quote that is missing would hide tags, up to
// the quote that begins another value: that shows by what stands behind. Then npos.
std::size_t closing_quote(std::string_view text, std::size_t at) {
  const std::size_t end = text.find(text[at - 1], at);
  if (end == kNpos) return kNpos;
  const std::string_view value = text.substr(at, end - at);
  if (value.find('>') == kNpos && value.find('<') == kNpos) return end;
  const char behind = end + 1 < text.size() ? text[end + 1] : '>';
  return is_ascii_space(behind) || behind == '>' || behind == '/' ? end : kNpos;
}

// The size of the start tag at the beginning of `text`, with its '>' or, where that is missing, up to
// its last value in quotes; 0 when there is none, npos when the text ends before it does. `depends`
// says that more text might change that.
std::size_t start_tag_size(std::string_view text, std::size_t from, bool& depends) {
  bool expects_value = false;
  std::size_t values_end = 0;
  for (std::size_t at = from; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '>') return at + 1;
    if (c == '<') return values_end;
    if ((c == '"' || c == '\'') && expects_value) {
      depends |= text.find(c, at + 1) >= text.size() - 1;
      const std::size_t end = closing_quote(text, at + 1);
      if (end != kNpos) {
        at = end;
        values_end = end + 1;
      }
    }
    if (!is_ascii_space(c)) expects_value = c == '=';
  }
  return kNpos;
}

}  // namespace

std::size_t XmlBalancer::balance(std::string_view text, bool last, std::string& out) {
  text_ = text;
  last_ = last;
  out_ = &out;
  at_ = run_start_ = 0;
  bool goes_on = true;
  while (goes_on && at_ < text_.size()) {
    switch (place_) {
      case Place::content:
        goes_on = step_content();
        break;
      case Place::cdata:
        goes_on = pass_to(kXmlEndOfCdata, true);
        break;
      case Place::comment:
        goes_on = pass_to(kXmlEndOfComment, false);
        break;
    }
  }
  flush();
  if (last && open_end_ == OpenEnd::closed) {
    while (!open_.empty()) close_top();
  }
  return at_;
}

// Behind `mark`, or as far as it surely does not stand. Comments are not kept: what stands in them
// may be as broken as the rest.
bool XmlBalancer::pass_to(std::string_view mark, bool keeps) {
  const std::size_t end = text_.find(mark, at_);
  if (end != kNpos) {
    at_ = end + mark.size();
    place_ = Place::content;
  } else if (last_) {
    at_ = text_.size();
  } else {
    at_ = std::max(at_, text_.size() - std::min(text_.size(), mark.size() - 1));
  }
  if (!keeps) run_start_ = at_;
  return end != kNpos;
}

// False when the next block is needed.
bool XmlBalancer::step_content() {
  at_ = std::min(text_.find('<', at_), text_.size());
  if (at_ == text_.size()) return true;
  const std::string_view rest = text_.substr(at_, kTagBytesMax);
  if (!last_ && rest.size() < kXmlCdata.size()) return false;
  if (rest.size() < 2) {
    flush();
    run_start_ = ++at_;
    return true;
  }
  if (rest.starts_with(kXmlCdata)) {
    at_ += kXmlCdata.size();
    place_ = Place::cdata;
    return true;
  }
  if (rest.starts_with(kXmlComment)) {
    flush();
    place_ = Place::comment;
    return true;
  }
  const bool is_end = rest[1] == '/';
  const bool is_other = rest[1] == '!' || rest[1] == '?';
  const std::size_t name_at = is_end ? 2 : 1;
  const std::size_t size = is_other ? 0 : name_size(rest.substr(name_at));
  const std::string_view name = rest.substr(name_at, size);
  const std::size_t behind = name_at + size;
  const bool is_start = !is_end && !is_other;
  bool depends = false;
  std::size_t tag = 0;
  if (is_start) {
    tag = start_tag_size(rest, behind, depends);
    if (tag == 0 && begins_text(name)) tag = behind;
  } else {
    // Up to the next tag, should the '>' be missing.
    tag = rest.find_first_of("<>", behind);
    if (tag != kNpos && rest[tag] == '>') ++tag;
  }
  if ((depends || tag == kNpos) && rest.size() < kTagBytesMax) {
    if (!last_) return false;
    if (tag == kNpos) {
      flush();  // half a tag at the end of the document says nothing, but that what it ends is whole
      if (is_end && !open_.empty() && ascii_equals(name, std::string_view(open_.back()).substr(0, size))) close_top();
      at_ = run_start_ = text_.size();
      return true;
    }
  }
  if (tag == kNpos) tag = 0;
  const char after = behind < rest.size() ? rest[behind] : '>';
  const bool is_tag =
      is_name(name) && (is_end || tag == behind || is_ascii_space(after) || after == '>' || after == '/');
  flush();
  // "</" and "</>", left over from an end tag.
  const bool is_remnant = is_end && size == 0 && tag > 0 && tag <= behind + (rest[tag - 1] == '>' ? 1 : 0);
  if (tag == 0 || (!is_tag && !is_other && !is_remnant)) {
    if (!open_.empty()) *out_ += "&lt;";
    run_start_ = ++at_;
    return true;
  }
  if (is_end) {
    end_tag(name);
  } else if (is_tag) {
    std::string_view whole = rest.substr(0, tag);
    if (whole.ends_with('>')) whole.remove_suffix(1);
    start_tag(whole, size);
  }
  at_ += tag;
  run_start_ = at_;
  return true;
}

// Whether an element of this name is likely here.
bool XmlBalancer::begins_text(std::string_view name) const {
  return !open_.empty() && is_container(local_of(open_.back())) && is_leaf(local_of(name));
}

void XmlBalancer::start_tag(std::string_view tag, std::size_t name_size) {
  const std::string_view name = tag.substr(1, name_size);
  if (!open_.empty()) close_text_before(name);
  if (!open_.empty() && ends_at_its_like(name) && ascii_equals(open_.back(), name)) close_top();
  const std::size_t before = out_->size();
  *out_ += '<';
  *out_ += name;
  bool is_closed = false;
  append_attributes(tag.substr(1 + name_size), is_closed);
  if (is_closed || is_void(name) || open_.size() >= kDepthMax) {
    *out_ += "/>";
    if (open_.empty()) out_->resize(before);  // no root
    return;
  }
  *out_ += '>';
  ++open_counts_[ascii_lower(name)];
  open_.emplace_back(name);
}

// The root is left open to the end: what stands behind it may be entries all the same.
void XmlBalancer::end_tag(std::string_view name) {
  const auto count = open_counts_.find(ascii_lower(name));
  if (count == open_counts_.end()) {
    if (open_.size() > 1 && !is_container(local_of(open_.back())) && is_misspelt(name, open_.back())) close_top();
    return;
  }
  if (count->second == 1 && ascii_equals(open_.front(), name)) {
    while (open_.size() > 1 && !is_container(local_of(open_.back()))) close_top();
    return;
  }
  while (!ascii_equals(open_.back(), name)) close_top();
  close_top();
}

// Where the end tag of a text is missing, the text ends before what cannot be a part of it.
void XmlBalancer::close_text_before(std::string_view name) {
  constexpr std::size_t kMarkupDepthMax = 16;
  const bool never = is_never_in_text(name);
  if (!never && !is_rarely_in_text(name)) return;
  for (std::size_t depth = 1; depth < open_.size() && depth <= kMarkupDepthMax; ++depth) {
    const std::string& text = open_[open_.size() - depth];
    if (is_container(local_of(text))) return;
    if (!is_leaf(local_of(text)) || !is_container(local_of(open_[open_.size() - depth - 1]))) continue;
    if (never || depth == 1) {
      for (; depth > 0; --depth) close_top();
    }
    return;
  }
}

void XmlBalancer::close_top() {
  *out_ += "</";
  *out_ += open_.back();
  *out_ += '>';
  const auto count = open_counts_.find(ascii_lower(open_.back()));
  if (--count->second == 0) open_counts_.erase(count);
  open_.pop_back();
}

void XmlBalancer::append_attributes(std::string_view text, bool& is_closed) {
  seen_.clear();
  std::size_t at = 0;
  const auto skip_space = [&] {
    while (at < text.size() && is_ascii_space(text[at])) ++at;
  };
  while (skip_space(), at < text.size()) {
    const std::size_t size = name_size(text.substr(at));
    if (size == 0) {
      is_closed = text[at] == '/' && at + 1 == text.size();
      ++at;
      continue;
    }
    const std::string_view name = text.substr(at, size);
    at += size;
    skip_space();
    std::string_view value;
    if (at < text.size() && text[at] == '=') {
      ++at;
      skip_space();
      if (at < text.size() && (text[at] == '"' || text[at] == '\'')) {
        const std::size_t end = std::min(closing_quote(text, at + 1), text.size());
        value = text.substr(at + 1, end - at - 1);
        at = std::min(end + 1, text.size());
      } else {
        const std::size_t from = at;
        while (at < text.size() && !is_ascii_space(text[at])) ++at;
        // The root holds the document: a slash at its end is that of an address.
        if (at == text.size() && at > from && text[at - 1] == '/' && !open_.empty()) --at;
        value = text.substr(from, at - from);
      }
    }
    append_attribute(name, value);
  }
}

void XmlBalancer::append_attribute(std::string_view name, std::string_view value) {
  if (!is_name(name) || seen_.size() == kAttributesMax) return;
  if (std::find(seen_.begin(), seen_.end(), name) != seen_.end()) return;
  seen_.push_back(name);
  *out_ += ' ';
  *out_ += name;
  *out_ += "=\"";
  for (const char c : value) {
    if (c == '"') {
      *out_ += "&quot;";
    } else if (c == '<') {
      *out_ += "&lt;";
    } else {
      *out_ += c;
    }
  }
  *out_ += '"';
}

// What stands before the root is not kept.
void XmlBalancer::flush() {
  if (!open_.empty()) out_->append(text_, run_start_, at_ - run_start_);
  run_start_ = at_;
}

std::size_t BalancedInput::rewrite(std::string_view text, bool last, std::string& out) {
  return balancer_.balance(text, last, out);
}

std::string balance_xml(std::string_view xml, OpenEnd open_end) {
  std::string out;
  out.reserve(xml.size() + xml.size() / 16);
  XmlBalancer(open_end).balance(xml, true, out);
  return out;
}

}  // namespace syndicated
