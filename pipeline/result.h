// Result<T>: a value or an Error. The member names follow std::expected (C++23), so that a later move is a
// rename. Values only, no exceptions; safe to move between threads like any value.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace syndicated {

// What kind of failure this is. The kind, never the text, decides how a caller reacts.
enum class ErrorKind {
  invalid,      // the input is wrong: it becomes a reject or a message with its place
  unavailable,  // try again later: network, remote server
  limit,        // a named limit was exceeded
  policy,       // refused on purpose: a private address, a scheme that is not allowed
  io,           // the disk or a descriptor failed
  no_space,     // the disk is full
  fenced,       // somebody else owns what we own; never retried
  config,       // a person has to change the configuration
  rebuild,      // the line has to be built again from what was committed
};

// `what` says what was tried, on what, and what happened, as one sentence without a full stop.
struct Error {
  ErrorKind kind = ErrorKind::invalid;
  std::string what;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : failed_(true), error_(std::move(error)) {}

  bool has_value() const { return !failed_; }
  explicit operator bool() const { return has_value(); }
  const Error& error() const { return error_; }

 private:
  bool failed_ = false;
  Error error_;
};

}  // namespace syndicated
