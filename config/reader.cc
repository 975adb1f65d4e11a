#include "config/reader.h"

#include <algorithm>

#include "config/forms.h"
#include "config/keys.h"
#include "config/quantity.h"
#include "config/suggest.h"
#include "connectors/kafka/properties.h"

namespace syndicated {
namespace {

constexpr std::size_t list_items_max = 10'000;

std::string joined(std::string_view prefix, std::string_view name) {
  return prefix.empty() ? std::string(name) : std::string(prefix) + "." + std::string(name);
}

std::string quoted(std::string_view text) {
  constexpr std::size_t shown_bytes_max = 60;
  std::string shown(text.substr(0, shown_bytes_max));
  if (text.size() > shown_bytes_max) shown += "...";
  return "`" + shown + "`";
}

std::string list_of(const std::vector<std::string_view>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) out += i + 1 == words.size() ? " or " : ", ";
    out += words[i];
  }
  return out;
}

// How a bound of a key is written.
std::string bound(Kind kind, std::int64_t value) {
  if (kind == Kind::duration) return format_duration(Duration{value});
  if (kind == Kind::size) return format_size(static_cast<std::uint64_t>(value));
  return std::to_string(value);
}

bool is_list_of_mappings(Kind kind) {
  return kind == Kind::feeds || kind == Kind::files || kind == Kind::topics;
}

bool is_list_kind(Kind kind) {
  return kind == Kind::networks || kind == Kind::brokers || kind == Kind::ports ||
         is_list_of_mappings(kind);
}

// A word that YAML 1.1 took for a switch.
std::string_view switch_hint(std::string_view text) {
  constexpr std::string_view on[] = {"yes", "on", "y", "1", "enabled"};
  constexpr std::string_view off[] = {"no", "off", "n", "0", "disabled", "none"};
  std::string word(text);
  for (char& c : word) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (std::find(std::begin(on), std::end(on), word) != std::end(on)) return "write `true`";
  if (std::find(std::begin(off), std::end(off), word) != std::end(off)) return "write `false`";
  return "`true` or `false`";
}

class Reader {
 public:
  Reader(const Environment& environment, Origins& origins, Diagnostics& diagnostics)
      : environment_(environment), origins_(origins), diagnostics_(diagnostics) {}

  void read_object(const Table& table, const YamlNode& node, const std::string& origin,
                   const Target& target);

 private:
  // Where the value stands and what it is called.
  struct Slot {
    const Key& key;
    Field field;
    const YamlNode& node;
    std::string name;  // "`interval`"
  };

  void read_group(const Table& table, const std::string& group, const YamlNode& node,
                  const std::string& origin, const Target& target);
  void unknown_key(const Table& table, const std::string& group, const YamlEntry& entry);
  void read_value(const Slot& slot, const std::string& origin, const Target& target);
  void read_list(const Slot& slot, const std::string& origin, const Target& target);
  void read_scalar(const Slot& slot);
  bool expand(const Slot& slot, std::string& text, bool& quoted_text);
  void read_number(const Slot& slot, const std::string& text);
  void read_boolean(const Slot& slot, const std::string& text, bool quoted_text);
  void read_choice(const Slot& slot, const std::string& text);
  void read_text(const Slot& slot, const std::string& text);
  void read_moment(const Slot& slot, const std::string& text);
  void read_properties(const Slot& slot, const std::string& origin);
  void check_property_name(const YamlEntry& entry);
  template <class Item>
  void read_items(const Slot& slot, const std::string& origin, const Target& target,
                  const Table& table, Item* Target::* member);
  void read_strings(const Slot& slot, std::vector<std::string>& out);
  void read_ports(const Slot& slot, std::vector<std::uint16_t>& out);
  bool check_range(const Slot& slot, std::int64_t value, const std::string& text);
  void check_required(const Table& table, const YamlNode& node, const std::string& origin);

  void error(std::string_view code, const Place& place, std::string message,
             std::string hint = "") {
    diagnostics_.error(code, place, std::move(message), std::move(hint));
  }

  const Environment& environment_;
  Origins& origins_;
  Diagnostics& diagnostics_;
};

void Reader::read_object(const Table& table, const YamlNode& node, const std::string& origin,
                         const Target& target) {
  if (node.kind != YamlNode::Kind::map && node.kind != YamlNode::Kind::null) {
    const std::string what = table.name.empty() ? "the configuration" : std::string(table.name);
    error("SY0101", node.place, what + " is a mapping of keys to values", "`key: value`");
    return;
  }
  read_group(table, "", node, origin, target);
  check_required(table, node, origin);
}

void Reader::read_group(const Table& table, const std::string& group, const YamlNode& node,
                        const std::string& origin, const Target& target) {
  for (const YamlEntry& entry : node.entries) {
    if (diagnostics_.is_full()) return;
    const std::string path = joined(group, entry.key);
    const std::string entry_origin = joined(origin, entry.key);
    if (const Key* const key = find_key(table, path)) {
      origins_[entry_origin] = entry.value.place;
      const Slot slot{*key, key->field(target), entry.value, "`" + entry.key + "`"};
      read_value(slot, entry_origin, target);
    } else if (is_group(table, path)) {
      origins_[entry_origin] = entry.key_place;
      if (entry.value.kind == YamlNode::Kind::map) {
        read_group(table, path, entry.value, entry_origin, target);
      } else if (entry.value.kind != YamlNode::Kind::null) {
        // An empty mapping is what remains when all its keys are commented out.
        error("SY0101", entry.value.place, "`" + entry.key + "` is a mapping",
              "its keys: " + list_of(names_in(table, path)));
      }
    } else {
      origins_[entry_origin] = entry.key_place;
      unknown_key(table, group, entry);
    }
  }
}

void Reader::unknown_key(const Table& table, const std::string& group, const YamlEntry& entry) {
  std::string where;
  if (!group.empty()) where = " in `" + group + "`";
  if (!table.name.empty()) where += (group.empty() ? " in " : " of ") + std::string(table.name);
  if (where.empty()) where = " at the top";

  // A written password deserves its own words.
  const std::vector<std::string_view> names = names_in(table, group);
  const bool is_secret = find_key(table, joined(group, entry.key + "_credential")) != nullptr;
  if (is_secret || entry.key == "password" || entry.key == "token" || entry.key == "secret") {
    const std::string name = is_secret ? entry.key : "password";
    error("SY0301", entry.key_place, "a secret is never written into the configuration",
          "use `" + name + "_file: PATH` or `" + name + "_credential: NAME`");
    return;
  }
  std::string hint;
  const std::string_view near = nearest(entry.key, names);
  if (!near.empty()) {
    hint = "did you mean `" + std::string(near) + "`?";
  } else {
    for (const Group& other : table.groups) {
      if (find_key(table, joined(other.path, entry.key)) != nullptr) {
        hint = "it belongs into `" + std::string(other.path) + "`";
      }
    }
    if (hint.empty()) hint = "known here: " + list_of(names);
  }
  error("SY0107", entry.key_place, "unknown key " + quoted(entry.key) + where, hint);
}

void Reader::check_required(const Table& table, const YamlNode& node, const std::string& origin) {
  for (const Key& key : table.keys) {
    if (!key.required || origins_.contains(joined(origin, key.path))) continue;
    const std::string what = table.name.empty() ? "" : " of " + std::string(table.name);
    std::string hint = "`" + std::string(key.path) + ": ...`";
    if (key.path == "version") hint = "the first line is `version: 1`";
    error("SY0111", node.place, "the key `" + std::string(key.path) + "`" + what + " is missing",
          hint);
  }
}

void Reader::read_value(const Slot& slot, const std::string& origin, const Target& target) {
  const YamlNode& node = slot.node;
  if (node.kind == YamlNode::Kind::null) {
    // `feeds:` with all its items commented out is an empty list.
    if (is_list_of_mappings(slot.key.kind) || slot.key.kind == Kind::properties) return;
    error("SY0102", node.place, slot.name + " has no value",
          is_list_kind(slot.key.kind) ? "an empty list is `[]`"
                                      : "leave the key out for its default");
    return;
  }
  if (is_list_kind(slot.key.kind)) {
    read_list(slot, origin, target);
  } else if (slot.key.kind == Kind::properties) {
    read_properties(slot, origin);
  } else if (node.kind != YamlNode::Kind::scalar) {
    error("SY0101", node.place, slot.name + " has a single value, not a mapping or a list");
  } else {
    read_scalar(slot);
  }
}

void Reader::read_list(const Slot& slot, const std::string& origin, const Target& target) {
  const YamlNode& node = slot.node;
  if (node.kind != YamlNode::Kind::list) {
    const bool of_mappings = is_list_of_mappings(slot.key.kind);
    std::string hint = of_mappings ? "begin each item with `- `" : "write `[...]`";
    if (node.kind == YamlNode::Kind::scalar && !of_mappings) hint = "`[" + node.text + "]`?";
    error("SY0101", node.place, slot.name + " is a list", hint);
    return;
  }
  if (node.items.size() > list_items_max) {
    error("SY0110", node.place, slot.name + " has more than 10000 items");
    return;
  }
  switch (slot.key.kind) {
    case Kind::ports:
      return read_ports(slot, *std::get<std::vector<std::uint16_t>*>(slot.field));
    case Kind::feeds:
      return read_items(slot, origin, target, feed_table(), &Target::feed);
    case Kind::files:
      return read_items(slot, origin, target, file_table(), &Target::file);
    case Kind::topics:
      return read_items(slot, origin, target, topic_table(), &Target::topic);
    default:
      return read_strings(slot, *std::get<std::vector<std::string>*>(slot.field));
  }
}

template <class Item>
void Reader::read_items(const Slot& slot, const std::string& origin, const Target& target,
                        const Table& table, Item* Target::* member) {
  const std::vector<YamlNode>& nodes = slot.node.items;
  std::vector<Item>& items = *std::get<std::vector<Item>*>(slot.field);
  items.resize(nodes.size());
  for (std::size_t i = 0; i < items.size() && !diagnostics_.is_full(); ++i) {
    const std::string item_origin = origin + "[" + std::to_string(i) + "]";
    origins_[item_origin] = nodes[i].place;
    Target item = target;
    item.*member = &items[i];
    read_object(table, nodes[i], item_origin, item);
  }
}

// A name that may not be set: the daemon's own with the reason, or an unknown one with a guess.
void Reader::check_property_name(const YamlEntry& entry) {
  if (const RefusedProperty* const refused = find_refused_property(entry.key)) {
    error("SY0116", entry.key_place, quoted(entry.key) + " is not set here",
          std::string(refused->reason));
    return;
  }
  std::vector<std::string_view> names;
  for (const KafkaProperty& known : known_properties()) names.push_back(known.name);
  std::string_view near = nearest(entry.key, names);
  if (near.empty()) {
    for (const RefusedProperty& refused : refused_properties()) names.push_back(refused.name);
    near = nearest(entry.key, names);
  }
  error("SY0107", entry.key_place, "no property " + quoted(entry.key) + " may be set",
        near.empty() ? "librdkafka's names, as in `linger.ms: 50`"
                     : "did you mean `" + std::string(near) + "`?");
}

void Reader::read_properties(const Slot& slot, const std::string& origin) {
  if (slot.node.kind != YamlNode::Kind::map) {
    error("SY0101", slot.node.place, slot.name + " is a mapping", "`linger.ms: 50`");
    return;
  }
  std::map<std::string, std::string>& properties =
      *std::get<std::map<std::string, std::string>*>(slot.field);
  for (const YamlEntry& entry : slot.node.entries) {
    if (diagnostics_.is_full()) return;
    if (find_property(entry.key) == nullptr) {
      check_property_name(entry);
      continue;
    }
    const Slot item{slot.key, slot.field, entry.value, "`" + entry.key + "`"};
    std::string text = entry.value.text;
    bool ignored = false;
    if (entry.value.kind != YamlNode::Kind::scalar) {
      error("SY0101", entry.value.place, item.name + " has a single value");
      continue;
    }
    if (!expand(item, text, ignored)) continue;
    std::optional<FormProblem> problem = check_form(Kind::text, text);
    if (problem) {
      error(problem->code, entry.value.place, item.name + " " + problem->message, problem->hint);
    } else if (const Result<void> checked = check_property(entry.key, text); !checked) {
      error("SY0117", entry.value.place, item.name + " cannot be " + quoted(entry.value.text),
            checked.error().what);
    } else {
      origins_[joined(origin, entry.key)] = entry.value.place;
      properties[entry.key] = std::move(text);
    }
  }
}

// Replaces `${...}`; false when that failed and is told.
bool Reader::expand(const Slot& slot, std::string& text, bool& quoted_text) {
  const bool is_secret = slot.key.kind == Kind::secret_path || slot.key.kind == Kind::credential;
  if (is_secret) {
    if (!has_interpolation(text)) return true;
    error("SY0115", slot.node.place, "`${...}` is not allowed in " + slot.name,
          "what leads to a secret is written out");
    return false;
  }
  if (text.find('$') == std::string::npos) return true;
  // What a variable holds is what was meant, quoted or not: `"${FSYNC}"` may be a switch.
  if (has_interpolation(text)) quoted_text = false;
  Result<std::string> result = interpolate(text, environment_);
  if (!result) {
    error("SY0115", slot.node.place, result.error().what,
          "`${VAR:-default}` gives a default; `$$` is one `$`");
    return false;
  }
  text = std::move(*result);
  return true;
}

void Reader::read_scalar(const Slot& slot) {
  std::string text = slot.node.text;
  bool quoted_text = slot.node.quoted;
  if (!expand(slot, text, quoted_text)) return;
  switch (slot.key.kind) {
    case Kind::boolean:
      return read_boolean(slot, text, quoted_text);
    case Kind::number:
    case Kind::size:
    case Kind::duration:
      return read_number(slot, text);
    case Kind::choice:
      return read_choice(slot, text);
    case Kind::moment:
      return read_moment(slot, text);
    default:
      return read_text(slot, text);
  }
}

void Reader::read_boolean(const Slot& slot, const std::string& text, bool quoted_text) {
  const bool is_true = text == "true" || text == "True" || text == "TRUE";
  const bool is_false = text == "false" || text == "False" || text == "FALSE";
  if ((is_true || is_false) && !quoted_text) {
    *std::get<bool*>(slot.field) = is_true;
    return;
  }
  error("SY0103", slot.node.place, slot.name + " is a switch, not " + quoted(slot.node.text),
        is_true || is_false ? "without the quotes" : std::string(switch_hint(text)));
}

bool Reader::check_range(const Slot& slot, std::int64_t value, const std::string& text) {
  const Key& key = slot.key;
  if (value >= key.minimum && value <= key.maximum) return true;
  std::string hint =
      key.minimum == key.maximum
          ? "only " + bound(key.kind, key.minimum) + " is known"
          : "from " + bound(key.kind, key.minimum) + " to " + bound(key.kind, key.maximum);
  error("SY0110", slot.node.place, slot.name + " cannot be " + quoted(text), hint);
  return false;
}

void Reader::read_number(const Slot& slot, const std::string& text) {
  const Kind kind = slot.key.kind;
  std::int64_t value = 0;
  std::string hint;
  bool good = false;
  if (kind == Kind::duration) {
    const Result<Duration> result = parse_duration(text);
    good = result.has_value();
    if (good) value = result.value().ms;
    if (!good) hint = result.error().what;
  } else if (kind == Kind::size) {
    const Result<std::uint64_t> result = parse_size(text);
    good = result.has_value();
    if (good) value = static_cast<std::int64_t>(result.value());
    if (!good) hint = result.error().what;
  } else {
    const Result<std::int64_t> result = parse_number(text);
    good = result.has_value();
    if (good) value = result.value();
    if (!good) hint = result.error().what;
  }
  if (!good) {
    const bool is_duration = kind == Kind::duration, is_size = kind == Kind::size;
    error(is_duration ? "SY0105"
          : is_size   ? "SY0106"
                      : "SY0104",
          slot.node.place,
          slot.name +
              (is_duration ? " is a duration with a unit, not "
               : is_size   ? " is a size with a unit, not "
                           : " is a whole number, not ") +
              quoted(slot.node.text),
          hint);
    return;
  }
  if (!check_range(slot, value, slot.node.text)) return;
  if (Duration* const* duration = std::get_if<Duration*>(&slot.field)) {
    **duration = Duration{value};
  } else if (std::uint64_t* const* wide = std::get_if<std::uint64_t*>(&slot.field)) {
    **wide = static_cast<std::uint64_t>(value);
  } else {
    *std::get<std::uint32_t*>(slot.field) = static_cast<std::uint32_t>(value);
  }
}

void Reader::read_choice(const Slot& slot, const std::string& text) {
  const std::span<const std::string_view> words = words_of(slot.field);
  std::vector<std::string_view> known(words.begin(), words.end());
  std::string_view word = text;
  for (const Alias& alias : aliases_of(slot.field)) {
    if (alias.word == text) word = alias.meaning;
    known.push_back(alias.word);
  }
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) {
    const std::string_view near = nearest(text, known);
    error("SY0109", slot.node.place, slot.name + " cannot be " + quoted(slot.node.text),
          near.empty() ? list_of(known) : "did you mean `" + std::string(near) + "`?");
    return;
  }
  set_choice(slot.field, static_cast<std::size_t>(found - words.begin()));
}

void Reader::read_moment(const Slot& slot, const std::string& text) {
  TopicInput& topic = *std::get<TopicInput*>(slot.field);
  if (text == "earliest" || text == "latest") {
    topic.start = text == "latest" ? TopicStart::latest : TopicStart::earliest;
    return;
  }
  const Result<Time> time = parse_moment(text);
  if (!time) {
    error("SY0109", slot.node.place, slot.name + " cannot be " + quoted(slot.node.text),
          "earliest, latest or " + time.error().what);
    return;
  }
  topic.start = TopicStart::time;
  topic.start_time = *time;
}

void Reader::read_text(const Slot& slot, const std::string& text) {
  if (slot.key.kind == Kind::utc_offset) {
    const Result<std::int32_t> offset = parse_utc_offset(text);
    if (!offset) {
      error("SY0112", slot.node.place,
            slot.name + " is an offset from UTC, not " + quoted(slot.node.text),
            offset.error().what);
      return;
    }
    *std::get<std::int32_t*>(slot.field) = offset.value();
    return;
  }
  std::string& field = *std::get<std::string*>(slot.field);
  if (text.empty() && (slot.key.required || !field.empty())) {
    error("SY0112", slot.node.place, slot.name + " is empty");
    return;
  }
  if (std::optional<FormProblem> problem = check_form(slot.key.kind, text)) {
    error(problem->code, slot.node.place, slot.name + " " + problem->message, problem->hint);
    return;
  }
  field = text;
}

void Reader::read_strings(const Slot& slot, std::vector<std::string>& out) {
  out.clear();
  for (const YamlNode& item : slot.node.items) {
    if (item.kind != YamlNode::Kind::scalar) {
      error("SY0101", item.place, "an item of " + slot.name + " is a single value");
      continue;
    }
    std::string text = item.text;
    bool ignored = false;
    const Slot item_slot{slot.key, slot.field, item, slot.name};
    if (!expand(item_slot, text, ignored)) continue;
    std::optional<FormProblem> problem = check_form(slot.key.kind, text);
    if (text.empty()) {
      problem = FormProblem{slot.key.kind == Kind::networks ? "SY0114" : "SY0112", "is empty", ""};
    }
    if (problem) {
      error(problem->code, item.place, quoted(item.text) + " " + problem->message, problem->hint);
      continue;
    }
    out.push_back(std::move(text));
  }
}

void Reader::read_ports(const Slot& slot, std::vector<std::uint16_t>& out) {
  out.clear();
  for (const YamlNode& item : slot.node.items) {
    std::string text = item.text;
    bool ignored = false;
    const Slot item_slot{slot.key, slot.field, item, slot.name};
    if (item.kind == YamlNode::Kind::scalar && !expand(item_slot, text, ignored)) continue;
    const Result<std::int64_t> port = parse_number(text);
    if (item.kind != YamlNode::Kind::scalar || !port || *port < 1 || *port > 65535) {
      error("SY0110", item.place, "an item of " + slot.name + " is a port", "from 1 to 65535");
      continue;
    }
    out.push_back(static_cast<std::uint16_t>(*port));
  }
}

}  // namespace

void read_config(const YamlNode& root, const Environment& environment, Config& config,
                 Origins& origins, Diagnostics& diagnostics) {
  Reader reader(environment, origins, diagnostics);
  Target target;
  target.config = &config;
  reader.read_object(config_table(), root, "", target);
}

}  // namespace syndicated
