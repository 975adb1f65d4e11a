// The phrases by which outlets' furniture is known: what each line of a page that is no article
// text begins with, or is. A const table in several languages. Any thread; pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace syndicated::wire {

enum class Cue {
  none,
  link_block,    // "Also Read": titles of other articles follow, on the same line or below
  video_block,   // "Featured Video Of The Day": a title follows that is no article
  tag_block,     // "Topics :": tags follow, on the same line or below
  social,        // "Connect with us"
  navigation,    // "Explore News", "Next Story"
  subscription,  // "Subscribe to our newsletter"
  advertisement,
  promo,  // "Get the latest news at ..."
  copyright,
  read_time,  // "Listen to This Article", "A+"
  caption,    // "Photo:", "Image credit:"
  end_mark,   // "Our Standards:", "Support Our Journalism": nothing of the article follows
  other,
};

struct CueMatch {
  Cue cue = Cue::none;
  std::size_t length = 0;  // bytes of the phrase at the start of the line
};

// `lower` is the line in lower case (lower_ascii). A phrase matches at the start of the line, at a
// word end. Phrases for whole lines only match when nothing but punctuation follows.
CueMatch cue_of(std::string_view lower);

// A line of names of social networks, with or without spaces: "Facebook IconLinkedIN Icon".
bool is_social_line(std::string_view lower);

// An imperative of an outlet: "Download the App to get ...".
bool is_promo_sentence(std::string_view lower);

}  // namespace syndicated::wire
