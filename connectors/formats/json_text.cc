#include "connectors/formats/json_text.h"

#include <charconv>

#include "pipeline/text/find_mark.h"

namespace syndicated {

void JsonText::string(std::string_view text) {
  comma();
  after_value_ = true;
  out_ += '"';
  for (std::size_t at = 0;; ++at) {
    const std::size_t end = find_mark<'"', '\\'>(text, at);
    out_.append(text, at, end - at);
    if (end == text.size()) break;
    at = end;
    const auto c = static_cast<unsigned char>(text[at]);
    switch (c) {
      case '"': out_ += "\\\""; break;
      case '\\': out_ += "\\\\"; break;
      case '\n': out_ += "\\n"; break;
      case '\r': out_ += "\\r"; break;
      case '\t': out_ += "\\t"; break;
      default: {
        constexpr std::string_view kDigits = "0123456789abcdef";
        out_ += "\\u00";
        out_ += kDigits[c >> 4];
        out_ += kDigits[c & 15];
      }
    }
  }
  out_ += '"';
}

void JsonText::number(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  raw(error == std::errc() ? std::string_view(buffer, end - buffer) : "0");
}

}  // namespace syndicated
