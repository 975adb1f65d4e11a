// A small YAML tree in which each key and value knows its place. It exists because a configuration
// has to be judged as it was written: yaml-cpp's own nodes drop duplicate keys silently and follow
// aliases. Anchors, aliases, tags, merge keys and second documents are refused; depth and number of
// values are bounded. Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/diagnostic.h"

namespace syndicated {

struct YamlEntry;

struct YamlNode {
  enum class Kind { null, scalar, map, list };

  Kind kind = Kind::null;
  bool quoted = false;  // of a scalar: quoted or a block; such a text is never a number or a switch
  std::string text;     // of a scalar
  Place place;
  std::vector<YamlEntry> entries;  // of a map, in the order of the file
  std::vector<YamlNode> items;     // of a list
};

struct YamlEntry {
  std::string key;
  Place key_place;
  YamlNode value;
};

constexpr std::size_t yaml_bytes_max = 1u << 20;
constexpr std::size_t yaml_nodes_max = 200'000;
constexpr std::size_t yaml_depth_max = 64;

// Parses source text number `file`. What is wrong goes to `diagnostics`; a syntax error or a broken
// limit gives nullopt, a duplicate key does not (the first one stays). An empty text is a null
// node. Never throws.
std::optional<YamlNode> parse_yaml(const std::vector<SourceText>& sources, int file,
                                   Diagnostics& diagnostics);

}  // namespace syndicated
