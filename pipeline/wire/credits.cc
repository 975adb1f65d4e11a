#include "pipeline/wire/credits.h"

#include <algorithm>
#include <vector>

#include "pipeline/wire/agencies.h"
#include "pipeline/wire/letters.h"

namespace syndicated::wire {

bool is_credit(std::string_view text, std::string_view lower) {
  constexpr std::size_t kCreditBytesMax = 420;
  if (text.size() > kCreditBytesMax) return false;
  if (text.starts_with("((") && text.ends_with("))")) return true;
  std::string_view bare = trim_any(lower, "([)]*- ");
  static constexpr std::string_view kStarts[] = {"reporting by",
                                                 "additional reporting by",
                                                 "with additional reporting",
                                                 "additional reporting from",
                                                 "editing by",
                                                 "writing by",
                                                 "compiled by",
                                                 "written by",
                                                 "edited by",
                                                 "reported by",
                                                 "story by",
                                                 "with inputs from",
                                                 "with input from",
                                                 "inputs from",
                                                 "with agency inputs",
                                                 "with agencies inputs",
                                                 "with pti inputs",
                                                 "with ani inputs",
                                                 "with reuters inputs",
                                                 "with ians inputs",
                                                 "with afp inputs",
                                                 "with ap inputs",
                                                 "with bloomberg inputs",
                                                 "agency inputs",
                                                 "with inputs of",
                                                 "translated by",
                                                 "इनपुट",
                                                 "redaktion:",
                                                 "mit material von",
                                                 "con información de",
                                                 "avec "};
  for (std::string_view start : kStarts) {
    if (!begins_with(bare, start)) continue;
    if (start == "avec ") return lower.starts_with("(avec ");
    // "Reporting by ships is mandatory." has a verb; a credit has names, a colon or brackets.
    bool person = !start.ends_with("by") || text.size() > start.size() + 2;
    return person && (start.size() < 12 || !contains(bare, " is ") || text[0] == '(');
  }
  std::size_t contributed = text.size() < 260 ? lower.find("contributed ") : std::string_view::npos;
  if (contributed != std::string_view::npos) {
    std::string_view what = lower.substr(contributed + 12);
    bool credit =
        what.starts_with("to this") || what.starts_with("reporting") || what.starts_with("from ");
    // In a later sentence it is the end of a paragraph of text, see credit_begin().
    if (credit && first_sentence_end(text) > contributed) return true;
  }
  if (lower.starts_with("(") && (contains(lower, "के इनपुट") || contains(lower, "inputs from") ||
                                 contains(lower, " inputs)"))) {
    return true;
  }
  return lower.starts_with("this story was first") ||
         lower.starts_with("this story was originally published") ||
         lower.starts_with("this article was originally published");
}

std::size_t credit_begin(std::string_view paragraph) {
  constexpr std::size_t kReachBytes = 300;
  std::size_t from = paragraph.size() > kReachBytes ? paragraph.size() - kReachBytes : 0;
  std::string lower = lower_ascii(paragraph.substr(from));
  std::size_t hint = std::string::npos;
  for (std::string_view word :
       {"contribut", "reporting by", "reporting from", "inputs from", "editing by"}) {
    hint = std::min(hint, lower.find(word));
  }
  if (hint == std::string::npos) return std::string_view::npos;
  for (std::size_t stop = lower.find(". "); stop != std::string::npos;
       stop = lower.find(". ", stop + 1)) {
    std::string_view text = paragraph.substr(from + stop + 2);
    std::string_view text_lower = std::string_view(lower).substr(stop + 2);
    if (text_lower.starts_with("with additional reporting") || is_credit(text, text_lower))
      return from + stop + 1;
  }
  return std::string_view::npos;
}

bool is_caption(std::string_view text, std::string_view lower, std::string* credit,
                std::string* caption) {
  constexpr std::size_t kCaptionBytesMax = 600;
  constexpr std::size_t kCreditBytesMax = 90;
  if (text.size() > kCaptionBytesMax) return false;
  auto found = [&](std::size_t at, std::string_view credit_text) {
    *credit = std::string(trim_any(credit_text, " .|:()[]"));
    *caption = std::string(trim_any(text.substr(0, at), " |([-"));
    return true;
  };
  // "... | Image: Bloomberg", "... | Photo by Eli Brandvold".
  std::size_t bar = text.rfind('|');
  if (bar != std::string_view::npos && text.size() - bar <= kCreditBytesMax) {
    std::string_view label = trim(lower.substr(bar + 1));
    for (std::string_view word :
         {"image", "photo", "file", "credit", "picture", "representative", "pti", "ani"}) {
      if (!begins_with(label, word)) continue;
      std::size_t colon = text.find(':', bar);
      return found(bar, text.substr(colon != std::string_view::npos ? colon + 1 : bar + 1));
    }
  }
  // "REUTERS/Pat Delgado/File Photo" at the end.
  std::string_view tail = text.substr(text.size() - std::min(text.size(), kCreditBytesMax));
  if (contains(tail, "/") || contains(tail, "Photo") || contains(tail, "Getty")) {
    for (std::string_view mark :
         {"REUTERS/", "AP Photo/", "AFP/", "PTI Photo", "Getty Images", "EPA/", "Xinhua/"}) {
      std::size_t in_tail = tail.rfind(mark);
      if (in_tail == std::string_view::npos || contains(tail.substr(in_tail), ". ")) continue;
      std::size_t at = text.size() - tail.size() + in_tail;
      std::size_t begin = at > 0 && text[at - 1] == '(' ? at - 1 : at;
      return found(begin, text.substr(at));
    }
  }
  if (!text.ends_with(')') && !text.ends_with(").") && !text.ends_with(']')) return false;
  std::size_t open = text.find_last_of("([");
  if (open == std::string_view::npos || text.size() - open > kCreditBytesMax) return false;
  std::string_view inside = trim_any(text.substr(open), "()[]. ");
  std::string inside_lower = lower_ascii(inside);
  for (std::string_view mark :
       {"photo",   "image",        "representational", "representative", "file pic",
        "file",    "picture",      "courtesy",         "unsplash",       "pexels",
        "pixabay", "shutterstock", "istock",           "getty",          "bccl",
        "फोटो",    "सांकेतिक",       "प्रतीकात्मक",        "foto",           "illustration"}) {
    if (inside_lower.starts_with(mark) || inside_lower.ends_with(mark) ||
        contains(inside_lower, std::string(mark) + ":") ||
        contains(inside_lower, std::string(mark) + "/") ||
        contains(inside_lower, std::string(mark) + " |")) {
      std::size_t colon = inside.find_first_of(":|/");
      return found(open, colon == std::string_view::npos ? inside : inside.substr(colon + 1));
    }
  }
  return false;
}

}  // namespace syndicated::wire
