// json_mend: what is done to the text of a JSON document that a parser refused. It is written anew with what it
// holds: commas and quotes where they belong, strings with their control characters and odd escapes mended, open
// brackets closed, integers that are too large as strings; a value that the end of the document cuts off is
// dropped. Any thread; pure; linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated {

// For a text that comes in blocks. Not thread safe; one per document.
class JsonMender {
 public:
  // Appends what is known of the mended form after this block. `last` ends the document.
  void mend(std::string_view text, bool last, std::string& out);

 private:
  enum class Place { between, string, behind_string, escape, hex, word };

  void look_at(char c);
  void between(char c);
  void in_string(char c);
  void behind_string(char c);
  void in_escape(char c);
  void in_hex(char c);
  void end_hex();
  void end_word();
  void begin_value();
  void open(char bracket);
  void close(char bracket);
  void end_token(std::string_view token);
  void append(std::string_view text);

  std::string* out_ = nullptr;  // of the call that is under way
  Place place_ = Place::between;
  std::string open_;         // the brackets around this place
  bool began_ = false, done_ = false;
  bool has_values_ = false;  // in this object or array
  bool has_colon_ = false;   // behind the key
  std::string key_;          // in its quotes; of the value that comes
  std::string token_;        // a string in its quotes, or a word
  std::string held_;         // of an escape, or the white space behind a quote
  std::string high_;         // a first surrogate that waits for its second
  char quote_ = '"';
};

std::string mend_json(std::string_view text);

}  // namespace syndicated
