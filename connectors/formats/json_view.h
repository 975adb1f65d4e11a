// JsonView: reads one line of JSON and answers questions about it by dotted path. For the commands
// that look at what was published (`tail`); the decoders have their own readers. It exists so that
// no other folder includes the JSON library.
//
// A path is a list of member names, "wire.lifecycle.change". At an array, a number picks the
// element and a name looks into every element, so that "wire.agencies.code" gives the codes of all
// agencies.
//
// Not for several threads at once; one view serves many lines and keeps its memory.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/result.h"

namespace syndicated {

class JsonView {
 public:
  // Longer lines are refused.
  static constexpr std::size_t kLineBytesMax = 16u << 20;
  // Values that one path gives; the rest is not looked at.
  static constexpr std::size_t kValuesMax = 1000;

  JsonView();
  ~JsonView();
  JsonView(JsonView&&) noexcept;
  JsonView& operator=(JsonView&&) noexcept;

  // Reads a line; what was read before is forgotten. Errors: invalid when it is no JSON object, or
  // longer than kLineBytesMax or nested deeper than 256.
  Result<void> parse(std::string_view line);

  // The scalars at a path in their order, as text: strings without quotes, numbers and booleans as
  // JSON writes them. Empty when there is none, and before a successful parse(). Objects, null and
  // empty steps give nothing.
  std::vector<std::string> values(std::string_view path) const;

  // The first of values(), or "".
  std::string text(std::string_view path) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace syndicated
