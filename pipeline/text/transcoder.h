// Transcoder: to_utf8() of unicode.h for bytes that come in blocks. A character may begin in one
// block and end in a later one; the text is the same wherever the blocks are cut. UTF-8 itself is
// not its business. Not thread safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace syndicated {

class Transcoder {
 public:
  explicit Transcoder(std::string_view label);
  ~Transcoder();
  Transcoder(Transcoder&&) noexcept;
  Transcoder& operator=(Transcoder&&) noexcept;

  // False: the label is unknown, or means UTF-8; then nothing can be converted.
  bool usable() const;

  // Appends the text of the next block. `last` ends the text: what is left of a character is
  // replaced. False when the converter gave up, after which it must not be called again.
  bool convert(std::string_view bytes, bool last, std::string& out);

  // Whether everything so far was well-formed.
  bool lossless() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace syndicated
