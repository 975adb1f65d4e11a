// XmlInput: the text of an XML document, read in parts. Not thread safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syndicated {

class XmlInput {
 public:
  virtual ~XmlInput() = default;

  // Puts the next bytes into `room`, of `size` bytes, and returns how many: fewer than `size` at
  // the end only.
  virtual std::size_t read(char* room, std::size_t size) = 0;
};

// A text that is held as a whole.
class XmlText final : public XmlInput {
 public:
  explicit XmlText(std::string_view text) : text_(text) {}
  std::size_t read(char* room, std::size_t size) override;

 private:
  std::string_view text_;
};

// What becomes of another input on its way.
class RewrittenInput : public XmlInput {
 public:
  explicit RewrittenInput(XmlInput& input) : input_(input) {}
  std::size_t read(char* room, std::size_t size) final;

 protected:
  // Appends the new form of `text`, which begins where the last call stopped, and returns how much of
  // it was used: what is behind needs the next block. `last` ends the document.
  virtual std::size_t rewrite(std::string_view text, bool last, std::string& out) = 0;

 private:
  XmlInput& input_;
  std::string raw_;        // not rewritten yet
  std::string rewritten_;  // from `at_` on not read yet
  std::size_t at_ = 0;
  bool ended_ = false;
};

}  // namespace syndicated
