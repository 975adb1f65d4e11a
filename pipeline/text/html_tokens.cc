#include "pipeline/text/html_tokens.h"

#include <algorithm>

namespace syndicated {
namespace {

constexpr std::size_t kAttributesMax = 64;  // more are read and forgotten

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }
char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

bool HtmlTokens::next(HtmlToken& token) {
  while (at_ < html_.size()) {
    if (html_[at_] != '<' || at_ + 1 >= html_.size()) return next_text(token);
    const char c = html_[at_ + 1];
    if (is_letter(c)) {
      if (read_tag(token)) return true;
      continue;
    }
    if (c == '/' && at_ + 2 < html_.size()) {
      if (is_letter(html_[at_ + 2])) {
        if (read_tag(token)) return true;
      } else {
        skip_to(">");
      }
      continue;
    }
    if ((c == '!' || c == '?') && is_declaration(at_)) {
      if (with_comments_ && read_comment(token)) return true;
      skip_declaration();
      continue;
    }
    return next_text(token);
  }
  return false;
}

// Text runs to the next "<" that begins markup. A "<" that begins none belongs to the text.
bool HtmlTokens::next_text(HtmlToken& token) {
  const std::size_t start = at_;
  std::size_t end = html_.find('<', at_ + 1);
  while (end != std::string_view::npos && end + 1 < html_.size()) {
    const char c = html_[end + 1];
    if (is_letter(c) || c == '/' || ((c == '!' || c == '?') && is_declaration(end))) break;
    end = html_.find('<', end + 1);
  }
  if (end == std::string_view::npos || end + 1 >= html_.size()) end = html_.size();
  token.kind = HtmlToken::Kind::text;
  token.text = html_.substr(start, end - start);
  at_ = end;
  if (in_cdata_) {
    const std::size_t close = token.text.find("]]>");
    if (close != std::string_view::npos) {
      in_cdata_ = false;
      token.text = token.text.substr(0, close);
      at_ = start + close + 3;
    }
  }
  return true;
}

void HtmlTokens::skip_to(std::string_view mark) {
  const std::size_t found = html_.find(mark, at_);
  at_ = found == std::string_view::npos ? html_.size() : found + mark.size();
}

// A comment that has its own end; false, and nothing is read, for all others.
bool HtmlTokens::read_comment(HtmlToken& token) {
  if (!comments_end_ || !html_.substr(at_).starts_with("<!--")) return false;
  const std::size_t start = at_ + 4;
  const std::string_view rest = html_.substr(start);
  if (rest.starts_with(">") || rest.starts_with("->")) return false;
  const std::size_t end = html_.find("--", start);
  if (end == std::string_view::npos || !html_.substr(end).starts_with("-->")) return false;
  token.kind = HtmlToken::Kind::comment;
  token.text = html_.substr(start, end - start);
  at_ = end + 3;
  return true;
}

// "<!" and "<?" begin something only when it is a comment, a CDATA section, or has a name and an
// end. The rest is text: "<!'" in an article about operators must not swallow what stands behind
// it.
bool HtmlTokens::is_declaration(std::size_t at) {
  const std::string_view rest = html_.substr(at);
  if (rest.starts_with("<!--") || rest.starts_with("<![")) return true;
  if (rest.size() < 3 || !is_letter(rest[2])) return false;
  return has_close(at);
}

// Whether a '>' stands behind `at`; the answer for one place holds for all before it.
bool HtmlTokens::has_close(std::size_t at) {
  if (last_close_ == kUnknown) last_close_ = html_.rfind('>');
  return last_close_ != std::string_view::npos && last_close_ > at;
}

void HtmlTokens::skip_declaration() {
  const std::string_view rest = html_.substr(at_);
  if (rest.starts_with("<![CDATA[")) {
    in_cdata_ = true;
    at_ += 9;
    return;
  }
  if (!rest.starts_with("<!--")) {
    skip_to(">");
    return;
  }
  at_ += 4;
  if (!comments_end_) {
    skip_to(">");
    return;
  }
  if (html_.substr(at_).starts_with(">")) {
    at_ += 1;
    return;
  }
  if (html_.substr(at_).starts_with("->")) {
    at_ += 2;
    return;
  }
  const std::size_t start = at_;
  while (at_ < html_.size()) {
    skip_to("--");
    const std::string_view behind = html_.substr(std::min(at_, html_.size()));
    if (behind.starts_with(">")) {
      at_ += 1;
      return;
    }
    if (behind.starts_with("!>")) {
      at_ += 2;
      return;
    }
    // "--->" ends a comment too: look again from the second hyphen.
    if (behind.starts_with("-")) at_ -= 1;
  }
  // A comment without an end ends at the first '>', else it would hide the rest of the text. There
  // is at most one such search to the end: from now on it is known.
  comments_end_ = false;
  at_ = start;
  skip_to(">");
}

bool HtmlTokens::skip_space() {
  while (at_ < html_.size() && is_space(html_[at_])) ++at_;
  return at_ < html_.size();
}

// False when the document ends inside of the tag; such a tag is no tag.
bool HtmlTokens::read_tag(HtmlToken& token) {
  const bool end_tag = html_[at_ + 1] == '/';
  at_ += end_tag ? 2 : 1;
  token.kind = end_tag ? HtmlToken::Kind::end : HtmlToken::Kind::start;
  token.name.clear();
  token.attributes.clear();
  token.self_closing = false;
  while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '/' && html_[at_] != '>') {
    token.name.push_back(to_lower(html_[at_++]));
  }
  read_attributes(token);
  if (at_ >= html_.size()) return false;
  ++at_;
  return true;
}

// Leaves `at_` on the closing ">" or at the end of the document.
void HtmlTokens::read_attributes(HtmlToken& token) {
  while (skip_space()) {
    if (html_[at_] == '>') return;
    if (html_[at_] == '/') {
      ++at_;
      token.self_closing = at_ < html_.size() && html_[at_] == '>';
      continue;
    }
    read_attribute(token);
  }
}

void HtmlTokens::read_attribute(HtmlToken& token) {
  HtmlAttribute attribute;
  const std::size_t name_start = at_;
  while (at_ < html_.size()) {
    const char c = html_[at_];
    if (is_space(c) || c == '/' || c == '>' || (c == '=' && at_ > name_start)) break;
    ++at_;
  }
  const std::string_view name = html_.substr(name_start, at_ - name_start);
  if (skip_space() && html_[at_] == '=') {
    ++at_;
    if (!skip_space()) return;
    const char quote = html_[at_];
    const std::size_t start = quote == '"' || quote == '\'' ? at_ + 1 : at_;
    std::size_t end = start;
    if (start > at_) {
      end = html_.find(quote, start);
      if (end == std::string_view::npos) {
        at_ = html_.size();
        return;
      }
      at_ = end + 1;
    } else {
      while (end < html_.size() && !is_space(html_[end]) && html_[end] != '>') ++end;
      at_ = end;
    }
    attribute.value = html_.substr(start, end - start);
  }
  if (token.attributes.size() == kAttributesMax) return;
  for (const char c : name) attribute.name.push_back(to_lower(c));
  const bool known = std::any_of(token.attributes.begin(), token.attributes.end(),
                                 [&](const HtmlAttribute& a) { return a.name == attribute.name; });
  if (!known) token.attributes.push_back(std::move(attribute));
}

void HtmlTokens::skip_element(std::string_view name, bool or_to_end) {
  const bool in_vain = std::find(names_without_end_.begin(), names_without_end_.end(), name) !=
                       names_without_end_.end();
  std::size_t end = in_vain ? std::string_view::npos : html_.find("</", at_);
  for (; end != std::string_view::npos; end = html_.find("</", end + 2)) {
    const std::string_view candidate = html_.substr(end + 2, name.size());
    const bool same = candidate.size() == name.size() &&
                      std::equal(candidate.begin(), candidate.end(), name.begin(),
                                 [](char a, char b) { return to_lower(a) == b; });
    const std::size_t behind = end + 2 + name.size();
    if (!same || behind >= html_.size()) continue;
    if (is_space(html_[behind]) || html_[behind] == '>' || html_[behind] == '/') break;
  }
  if (end != std::string_view::npos) {
    at_ = end;
    skip_to(">");
    return;
  }
  if (!in_vain) names_without_end_.emplace_back(name);
  if (or_to_end) at_ = html_.size();
}

}  // namespace syndicated
