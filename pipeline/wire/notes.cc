#include "pipeline/wire/notes.h"

#include <algorithm>
#include <vector>

#include "pipeline/wire/agencies.h"
#include "pipeline/wire/letters.h"

namespace syndicated::wire {
namespace {

constexpr std::string_view kNoteStarts[] = {"eds:",
                                            "eds :",
                                            "eds note",
                                            "ed:",
                                            "editor's note",
                                            "editors' note",
                                            "editor’s note",
                                            "editors note",
                                            "editors:",
                                            "note to editors",
                                            "notes to editors",
                                            "note to editor",
                                            "attention editors",
                                            "correction:",
                                            "corrections:",
                                            "corrects ",
                                            "correction and clarification",
                                            "clarification:",
                                            "corrected:",
                                            "this story has been corrected",
                                            "this article has been corrected",
                                            "this story has been updated",
                                            "this article has been updated",
                                            "this story was corrected",
                                            "this article was corrected",
                                            "an earlier version of this",
                                            "a previous version of this",
                                            "this version corrects",
                                            "embargoed",
                                            "not for publication",
                                            "hold for release",
                                            "mandatory kill",
                                            "kill:",
                                            "advisory:",
                                            "संपादक:",
                                            "संपादकों के लिए",
                                            "nota a los editores",
                                            "note aux rédactions",
                                            "hinweis an die redaktion"};

// Inside brackets, where prose does not stand.
constexpr std::string_view kBracketNoteStarts[] = {
    "adds ",     "add ",           "updates ",   "update ",    "updates,",   "adds,",
    "recasts",   "rewrites",       "releads",    "leads with", "refiles ",   "refiling ",
    "repeats ",  "removes ",       "clarifies ", "corrects",   "changes ",   "fixes ",
    "edits ",    "minor edits",    "updating",   "includes ",  "this story", "this version",
    "edited to", "story corrects", "picks up"};

}  // namespace

bool is_note(std::string_view text, std::string_view lower) {
  std::string_view bare = lower;
  bool bracketed = bare.starts_with('(') || bare.starts_with('[');
  while (!bare.empty() && (bare[0] == '(' || bare[0] == '[' || bare[0] == '*' || bare[0] == ' '))
    bare.remove_prefix(1);
  if (begins_with_any(bare, kNoteStarts)) {
    // "Embargoed goods reached the port ..." is prose.
    bool word_alone = bare.starts_with("embargoed") || bare.starts_with("corrects ");
    return !word_alone || bracketed ||
           is_all_capitals(text.substr(0, std::min<std::size_t>(9, text.size()))) ||
           contains(bare.substr(0, 20), "until") || contains(bare.substr(0, 14), ":");
  }
  // "UPDATES with Germany, US cases", "ADDS military statement": the first word alone is in
  // capitals.
  if (!bracketed) {
    static constexpr std::string_view kCapitals[] = {"ADDS ",     "UPDATES ",   "RECASTS ",
                                                     "CORRECTS ", "LEADS with", "REFILES ",
                                                     "RAISES ",   "REPEATS ",   "CLARIFIES "};
    return text.size() < 240 && begins_with_any(text, kCapitals) && !is_all_capitals(text);
  }
  if (!(lower.ends_with(')') || lower.ends_with(']'))) return false;
  if (begins_with_any(bare, kBracketNoteStarts)) return true;
  // "(In Jan. 17 story, corrects paragraph 3 ...)"
  return bare.starts_with("in ") && contains(bare.substr(0, 60), "corrects");
}

bool is_signal_line(std::string_view text) {
  constexpr std::size_t kSignalWordsMax = 4;
  constexpr std::size_t kSignalBytesMax = 40;
  if (text.size() > kSignalBytesMax) return false;
  static constexpr std::string_view kSignals[] = {
      "urgent",  "breaking",  "flash",      "alert",     "advisory", "update",
      "updates", "updated",   "correction", "corrected", "corrects", "refile",
      "wrapup",  "kill",      "embargoed",  "lead",      "ld",       "ld)",
      "adds",    "writethru", "repeat",     "rpt",       "lead-all"};
  static constexpr std::string_view kFillers[] = {"1st",  "2nd",   "3rd",    "4th",   "5th",
                                                  "6th",  "7th",   "8th",    "9th",   "mandatory",
                                                  "news", "first", "second", "third", "eds"};
  std::vector<std::string_view> words = split_spaces(text);
  if (words.empty() || words.size() > kSignalWordsMax) return false;
  bool any = false;
  for (std::string_view word : words) {
    std::string bare = lower_ascii(trim_any(word, ".:()-*|,"));
    std::size_t dash = bare.find('-');
    if (dash != std::string::npos) bare = bare.substr(0, dash);
    bool signal = std::find(std::begin(kSignals), std::end(kSignals), bare) != std::end(kSignals);
    bool filler = std::find(std::begin(kFillers), std::end(kFillers), bare) != std::end(kFillers) ||
                  (!bare.empty() && std::all_of(bare.begin(), bare.end(), is_digit));
    if (!signal && !filler) return false;
    any = any || signal;
  }
  return any;
}

bool is_slug_line(std::string_view text) {
  constexpr std::size_t kSlugBytesMax = 80;
  if (text.size() > kSlugBytesMax || text.empty()) return false;
  // "BC-US--Storm, 8th Ld-Writethru", "GLOBAL-MARKETS/ (WRAPUP 1, PIX)".
  if (text.starts_with("BC-") || text.starts_with("AM-") || text.starts_with("PM-")) return true;
  std::size_t slash = text.find("/ (");
  if (slash != std::string_view::npos || text.ends_with('/'))
    return is_all_capitals(text) && text.find(' ') >= text.find('/');
  std::size_t letters = 0, digits = 0;
  for (char c : text) {
    if (is_upper(c) && digits == 0) {
      ++letters;
    } else if (is_digit(c)) {
      ++digits;
    } else {
      return false;
    }
  }
  return letters >= 2 && letters <= 4 && digits >= 1 && digits <= 4;
}

std::size_t headline_mark_length(std::string_view headline) {
  struct Mark {
    std::string_view text;
    bool numbered;   // a number may follow: "UPDATE 2-"
    bool separator;  // ":", "-" or "|" must follow
  };
  static constexpr Mark kMarks[] = {
      {"MANDATORY KILL", false, true},
      {"NEWS ALERT", false, true},
      {"UPDATE", true, true},
      {"WRAPUP", true, true},
      {"CORRECTED", true, true},
      {"CORRECTION", true, true},
      {"CORRECTS", false, true},
      {"REFILE", true, true},
      {"URGENT", false, true},
      {"BREAKING", false, true},
      {"FLASH", false, true},
      {"ALERT", false, true},
      {"ADVISORY", false, true},
      {"EMBARGOED", false, true},
      {"KILL", false, true},
      {"RPT", true, true},
      {"REPEAT", false, true},
      {"ADDS", false, true},
      {"1ST LEAD", false, true},
      {"2ND LEAD", false, true},
      {"3RD LEAD", false, true},
      {"1st Ld-Writethru", false, true},
      {"2nd Ld-Writethru", false, true},
      {"3rd Ld-Writethru", false, true},
      {"1st Ld", false, true},
      {"2nd Ld", false, true},
      {"Urgent", false, true},
      {"Breaking", false, true},
      {"Update", true, true},
      {"Correction", false, true},
      {"Corrected", false, true},
      {"LEAD", true, true},
      {"LD", true, true},
  };
  // "(LD) ", "(Lead) ", "(UPDATE 2) ".
  if (headline.starts_with('(')) {
    std::size_t close = headline.find(')');
    if (close == std::string_view::npos || close > 24 ||
        !is_signal_line(headline.substr(1, close - 1)))
      return 0;
    std::size_t end = close + 1;
    while (end < headline.size() &&
           (headline[end] == ' ' || headline[end] == ':' || headline[end] == '-'))
      ++end;
    return end;
  }
  for (const Mark& mark : kMarks) {
    if (!headline.starts_with(mark.text)) continue;
    std::size_t i = mark.text.size();
    if (mark.numbered) {
      std::size_t j = i;
      while (j < headline.size() && headline[j] == ' ') ++j;
      while (j < headline.size() && is_digit(headline[j])) i = ++j;
    }
    std::size_t before = i;
    while (i < headline.size() && headline[i] == ' ') ++i;
    bool dash = headline.substr(i).starts_with("–") || headline.substr(i).starts_with("—");
    if (dash) {
      i += 3;
    } else if (i < headline.size() &&
               (headline[i] == ':' || headline[i] == '-' || headline[i] == '|')) {
      ++i;
    } else if (mark.text == "LD" && i > before) {
      // "LD Cabinet approves ..." has no other separator than the space.
    } else {
      continue;
    }
    while (i < headline.size() && headline[i] == ' ') ++i;
    return i;
  }
  return 0;
}

bool is_kill_text(std::string_view text) {
  std::string lower = lower_ascii(text);
  if (contains_word(lower, "kill") && (contains(text, "KILL") || contains(lower, "please kill")))
    return true;
  if (contains(lower, "is withdrawn") || contains(lower, "stands withdrawn") ||
      contains(lower, "has been withdrawn") || contains(lower, "story withdrawn") ||
      contains(lower, "please withdraw") || contains(lower, "been killed")) {
    return contains(lower, "story") || contains(lower, "report") || contains(lower, "copy");
  }
  return false;
}

}  // namespace syndicated::wire
