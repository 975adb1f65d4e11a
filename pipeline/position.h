// Position: how far an origin has been read. It travels with the data and is committed with it.
#pragma once

#include <cstdint>
#include <string>

namespace syndicated {

// An origin is one ordered input: a file ("file:<source>:<path>"), a feed ("feed:<source>"), a partition
// ("topic:<topic>/<partition>"). Its numbers only grow within an epoch; a new epoch begins when the origin
// itself began anew (a file was replaced). The sink CHECKs that (epoch, number) never goes back.
struct Position {
  std::string origin;
  std::uint32_t epoch = 0;
  std::uint64_t number = 0;  // the first byte, offset or poll that has not been read yet

  bool operator==(const Position&) const = default;
};

// True when `next` lies behind `last` in the same origin.
inline bool goes_back(const Position& last, const Position& next) {
  return next.epoch != last.epoch ? next.epoch < last.epoch : next.number < last.number;
}

}  // namespace syndicated
