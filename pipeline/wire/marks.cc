#include "pipeline/wire/marks.h"

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
    if (c == '/') {
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

// "PTI KKP RDS RDS", "PTI COR DIV NSD", "भाषा गोला संतोष", "dpa pre yyhe n1 deg", "AP-WF-11-13-13 1509GMT".
bool is_agency_with_initials(std::string_view text) {
  std::vector<std::string_view> words = split_spaces(text);
  if (words.empty() || words.size() > 7) return false;
  if (words[0].starts_with("AP-WF-")) return true;
  const AgencyInfo* agency = agency_named(words[0], true);
  if (agency == nullptr) return false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    bool number = words[i].size() <= 6 && std::all_of(words[i].begin(), words[i].end(), is_digit);
    bool code = is_initials(words[i]) || is_slashed_initials(words[i]) || number;
    bool dpa = agency->code == "dpa" && words[i].size() <= 5 &&
               std::all_of(words[i].begin(), words[i].end(), [](char c) { return is_lower(c) || is_digit(c); });
    bool hindi = is_wide(words[0][0]) && is_wide(words[i][0]) && !contains(words[i], "।") && words.size() <= 4;
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

bool starts_with_any(std::string_view text, const std::string_view* begin, const std::string_view* end) {
  return std::any_of(begin, end, [&](std::string_view prefix) { return begins_with(text, prefix); });
}

constexpr std::string_view kNoteStarts[] = {
    "eds:", "eds :", "eds note", "ed:", "editor's note", "editors' note", "editor’s note", "editors note", "editors:",
    "note to editors", "notes to editors", "note to editor", "attention editors", "correction:", "corrections:",
    "corrects ", "correction and clarification", "clarification:", "corrected:", "this story has been corrected",
    "this article has been corrected", "this story has been updated", "this article has been updated",
    "this story was corrected", "this article was corrected", "an earlier version of this", "a previous version of this",
    "this version corrects", "embargoed", "not for publication", "hold for release", "mandatory kill", "kill:",
    "advisory:", "संपादक:", "संपादकों के लिए", "nota a los editores", "note aux rédactions", "hinweis an die redaktion"};

// Inside brackets, where prose does not stand.
constexpr std::string_view kBracketNoteStarts[] = {
    "adds ", "add ", "updates ", "update ", "updates,", "adds,", "recasts", "rewrites", "releads", "leads with",
    "refiles ", "refiling ", "repeats ", "removes ", "clarifies ", "corrects", "changes ", "fixes ", "edits ",
    "minor edits", "updating", "includes ", "this story", "this version", "edited to", "story corrects", "picks up"};

}  // namespace

bool is_tail_mark_line(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.size() > kTailBytesMax) return false;
  static constexpr std::string_view kSigns[] = {"■", "NNN", "###", "#", "Enditem", "ENDS", "-ends-", "-0-", "(END)",
                                                "--- ENDS ---", "END", "-30-", "(Enditem)"};
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
    std::string_view text = paragraph.substr(0, result == std::string_view::npos ? paragraph.size() : result);
    while (text.ends_with(' ')) text.remove_suffix(1);
    std::size_t from = text.size() > kTailBytesMax ? text.size() - kTailBytesMax : 0;
    std::size_t found = std::string_view::npos;
    for (std::size_t space = text.find(' ', from); space != std::string_view::npos; space = text.find(' ', space + 1)) {
      std::string_view head = text.substr(0, space);
      std::string_view tail = text.substr(space + 1);
      // The mark stands behind the end of a sentence; in brackets it may stand before the full stop too.
      bool bracketed = tail.starts_with('(');
      if (!ends_like_sentence(head) && !bracketed && !tail.starts_with("--") && !tail.starts_with("==")) continue;
      if (tail.ends_with('.')) tail.remove_suffix(1);
      if (is_tail_mark_line(tail)) {
        found = space;
        break;
      }
    }
    if (found == std::string_view::npos) break;
    result = found;
  }
  if (result == std::string_view::npos || trim(paragraph.substr(0, result)).empty()) return std::string_view::npos;
  return result;
}

bool is_note(std::string_view text, std::string_view lower) {
  std::string_view bare = lower;
  bool bracketed = bare.starts_with('(') || bare.starts_with('[');
  while (!bare.empty() && (bare[0] == '(' || bare[0] == '[' || bare[0] == '*' || bare[0] == ' ')) bare.remove_prefix(1);
  if (starts_with_any(bare, std::begin(kNoteStarts), std::end(kNoteStarts))) {
    // "Embargoed goods reached the port ..." is prose.
    bool word_alone = bare.starts_with("embargoed") || bare.starts_with("corrects ");
    return !word_alone || bracketed || is_all_capitals(text.substr(0, std::min<std::size_t>(9, text.size()))) ||
           contains(bare.substr(0, 20), "until") || contains(bare.substr(0, 14), ":");
  }
  // "UPDATES with Germany, US cases", "ADDS military statement": the first word alone is in capitals.
  if (!bracketed) {
    static constexpr std::string_view kCapitals[] = {"ADDS ", "UPDATES ", "RECASTS ", "CORRECTS ", "LEADS with", "REFILES ", "RAISES ",
                                                     "REPEATS ", "CLARIFIES "};
    return text.size() < 240 && starts_with_any(text, std::begin(kCapitals), std::end(kCapitals)) && !is_all_capitals(text);
  }
  if (!(lower.ends_with(')') || lower.ends_with(']'))) return false;
  if (starts_with_any(bare, std::begin(kBracketNoteStarts), std::end(kBracketNoteStarts))) return true;
  // "(In Jan. 17 story, corrects paragraph 3 ...)"
  return bare.starts_with("in ") && contains(bare.substr(0, 60), "corrects");
}

bool is_signal_line(std::string_view text) {
  constexpr std::size_t kSignalWordsMax = 4;
  constexpr std::size_t kSignalBytesMax = 40;
  if (text.size() > kSignalBytesMax) return false;
  static constexpr std::string_view kSignals[] = {
      "urgent", "breaking", "flash", "alert", "advisory", "update", "updates", "updated", "correction", "corrected",
      "corrects", "refile", "wrapup", "kill", "embargoed", "lead", "ld", "ld)", "adds", "writethru", "repeat", "rpt", "lead-all"};
  static constexpr std::string_view kFillers[] = {"1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th",
                                                  "mandatory", "news", "first", "second", "third", "eds"};
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
  if (slash != std::string_view::npos || text.ends_with('/')) return is_all_capitals(text) && text.find(' ') >= text.find('/');
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
      {"MANDATORY KILL", false, true}, {"NEWS ALERT", false, true}, {"UPDATE", true, true},   {"WRAPUP", true, true},
      {"CORRECTED", true, true},       {"CORRECTION", true, true},  {"CORRECTS", false, true}, {"REFILE", true, true},
      {"URGENT", false, true},         {"BREAKING", false, true},   {"FLASH", false, true},    {"ALERT", false, true},
      {"ADVISORY", false, true},       {"EMBARGOED", false, true},  {"KILL", false, true},     {"RPT", true, true},
      {"REPEAT", false, true},         {"ADDS", false, true},       {"1ST LEAD", false, true}, {"2ND LEAD", false, true},
      {"3RD LEAD", false, true},       {"1st Ld-Writethru", false, true}, {"2nd Ld-Writethru", false, true},
      {"3rd Ld-Writethru", false, true}, {"1st Ld", false, true},   {"2nd Ld", false, true},   {"Urgent", false, true},
      {"Breaking", false, true},       {"Update", true, true},      {"Correction", false, true}, {"Corrected", false, true},
      {"LEAD", true, true},            {"LD", true, true},
  };
  // "(LD) ", "(Lead) ", "(UPDATE 2) ".
  if (headline.starts_with('(')) {
    std::size_t close = headline.find(')');
    if (close == std::string_view::npos || close > 24 || !is_signal_line(headline.substr(1, close - 1))) return 0;
    std::size_t end = close + 1;
    while (end < headline.size() && (headline[end] == ' ' || headline[end] == ':' || headline[end] == '-')) ++end;
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
    } else if (i < headline.size() && (headline[i] == ':' || headline[i] == '-' || headline[i] == '|')) {
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
  if (contains_word(lower, "kill") && (contains(text, "KILL") || contains(lower, "please kill"))) return true;
  if (contains(lower, "is withdrawn") || contains(lower, "stands withdrawn") || contains(lower, "has been withdrawn") ||
      contains(lower, "story withdrawn") || contains(lower, "please withdraw") || contains(lower, "been killed")) {
    return contains(lower, "story") || contains(lower, "report") || contains(lower, "copy");
  }
  return false;
}

bool is_credit(std::string_view text, std::string_view lower) {
  constexpr std::size_t kCreditBytesMax = 420;
  if (text.size() > kCreditBytesMax) return false;
  if (text.starts_with("((") && text.ends_with("))")) return true;
  std::string_view bare = trim_any(lower, "([)]*- ");
  static constexpr std::string_view kStarts[] = {
      "reporting by", "additional reporting by", "with additional reporting", "additional reporting from", "editing by", "writing by", "compiled by", "written by", "edited by",
      "reported by", "story by", "with inputs from", "with input from", "inputs from", "with agency inputs",
      "with agencies inputs", "with pti inputs", "with ani inputs", "with reuters inputs", "with ians inputs",
      "with afp inputs", "with ap inputs", "with bloomberg inputs", "agency inputs", "with inputs of", "translated by",
      "इनपुट", "redaktion:", "mit material von", "con información de", "avec "};
  for (std::string_view start : kStarts) {
    if (!begins_with(bare, start)) continue;
    if (start == "avec ") return lower.starts_with("(avec ");
    // "Reporting by ships is mandatory." has a verb; a credit has names, a colon or brackets.
    bool person = text.size() > start.size() + 2;
    return person && (start.size() < 12 || !contains(bare, " is ") || text[0] == '(');
  }
  std::size_t contributed = text.size() < 260 ? lower.find("contributed ") : std::string_view::npos;
  if (contributed != std::string_view::npos) {
    std::string_view what = lower.substr(contributed + 12);
    bool credit = what.starts_with("to this") || what.starts_with("reporting") || what.starts_with("from ");
    // In a later sentence it is the end of a paragraph of text, see credit_begin().
    if (credit && first_sentence_end(text) > contributed) return true;
  }
  if (lower.starts_with("(") && (contains(lower, "के इनपुट") || contains(lower, "inputs from") || contains(lower, " inputs)"))) {
    return true;
  }
  return lower.starts_with("this story was first") || lower.starts_with("this story was originally published") ||
         lower.starts_with("this article was originally published");
}

std::size_t credit_begin(std::string_view paragraph) {
  constexpr std::size_t kReachBytes = 300;
  std::size_t from = paragraph.size() > kReachBytes ? paragraph.size() - kReachBytes : 0;
  std::string lower = lower_ascii(paragraph.substr(from));
  std::size_t hint = std::string::npos;
  for (std::string_view word : {"contribut", "reporting by", "reporting from", "inputs from", "editing by"}) {
    hint = std::min(hint, lower.find(word));
  }
  if (hint == std::string::npos) return std::string_view::npos;
  for (std::size_t stop = lower.find(". "); stop != std::string::npos; stop = lower.find(". ", stop + 1)) {
    std::string_view text = paragraph.substr(from + stop + 2);
    std::string_view text_lower = std::string_view(lower).substr(stop + 2);
    if (text_lower.starts_with("with additional reporting") || is_credit(text, text_lower)) return from + stop + 1;
  }
  return std::string_view::npos;
}

bool is_disclaimer(std::string_view text, std::string_view lower, bool late) {
  constexpr std::size_t kDisclaimerBytesMax = 700;
  if (text.size() < 24 || text.size() > kDisclaimerBytesMax) return false;
  static constexpr std::string_view kStrong[] = {
      "syndicated feed", "syndicated news feed", "syndicated news agency", "auto-generated", "auto generated",
      "autogenerated", "auto-published", "published unedited", "unedited and", "wire agency feed", "news agency feed", "agency feed",
      "without modifications to the text", "without any modifications", "automated news agency", "ऑटो-फीड", "ऑटो फीड",
      "सिंडिकेट", "सिंडीकेट", "feed sindicado", "flux d'agence", "automatisch aus", "agencia de noticias y no ha sido editad"};
  static constexpr std::string_view kWeak[] = {
      "not been edited", "not edited", "no editorial", "unedited", "holds no responsibility", "may have been reworked",
      "not been created or edited", "only the headline", "except for the headline", "संपादित नहीं", "verbatim",
      "जिम्मेदार नहीं"};
  static constexpr std::string_view kStarts[] = {"this ", "(this", "(only", "only ", "(except", "except ", "the story", "(the ",
                                                 "disclaimer", "(disclaimer", "published ", "note:", "(note", "यह ", "(यह", "इस ", "(इस",
                                                 "अस्वीकरण", "डिस्क्लेमर", "डिसक्लेमर", "esta ", "este ", "cet ", "cette ", "dieser ", "diese ", "story ", "*this"};
  bool start = starts_with_any(lower, std::begin(kStarts), std::end(kStarts));
  bool bracketed = text[0] == '(' || text[0] == '[';
  if (!start && !bracketed && !late) return false;
  auto has = [&](std::string_view phrase) { return contains(lower, phrase); };
  // Every strong phrase has one of these; ordinary paragraphs have none.
  if (!start && !bracketed && !has("feed") && !has("auto") && !has("unedited") && !has("syndicat") && !has("modific") &&
      !has("agence") && !has("agencia")) {
    return false;
  }
  if (std::any_of(std::begin(kStrong), std::end(kStrong), has)) return true;
  if (!start && !bracketed) return false;
  if (!late && !bracketed) return false;
  if (!std::any_of(std::begin(kWeak), std::end(kWeak), has)) return false;
  static constexpr std::string_view kSources[] = {"feed", "agency", "staff", "syndicat", "news service", "editorial team", "wire",
                                                  "एजेंसी", "pti", "this story", "this report"};
  return std::any_of(std::begin(kSources), std::end(kSources), has);
}

namespace {

std::string_view trim_outlet(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    text = trim_any(text, " ,.;:()'\"");
    for (std::string_view quote : {"‘", "’", "“", "”"}) {
      if (text.starts_with(quote)) text.remove_prefix(quote.size()), again = true;
      if (text.ends_with(quote)) text.remove_suffix(quote.size()), again = true;
    }
    for (std::string_view article : {"the ", "The "}) {
      if (text.starts_with(article) && text.size() > article.size()) text.remove_prefix(article.size()), again = true;
    }
    for (std::string_view tail : {" staff", " Staff", " team", " desk", " editorial", " newsroom", " News Desk", "'s", "’s"}) {
      if (text.ends_with(tail)) text.remove_suffix(tail.size()), again = true;
    }
  }
  return text;
}

// Words from `at` that may belong to a name: it ends at a verb, a comma or a full stop.
std::string_view name_from(std::string_view text, std::size_t at) {
  std::size_t i = at;
  std::size_t end = at;
  bool first = true;
  while (i < text.size()) {
    std::size_t stop = std::min(text.find(' ', i), text.size());
    std::string_view word = text.substr(i, stop - i);
    bool article = first && (word == "the" || word == "The" || word == "our");
    bool joins = word == "of" || word == "&" || word == "and";
    if (!article && !joins && !begins_with_capital(word)) break;
    if (!joins && !article) {
      end = stop;
      first = false;
    }
    bool closes = word.ends_with(',') || word.ends_with('.') || word.ends_with(')') || word.ends_with(';') ||
                  word.ends_with("'s") || word.ends_with("’s");
    if (closes && !article) break;
    i = stop + 1;
  }
  return end > at ? trim_outlet(text.substr(at, end - at)) : std::string_view{};
}

bool may_be_outlet(std::string_view name) {
  return !name.empty() && name.size() < 60 && agency_named(name, true) == nullptr && name != "Syndicated" && name != "PTI";
}

}  // namespace

std::string outlet_of_disclaimer(std::string_view disclaimer) {
  // "... by the Business Standard staff", "edited by FPJ's editorial team", "edited by THE WEEK and is".
  for (std::string_view before : {" reworked by ", " edited by ", " modified by ", " changed by ", " created by ", " by "}) {
    for (std::size_t at = disclaimer.find(before); at != std::string_view::npos; at = disclaimer.find(before, at + 1)) {
      std::string_view name = name_from(disclaimer, at + before.size());
      // A trailing "and" belongs to the sentence: name_from() has dropped it.
      if (may_be_outlet(name)) return std::string(name);
    }
  }
  // "LatestLY Staff may not have", "ThePrint holds no responsibility", "Example takes no liability".
  for (std::string_view after : {" Staff may", " staff may", " staff has", " staff have", " holds no", " takes no", " assumes no", " is not responsible",
                                 " does not", " accepts no", " has not edited", " did not edit"}) {
    std::size_t at = disclaimer.find(after);
    if (at == std::string_view::npos) continue;
    std::size_t begin = at;
    while (begin > 0) {
      std::size_t space = disclaimer.rfind(' ', begin - 1);
      std::size_t word_begin = space == std::string_view::npos ? 0 : space + 1;
      std::string_view word = disclaimer.substr(word_begin, begin - word_begin);
      if (!begins_with_capital(word) || word.ends_with('.') || word.ends_with(',')) break;
      begin = word_begin;
      if (begin > 0) --begin;
    }
    std::string_view name = trim_outlet(disclaimer.substr(begin, at - begin));
    if (may_be_outlet(name)) return std::string(name);
  }
  // "इसके कंटेंट के लिए दिप्रिंट जिम्मेदार नहीं है", "दिप्रिंट की टीम ने संपादित नहीं किया".
  for (std::string_view after : {" जिम्मेदार नहीं", " की टीम ने", " टीम ने", " के संपादकीय", " स्टाफ ने"}) {
    std::size_t at = disclaimer.find(after);
    if (at == std::string_view::npos || at == 0) continue;
    std::size_t space = disclaimer.rfind(' ', at - 1);
    std::string_view name = trim_outlet(disclaimer.substr(space == std::string_view::npos ? 0 : space + 1,
                                                          at - (space == std::string_view::npos ? 0 : space + 1)));
    if (may_be_outlet(name)) return std::string(name);
  }
  return {};
}

bool is_caption(std::string_view text, std::string_view lower, std::string* credit, std::string* caption) {
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
    for (std::string_view word : {"image", "photo", "file", "credit", "picture", "representative", "pti", "ani"}) {
      if (!begins_with(label, word)) continue;
      std::size_t colon = text.find(':', bar);
      return found(bar, text.substr(colon != std::string_view::npos ? colon + 1 : bar + 1));
    }
  }
  // "REUTERS/Pat Delgado/File Photo" at the end.
  std::string_view tail = text.substr(text.size() - std::min(text.size(), kCreditBytesMax));
  if (contains(tail, "/") || contains(tail, "Photo") || contains(tail, "Getty")) {
    for (std::string_view mark : {"REUTERS/", "AP Photo/", "AFP/", "PTI Photo", "Getty Images", "EPA/", "Xinhua/"}) {
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
  for (std::string_view mark : {"photo", "image", "representational", "representative", "file pic", "file", "picture", "courtesy",
                                "फोटो", "सांकेतिक", "प्रतीकात्मक", "foto", "illustration"}) {
    if (inside_lower.starts_with(mark) || inside_lower.ends_with(mark) || contains(inside_lower, std::string(mark) + ":") ||
        contains(inside_lower, std::string(mark) + "/") || contains(inside_lower, std::string(mark) + " |")) {
      std::size_t colon = inside.find_first_of(":|/");
      return found(open, colon == std::string_view::npos ? inside : inside.substr(colon + 1));
    }
  }
  return false;
}

}  // namespace syndicated::wire
