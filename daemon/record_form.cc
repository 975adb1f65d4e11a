// The forms in which `tail` shows a record.
#include <algorithm>
#include <utility>
#include <vector>

#include "daemon/record_printer.h"

namespace syndicated {
namespace {

constexpr std::size_t kOriginColumns = 16;
constexpr std::size_t kHeadlineColumnsMin = 20;
constexpr std::size_t kMarkColumnsMax = 40;  // of one mark
constexpr std::size_t kMarksMax = 8;
constexpr std::size_t kIndentMax =
    16;  // levels; deeper ones stay there, so that the output stays linear

constexpr std::string_view kDim = "\x1b[2m", kCyan = "\x1b[36m", kYellow = "\x1b[33m",
                           kRed = "\x1b[31m", kOff = "\x1b[0m";

// One sign in both alphabets.
std::string_view sign(const TerminalStyle& style, std::string_view unicode,
                      std::string_view ascii) {
  return style.unicode ? unicode : ascii;
}

// UTF-8 would be garbage where the locale is something else.
std::string shown(std::string_view text, const TerminalStyle& style) {
  std::string out = for_terminal(text);
  if (style.unicode) return out;
  std::string ascii;
  for (const char byte : out) {
    const auto c = static_cast<unsigned char>(byte);
    if (c < 0x80) ascii += byte;
    if (c >= 0xc0) ascii += '?';
  }
  return ascii;
}

std::string first_of(const JsonView& record, std::initializer_list<std::string_view> paths) {
  for (const std::string_view path : paths) {
    std::string text = record.text(path);
    if (!text.empty()) return text;
  }
  return {};
}

struct Mark {
  std::string text;
  std::string_view color;  // "" none
};

void add_change(const JsonView& record, const TerminalStyle& style, std::vector<Mark>& marks) {
  const std::string change = record.text("wire.lifecycle.change");
  const std::string revision = record.text("wire.lifecycle.revision");
  if (change == "kill") {
    marks.push_back({std::string(sign(style, "✗", "X")) + " killed", kRed});
  } else if (change == "update" || change == "correction") {
    std::string text = std::string(sign(style, "↻", "~")) + " v" + shown(revision, style);
    if (change == "correction") text += " correction";
    marks.push_back({std::move(text), kYellow});
  }
  for (const std::string& signal : record.values("wire.lifecycle.signals")) {
    if (signal == change || signal == "update" || signal == "kill") continue;
    marks.push_back({"! " + shown(signal, style), kYellow});
  }
}

std::vector<Mark> marks_of(const JsonView& record, const TerminalStyle& style) {
  std::vector<Mark> marks;
  const auto add = [&](const std::string& text) {
    if (!text.empty()) marks.push_back({shown(text, style), {}});
  };
  add(record.text("wire.agencies.code"));
  add(record.text("language"));
  const std::string kind = record.text("kind");
  if (kind == "relation") {
    marks.push_back({"= " + shown(record.text("original.uri"), style), kYellow});
  } else if (kind == "deadLetter") {
    marks.push_back(
        {std::string(sign(style, "✗", "X")) + ' ' + shown(record.text("reason"), style), kRed});
  } else {
    add_change(record, style, marks);
  }
  const std::string members = first_of(record, {"wire.storyMembers", "storyMembers"});
  if (!members.empty() && members != "1") {
    marks.push_back({std::string(sign(style, "×", "x")) + shown(members, style), {}});
  }
  if (marks.size() > kMarksMax) marks.resize(kMarksMax);
  for (Mark& mark : marks) mark.text = truncated(mark.text, kMarkColumnsMax, style.unicode);
  return marks;
}

// "17:20:01" of an RFC 3339 time in UTC.
std::string clock_of(const std::string& time, const TerminalStyle& style) {
  return time.size() >= 19 ? shown(time.substr(11, 8), style) : "--:--:--";
}

void paint(std::string& out, std::string_view color, std::string_view text,
           const TerminalStyle& style) {
  const bool painted = style.color && !color.empty();
  if (painted) out += color;
  out += text;
  if (painted) out += kOff;
}

}  // namespace

std::string pretty_record(const JsonView& record, const TerminalStyle& style) {
  const std::string time = first_of(record, {"wire.source.receivedAt", "source.receivedAt"});
  const std::string origin = first_of(record, {"wire.outlet.name", "outlet", "wire.outlet.domain",
                                               "wire.source.id", "source.id", "source.origin"});
  const std::string headline =
      first_of(record, {"headlines.value", "headline", "detail", "bodies.value", "uri"});
  const std::vector<Mark> marks = marks_of(record, style);
  const std::string_view between = sign(style, " · ", " - ");

  std::size_t fixed = 8 + 1 + kOriginColumns + 1;
  for (const Mark& mark : marks) fixed += columns(mark.text) + (&mark == &marks.front() ? 2 : 3);

  std::string out;
  paint(out, kDim, padded(clock_of(time, style), 8, style.unicode), style);
  out += ' ';
  paint(out, kCyan, padded(shown(origin, style), kOriginColumns, style.unicode), style);
  out += ' ';
  const std::string text = shown(headline, style);
  if (style.width > 0) {
    const std::size_t room =
        std::max(style.width - std::min(style.width, fixed), kHeadlineColumnsMin);
    out += padded(text, room, style.unicode);
  } else {
    out += text;
  }
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (i == 0) {
      out += "  ";
    } else {
      paint(out, kDim, between, style);
    }
    paint(out, marks[i].color, marks[i].text, style);
  }
  if (marks.empty()) out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

std::string indented_json(std::string_view line) {
  std::string out;
  out.reserve(line.size() * 3 / 2);
  std::size_t depth = 0;
  const auto new_line = [&] {
    out += '\n';
    out.append(std::min(depth, kIndentMax) * 2, ' ');
  };
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (c == '"') {
      const std::size_t begin = at;
      for (++at; at < line.size() && line[at] != '"'; ++at) at += line[at] == '\\';
      at = std::min(at, line.size() - 1);
      out.append(line, begin, at - begin + 1);
    } else if (c == '{' || c == '[') {
      out += c;
      const bool empty = at + 1 < line.size() && (line[at + 1] == '}' || line[at + 1] == ']');
      ++depth;
      if (!empty) new_line();
    } else if (c == '}' || c == ']') {
      const bool empty = at > 0 && (line[at - 1] == '{' || line[at - 1] == '[');
      depth -= depth > 0;
      if (!empty) new_line();
      out += c;
    } else if (c == ',') {
      out += c;
      new_line();
    } else if (c == ':') {
      out += ": ";
    } else if (c != ' ' && c != '\t' && c != '\r') {
      out += c;
    }
  }
  return out;
}

}  // namespace syndicated
