// The forms of texts: what an id, a URL, a network and the like look like. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/keys.h"

namespace syndicated {

struct FormProblem {
  std::string_view code;
  std::string message;  // goes behind "`key` ", for example "is not a CIDR block"
  std::string hint;
};

// nullopt when `text` has the form that `kind` asks for. The empty text is not judged: whether a
// key may be empty is the caller's matter. Never repeats the text of a URL, which may hold a
// password.
std::optional<FormProblem> check_form(Kind kind, std::string_view text);

// The parts of an http(s) URL that a configuration is judged by.
struct FeedUrl {
  bool is_https = false;
  std::string host;        // lower case, IPv6 with brackets
  std::uint16_t port = 0;  // the scheme's when the URL names none
};

// nullopt when check_form(Kind::url, ...) has a problem with it.
std::optional<FeedUrl> split_feed_url(std::string_view url);

}  // namespace syndicated
