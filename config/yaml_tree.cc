#include "config/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>

#include "config/source_line.h"
#include "config/yaml_errors.h"

namespace syndicated {
namespace {

// Thrown by the builder to leave yaml-cpp once a diagnostic says why; never leaves this file.
struct Abandoned {};

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back(line);
    begin = end + 1;
  }
  return lines;
}

// Receives yaml-cpp's events and builds the tree on an explicit stack.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const std::vector<SourceText>& sources, int file, std::string_view text,
              Diagnostics& diagnostics)
      : sources_(sources),
        file_(file),
        text_(text),
        lines_(split_lines(text)),
        diagnostics_(diagnostics) {
    root_.place.file = file;
  }

  YamlNode take_root() { return std::move(root_); }
  int last_line() const { return last_line_; }

  // Where the innermost `[` or `{` stands that is still open, if there is one.
  std::optional<Place> open_bracket() const {
    if (stack_.empty() || !stack_.back().is_flow) return std::nullopt;
    return stack_.back().node.place;
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (has_document_) {
      abandon("SY0007", place_of(mark, 1), "a second YAML document begins here",
              "one file holds one document");
    }
    has_document_ = true;
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    YamlNode node;
    node.place = place_of(mark, 1);
    add(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    abandon("SY0005", word_at(mark), "aliases are not part of this configuration",
            "write the value itself; quote the text if it begins with `*`");
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    refuse_open_quote(mark);
    YamlNode node;
    node.kind = YamlNode::Kind::scalar;
    node.quoted = tag == "!";
    node.text = value;
    node.place = scalar_place(mark, value);
    add(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(YamlNode::Kind::list, mark, tag, anchor, style == YAML::EmitterStyle::Flow);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(YamlNode::Kind::map, mark, tag, anchor, style == YAML::EmitterStyle::Flow);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    YamlNode node;
    bool is_flow = false;  // written with brackets
    bool has_key = false;
    YamlEntry entry;  // the key that waits for its value
    std::unordered_map<std::string, Place> seen;
  };

  [[noreturn]] void abandon(std::string_view code, const Place& place, std::string message,
                            std::string hint) {
    diagnostics_.error(code, place, std::move(message), std::move(hint));
    throw Abandoned{};
  }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor == 0) return;
    abandon("SY0005", word_at(mark), "anchors are not part of this configuration",
            "write the value where it is used; quote the text if it begins with `&`");
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    abandon("SY0005", word_at(mark), "tags are not part of this configuration",
            "write the value without it; quote the text if it begins with `!`");
  }

  // yaml-cpp takes the end of the file for the closing quote, and swallows what is before it.
  void refuse_open_quote(const YAML::Mark& mark) {
    const std::string_view rest = rest_of_line(mark);
    if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) return;
    const char quote = rest[0];
    const std::size_t begin = static_cast<std::size_t>(rest.data() - text_.data());
    for (std::size_t at = begin + 1; at < text_.size(); ++at) {
      if (quote == '"' && text_[at] == '\\') {
        ++at;
      } else if (text_[at] == quote) {
        if (quote == '"' || at + 1 >= text_.size() || text_[at + 1] != quote) return;
        ++at;  // '' is one quote inside single quotes
      }
    }
    abandon("SY0004", place_of(mark, rest.size()), "a quote is not closed",
            "the closing quote is missing");
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor, bool is_flow) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    if (stack_.size() >= yaml_depth_max) {
      abandon("SY0006", place_of(mark, 1),
              "more than " + std::to_string(yaml_depth_max) + " mappings and lists in each other",
              "");
    }
    Frame frame;
    frame.is_flow = is_flow;
    frame.node.kind = kind;
    frame.node.place = place_of(mark, 1);
    refuse_as_key(frame.node);
    stack_.push_back(std::move(frame));
  }

  void close() {
    YamlNode node = std::move(stack_.back().node);
    stack_.pop_back();
    add(std::move(node));
  }

  bool expects_key() const {
    return !stack_.empty() && stack_.back().node.kind == YamlNode::Kind::map &&
           !stack_.back().has_key;
  }

  void refuse_as_key(const YamlNode& node) {
    if (!expects_key()) return;
    abandon("SY0101", node.place, "a key has to be a single word", "");
  }

  void add(YamlNode node) {
    last_line_ = std::max(last_line_, node.place.line);
    if (++nodes_ > yaml_nodes_max) {
      abandon("SY0006", node.place,
              "more than " + std::to_string(yaml_nodes_max) + " keys and values", "");
    }
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = stack_.back();
    if (frame.node.kind == YamlNode::Kind::list) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.has_key) {
      take_key(frame, std::move(node));
    } else {
      take_value(frame, std::move(node));
    }
  }

  void take_key(Frame& frame, YamlNode node) {
    if (node.kind == YamlNode::Kind::null) {
      abandon("SY0101", node.place, "a key is missing before this `:`", "");
    }
    if (node.text == "<<" && !node.quoted) {
      abandon("SY0005", node.place, "merge keys are not part of this configuration", "");
    }
    frame.entry = YamlEntry{std::move(node.text), node.place, {}};
    frame.has_key = true;
  }

  void take_value(Frame& frame, YamlNode node) {
    frame.has_key = false;
    // The parser places a missing value at the next token, which may be lines away.
    if (node.kind == YamlNode::Kind::null) node.place = frame.entry.key_place;
    const auto [first, is_new] = frame.seen.emplace(frame.entry.key, frame.entry.key_place);
    if (!is_new) {
      if (diagnostics_.is_full()) return;
      diagnostics_.error("SY0108", frame.entry.key_place,
                         "the key `" + frame.entry.key + "` is set twice",
                         "first set at " + place_name(first->second, sources_));
      return;
    }
    frame.entry.value = std::move(node);
    frame.node.entries.push_back(std::move(frame.entry));
  }

  std::string_view line_at(const YAML::Mark& mark) const {
    const bool inside = mark.line >= 0 && static_cast<std::size_t>(mark.line) < lines_.size();
    return inside ? lines_[static_cast<std::size_t>(mark.line)] : std::string_view();
  }

  Place place_of(const YAML::Mark& mark, std::size_t length) const {
    Place place;
    place.file = file_;
    place.line = std::max(mark.line, 0) + 1;
    place.column = std::max(mark.column, 0) + 1;
    place.length = static_cast<int>(std::max<std::size_t>(length, 1));
    return place;
  }

  std::string_view rest_of_line(const YAML::Mark& mark) const {
    const std::string_view line = line_at(mark);
    const std::size_t column = static_cast<std::size_t>(std::max(mark.column, 0));
    return column < line.size() ? line.substr(column) : std::string_view();
  }

  Place word_at(const YAML::Mark& mark) const {
    const std::string_view rest = rest_of_line(mark);
    return place_of(mark, std::min(rest.find_first_of(" \t,"), rest.size()));
  }

  // From the mark to the end of the scalar as far as it is on the mark's line.
  Place scalar_place(const YAML::Mark& mark, const std::string& value) const {
    const std::string_view rest = rest_of_line(mark);
    if (rest.empty()) return place_of(mark, 1);
    if (rest[0] == '"' || rest[0] == '\'') {
      std::size_t at = 1;
      while (at < rest.size() && rest[at] != rest[0]) {
        at += rest[0] == '"' && rest[at] == '\\' ? 2 : 1;
      }
      return place_of(mark, std::min(at + 1, rest.size()));
    }
    if (rest.substr(0, value.size()) == value) return place_of(mark, value.size());
    const std::size_t last = rest.find_last_not_of(" \t");
    return place_of(mark, last == std::string_view::npos ? 1 : last + 1);
  }

  const std::vector<SourceText>& sources_;
  const int file_;
  const std::string_view text_;
  const std::vector<std::string_view> lines_;
  Diagnostics& diagnostics_;
  std::vector<Frame> stack_;
  YamlNode root_;
  std::size_t nodes_ = 0;
  int last_line_ = 1;
  bool has_document_ = false;
};

Place place_at(int file, std::string_view text, std::size_t offset) {
  Place place;
  place.file = file;
  const std::string_view before = text.substr(0, offset);
  place.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t begin = before.rfind('\n');
  place.column =
      static_cast<int>(begin == std::string_view::npos ? offset : offset - begin - 1) + 1;
  return place;
}

// True when the bytes are text that yaml-cpp reads as we do: it would take a NUL for a sign of
// UTF-16.
bool check_text(int file, std::string_view text, Diagnostics& diagnostics) {
  if (text.size() > yaml_bytes_max) {
    diagnostics.error("SY0002", place_at(file, text, 0), "the file is larger than 1 MiB",
                      "spread the sources over files in conf.d/");
    return false;
  }
  std::size_t bad_at = 0;
  if (!is_utf8(text, &bad_at)) {
    diagnostics.error("SY0003", place_at(file, text, bad_at), "the file is not UTF-8 from here on",
                      "save the file as UTF-8");
    return false;
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    const unsigned char c = static_cast<unsigned char>(text[at]);
    if ((c >= 0x20 && c != 0x7F) || c == '\n' || c == '\t') continue;
    if (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n') continue;
    diagnostics.error("SY0003", place_at(file, text, at), "a control character in the text",
                      "write it as an escape in double quotes, for example `\"\\x07\"`");
    return false;
  }
  return true;
}

}  // namespace

std::optional<YamlNode> parse_yaml(const std::vector<SourceText>& sources, int file,
                                   Diagnostics& diagnostics) {
  std::string_view text = sources[static_cast<std::size_t>(file)].text;
  if (!check_text(file, text, diagnostics)) return std::nullopt;

  TreeBuilder builder(sources, file, text, diagnostics);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    // The second round finds a second document, at whose start the builder abandons.
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.take_root();
  } catch (const Abandoned&) {
    return std::nullopt;
  } catch (const YAML::Exception& exception) {
    Place noticed_at;
    noticed_at.file = file;
    noticed_at.line = std::max(exception.mark.line, 0) + 1;
    noticed_at.column = std::max(exception.mark.column, 0) + 1;
    SyntaxError error = explain_syntax_error(exception.msg, noticed_at, builder.last_line(),
                                             builder.open_bracket(), text);
    diagnostics.error("SY0004", error.place, std::move(error.message), std::move(error.hint));
    return std::nullopt;
  } catch (const std::exception& exception) {
    diagnostics.error("SY0004", place_at(file, text, 0),
                      std::string("the YAML parser failed: ") + exception.what());
    return std::nullopt;
  }
}

}  // namespace syndicated
