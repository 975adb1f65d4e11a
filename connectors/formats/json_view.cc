#include "connectors/formats/json_view.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <new>
#include <utility>

namespace syndicated {

using simdjson::dom::element;
using simdjson::dom::element_type;

struct JsonView::State {
  simdjson::dom::parser parser{kLineBytesMax};
  element root;
  bool parsed = false;
};

namespace {

constexpr std::size_t kDepthMax = 256;

std::string number_text(const element& value) {
  char digits[40];
  std::to_chars_result end{digits, {}};
  std::int64_t signed_value = 0;
  std::uint64_t unsigned_value = 0;
  double fraction = 0;
  if (value.get(unsigned_value) == simdjson::SUCCESS) {
    end = std::to_chars(digits, digits + sizeof digits, unsigned_value);
  } else if (value.get(signed_value) == simdjson::SUCCESS) {
    end = std::to_chars(digits, digits + sizeof digits, signed_value);
  } else if (value.get(fraction) == simdjson::SUCCESS) {
    end = std::to_chars(digits, digits + sizeof digits, fraction);
  }
  return std::string(digits, end.ptr);
}

void add_scalar(const element& value, std::vector<std::string>& found) {
  std::string_view text;
  bool truth = false;
  if (value.get(text) == simdjson::SUCCESS) {
    found.emplace_back(text);
  } else if (value.get(truth) == simdjson::SUCCESS) {
    found.emplace_back(truth ? "true" : "false");
  } else if (value.is_number()) {
    found.push_back(number_text(value));
  }
}

// The recursion is as deep as the document, which the parser bounds.
void collect(const element& value, std::string_view path, std::vector<std::string>& found) {
  if (found.size() >= JsonView::kValuesMax) return;
  const std::size_t dot = std::min(path.find('.'), path.size());
  const std::string_view step = path.substr(0, dot);
  const std::string_view rest = path.substr(std::min(dot + 1, path.size()));
  simdjson::dom::array array;
  simdjson::dom::object object;
  if (value.get(array) == simdjson::SUCCESS) {
    std::size_t index = 0;
    const auto end = std::from_chars(step.data(), step.data() + step.size(), index);
    if (!step.empty() && end.ec == std::errc() && end.ptr == step.data() + step.size()) {
      element picked;
      if (array.at(index).get(picked) == simdjson::SUCCESS) collect(picked, rest, found);
      return;
    }
    for (const element inner : array) collect(inner, path, found);
  } else if (path.empty()) {
    add_scalar(value, found);
  } else if (value.get(object) == simdjson::SUCCESS) {
    element member;
    if (object.at_key(step).get(member) == simdjson::SUCCESS) collect(member, rest, found);
  }
}

}  // namespace

JsonView::JsonView() : state_(std::make_unique<State>()) {}
JsonView::~JsonView() = default;
JsonView::JsonView(JsonView&&) noexcept = default;
JsonView& JsonView::operator=(JsonView&&) noexcept = default;

Result<void> JsonView::parse(std::string_view line) {
  state_->parsed = false;
  if (line.size() > kLineBytesMax)
    return Error{ErrorKind::limit, "the line is too long to be read"};
  // Room for most records at once, so that the depth can be set with it; the parser grows by
  // itself.
  const std::size_t room = std::max<std::size_t>(line.size(), 16u << 10);
  if (state_->parser.capacity() < room &&
      state_->parser.allocate(room, kDepthMax) != simdjson::SUCCESS) {
    return Error{ErrorKind::limit, "there is no memory to read the line"};
  }
  const auto error = state_->parser.parse(line.data(), line.size()).get(state_->root);
  if (error != simdjson::SUCCESS) return Error{ErrorKind::invalid, simdjson::error_message(error)};
  if (!state_->root.is_object()) return Error{ErrorKind::invalid, "the line is no JSON object"};
  state_->parsed = true;
  return {};
}

std::vector<std::string> JsonView::values(std::string_view path) const {
  std::vector<std::string> found;
  if (state_->parsed && !path.empty()) collect(state_->root, path, found);
  return found;
}

std::string JsonView::text(std::string_view path) const {
  std::vector<std::string> found = values(path);
  return found.empty() ? std::string() : std::move(found.front());
}

}  // namespace syndicated
