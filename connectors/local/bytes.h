// Little-endian numbers and counted strings, for the files that the local connector keeps for
// itself. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace syndicated {

inline void put_u8(std::uint8_t number, std::string& out) {
  out.push_back(static_cast<char>(number));
}

inline void put_u32(std::uint32_t number, std::string& out) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(number >> shift));
}

inline void put_u64(std::uint64_t number, std::string& out) {
  for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<char>(number >> shift));
}

inline void put_bytes(std::string_view bytes, std::string& out) {
  put_u32(static_cast<std::uint32_t>(bytes.size()), out);
  out.append(bytes);
}

// Reads what the functions above wrote. Reading beyond the end gives zeros and empty strings and
// makes good() false for ever, so that a caller asks once, at the end.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }

  std::string_view bytes() {
    const std::uint32_t size = u32();
    if (!good_ || size > rest_.size()) {
      good_ = false;
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  bool good() const { return good_; }
  bool done() const { return good_ && rest_.empty(); }

 private:
  std::uint64_t number(std::size_t size) {
    if (!good_ || size > rest_.size()) {
      good_ = false;
      return 0;
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      value |= std::uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
    }
    rest_.remove_prefix(size);
    return value;
  }

  std::string_view rest_;
  bool good_ = true;
};

}  // namespace syndicated
