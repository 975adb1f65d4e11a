// The body of an article: paragraphs, the blocks between them, and what follows the last one.
#include <algorithm>

#include "pipeline/wire/agencies.h"
#include "pipeline/wire/credits.h"
#include "pipeline/wire/dateline.h"
#include "pipeline/wire/disclaimers.h"
#include "pipeline/wire/furniture_phrases.h"
#include "pipeline/wire/letters.h"
#include "pipeline/wire/lines.h"
#include "pipeline/wire/notes.h"
#include "pipeline/wire/tail_marks.h"

namespace syndicated::wire {
namespace {

// A paragraph of running text is at least this long; shorter sentences are quotes and scores.
constexpr std::size_t kProseBytesMin = 90;
// Behind what ends an article the text goes on only when this many paragraphs of prose follow at
// once.
constexpr std::size_t kResumeLinesMin = 3;
constexpr std::size_t kResumeReachMax = 12;
// The last line of a feed's entry is text from this length on, even without a full stop.
constexpr std::size_t kFeedLineBytesMin = 50;
constexpr std::size_t kBlockTitlesMax = 30;
constexpr std::size_t kTopicsBytesMax = 4096;
constexpr std::size_t kTagBytesMax = 60;
constexpr std::size_t kTagWordsMax = 5;

bool is_prose(const Line& line) {
  return line.text.size() >= kProseBytesMin && ends_like_sentence(line.text) && !line.all_link;
}

// What follows a marker on its line: " | Title" gives "Title".
std::string_view without_leading_separators(std::string_view text) {
  while (true) {
    text = trim(text);
    if (text.starts_with("–") || text.starts_with("—")) {
      text.remove_prefix(3);
    } else if (!text.empty() &&
               (text[0] == '|' || text[0] == ':' || text[0] == '-' || text[0] == '>')) {
      text.remove_prefix(1);
    } else {
      return text;
    }
  }
}

bool is_separator(std::string_view text) {
  if (text.size() < 3) return false;
  return text == "* * *" || std::all_of(text.begin(), text.end(),
                                        [](char c) { return c == '_' || c == '-' || c == ' '; });
}

class BodyReader {
 public:
  BodyReader(const std::vector<Line>& lines, bool is_page, Article& article)
      : lines_(lines), is_page_(is_page), article_(article) {}

  void read(std::size_t first) {
    for (at_ = first; at_ < lines_.size();) read_line();
    // What follows the last sentence and is none itself never was text; but an entry may be one
    // phrase.
    bool any_sure =
        std::any_of(kept_.begin(), kept_.end(), [](const Kept& kept) { return kept.sure; });
    while (!kept_.empty() && !kept_.back().sure && (is_page_ || any_sure)) {
      cut(article_, "other", kept_.back().text);
      kept_.pop_back();
    }
    for (Kept& kept : kept_) article_.paragraphs.push_back(std::move(kept.text));
  }

 private:
  struct Kept {
    std::string text;
    bool sure = false;  // a sentence; headings and list items are not sure until a sentence follows
  };

  void read_line() {
    const Line& line = lines_[at_];
    if (ended_ && !resumes()) {
      after_separator_ = is_separator(line.text);
      cut_behind_end(line);
      ++at_;
      return;
    }
    ended_ = after_separator_ = false;
    if (read_block(line)) return;
    ++at_;
    if (line.text == article_.headline && kept_.empty()) return cut(article_, "other", line.text);
    if (is_disclaimer(line.text, line.lower, is_late())) return take_disclaimer(line);
    if (is_end_separator(line)) {
      ended_ = after_separator_ = true;
      return cut(article_, "other", line.text);
    }
    if (read_tail_mark(line)) return;
    if (is_byline_here(line)) {
      take_byline(line.text, article_);
      return cut(article_, "credit", line.text);
    }
    std::size_t furniture = article_.furniture.size();
    if (cut_plain_furniture(line, article_)) {
      std::string_view kind = article_.furniture[furniture].kind;
      if (line.lower.starts_with("dear reader")) skip_appeal();
      ended_ = ended_ || (!kept_.empty() && (kind == "stamp" || kind == "copyright"));
      return;
    }
    if (cue_of(line.lower).cue == Cue::end_mark && !kept_.empty()) {
      ended_ = true;
      return cut(article_, "other", line.text);
    }
    if (line.all_link && reads_like_title(line.text)) {
      article_.related.push_back(line.text);
      return cut(article_, "link_block", line.text);
    }
    keep_paragraph(line);
  }

  // The second half of the text is where disclaimers stand.
  bool is_late() const { return !kept_.empty() && at_ * 2 >= lines_.size(); }

  bool resumes() const {
    std::size_t prose = 0;
    std::size_t limit = std::min(lines_.size(), at_ + kResumeReachMax);
    for (std::size_t i = at_; i < limit && prose < kResumeLinesMin; ++i) {
      const Line& line = lines_[i];
      // The next report of a digest has a dateline of its own.
      if (is_prose(line) && i == at_ && after_separator_ && parse_dateline(line.text)) return true;
      if (is_separator(line.text)) continue;
      if (!is_prose(line) || is_disclaimer(line.text, line.lower, true) ||
          is_note(line.text, line.lower) || is_credit(line.text, line.lower) ||
          cue_of(line.lower).cue != Cue::none) {
        return false;
      }
      ++prose;
    }
    return prose >= kResumeLinesMin;
  }

  // "___" and "---" close an AP report; what follows are credits, unless the report goes on.
  bool is_end_separator(const Line& line) const {
    return !kept_.empty() && is_separator(line.text);
  }

  void cut_behind_end(const Line& line) {
    if (read_block_behind_end(line)) return;
    if (is_disclaimer(line.text, line.lower, true)) return take_disclaimer(line);
    if (is_tail_mark_line(line.text)) {
      article_.tail_marks.push_back(line.text);
      return cut(article_, "credit", line.text);
    }
    if (is_byline_line(line) && line.lower.starts_with("by ")) take_byline(line.text, article_);
    if (!cut_plain_furniture(line, article_)) cut(article_, "other", line.text);
  }

  // Blocks behind the end are read by read_block(); it leaves at_ on the first line behind them.
  bool read_block_behind_end(const Line& line) {
    if (!read_block(line)) return false;
    --at_;
    return true;
  }

  // An appeal for subscriptions stands inside the article: it goes down to its signature.
  void skip_appeal() {
    constexpr std::size_t kAppealLinesMax = 14;
    std::size_t limit = std::min(lines_.size(), at_ + kAppealLinesMax);
    for (std::size_t i = at_; i < limit; ++i) {
      if (!lines_[i].lower.ends_with("editor")) continue;
      for (; at_ <= i; ++at_) cut(article_, "subscription", lines_[at_].text);
      return;
    }
  }

  void take_disclaimer(const Line& line) {
    if (article_.disclaimer.empty()) article_.disclaimer = line.text;
    cut(article_, "other", line.text);
    ended_ = ended_ || !kept_.empty();
  }

  bool read_tail_mark(const Line& line) {
    bool follows = after_tail_mark_ && may_follow_tail_mark(line.text);
    after_tail_mark_ = false;
    if (!follows && (!is_tail_mark_line(line.text) || kept_.empty())) return false;
    article_.tail_marks.push_back(line.text);
    cut(article_, "credit", line.text);
    after_tail_mark_ = true;
    return true;
  }

  bool is_byline_here(const Line& line) const {
    if (!is_byline_line(line)) return false;
    // Inside the text a line of this form is a byline only before the first paragraph.
    return kept_.empty();
  }

  bool read_block(const Line& line) {
    // "(Also read | Title)"
    std::string_view lower = line.lower;
    std::string_view text = line.text;
    bool bracketed = lower.starts_with('(') && lower.ends_with(')');
    if (bracketed) {
      lower = lower.substr(1, lower.size() - 2);
      text = text.substr(1, text.size() - 2);
    }
    CueMatch match = cue_of(lower);
    if (match.cue != Cue::link_block && match.cue != Cue::video_block &&
        match.cue != Cue::tag_block)
      return false;
    std::string_view rest = text.substr(match.length);
    rest = without_leading_separators(rest);
    if (match.cue == Cue::tag_block) return read_tags(line, rest);
    if (bracketed && rest.empty()) return false;
    ++at_;
    cut(article_, match.cue == Cue::link_block ? "link_block" : "promo", line.text);
    if (!rest.empty()) {
      if (match.cue == Cue::link_block) article_.related.emplace_back(rest);
      return true;
    }
    read_titles(match.cue == Cue::link_block);
    return true;
  }

  // The titles below a marker: they end with the first line that is a sentence or another
  // convention.
  void read_titles(bool related) {
    for (std::size_t count = 0; at_ < lines_.size() && count < kBlockTitlesMax; ++count) {
      const Line& line = lines_[at_];
      bool marked = tail_mark_begin(line.text) != std::string_view::npos;
      bool title = (reads_like_title(line.text) && !marked) || line.all_link;
      if (!title || ends_block(line)) return;
      if (related) article_.related.push_back(line.text);
      cut(article_, related ? "link_block" : "promo", line.text);
      ++at_;
    }
  }

  bool ends_block(const Line& line) const {
    if (cue_of(line.lower).cue != Cue::none || is_social_line(line.lower) ||
        is_promo_sentence(line.lower))
      return true;
    std::string credit, caption;
    return is_disclaimer(line.text, line.lower, true) || is_note(line.text, line.lower) ||
           is_tail_mark_line(line.text) || is_credit(line.text, line.lower) ||
           is_caption(line.text, line.lower, &credit, &caption);
  }

  // "Topics :Pakistan United StatesAfghanistan", or the marker alone and the tags below it.
  bool read_tags(const Line& line, std::string_view rest) {
    if (!rest.empty() && (ends_like_sentence(line.text) || line.text.size() > 400)) return false;
    ++at_;
    cut(article_, "other", line.text);
    ended_ = ended_ || !kept_.empty();
    if (!rest.empty()) {
      if (article_.topics.size() > kTopicsBytesMax) return true;
      if (!article_.topics.empty()) article_.topics += ", ";
      article_.topics += rest;
      return true;
    }
    std::size_t first = at_;
    while (at_ < lines_.size() && at_ - first < kBlockTitlesMax) {
      const Line& tag = lines_[at_];
      bool long_list = at_ > first && count_spaced_words(tag.text) > kTagWordsMax;
      if (tag.text.size() > 2 * kTagBytesMax || long_list || ends_like_sentence(tag.text) ||
          ends_block(tag))
        break;
      ++at_;
    }
    // One line is a squashed list, several are one tag each.
    for (std::size_t i = first; i < at_; ++i) {
      cut(article_, "other", lines_[i].text);
      if (at_ - first == 1 && count_spaced_words(lines_[i].text) > 2) {
        article_.topics = lines_[i].text;
      } else {
        article_.tags.push_back(lines_[i].text);
      }
    }
    return true;
  }

  void keep_paragraph(const Line& line) {
    std::string_view text = line.text;
    if (kept_.size() < 2 && !article_.dateline_in_body) text = without_dateline(text);
    if (text.empty()) return;
    text = without_tail(text);
    if (text.empty()) return;
    // "($1 = 83.1 rupees)" is a paragraph without a full stop.
    bool bracketed = text.starts_with('(') && text.ends_with(')');
    bool sure = ends_like_sentence(text) || text.size() >= 2 * kProseBytesMin ||
                has_sentence_break(text) || text.ends_with(':') || bracketed ||
                (!is_page_ && !line.all_link && text.size() >= kFeedLineBytesMin);
    kept_.push_back({std::string(text), sure});
  }

  std::string_view without_dateline(std::string_view text) {
    std::optional<ParsedDateline> dateline = parse_dateline(text);
    if (!dateline) return text;
    article_.dateline = std::string(text.substr(dateline->begin, dateline->end - dateline->begin));
    article_.dateline_in_body = true;
    if (!dateline->author.empty()) article_.byline_lines.emplace_back(dateline->author);
    return text.substr(dateline->rest);
  }

  std::string_view without_tail(std::string_view text) {
    // "... he said. (With inputs from ANI)"
    if (text.ends_with(')')) {
      std::size_t open = text.rfind('(');
      if (open != std::string_view::npos && open > 0) {
        std::string_view credit = text.substr(open);
        if (is_credit(credit, lower_ascii(credit))) {
          article_.byline_lines.emplace_back(credit);
          text = trim(text.substr(0, open));
        }
      }
    }
    // Such a credit ends the report, so that the first half need not be looked through.
    std::size_t credit = at_ * 2 >= lines_.size() ? credit_begin(text) : std::string_view::npos;
    if (credit != std::string_view::npos) {
      article_.byline_lines.emplace_back(trim(text.substr(credit)));
      text = trim(text.substr(0, credit));
    }
    std::size_t begin = tail_mark_begin(text);
    if (begin == std::string_view::npos) return text;
    article_.tail_marks.emplace_back(trim(text.substr(begin)));
    after_tail_mark_ = true;
    return trim(text.substr(0, begin));
  }

  const std::vector<Line>& lines_;
  const bool is_page_;
  Article& article_;
  std::vector<Kept> kept_;
  std::size_t at_ = 0;
  bool ended_ = false;            // what ends an article has been read
  bool after_separator_ = false;  // and it was a line such as "___"
  bool after_tail_mark_ = false;
};

}  // namespace

void read_body(const std::vector<Line>& lines, std::size_t first, bool is_page, Article& article) {
  BodyReader(lines, is_page, article).read(first);
}

}  // namespace syndicated::wire
