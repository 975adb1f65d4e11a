// Writing a configuration: the effective one and the annotated example, both from the table of
// keys.
#include <algorithm>

#include "config/config.h"
#include "config/keys.h"
#include "config/quantity.h"
#include "config/source_line.h"

namespace syndicated {
namespace {

constexpr std::size_t comment_columns = 96;

// True when a plain scalar means this text to every YAML reader, old ones too.
bool is_plain(std::string_view text) {
  if (text.empty()) return false;
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  bool has_letter = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    has_letter = has_letter || (is_word(c) && !(c >= '0' && c <= '9'));
    if (is_word(c) || c == '/' || c == '.') continue;
    if (i != 0 && (c == '-' || c == '+')) continue;
    if (i != 0 && c == ':' && i + 1 < text.size() && text[i + 1] != ' ') continue;
    return false;
  }
  static constexpr std::string_view special[] = {"true", "false", "null", "yes", "no", "on",
                                                 "off",  "y",     "n",    "nan", "inf"};
  std::string word(text);
  for (char& c : word) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return has_letter && std::find(std::begin(special), std::end(special), word) == std::end(special);
}

std::string scalar(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
    if (c == '$') out += '$';
  }
  return out + "\"";
}

template <class Items, class Write>
std::string flow_list(const Items& items, Write write) {
  std::string out = "[";
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) out += ", ";
    out += write(items[i]);
  }
  return out + "]";
}

std::string moment_of(const TopicInput& topic) {
  if (topic.start == TopicStart::earliest) return "earliest";
  if (topic.start == TopicStart::latest) return "latest";
  return "\"" + format_rfc3339(topic.start_time) + "\"";
}

// A field as YAML, for every kind but lists of mappings and mappings that are not empty.
std::string written(Kind kind, const Field& field) {
  const std::span<const std::string_view> words = words_of(field);
  if (const auto* p = std::get_if<bool*>(&field)) return **p ? "true" : "false";
  if (const auto* p = std::get_if<std::uint32_t*>(&field)) {
    return kind == Kind::size ? format_size(**p) : std::to_string(**p);
  }
  if (const auto* p = std::get_if<std::uint64_t*>(&field)) {
    return kind == Kind::size ? format_size(**p) : std::to_string(**p);
  }
  if (const auto* p = std::get_if<std::int32_t*>(&field))
    return "\"" + format_utc_offset(**p) + "\"";
  if (const auto* p = std::get_if<Duration*>(&field)) return format_duration(**p);
  if (const auto* p = std::get_if<std::string*>(&field)) return scalar(**p);
  if (!words.empty()) return std::string(words[choice_of(field)]);
  if (const auto* p = std::get_if<TopicInput*>(&field)) return moment_of(**p);
  if (const auto* p = std::get_if<std::vector<std::string>*>(&field)) return flow_list(**p, scalar);
  if (const auto* p = std::get_if<std::vector<std::uint16_t>*>(&field)) {
    return flow_list(**p, [](std::uint16_t port) { return std::to_string(port); });
  }
  return kind == Kind::properties ? "{}" : "[]";
}

std::string joined_words(std::span<const std::string_view> words) {
  std::string out;
  for (std::string_view word : words) {
    if (!out.empty()) out += ", ";
    out += word;
  }
  return out;
}

// What a reader may want to know besides the sentence: unit, range, words.
std::string details(const Key& key, const Field& field) {
  switch (key.kind) {
    case Kind::boolean:
      return "true or false";
    case Kind::choice:
      return joined_words(words_of(field));
    case Kind::number:
      if (key.minimum == key.maximum) return "";
      return std::to_string(key.minimum) + " to " + std::to_string(key.maximum);
    case Kind::size:
      return format_size(static_cast<std::uint64_t>(key.minimum)) + " to " +
             format_size(static_cast<std::uint64_t>(key.maximum));
    case Kind::duration:
      return format_duration(Duration{key.minimum}) + " to " +
             format_duration(Duration{key.maximum});
    default:
      return "";
  }
}

void append_comment(std::string& out, const std::string& indent, std::string_view text) {
  const std::string begin = indent + "# ";
  std::string line = begin;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (line.size() > begin.size() && line.size() + 1 + end > comment_columns) {
      out += line + "\n";
      line = begin;
    }
    if (line.size() > begin.size()) line += ' ';
    line += text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  out += line + "\n";
}

class Writer {
 public:
  enum class Form { example, effective, effective_with_origins };

  Writer(Form form, const Origins& origins, const std::vector<SourceText>& sources)
      : form_(form), origins_(origins), sources_(sources) {}

  std::string take() { return std::move(out_); }

  // The mapping of a table at `indent`; `first_prefix` replaces the indentation of its first key ("
  // - ").
  void write_object(const Table& table, const Target& target, const std::string& indent,
                    std::string first_prefix, const std::string& origin) {
    first_prefix_ = std::move(first_prefix);
    std::string group;
    for (const Key& key : table.keys) {
      const std::size_t dot = key.path.rfind('.');
      const std::string own_group(dot == std::string_view::npos ? "" : key.path.substr(0, dot));
      if (own_group != group) open_groups(table, group, own_group, indent);
      group = own_group;
      const std::string key_indent = indent + std::string(2 * depth_of(own_group), ' ');
      write_key(key, target, key_indent,
                origin.empty() ? std::string(key.path) : origin + "." + std::string(key.path),
                is_comment_group(table, own_group));
    }
  }

 private:
  static std::size_t depth_of(std::string_view group) {
    if (group.empty()) return 0;
    return 1 + static_cast<std::size_t>(std::count(group.begin(), group.end(), '.'));
  }

  bool is_example() const { return form_ == Form::example; }

  // In the example, a group of which every key is a comment is a comment itself.
  bool is_comment_group(const Table& table, std::string_view group) const {
    if (!is_example() || group.empty()) return false;
    return std::all_of(table.keys.begin(), table.keys.end(), [&](const Key& key) {
      const bool inside = key.path.size() > group.size() &&
                          key.path.substr(0, group.size()) == group &&
                          key.path[group.size()] == '.';
      return !inside || key.in_example == InExample::comment;
    });
  }

  // Writes the headers of the groups on the way from `from` to `to`.
  void open_groups(const Table& table, std::string_view from, std::string_view to,
                   const std::string& indent) {
    for (const Group& group : table.groups) {
      const bool on_the_way = to == group.path || (to.size() > group.path.size() &&
                                                   to.substr(0, group.path.size()) == group.path &&
                                                   to[group.path.size()] == '.');
      const bool is_open = from == group.path || (from.size() > group.path.size() &&
                                                  from.substr(0, group.path.size()) == group.path &&
                                                  from[group.path.size()] == '.');
      if (!on_the_way || is_open) continue;
      const std::size_t depth = depth_of(group.path) - 1;
      const std::string own_indent = indent + std::string(2 * depth, ' ');
      const std::size_t dot = group.path.rfind('.');
      const std::string_view name =
          dot == std::string_view::npos ? group.path : group.path.substr(dot + 1);
      if (is_example()) {
        if (indent.empty() && depth == 0) out_ += "\n";
        append_comment(out_, own_indent, group.about);
      }
      out_ += own_indent + (is_comment_group(table, group.path) ? "# " : "") + std::string(name) +
              ":\n";
    }
  }

  void write_key(const Key& key, const Target& target, const std::string& indent,
                 const std::string& origin, bool in_comment_group) {
    const std::size_t dot = key.path.rfind('.');
    const std::string name(dot == std::string_view::npos ? key.path : key.path.substr(dot + 1));
    const Field field = key.field(target);
    if (is_example()) {
      std::string about(key.about);
      const std::string more = details(key, field);
      if (!more.empty()) about += " (" + more + ")";
      std::string comment_indent = indent;
      if (!first_prefix_.empty())
        comment_indent = first_prefix_.substr(0, first_prefix_.size() - 2);
      if (in_comment_group) comment_indent = indent.substr(2) + "#   ";
      append_comment(out_, comment_indent, about);
    }
    if (const auto* feeds = std::get_if<std::vector<FeedConfig>*>(&field)) {
      write_list(**feeds, name, indent, origin);
      return;
    }
    if (const auto* files = std::get_if<std::vector<FileSourceOptions>*>(&field)) {
      write_list(**files, name, indent, origin);
      return;
    }
    if (const auto* topics = std::get_if<std::vector<TopicInput>*>(&field)) {
      const std::size_t begin = out_.size();
      write_list(**topics, name, indent, origin);
      if (is_example() && key.in_example == InExample::comment) comment_out(begin, indent.size());
      return;
    }
    if (const auto* values = std::get_if<std::map<std::string, std::string>*>(&field)) {
      if (!(*values)->empty()) return write_map(**values, name, indent, origin);
    }
    std::string line = first_prefix_.empty() ? indent : first_prefix_;
    first_prefix_.clear();
    if (is_example() && key.in_example == InExample::comment) {
      line = in_comment_group ? indent.substr(2) + "#   " : line + "# ";
    }
    line += name + ": ";
    const bool from_example = is_example() && key.in_example != InExample::default_value;
    const bool is_list = std::holds_alternative<std::vector<std::string>*>(field);
    const std::string example = is_list ? std::string(key.example) : scalar(key.example);
    line += from_example ? example : written(key.kind, field);
    if (form_ == Form::effective_with_origins) line += "  # " + origin_of(origin);
    out_ += line + "\n";
  }

  void write_item(FeedConfig& feed, const std::string& indent, const std::string& origin) {
    Target target;
    target.feed = &feed;
    write_object(feed_table(), target, indent + "  ", indent + "- ", origin);
  }
  void write_item(FileSourceOptions& file, const std::string& indent, const std::string& origin) {
    Target target;
    target.file = &file;
    write_object(file_table(), target, indent + "  ", indent + "- ", origin);
  }

  void write_item(TopicInput& topic, const std::string& indent, const std::string& origin) {
    Target target;
    target.topic = &topic;
    write_object(topic_table(), target, indent + "  ", indent + "- ", origin);
  }

  void write_map(const std::map<std::string, std::string>& values, const std::string& name,
                 const std::string& indent, const std::string& origin) {
    out_ += indent + name + ":\n";
    for (const auto& [key, value] : values) {
      out_ += indent + "  " + key + ": " + scalar(value);
      if (form_ == Form::effective_with_origins) out_ += "  # " + origin_of(origin + "." + key);
      out_ += "\n";
    }
  }

  // Makes a comment of everything from `begin` on, whose lines are indented by `indent` at least.
  void comment_out(std::size_t begin, std::size_t indent) {
    for (std::size_t at = begin; at < out_.size(); at = out_.find('\n', at) + 1) {
      out_.insert(at + indent, "# ");
    }
  }

  template <class Item>
  void write_list(std::vector<Item>& items, const std::string& name, const std::string& indent,
                  const std::string& origin) {
    if (items.empty() && !is_example()) {
      out_ += indent + name + ": []";
      if (form_ == Form::effective_with_origins) out_ += "  # " + origin_of(origin);
      out_ += "\n";
      return;
    }
    out_ += indent + name + ":\n";
    if (is_example()) {
      Item item;
      write_item(item, indent + "  ", origin);
      return;
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
      write_item(items[i], indent + "  ", origin + "[" + std::to_string(i) + "]");
    }
  }

  std::string origin_of(const std::string& origin) const {
    const auto found = origins_.find(origin);
    if (found == origins_.end()) return "default";
    const Place& place = found->second;
    if (place.file < 0) return "environment";
    return printable(sources_[static_cast<std::size_t>(place.file)].name) + ":" +
           std::to_string(place.line);
  }

  const Form form_;
  const Origins& origins_;
  const std::vector<SourceText>& sources_;
  std::string first_prefix_;
  std::string out_;
};

}  // namespace

std::string show_config(const LoadedConfig& loaded, ShowOptions options) {
  if (!loaded.config) return "";
  // The table's fields are pointers to change; a copy keeps the caller's value constant.
  Config config = *loaded.config;
  Target target;
  target.config = &config;
  Writer writer(options.origins ? Writer::Form::effective_with_origins : Writer::Form::effective,
                loaded.origins, loaded.sources);
  writer.write_object(config_table(), target, "", "", "");
  return writer.take();
}

std::string render_example() {
  Config config;
  Target target;
  target.config = &config;
  const Origins origins;
  const std::vector<SourceText> sources;
  Writer writer(Writer::Form::example, origins, sources);
  writer.write_object(config_table(), target, "", "", "");
  return "# The configuration of syndicated. Every key is here, with its default where it has one; "
         "a key that is\n"
         "# left out has its default. Durations and sizes need units. ${VAR}, ${VAR:-default} and\n"
         "# ${VAR:?message} take values from the environment; $$ is one $. Check a file with: "
         "syndicated check\n"
         "\n" +
         writer.take();
}

}  // namespace syndicated
