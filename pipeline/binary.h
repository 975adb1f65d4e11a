// Little-endian fields for the state logs and the files of the journal. Writer appends to a string; Reader never
// reads past its bytes and turns bad once something is missing. Values only; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/hash.h"

namespace syndicated {

class BinaryWriter {
 public:
  explicit BinaryWriter(std::string& out) : out_(out) {}

  template <class Integer>
  void integer(Integer value) {
    for (std::size_t i = 0; i < sizeof(Integer); ++i) {
      out_ += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xff);
    }
  }
  void hash(Hash128 value) {
    integer(value.high);
    integer(value.low);
  }
  // Length (32 bits), then the bytes.
  void bytes(std::string_view value) {
    integer(static_cast<std::uint32_t>(value.size()));
    out_ += value;
  }

 private:
  std::string& out_;
};

class BinaryReader {
 public:
  explicit BinaryReader(std::string_view bytes) : rest_(bytes) {}

  template <class Integer>
  Integer integer() {
    if (rest_.size() < sizeof(Integer)) {
      good_ = false;
      return Integer{};
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(Integer); ++i) {
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(rest_[i])) << (8 * i);
    }
    rest_.remove_prefix(sizeof(Integer));
    return static_cast<Integer>(value);
  }
  Hash128 hash() {
    const std::uint64_t high = integer<std::uint64_t>();
    return {high, integer<std::uint64_t>()};
  }
  std::string_view bytes() {
    const std::uint32_t size = integer<std::uint32_t>();
    if (!good_ || rest_.size() < size) {
      good_ = false;
      return {};
    }
    const std::string_view value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return value;
  }

  // True when everything read so far was there.
  bool good() const { return good_; }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

}  // namespace syndicated
