#include "daemon/where.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "daemon/terminal.h"

namespace syndicated {
namespace {

struct Alias {
  std::string_view name;
  std::string_view paths;  // parted by a space
};

constexpr Alias kAliases[] = {
    {"lang", "language"},
    {"agency", "wire.agencies.code wire.agencies.name"},
    {"outlet", "wire.outlet.name wire.outlet.domain outlet"},
    {"source", "wire.source.id source.id"},
    {"headline", "headlines.value headline"},
    {"place", "wire.dateline.place wire.dateline.country wire.dateline.iso3166_1"},
    {"change", "wire.lifecycle.change"},
    {"topic", "wire.outlet.topics wire.outlet.tags"},
    {"uri", "uri"},
    {"version", "version"},
    {"by", "by"},
    {"status", "pubStatus"},
    {"kind", "kind"},
};

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    parts.emplace_back(text.substr(0, space));
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return parts;
}

// Lower case of the letters that news headlines write in capitals. All pairs here have two bytes on
// both sides, so that the length stays.
std::string fold_case(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto c = static_cast<unsigned char>(out[i]);
    if (c >= 'A' && c <= 'Z') out[i] = static_cast<char>(c + 0x20);
    if (c < 0xc3 || c > 0xd0 || i + 1 >= out.size()) continue;
    const unsigned code = (c & 0x1fu) << 6 | (static_cast<unsigned char>(out[i + 1]) & 0x3fu);
    unsigned lower = code;
    if (code >= 0xc0 && code <= 0xde && code != 0xd7) lower = code + 0x20;
    if (code >= 0x391 && code <= 0x3a9) lower = code + 0x20;
    if (code >= 0x410 && code <= 0x42f) lower = code + 0x20;
    if (code >= 0x400 && code <= 0x40f) lower = code + 0x50;
    out[i] = static_cast<char>(0xc0 | lower >> 6);
    out[i + 1] = static_cast<char>(0x80 | (lower & 0x3f));
    ++i;
  }
  return out;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool is_field_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-';
}

}  // namespace

// Recursive descent; the depth is bounded. A failure is kept once and makes every level return.
class WhereParser {
 public:
  explicit WhereParser(std::string_view text) : text_(text) {}

  Result<Where> parse() {
    const std::size_t root = expression();
    if (!failed()) {
      skip_space();
      if (at_ < text_.size()) {
        fail(at_, text_[at_] == ')' ? "nothing is open that this could close"
                                    : "expected `&`, `|` or the end");
      }
    }
    if (failed()) return Error{ErrorKind::invalid, message()};
    // Nodes are added after their children, so that the root comes last.
    where_.nodes_.resize(root + 1);
    return std::move(where_);
  }

 private:
  std::size_t expression() { return chain('|', Where::Kind::any_of, &WhereParser::term); }
  std::size_t term() { return chain('&', Where::Kind::all_of, &WhereParser::factor); }

  std::size_t chain(char sign, Where::Kind kind, std::size_t (WhereParser::*part)()) {
    Where::Node node{.kind = kind, .children = {}, .paths = {}, .value = {}};
    do {
      node.children.push_back((this->*part)());
    } while (!failed() && take(sign));
    if (node.children.size() == 1) return node.children.front();
    return add(std::move(node));
  }

  std::size_t factor() {
    if (++depth_ > kWhereDepthMax) return fail(at_, "nested too deeply");
    std::size_t result = 0;
    if (take('!')) {
      result = factor();
      if (!failed()) {
        result =
            add({.kind = Where::Kind::none_of, .children = {result}, .paths = {}, .value = {}});
      }
    } else if (const std::size_t open = at_; take('(')) {
      result = expression();
      if (!failed() && !take(')')) result = fail(open, "this parenthesis is not closed");
    } else {
      result = comparison();
    }
    --depth_;
    return result;
  }

  std::size_t comparison() {
    skip_space();
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_field_character(text_[at_])) ++at_;
    const std::string_view field = text_.substr(begin, at_ - begin);
    if (field.empty()) return fail(at_, "expected a field");
    Where::Node node;
    if (!resolve(field, node.paths)) {
      at_ = begin;
      return fail(begin, "unknown field; there are " + known_fields() + " and dotted paths",
                  field.size());
    }
    if (take('=')) {
      node.kind = Where::Kind::equal;
    } else if (take('~')) {
      node.kind = Where::Kind::contains;
    } else if (text_.substr(at_, 2) == "!=") {
      at_ += 2;
      node.kind = Where::Kind::unequal;
    } else {
      return fail(at_, "expected `=`, `!=` or `~`");
    }
    const std::optional<std::string> text_value = value();
    if (!text_value) return 0;
    node.value = fold_case(*text_value);
    return add(std::move(node));
  }

  std::optional<std::string> value() {
    skip_space();
    const std::size_t begin = at_;
    std::string found;
    if (at_ < text_.size() && text_[at_] == '"') {
      for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
        if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
        found += text_[at_];
      }
      if (at_ >= text_.size()) {
        fail(begin, "this quote is not closed");
        return std::nullopt;
      }
      ++at_;
      return found;
    }
    constexpr std::string_view kEnds = "&|()\"";
    while (at_ < text_.size() && !is_space(text_[at_]) &&
           kEnds.find(text_[at_]) == std::string_view::npos) {
      found += text_[at_++];
    }
    if (found.empty()) {
      fail(begin, "expected a value; the empty value is \"\"");
      return std::nullopt;
    }
    return found;
  }

  static bool resolve(std::string_view field, std::vector<std::string>& paths) {
    if (field.find('.') != std::string_view::npos) {
      paths.emplace_back(field);
      return true;
    }
    for (const Alias& alias : kAliases) {
      if (alias.name == field) {
        paths = split(alias.paths);
        return true;
      }
    }
    return false;
  }

  static std::string known_fields() {
    std::string list;
    for (const Alias& alias : kAliases) {
      if (!list.empty()) list += ", ";
      list += alias.name;
    }
    return list;
  }

  std::size_t add(Where::Node node) {
    where_.nodes_.push_back(std::move(node));
    return where_.nodes_.size() - 1;
  }

  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  bool take(char sign) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != sign) return false;
    ++at_;
    return true;
  }

  bool failed() const { return !problem_.empty(); }

  std::size_t fail(std::size_t place, std::string problem, std::size_t length = 1) {
    if (failed()) return 0;
    problem_ = std::move(problem);
    place_ = place;
    length_ = length;
    return 0;
  }

  std::string message() const {
    // Sanitised apart, so that the caret stands below the right column whatever stood before it.
    const std::string before = for_terminal(text_.substr(0, place_));
    std::string sentence = problem_;
    sentence += "\n  " + before + for_terminal(text_.substr(place_)) + "\n  ";
    sentence += std::string(columns(before), ' ') + std::string(length_, '^');
    return sentence;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  Where where_;
  std::string problem_;
  std::size_t place_ = 0, length_ = 1;
};

Result<Where> Where::parse(std::string_view expression) {
  if (expression.size() > kWhereBytesMax) {
    return Error{ErrorKind::invalid, "the expression is longer than 4096 bytes"};
  }
  return WhereParser(expression).parse();
}

bool Where::matches(const JsonView& record) const {
  return nodes_.empty() || matches(nodes_.back(), record);
}

bool Where::matches(const Node& node, const JsonView& record) const {
  const auto child = [&](std::size_t index) { return matches(nodes_[index], record); };
  const auto some_value = [&](auto fits) {
    return std::any_of(node.paths.begin(), node.paths.end(), [&](const std::string& path) {
      const std::vector<std::string> values = record.values(path);
      return std::any_of(values.begin(), values.end(),
                         [&](const std::string& value) { return fits(fold_case(value)); });
    });
  };
  const auto same = [&](const std::string& value) { return value == node.value; };
  const auto holds = [&](const std::string& value) {
    return value.find(node.value) != std::string::npos;
  };
  switch (node.kind) {
    case Kind::any_of:
      return std::any_of(node.children.begin(), node.children.end(), child);
    case Kind::all_of:
      return std::all_of(node.children.begin(), node.children.end(), child);
    case Kind::none_of:
      return std::none_of(node.children.begin(), node.children.end(), child);
    case Kind::equal:
      return some_value(same);
    case Kind::unequal:
      return !some_value(same);
    case Kind::contains:
      return some_value(holds);
  }
  return false;
}

}  // namespace syndicated
