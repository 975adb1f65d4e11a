// SourceInfo: what the operator said about a source. It is read-only after start and outlives every line.
#pragma once

#include <cstdint>
#include <string>

namespace syndicated {

// How the bytes of a payload are to be read. `json` is one document, however it is laid out: a JSON Feed or a
// single item; `ndjson` is an item per line.
enum class Format { automatic, feed, ndjson, text, json };

struct SourceInfo {
  std::string id;         // configured and stable; part of every uri
  std::string outlet;     // the publisher's name, "" unknown
  std::string domain;     // the publisher's host, "" unknown
  std::string language;   // BCP 47 primary subtag, "" not declared
  std::string country;    // ISO 3166-1 alpha-2, "" unknown; settles time zone names such as IST
  std::int32_t utc_offset_minutes = 0;  // of times without a zone
  Format format = Format::automatic;
};

}  // namespace syndicated
