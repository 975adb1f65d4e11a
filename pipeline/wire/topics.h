// Topics: the line of an outlet's tags whose separators a crawler lost ("Pakistan United
// StatesAfghanistan") cut into its tags. Any thread; pure; linear in the line for a bounded number
// of words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::wire {

// `text` is what the article says about the words: "headline body". A word or a pair of words that
// occurs there is taken as one. Without it the cut rests on places and on changes of case alone.
std::vector<std::string> split_topics(std::string_view topics, std::string_view text);

}  // namespace syndicated::wire
