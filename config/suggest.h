// Did you mean: the known word nearest to a mistyped one. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace syndicated {

// Damerau-Levenshtein distance (optimal string alignment: insert, delete, replace, swap
// neighbours), or `limit` + 1 when it is larger. Quadratic in the words' lengths; words above 64
// bytes are never near.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

// The candidate within distance 2 (1 for words of up to three letters), the nearest and then the
// first one;
// else the first of three letters or more that
// continues the word or is continued by it; "" when none is near. Differences of case and of `-`
// against `_` count as nothing.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace syndicated
