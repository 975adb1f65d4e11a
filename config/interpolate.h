// `${VAR}` inside one parsed value: never in keys, never before parsing, so that no variable can
// add a key or a list item. Pure; the environment is a parameter. Any thread.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "pipeline/result.h"

namespace syndicated {

using Environment = std::map<std::string, std::string, std::less<>>;

// Replaces `${VAR}`, `${VAR:-default}` (unset or empty), `${VAR:?message}` (unset or empty: an
// error) and `$$` (one `$`). A `$` before anything else stands for itself. Linear; the result is at
// most 64 KiB. The error text says which variable is missing; `error_at`, if given, is set to the
// offset of its `${` in `text`.
Result<std::string> interpolate(std::string_view text, const Environment& environment,
                                std::size_t* error_at = nullptr);

// True when the text holds a `${`.
bool has_interpolation(std::string_view text);

}  // namespace syndicated
