#include "pipeline/wire/tail_marks.h"

#include <algorithm>
#include <vector>

#include "pipeline/wire/agencies.h"
#include "pipeline/wire/letters.h"

namespace syndicated::wire {
namespace {

constexpr std::size_t kTailBytesMax = 60;

// "ms/vd", "ab/de/dl/hmw", "rkh/vd", "na/".
bool is_slashed_initials(std::string_view text) {
  if (text.size() < 3 || text.size() > 24 || !contains(text, "/")) return false;
  std::size_t run = 0;
  for (char c : text) {
    if (c == '/' || c == '-') {
      if (run == 0) return false;
      run = 0;
    } else if (is_lower(c) || is_digit(c)) {
      if (++run > 4) return false;
    } else {
      return false;
    }
  }
  return true;
}

bool is_initials(std::string_view word) {
  return word.size() >= 1 && word.size() <= 5 && std::all_of(word.begin(), word.end(), is_upper);
}

// "PTI KKP RDS RDS", "PTI COR DIV NSD", "भाषा गोला संतोष", "dpa pre yyhe n1 deg", "AP-WF-11-13-13
// 1509GMT".
bool is_agency_with_initials(std::string_view text) {
  std::vector<std::string_view> words = split_spaces(text);
  if (words.empty() || words.size() > 7) return false;
  if (words[0].starts_with("AP-WF-")) return true;
  const AgencyInfo* agency = agency_named(trim_any(words[0], "()"), true);
  if (agency == nullptr) return false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    bool number = words[i].size() <= 6 && std::all_of(words[i].begin(), words[i].end(), is_digit);
    bool code = is_initials(words[i]) || is_slashed_initials(words[i]) || number;
    bool dpa = agency->code == "dpa" && words[i].size() <= 5 &&
               std::all_of(words[i].begin(), words[i].end(),
                           [](char c) { return is_lower(c) || is_digit(c); });
    bool hindi = is_wide(words[0][0]) && is_wide(words[i][0]) && !contains(words[i], "।") &&
                 words.size() <= 4;
    if (!code && !dpa && !hindi) return false;
  }
  return true;
}

std::string_view without_dashes(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    for (std::string_view dash : {"-", "–", "—", "=", "*", " "}) {
      if (text.starts_with(dash)) {
        text.remove_prefix(dash.size());
        again = true;
      }
    }
  }
  return text;
}

}  // namespace

bool is_tail_mark_line(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.size() > kTailBytesMax) return false;
  static constexpr std::string_view kSigns[] = {
      "■",   "NNN",   "###",          "#",   "Enditem", "ENDS",     "-ends-",
      "-0-", "(END)", "--- ENDS ---", "END", "-30-",    "(Enditem)"};
  if (std::find(std::begin(kSigns), std::end(kSigns), text) != std::end(kSigns)) return true;
  if (is_slashed_initials(text)) return true;
  std::string_view bare = without_dashes(text);
  if (bare == "ENDS" || bare == "Enditem") return true;
  std::string_view inside = without_outer_brackets(bare);
  if (inside.size() < bare.size()) {
    // "(PTI)", "(SDA/sj)", "(ANI/BusinessWire)".
    return !agency_list(inside).empty() || is_slashed_initials(lower_ascii(inside));
  }
  return is_agency_with_initials(bare);
}

bool may_follow_tail_mark(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.size() > kTailBytesMax || contains(text, "।")) return false;
  std::vector<std::string_view> words = split_spaces(text);
  if (words.size() > 3) return false;
  if (is_slashed_initials(text)) return true;
  if (is_wide(text[0])) return !contains(text, ":");
  return std::all_of(words.begin(), words.end(), is_initials);
}

std::size_t tail_mark_begin(std::string_view paragraph) {
  std::size_t result = std::string_view::npos;
  // More than one mark may follow another: "... said. (PTI) PTI KKP".
  for (int round = 0; round < 3; ++round) {
    std::string_view text =
        paragraph.substr(0, result == std::string_view::npos ? paragraph.size() : result);
    while (text.ends_with(' ')) text.remove_suffix(1);
    std::size_t from = text.size() > kTailBytesMax ? text.size() - kTailBytesMax : 0;
    std::size_t found = std::string_view::npos;
    for (std::size_t space = text.find(' ', from); space != std::string_view::npos;
         space = text.find(' ', space + 1)) {
      std::string_view head = text.substr(0, space);
      std::string_view tail = text.substr(space + 1);
      // The mark stands behind the end of a sentence; in brackets it may stand before the full stop
      // too.
      bool bracketed = tail.starts_with('(');
      if (!ends_like_sentence(head) && !bracketed && !tail.starts_with("--") &&
          !tail.starts_with("=="))
        continue;
      if (tail.ends_with('.')) tail.remove_suffix(1);
      if (is_tail_mark_line(tail)) {
        found = space;
        break;
      }
    }
    if (found == std::string_view::npos) break;
    result = found;
  }
  if (result == std::string_view::npos || trim(paragraph.substr(0, result)).empty())
    return std::string_view::npos;
  return result;
}

}  // namespace syndicated::wire
