// JsonText: appends JSON to a string, without a tree in between. It writes what it is told and checks nothing but
// the commas. Not thread safe; one writer per string.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace syndicated {

class JsonText {
 public:
  explicit JsonText(std::string& out) : out_(out) {}

  void open(char bracket) {
    comma();
    out_ += bracket;
    after_value_ = false;
  }
  void close(char bracket) {
    out_ += bracket;
    after_value_ = true;
  }
  void key(std::string_view name) {
    string(name);
    out_ += ':';
    after_value_ = false;
  }
  void string(std::string_view text);  // valid UTF-8
  void boolean(bool value) { raw(value ? "true" : "false"); }
  void integer(std::int64_t value) { raw(std::to_string(value)); }
  void number(double value);  // finite
  void null() { raw("null"); }

  // A key with an object of the members that `write` writes, unless it writes none.
  template <class Write>
  void object(std::string_view name, Write write) {
    const std::size_t before = out_.size();
    const bool was_after_value = after_value_;
    key(name);
    open('{');
    const std::size_t inside = out_.size();
    write();
    if (out_.size() > inside) return close('}');
    out_.resize(before);
    after_value_ = was_after_value;
  }

  // A key with a string, unless the string is empty.
  void field(std::string_view name, std::string_view text) {
    if (text.empty()) return;
    key(name);
    string(text);
  }

 private:
  void comma() {
    if (after_value_) out_ += ',';
  }
  void raw(std::string_view text) {
    comma();
    out_ += text;
    after_value_ = true;
  }

  std::string& out_;
  bool after_value_ = false;
};

}  // namespace syndicated
