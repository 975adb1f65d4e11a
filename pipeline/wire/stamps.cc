#include "pipeline/wire/stamps.h"

#include <algorithm>
#include <vector>

#include "pipeline/wire/letters.h"
#include "pipeline/wire/months.h"

namespace syndicated::wire {
namespace {

constexpr std::size_t kStampBytesMax = 200;
constexpr std::size_t kOtherWordsMax = 7;
constexpr std::size_t kOtherWordsBehindMax = 3;

enum class Label { none, published, updated };

struct LabelText {
  std::string_view text;  // lower case
  Label label;
};

// Longer labels first: "last updated" before "updated".
constexpr LabelText kLabels[] = {
    {"first published", Label::published},
    {"last updated", Label::updated},
    {"last modified", Label::updated},
    {"published on", Label::published},
    {"published", Label::published},
    {"posted", Label::published},
    {"updated on", Label::updated},
    {"updated at", Label::updated},
    {"updated", Label::updated},
    {"modified", Label::updated},
    {"corrected", Label::updated},
    {"publicado", Label::published},
    {"actualizado", Label::updated},
    {"publié", Label::published},
    {"mis à jour", Label::updated},
    {"modifié", Label::updated},
    {"veröffentlicht", Label::published},
    {"aktualisiert", Label::updated},
    {"पब्लिश्ड", Label::published},
    {"प्रकाशित", Label::published},
    {"अपडेटेड", Label::updated},
    {"अपडेट", Label::updated},
};

constexpr std::string_view kSmallWords[] = {
    "at",   "on",  "le",  "la",    "el",      "de",     "à",       "am",   "pm",   "a.m.",
    "p.m.", "a.m", "p.m", "ist",   "gmt",     "utc",    "est",     "edt",  "et",   "cst",
    "cdt",  "mst", "mdt", "pst",   "pdt",     "bst",    "cet",     "cest", "pkt",  "jst",
    "npt",  "sgt", "hkt", "msk",   "eat",     "wib",    "min",     "mins", "read", "time",
    "um",   "uhr", "hrs", "hours", "minutes", "minute", "reading", "null", "बजे",   "को"};

struct Word {
  std::string_view text;
  bool stamp = false;  // part of a date or a time
  bool date = false;   // a month name, an ISO date, a numeric date
  bool time = false;   // a time of day
  Label label = Label::none;
};

bool is_small_word(std::string_view lower) {
  if (lower.empty()) return false;
  for (std::string_view word : kSmallWords) {
    if (word[0] == lower[0] && word == lower) return true;
  }
  return false;
}

// "10:43", "07:31pm", "13:10:57+5:30", "10h40", "19:36".
bool is_clock(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size() && is_digit(text[i])) ++i;
  if (i == 0 || i > 2 || i + 2 >= text.size()) return false;
  if (text[i] != ':' && text[i] != 'h' && text[i] != '.') return false;
  return is_digit(text[i + 1]) && is_digit(text[i + 2]) && (text[i] != '.' || text.size() > i + 3);
}

// "2022-10-26", "2022-10-26T11:18:00Z", "16/07/13", "07.04.2025".
bool is_numeric_date(std::string_view text) {
  int separators = 0, digits = 0;
  for (char c : text) {
    if (is_digit(c)) {
      ++digits;
    } else if (c == '-' || c == '/' || c == '.') {
      ++separators;
    } else if (c == 'T' || c == 'Z' || c == ':' || c == '+') {
      continue;
    } else {
      return false;
    }
  }
  return separators >= 2 && digits >= 4 && is_digit(text[0]);
}

bool is_day_or_year(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size() && is_digit(text[i])) ++i;
  if (i == 0 || i > 4) return false;
  std::string_view suffix = text.substr(i);
  return suffix.empty() || suffix == "st" || suffix == "nd" || suffix == "rd" || suffix == "th" ||
         suffix == "am" || suffix == "pm" || suffix == "er";
}

bool is_offset(std::string_view text) {
  if (text.starts_with("gmt") || text.starts_with("utc")) text.remove_prefix(3);
  if (text.size() < 2 || (text[0] != '+' && text[0] != '-')) return false;
  for (char c : text.substr(1)) {
    if (!is_digit(c) && c != ':') return false;
  }
  return true;
}

std::vector<Word> read_words(std::string_view line, std::string_view lower) {
  std::vector<Word> out;
  out.reserve(16);
  std::size_t i = 0;
  std::size_t others = 0;
  while (i < line.size()) {
    // A sentence is recognised early: nothing more is looked up in the tables.
    if (others > kOtherWordsMax + kOtherWordsBehindMax) return {};
    if (line[i] == ' ') {
      ++i;
      continue;
    }
    Word word;
    std::string_view rest = lower.substr(i);
    for (const LabelText& label : kLabels) {
      if (!begins_with(rest, label.text)) continue;
      bool whole = rest.size() == label.text.size() || !is_letter(rest[label.text.size()]);
      if (!whole) continue;
      word.text = line.substr(i, label.text.size());
      word.label = label.label;
      break;
    }
    if (word.label == Label::none) {
      std::size_t end = std::min(line.find(' ', i), line.size());
      word.text = line.substr(i, end - i);
      // "Updated:2024" glues nothing that matters, but "ANI|" does: the bar ends the word.
      std::size_t bar = word.text.find('|');
      if (bar != std::string_view::npos && bar > 0) word.text = word.text.substr(0, bar);
      std::string_view bare = trim_any(lower.substr(i, word.text.size()), ".,;:|()-");
      word.date = month_number(bare) > 0 || is_numeric_date(bare);
      word.time = is_clock(bare);
      word.stamp = word.date || word.time || is_weekday(bare) || is_day_or_year(bare) ||
                   is_offset(bare) || is_small_word(bare) ||
                   is_small_word(trim_any(lower.substr(i, word.text.size()), ",;|"));
    }
    i = static_cast<std::size_t>(word.text.data() - line.data()) + word.text.size();
    others += !word.stamp && word.label == Label::none;
    out.push_back(word);
  }
  return out;
}

bool is_punctuation(std::string_view text) {
  for (char c : text) {
    if (is_letter(c) || is_digit(c)) return false;
  }
  // A middle dot and dashes are wide bytes.
  return true;
}

bool is_separator_word(std::string_view text) {
  return is_punctuation(text) || text == "·" || text == "—" || text == "–" || text == "•";
}

// The minutes of "3 min read", "Read Time: 2 mins", "Reading time 4 minutes"; 0 when there is none.
std::int32_t reading_minutes(const std::vector<Word>& words) {
  bool reads = false;
  for (const Word& word : words) {
    std::string lower = lower_ascii(trim_any(word.text, ".,:"));
    reads = reads || lower == "read" || lower == "reading";
  }
  if (!reads) return 0;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    std::string next = lower_ascii(trim_any(words[i + 1].text, ".,:"));
    if (!next.starts_with("min")) continue;
    int value = 0;
    for (char c : words[i].text) {
      if (!is_digit(c) || value > 999) return 0;
      value = value * 10 + (c - '0');
    }
    return value;
  }
  return 0;
}

// "The stamp" between two words of the line, with what stands between them.
std::string text_between(std::string_view line, std::string_view first, std::string_view last) {
  std::size_t begin = static_cast<std::size_t>(first.data() - line.data());
  std::size_t end = static_cast<std::size_t>(last.data() - line.data()) + last.size();
  return std::string(trim_any(line.substr(begin, end - begin), " ,;|/·-"));
}

bool is_read_word(std::string_view text) {
  std::string lower = lower_ascii(trim_any(text, ".,:"));
  return lower == "min" || lower == "mins" || lower == "read" || lower == "minutes" ||
         lower == "minute" || lower == "reading";
}

struct Found {
  std::string_view first, last;
  std::string_view date_first, date_last;
  bool has_date = false, has_time = false;
};

// Stores a stamp; `day` is the date of the stamp before, for "mis à jour à 12h02 CET", which has
// none of its own.
void give(StampLine* out, Label label, const Found& found, std::string_view line,
          std::string* day) {
  if (!found.has_date && !found.has_time) return;
  std::string text = text_between(line, found.first, found.last);
  if (!found.has_date) {
    if (day->empty()) return;
    text = *day + " " + text;
  } else {
    *day = text_between(line, found.date_first, found.date_last);
  }
  std::string& target = label == Label::updated ? out->updated : out->published;
  if (target.empty()) target = text;
}

}  // namespace

std::optional<StampLine> parse_stamp_line(std::string_view line) {
  if (line.size() < 5 || line.size() > kStampBytesMax) return std::nullopt;
  bool any_digit = std::any_of(line.begin(), line.end(), is_digit);
  if (!any_digit && !contains(line, "null")) return std::nullopt;
  // A short sentence with a date in it ("On Monday, April 7") ends like one; "p.m." ends a stamp.
  if (line.ends_with('.') && !line.ends_with(".m.") && !contains(line, "|") && !contains(line, ":"))
    return std::nullopt;
  std::string lower = lower_ascii(line);
  std::vector<Word> words = read_words(line, lower);
  if (words.empty()) return std::nullopt;
  StampLine out;
  out.reading_minutes = reading_minutes(words);
  bool any_date = false, any_label = false, any_time = false, any_null = false;
  std::size_t others_before = 0, others_after = 0;
  std::size_t first_stamp = words.size();
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Word& word = words[i];
    any_date = any_date || word.date;
    any_time = any_time || word.time;
    any_label = any_label || word.label != Label::none;
    any_null = any_null || equal_ignoring_case(word.text, "null");
    bool small = word.stamp && !word.date && !word.time && is_letter(word.text[0]);
    if (word.label != Label::none || (word.stamp && !small && !is_separator_word(word.text))) {
      if (first_stamp == words.size() || word.label != Label::none)
        first_stamp = std::min(first_stamp, i);
    } else if (!word.stamp && !is_separator_word(word.text)) {
      ++(first_stamp == words.size() ? others_before : others_after);
    }
  }
  bool is_stamp =
      (any_date && (any_time || any_label || words.size() <= 6)) || (any_label && any_null);
  if (!is_stamp && out.reading_minutes > 0 && words.size() <= 6) {
    return out;
  }
  if (!is_stamp || others_before > kOtherWordsMax || others_after > kOtherWordsBehindMax)
    return std::nullopt;
  if (!any_label && line.ends_with('.') && !line.ends_with(".m.")) return std::nullopt;

  out.before = trim_any(
      line.substr(0, static_cast<std::size_t>(words[first_stamp].text.data() - line.data())),
      " |,:-·");
  Label label = Label::none;
  Found found;
  std::string day;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Word& word = words[i];
    if (word.label != Label::none) {
      give(&out, label, found, line, &day);
      found = {};
      label = word.label;
      continue;
    }
    bool digits = is_digit(word.text[0]);
    bool reading = is_read_word(word.text) ||
                   (digits && i + 1 < words.size() && is_read_word(words[i + 1].text));
    if (!word.stamp || reading) continue;
    bool starts = word.date || word.time || is_weekday(word.text) || digits;
    if (found.first.empty() && !starts) continue;
    if (found.first.empty()) found.first = word.text;
    found.last = word.text;
    if (word.date || (digits && !word.time)) {
      if (found.date_first.empty()) found.date_first = word.text;
      found.date_last = word.text;
    }
    found.has_date = found.has_date || word.date;
    found.has_time = found.has_time || word.time;
  }
  give(&out, label, found, line, &day);
  return out;
}

}  // namespace syndicated::wire
