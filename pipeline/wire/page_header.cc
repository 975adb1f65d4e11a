// The top of a flattened page, down to the first line of the body.
#include <algorithm>

#include "pipeline/wire/agencies.h"
#include "pipeline/wire/credits.h"
#include "pipeline/wire/dateline.h"
#include "pipeline/wire/disclaimers.h"
#include "pipeline/wire/furniture_phrases.h"
#include "pipeline/wire/letters.h"
#include "pipeline/wire/lines.h"
#include "pipeline/wire/notes.h"
#include "pipeline/wire/places.h"
#include "pipeline/wire/stamps.h"

namespace syndicated::wire {
namespace {

// The headline stands within the first lines, and the header ends within some more.
constexpr std::size_t kHeadlineLinesMax = 14;
constexpr std::size_t kEvidenceLinesMax = 7;
constexpr std::size_t kHeadlineWordsMin = 5;
constexpr std::size_t kStampBytesMax = 200;
constexpr std::size_t kProseBytesMin = 110;
constexpr std::size_t kStandfirstBytesMax = 220;

constexpr std::string_view kHomeWords[] = {"Home",    "HOME",       "home",  "होम",    "Inicio",
                                           "Accueil", "Startseite", "मुखपृष्ठ", "Portada"};

// " date 2025-04-07 Home / ...": the crawler's own prefix.
std::string_view crawl_prefix(std::string_view text) {
  constexpr std::size_t kLength = 15;
  if (!text.starts_with("date ") || text.size() < kLength) return {};
  for (std::size_t i = 5; i < kLength; ++i) {
    bool dash = i == 9 || i == 12;
    if (dash ? text[i] != '-' : !is_digit(text[i])) return {};
  }
  if (text.size() > kLength && text[kLength] != ' ') return {};
  return text.substr(0, kLength);
}

std::string_view home_word(std::string_view text) {
  for (std::string_view home : kHomeWords) {
    if (text.starts_with(home) && (text.size() == home.size() || text[home.size()] == ' '))
      return home;
  }
  return {};
}

std::vector<std::string_view> split_breadcrumb(std::string_view text) {
  for (std::string_view separator : {" / ", " » ", " > ", " › ", " | ", " ❯ ", " → "}) {
    if (!contains(text, separator)) continue;
    std::vector<std::string_view> out;
    while (true) {
      std::size_t end = text.find(separator);
      std::string_view part = trim(text.substr(0, end));
      if (!part.empty()) out.push_back(part);
      if (end == std::string_view::npos) return out;
      text.remove_prefix(end + separator.size());
    }
  }
  return {};
}

// "Companies News": separators lost. Known one-word sections are told apart; other texts stay one
// section.
void add_section_words(std::string_view text, Article& article) {
  static constexpr std::string_view kSections[] = {
      "News",        "India",     "World",         "Companies", "Markets",       "Business",
      "Sports",      "Sport",     "Politics",      "Opinion",   "Technology",    "Tech",
      "Science",     "Health",    "Entertainment", "Lifestyle", "Economy",       "Education",
      "Cities",      "States",    "Nation",        "National",  "International", "Elections",
      "Industry",    "Money",     "Finance",       "Auto",      "Travel",        "Culture",
      "Environment", "Judiciary", "Defence"};
  std::vector<std::string_view> words = split_spaces(text);
  bool all_known =
      words.size() > 1 && words.size() <= 3 &&
      std::all_of(words.begin(), words.end(), [](std::string_view word) {
        return std::find(std::begin(kSections), std::end(kSections), word) != std::end(kSections);
      });
  // "World News" and "India News" are one section by themselves; "Companies News" is the trail of
  // two.
  static constexpr std::string_view kJoined[] = {"World News", "India News", "Business News",
                                                 "Sports News"};
  if (!all_known || std::find(std::begin(kJoined), std::end(kJoined), text) != std::end(kJoined)) {
    article.sections.emplace_back(text);
    return;
  }
  for (std::string_view word : words) article.sections.emplace_back(word);
}

// "A long headline of which the breadcr...": its beginning with an ellipsis.
bool is_cut_headline(std::string_view part, std::string_view headline) {
  std::string_view bare = part;
  for (std::string_view dots : {"...", "…"}) {
    if (bare.ends_with(dots)) bare.remove_suffix(dots.size());
  }
  bare = trim(bare);
  return bare.size() >= 12 && headline.starts_with(bare);
}

// A breadcrumb on one line; `headline` is "" when it is not known yet.
bool take_breadcrumb(std::string_view text, std::string_view headline, Article& article) {
  std::string_view home = home_word(text);
  if (home.empty() || text == home) return false;
  std::vector<std::string_view> parts = split_breadcrumb(text);
  if (!parts.empty()) {
    for (std::size_t i = 1; i < parts.size(); ++i) {
      if (parts[i] != headline && !is_cut_headline(parts[i], headline))
        article.sections.emplace_back(parts[i]);
    }
    return true;
  }
  std::string_view rest = trim(text.substr(home.size()));
  if (!headline.empty() && rest.ends_with(headline)) {
    rest = trim(rest.substr(0, rest.size() - headline.size()));
  } else if (count_spaced_words(rest) > 4) {
    return false;
  }
  if (!rest.empty()) add_section_words(rest, article);
  return true;
}

bool is_furniture_above(const Line& line) {
  CueMatch match = cue_of(line.lower);
  return (match.cue != Cue::none && match.cue != Cue::tag_block) || is_social_line(line.lower) ||
         parse_stamp_line(line.text).has_value() || is_slug_line(line.text) ||
         is_signal_line(line.text) || line.text.ends_with(" Feed") || line.text.ends_with("Feed");
}

// Which line is the headline. A breadcrumb or a page title that ends with a later line names it;
// otherwise it is the first line that is long enough to be one.
std::size_t find_headline(const std::vector<Line>& lines, const Item& item) {
  std::size_t limit = std::min(lines.size(), kHeadlineLinesMax);
  if (!item.title.value.empty()) {
    for (std::size_t i = 0; i < limit; ++i) {
      if (lines[i].text == item.title.value) return i;
    }
  }
  for (std::size_t i = 0; i + 1 < limit; ++i) {
    for (std::size_t j = i + 1; j < limit && j < i + 5; ++j) {
      const std::string& text = lines[j].text;
      bool repeated = text.size() > 12 && !text.ends_with('.') &&
                      lines[i].text.size() > text.size() && lines[i].text.ends_with(text);
      if (repeated && count_spaced_words(text) >= 3) return j;
    }
  }
  // Prose is below every headline.
  std::size_t prose = 0;
  while (prose < limit &&
         !(lines[prose].text.size() > kProseBytesMin && ends_like_sentence(lines[prose].text)))
    ++prose;
  if (prose > 0) limit = prose;
  for (std::size_t i = 0; i < limit; ++i) {
    const Line& line = lines[i];
    if (is_furniture_above(line) || is_byline_line(line)) continue;
    if (headline_mark_length(line.text) > 0) return i;
    if (!home_word(line.text).empty() && !split_breadcrumb(line.text).empty()) continue;
    if (count_spaced_words(line.text) >= kHeadlineWordsMin) return i;
  }
  // A short headline: the last line above the first byline or stamp.
  std::size_t candidate = lines.size();
  for (std::size_t i = 0; i < limit; ++i) {
    if (parse_stamp_line(lines[i].text) || is_byline_line(lines[i])) break;
    if (!is_furniture_above(lines[i]) && home_word(lines[i].text).empty()) candidate = i;
  }
  if (candidate < lines.size()) return candidate;
  for (std::size_t i = 0; i < limit; ++i) {
    if (!is_furniture_above(lines[i])) return i;
  }
  return 0;
}

bool is_outlet_line(std::string_view text) {
  static constexpr std::string_view kOutlets[] = {"NDTV",
                                                  "The Week",
                                                  "ThePrint",
                                                  "The Hindu",
                                                  "Mint",
                                                  "LatestLY",
                                                  "Devdiscourse",
                                                  "Business Standard",
                                                  "Hindustan Times",
                                                  "The Indian Express",
                                                  "Firstpost",
                                                  "News18",
                                                  "India Today",
                                                  "Outlook",
                                                  "Zee News",
                                                  "Times of India",
                                                  "The Times of India",
                                                  "The Economic Times",
                                                  "Deccan Herald",
                                                  "The Tribune",
                                                  "Moneycontrol",
                                                  "Reuters",
                                                  "AP News",
                                                  "WION",
                                                  "Republic World",
                                                  "The New Indian Express",
                                                  "Free Press Journal"};
  return std::any_of(std::begin(kOutlets), std::end(kOutlets),
                     [&](std::string_view name) { return equal_ignoring_case(name, text); });
}

// "GLOBAL-MARKETS/ (WRAPUP 1, PIX)", "BC-US--Storm, 8th Ld-Writethru": the marks behind the slug.
void take_slug_marks(std::string_view slug, Article& article) {
  std::size_t at = slug.find_first_of("(,");
  if (at != std::string_view::npos)
    article.headline_marks.emplace_back(trim_any(slug.substr(at), "(), "));
}

void read_above_headline(const std::vector<Line>& lines, std::size_t headline, Article& article) {
  const std::string& headline_text = lines[headline].text;
  for (std::size_t i = 0; i < headline; ++i) {
    std::string_view text = lines[i].text;
    std::string_view crawl = crawl_prefix(text);
    if (!crawl.empty()) {
      cut(article, "crawl_date", crawl);
      text = trim(text.substr(crawl.size()));
      if (text.empty()) continue;
    }
    if (take_breadcrumb(text, headline_text, article)) {
      cut(article, "breadcrumb", text);
      continue;
    }
    // "India News | Headline": the title of the page.
    if (text.size() > headline_text.size() && text.ends_with(headline_text)) {
      std::string_view before =
          trim_any(text.substr(0, text.size() - headline_text.size()), " |-/:>»");
      std::vector<std::string_view> trail = split_breadcrumb(text);
      if (trail.size() > 2) {
        article.sections.insert(article.sections.end(), trail.begin(), trail.end() - 1);
      } else if (!before.empty() && count_spaced_words(before) <= 4) {
        article.sections.emplace_back(before);
      }
      cut(article, "breadcrumb", text);
      continue;
    }
    Line line = lines[i];
    line.text = std::string(text);
    line.lower = lower_ascii(text);
    if (is_slug_line(text)) take_slug_marks(text, article);
    if (!home_word(text).empty() || is_slug_line(text) || text.ends_with("Feed")) {
      cut(article, "navigation", text);
      continue;
    }
    if (cut_plain_furniture(line, article)) continue;
    bool outlet = is_outlet_line(text) || agency_named(text) != nullptr;
    if (!outlet && count_spaced_words(text) <= 4 && text.size() <= 60 &&
        !ends_like_sentence(text)) {
      article.sections.emplace_back(text);
    }
    cut(article, "breadcrumb", text);
  }
}

// "A tower in the snow. (Kyodo)": above a body, an agency in brackets at the end is the picture's.
bool ends_with_picture_agency(std::string_view text) {
  if (!text.ends_with(')')) return false;
  std::size_t open = text.rfind('(');
  if (open == std::string_view::npos || open == 0) return false;
  return agency_named(text.substr(open + 1, text.size() - open - 2), true) != nullptr;
}

bool is_header_evidence(const Line& line) {
  if (line.text.size() <= kStampBytesMax && parse_stamp_line(line.text)) return true;
  if (is_byline_line(line)) return true;
  Cue cue = cue_of(line.lower).cue;
  std::string credit, caption;
  return cue == Cue::caption || cue == Cue::read_time ||
         is_caption(line.text, line.lower, &credit, &caption);
}

bool begins_with_agency_dateline(const Line& line) {
  std::optional<ParsedDateline> dateline = parse_dateline(line.text);
  return dateline && (!dateline->agencies.empty() || dateline->rest < line.text.size());
}

// What only stands below a body: credits, rights, tags, a disclaimer.
bool is_footer(const Line& line) {
  Cue cue = cue_of(line.lower).cue;
  return cue == Cue::copyright || cue == Cue::tag_block || cue == Cue::end_mark ||
         is_credit(line.text, line.lower) || is_disclaimer(line.text, line.lower, true);
}

// What the lines after the headline are; each is looked at once, because every line of the header
// asks for those below.
class HeaderEvidence {
 public:
  explicit HeaderEvidence(const std::vector<Line>& lines)
      : lines_(lines), known_(lines.size(), Known::no) {}

  // True when a line of the header follows before the body can have begun: a stamp, a byline, a
  // caption, or the paragraph that the dateline opens.
  bool goes_on(std::size_t at) {
    std::size_t limit = std::min(lines_.size(), at + 1 + kEvidenceLinesMax);
    for (std::size_t i = at + 1; i < limit; ++i) {
      Known what = of(i);
      if (what != Known::nothing) return what == Known::evidence;
    }
    return false;
  }

 private:
  enum class Known : unsigned char { no, evidence, prose, nothing };

  Known of(std::size_t i) {
    if (known_[i] == Known::no) {
      const Line& line = lines_[i];
      bool prose = line.text.size() > 60 && ends_like_sentence(line.text);
      if (begins_with_agency_dateline(line) || is_header_evidence(line)) {
        known_[i] = Known::evidence;
      } else if (is_footer(line)) {
        known_[i] = Known::prose;
      } else {
        known_[i] = prose && cue_of(line.lower).cue == Cue::none ? Known::prose : Known::nothing;
      }
    }
    return known_[i];
  }

  const std::vector<Line>& lines_;
  std::vector<Known> known_;
};

bool prose_follows(const std::vector<Line>& lines, std::size_t at) {
  std::size_t limit = std::min(lines.size(), at + 1 + kEvidenceLinesMax);
  for (std::size_t i = at + 1; i < limit; ++i) {
    if (lines[i].text.size() > 60 && ends_like_sentence(lines[i].text)) return true;
  }
  return false;
}

// "1 of 6 |", "2/5": the counter of a gallery.
bool is_gallery_counter(const Line& line) {
  if (line.text.size() > 12 || !is_digit(line.text[0])) return false;
  return contains(line.lower, " of ") || contains(line.lower, "/");
}

enum class HeaderLine { taken, body };

HeaderLine read_header_line(const std::vector<Line>& lines, std::size_t i, HeaderEvidence* evidence,
                            bool* after_byline, Article& article) {
  const Line& line = lines[i];
  bool follows_byline = *after_byline;
  *after_byline = false;
  CueMatch match = cue_of(line.lower);
  if (begins_with_agency_dateline(line)) return HeaderLine::body;
  // "New Delhi:" on a line of its own.
  if (std::optional<ParsedDateline> dateline = parse_dateline(line.text);
      dateline && dateline->rest == line.text.size()) {
    return HeaderLine::body;
  }
  if (match.cue == Cue::link_block || match.cue == Cue::tag_block) {
    if (line.text.size() > match.length + 3 || !evidence->goes_on(i)) return HeaderLine::body;
    cut(article, "navigation", line.text);
    return HeaderLine::taken;
  }
  if (is_gallery_counter(line) || is_slug_line(line.text)) {
    cut(article, "image_alt", line.text);
    return HeaderLine::taken;
  }
  if (is_note(line.text, line.lower))
    return cut_plain_furniture(line, article) ? HeaderLine::taken : HeaderLine::body;
  if (cut_stamp(line, article)) return HeaderLine::taken;
  std::string_view text = without_promo_sentences(line.text);
  if (text.size() == line.text.size()) {
    // A desk's credit ("PTI News Desk") and an agency's line come before social lines of the same
    // words.
    if (is_byline_line(line) && !is_credit(line.text, line.lower)) {
      take_byline(line.text, article);
      cut(article, "credit", line.text);
      *after_byline = true;
      return HeaderLine::taken;
    }
    if (cut_plain_furniture(line, article)) return HeaderLine::taken;
  } else if (text.empty()) {
    cut(article, "promo", line.text);
    return HeaderLine::taken;
  }
  if (ends_with_picture_agency(text) && evidence->goes_on(i)) {
    if (article.caption.empty()) article.caption = std::string(text.substr(0, text.rfind('(')));
    cut(article, "image_alt", line.text);
    return HeaderLine::taken;
  }
  bool sentence = ends_like_sentence(text);
  bool goes_on = evidence->goes_on(i);
  std::size_t words = count_spaced_words(text);
  std::string credit, caption;
  bool caption_next = i + 1 < lines.size() &&
                      (is_caption(lines[i + 1].text, lines[i + 1].lower, &credit, &caption) ||
                       cue_of(lines[i + 1].lower).cue == Cue::caption);
  if (caption_next && words <= 6) {
    cut(article, "image_alt", line.text);
    return HeaderLine::taken;
  }
  if (reads_like_names(text) && !sentence && (goes_on || follows_byline)) {
    take_byline(text, article);
    cut(article, "credit", line.text);
    *after_byline = true;
    return HeaderLine::taken;
  }
  // Without a byline or a stamp below it, only a line that is no running text is a standfirst.
  bool one_phrase =
      text.size() <= kStandfirstBytesMax && !has_sentence_break(text) && !text.ends_with(',');
  if (article.standfirst.empty() && words >= 4 &&
      (goes_on || (!sentence && one_phrase && prose_follows(lines, i)))) {
    article.standfirst = std::string(text);
    if (text.size() != line.text.size())
      cut(article, "promo", line.text.substr(0, line.text.size() - text.size()));
    return HeaderLine::taken;
  }
  if (goes_on || (!sentence && one_phrase && prose_follows(lines, i))) {
    cut(article, words <= 6 ? "image_alt" : "other", line.text);
    return HeaderLine::taken;
  }
  return HeaderLine::body;
}

}  // namespace

void take_headline(std::string_view text, std::string_view outlet, Article& article) {
  for (std::size_t length = headline_mark_length(text); length > 0 && length < text.size();
       length = headline_mark_length(text)) {
    article.headline_marks.emplace_back(trim(text.substr(0, length)));
    text.remove_prefix(length);
  }
  for (std::string_view separator : {" | ", " - ", " – ", " — "}) {
    std::size_t at = text.rfind(separator);
    if (at == std::string_view::npos || at < 12) continue;
    std::string_view suffix = trim(text.substr(at + separator.size()));
    bool bar = separator == " | ";
    bool named = equal_ignoring_case(suffix, outlet) || is_outlet_line(suffix);
    // Behind a bar stands a name; behind a dash it is one only when it reads like one and the rest
    // like a headline.
    std::vector<std::string_view> words = split_spaces(suffix);
    bool reads_like_name = !words.empty() && words.size() <= 4 &&
                           std::all_of(words.begin(), words.end(), begins_with_capital) &&
                           agency_named(suffix) == nullptr && !contains(suffix, "'") &&
                           !contains(suffix, ":");
    bool headline_left = count_spaced_words(text.substr(0, at)) >= kHeadlineWordsMin;
    if (named || (headline_left && reads_like_name && (bar || words.size() >= 2)) ||
        (bar && headline_left && agency_named(suffix))) {
      cut(article, "other", text.substr(at));
      text = trim(text.substr(0, at));
      break;
    }
  }
  article.headline = std::string(text);
}

std::size_t read_page_header(const std::vector<Line>& lines, const Item& item, Article& article) {
  if (lines.empty()) return 0;
  std::size_t headline = find_headline(lines, item);
  read_above_headline(lines, headline, article);
  std::string_view headline_text = lines[headline].text;
  std::string_view crawl = crawl_prefix(headline_text);
  if (!crawl.empty()) {
    cut(article, "crawl_date", crawl);
    headline_text = trim(headline_text.substr(crawl.size()));
  }
  take_headline(headline_text, item.source_name, article);
  HeaderEvidence evidence(lines);
  bool after_byline = false;
  std::size_t i = headline + 1;
  for (; i < lines.size(); ++i) {
    if (lines[i].text == lines[headline].text) {
      cut(article, "other", lines[i].text);
      continue;
    }
    if (is_disclaimer(lines[i].text, lines[i].lower, false)) break;
    if (read_header_line(lines, i, &evidence, &after_byline, article) == HeaderLine::body) break;
  }
  return i;
}

}  // namespace syndicated::wire
