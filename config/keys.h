// The table of all keys: the single source for reading, checking, `config show`, the annotated
// example and whatever documents the configuration later. A key is added by one row in keys.cc.
// Constant; any thread.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config.h"

namespace syndicated {

// What a value is; decides how it is read, checked and written.
enum class Kind {
  boolean,
  number,
  size,      // bytes, with a unit
  duration,  // with a unit
  choice,    // one of words(field)
  text,
  identifier,  // [a-z0-9][a-z0-9-]*
  authority,   // RFC 4151 tagging entity: "example.org,2025"
  path,
  url,         // http or https, without credentials
  host,        // a host name
  language,    // two or three letters
  country,     // two capitals
  utc_offset,  // "+05:30"
  credential,  // the name of a systemd credential; like a path, it is no place for ${VAR}
  secret_path,
  topic,       // the name of a Kafka topic
  moment,      // where a topic is begun: earliest, latest or an RFC 3339 time
  networks,  // list of CIDR blocks
  brokers,   // list of "host:port"
  ports,     // list of port numbers
  feeds,     // list of mappings, feed_keys()
  files,     // list of mappings, file_keys()
  topics,    // list of mappings, topic_keys()
  properties,  // mapping of librdkafka's names to values
};

// The objects that a key may belong to; a table's rows use one of them.
struct Target {
  Config* config = nullptr;
  FeedConfig* feed = nullptr;
  FileSourceOptions* file = nullptr;
  TopicInput* topic = nullptr;
};

// A pointer to the field that a key fills, by its type.
using Field =
    std::variant<bool*, std::uint32_t*, std::uint64_t*, std::int32_t*, Duration*, std::string*,
                 LogLevel*, Profile*, CopyPolicy*, Format*, KafkaProtocol*, SaslMechanism*, TopicInput*,
                 std::vector<std::string>*, std::vector<std::uint16_t>*, std::vector<FeedConfig>*,
                 std::vector<FileSourceOptions>*, std::vector<TopicInput>*,
                 std::map<std::string, std::string>*>;

// How a key stands in the annotated example.
enum class InExample {
  default_value,  // with its default
  value,          // with Key::example: it has no default, and the example needs one
  comment,        // with Key::example, commented out
};

struct Key {
  std::string_view path;  // "line.commit_interval"; keys of one mapping stand together
  Kind kind = Kind::text;
  Field (*field)(const Target&) = nullptr;
  std::int64_t minimum = 0;  // numbers; bytes; milliseconds
  std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
  bool required = false;
  InExample in_example = InExample::default_value;
  std::string_view example;
  std::string_view about;  // one sentence
};

// A mapping inside a table and what it is for.
struct Group {
  std::string_view path;
  std::string_view about;
};

struct Table {
  std::string_view name;  // "a feed", "" for the whole configuration
  std::span<const Key> keys;
  std::span<const Group> groups;
};

const Table& config_table();
const Table& feed_table();
const Table& file_table();
const Table& topic_table();

// The words of a choice, in the order of its enum; empty for other fields.
std::span<const std::string_view> words_of(const Field& field);

// The index of a choice's value in its words, and the way back.
std::size_t choice_of(const Field& field);
void set_choice(const Field& field, std::size_t index);

// A second word for a choice's value, which is written back as the first.
struct Alias {
  std::string_view word;
  std::string_view meaning;  // one of words(field)
};
std::span<const Alias> aliases_of(const Field& field);

// The key with this path, nullptr when there is none.
const Key* find_key(const Table& table, std::string_view path);

// True when the path is a mapping of the table.
bool is_group(const Table& table, std::string_view path);

// The names that may stand in the mapping `group` ("" is the table's own), in the order of the
// table.
std::vector<std::string_view> names_in(const Table& table, std::string_view group);

}  // namespace syndicated
