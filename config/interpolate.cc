#include "config/interpolate.h"

namespace syndicated {
namespace {

constexpr std::size_t result_bytes_max = 64u << 10;

bool is_name(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  for (char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9') && c != '_') return false;
  }
  return true;
}

// What stands between `${` and `}`.
Result<std::string> value_of(std::string_view inside, const Environment& environment) {
  const std::size_t colon = inside.find(':');
  const std::string name(inside.substr(0, colon));
  if (!is_name(name)) {
    return Error{ErrorKind::invalid, "`${" + std::string(inside) + "}` does not name a variable"};
  }
  const auto found = environment.find(name);
  if (colon == std::string_view::npos) {
    if (found != environment.end()) return found->second;
    return Error{ErrorKind::invalid, "the environment variable `" + name + "` is not set"};
  }
  const std::string_view operation = inside.substr(colon, 2);
  const std::string_view rest = inside.substr(std::min(colon + 2, inside.size()));
  if (operation != ":-" && operation != ":?") {
    return Error{ErrorKind::invalid,
                 "after `${" + name + "` only `:-default` or `:?message` may follow"};
  }
  if (found != environment.end() && !found->second.empty()) return found->second;
  if (operation == ":-") return std::string(rest);
  std::string message = "the environment variable `" + name + "` is not set";
  if (!rest.empty()) message += ": " + std::string(rest);
  return Error{ErrorKind::invalid, std::move(message)};
}

}  // namespace

bool has_interpolation(std::string_view text) { return text.find("${") != std::string_view::npos; }

Result<std::string> interpolate(std::string_view text, const Environment& environment,
                                std::size_t* error_at) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t sign = text.find('$', at);
    out += text.substr(at, sign - at);
    if (sign == std::string_view::npos) break;
    const char next = sign + 1 < text.size() ? text[sign + 1] : '\0';
    if (error_at != nullptr) *error_at = sign;
    if (next == '{') {
      const std::size_t end = text.find('}', sign);
      if (end == std::string_view::npos) {
        return Error{ErrorKind::invalid, "a `${` is not closed by `}`"};
      }
      Result<std::string> value = value_of(text.substr(sign + 2, end - sign - 2), environment);
      if (!value) return value.error();
      out += *value;
      at = end + 1;
    } else {
      out += '$';
      at = sign + (next == '$' ? 2 : 1);
    }
    if (out.size() > result_bytes_max) {
      return Error{ErrorKind::limit, "the value is longer than 64 KiB after `${...}` is replaced"};
    }
  }
  return out;
}

}  // namespace syndicated
