// Secret: a password that cannot be printed by accident, and how one is read. Secrets come from
// files of their own (`*_file: PATH`, `*_credential: NAME` below systemd's $CREDENTIALS_DIRECTORY),
// never from the configuration or the environment, and are read again at every load, so that they
// can be rotated.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "pipeline/result.h"

namespace syndicated {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}

  // The one way to the value; a use of it is easy to find in a review.
  const std::string& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

 private:
  std::string value_;
};

// There is no way to print a Secret.
std::ostream& operator<<(std::ostream&, const Secret&) = delete;

// The first line of a file of at most 64 KiB, without its line end. Errors: policy when everybody
// may read the file; io when it cannot be read; invalid when it is empty, is not a regular file or
// has a second line. The text of an error never holds any of the content.
Result<Secret> read_secret_file(const std::string& path);

// True for a name that systemd accepts for a credential: no slash, not "." or "..", not empty.
bool is_credential_name(std::string_view name);

}  // namespace syndicated
