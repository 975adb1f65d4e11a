#include "connectors/formats/xml_guard.h"

#include <algorithm>
#include <charconv>

#include "connectors/formats/xml_names.h"
#include "pipeline/text/find_mark.h"

namespace syndicated {
namespace {

constexpr std::size_t kNpos = std::string_view::npos;
constexpr std::size_t kSectionBytes = 64 * 1024;  // of a part, about

// Neither within a character nor within the end of a line.
bool can_split(std::string_view before, std::string_view behind) {
  return !before.ends_with('\r') && (behind.empty() || (static_cast<unsigned char>(behind[0]) & 0xC0) != 0x80);
}

// XML 1.0, 2.11: "\r\n" and a lone "\r" are "\n".
void normalise_line_ends(std::string& text) {
  std::size_t at = text.find('\r');
  if (at == kNpos) return;
  std::size_t kept = at;
  for (; at < text.size(); ++at) {
    if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') continue;
    text[kept++] = text[at] == '\r' ? '\n' : text[at];
  }
  text.resize(kept);
}

}  // namespace

std::size_t XmlGuard::pass(std::string_view text, bool last, std::string& out) {
  text_ = text;
  last_ = last;
  out_ = &out;
  at_ = run_start_ = 0;
  while (at_ < text_.size() && place_ != Place::shut && step()) {
  }
  if (last && place_ == Place::cdata) end_section();
  if (place_ == Place::shut) return text.size();
  if (place_ != Place::cdata) flush();
  return at_;
}

// Goes on by one byte or by all that cannot change the place. Where the parser gives a tag up, at a '<', so does
// this: else a quote that is never closed would hide what follows. False when the next block is needed.
bool XmlGuard::step() {
  switch (place_) {
    case Place::content:
      at_ = std::min(text_.find('<', at_), text_.size());
      return at_ == text_.size() || step_less();
    case Place::tag:
      at_ = find_mark<'<', '>', '"', '\''>(text_, at_);
      if (at_ == text_.size()) return true;
      if (text_[at_] == '<') return step_less();
      if (text_[at_] == '>') place_ = Place::content;
      if (text_[at_] == '"' || text_[at_] == '\'') {
        quote_ = text_[at_];
        place_ = ++attributes_ > kAttributesMax ? Place::shut : Place::quoted;
        if (place_ == Place::shut) flush();
      }
      ++at_;
      return true;
    case Place::quoted:
      at_ = find_mark<'<', '"', '\''>(text_, at_);
      if (at_ == text_.size()) return true;
      if (text_[at_] == '<') return step_less();
      if (text_[at_] == quote_) place_ = Place::tag;
      ++at_;
      return true;
    case Place::cdata:
      return step_cdata();
    case Place::comment:
      return pass_to(kXmlEndOfComment);
    case Place::other:
      at_ = std::min(text_.find_first_of("<>", at_), text_.size());
      if (at_ == text_.size()) return true;
      if (text_[at_] == '<') return step_less();
      place_ = Place::content;
      ++at_;
      return true;
    case Place::shut:
      break;
  }
  return false;
}

// At a '<'. Within an end tag or an instruction, which the parser may give up here, a tag begins; a comment or a
// section in them is none.
bool XmlGuard::step_less() {
  const std::string_view rest = text_.substr(at_);
  if (!last_ && rest.size() < kXmlCdata.size()) return false;
  const char next = rest.size() > 1 ? rest[1] : '\0';
  if (rest.starts_with("<?_")) {
    at_ += 2;
    flush();
    *out_ += kSectionTarget;
    place_ = Place::other;
    return true;
  }
  if (is_xml_name_start(next) || next == ':') {
    attributes_ = 0;
    place_ = Place::tag;
  } else if (place_ != Place::other) {
    place_ = next == '/' || next == '?' || next == '!' ? Place::other : Place::content;
    if (rest.starts_with(kXmlCdata)) {
      flush();
      place_ = Place::cdata;
      at_ += kXmlCdata.size();
      return true;
    }
    if (rest.starts_with(kXmlComment)) {
      place_ = Place::comment;
      at_ += kXmlComment.size();
      return true;
    }
  }
  ++at_;
  return true;
}

// Behind `mark`, or as far as it surely does not stand.
bool XmlGuard::pass_to(std::string_view mark) {
  const std::size_t end = text_.find(mark, at_);
  if (end != kNpos) {
    at_ = end + mark.size();
    place_ = Place::content;
  } else {
    const std::size_t held = last_ ? 0 : std::min(text_.size() - at_, mark.size() - 1);
    at_ = text_.size() - held;
  }
  return end != kNpos;
}

bool XmlGuard::step_cdata() {
  const std::size_t from = at_;
  const bool ends = pass_to(kXmlEndOfCdata);
  section_.append(text_, from, at_ - from - (ends ? kXmlEndOfCdata.size() : 0));
  if (ends || (section_.size() >= kSectionBytes && can_split(section_, text_.substr(at_)))) end_section();
  run_start_ = at_;
  return ends;
}

void XmlGuard::end_section() {
  out_->append("<?").append(kSectionTarget).append(" ");
  *out_ += std::to_string(sections_taken_ + sections_.size());
  *out_ += "?>";
  normalise_line_ends(section_);
  sections_.push_back(std::move(section_));
  section_.clear();
}

void XmlGuard::flush() {
  out_->append(text_, run_start_, at_ - run_start_);
  run_start_ = at_;
}

std::string XmlGuard::take_section(std::string_view data) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(data.data(), data.data() + data.size(), number);
  if (error != std::errc() || number < sections_taken_ || number - sections_taken_ >= sections_.size()) return "";
  sections_.erase(sections_.begin(), sections_.begin() + static_cast<std::ptrdiff_t>(number - sections_taken_));
  std::string section = std::move(sections_.front());
  sections_.pop_front();
  sections_taken_ = number + 1;
  return section;
}

}  // namespace syndicated
