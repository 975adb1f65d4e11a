#include "pipeline/wire/lines.h"

#include <algorithm>

#include "pipeline/text/html.h"
#include "pipeline/text/unicode.h"
#include "pipeline/wire/agencies.h"
#include "pipeline/wire/credits.h"
#include "pipeline/wire/dateline.h"
#include "pipeline/wire/furniture_phrases.h"
#include "pipeline/wire/letters.h"
#include "pipeline/wire/notes.h"
#include "pipeline/wire/stamps.h"

namespace syndicated::wire {
namespace {

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

Line make_line(std::string text) {
  Line line;
  line.lower = lower_ascii(text);
  line.text = std::move(text);
  return line;
}

void take_stamp(const StampLine& stamp, const Line& line, Article& article) {
  if (article.published_raw.empty()) article.published_raw = stamp.published;
  if (article.updated_raw.empty()) article.updated_raw = stamp.updated;
  if (article.outlet_reading_minutes == 0) article.outlet_reading_minutes = stamp.reading_minutes;
  if (!stamp.before.empty()) {
    Line before = make_line(std::string(stamp.before));
    std::vector<AgencyMatch> agencies = agencies_in(before.text);
    if (is_byline_line(before) || reads_like_names(before.text)) {
      take_byline(before.text, article);
    } else if (!agencies.empty()) {
      // "World News Press Trust of India": the section stands before the agency.
      take_byline(std::string_view(before.text).substr(agencies[0].begin), article);
    }
  }
  cut(article, stamp.published.empty() && stamp.updated.empty() ? "read_time" : "stamp", line.text);
}

std::string_view kind_of(Cue cue) {
  switch (cue) {
    case Cue::social:
      return "social";
    case Cue::navigation:
      return "navigation";
    case Cue::subscription:
      return "subscription";
    case Cue::advertisement:
      return "advertisement";
    case Cue::promo:
      return "promo";
    case Cue::copyright:
      return "copyright";
    case Cue::read_time:
      return "read_time";
    default:
      return "other";
  }
}

// A phrase that also begins sentences ("Search teams found ...") is furniture only when the line is
// no long sentence.
bool is_sentence_of_text(const Line& line, Cue cue) {
  constexpr std::size_t kFurnitureBytesMax = 220;
  if (cue == Cue::copyright || cue == Cue::promo) return line.text.size() > 2 * kFurnitureBytesMax;
  return line.text.size() > kFurnitureBytesMax && ends_like_sentence(line.text);
}

bool take_copyright(const Line& line, Article& article) {
  cut(article, "copyright", line.text);
  return true;
}

}  // namespace

std::vector<Line> lines_of(const Text& text) {
  std::vector<Line> out;
  if (text.html) {
    for (HtmlBlock& block : html_blocks(text.value, kLinesMax)) {
      // Blocks come folded; only what is not plain ASCII can still differ from its normal form.
      std::string normal = is_plain(block.text) ? std::move(block.text) : normal_form(block.text);
      if (normal.empty()) continue;
      out.push_back(make_line(std::move(normal)));
      out.back().all_link = block.all_link;
      out.back().caption = block.kind == HtmlBlock::Kind::caption;
    }
    return out;
  }
  std::string_view rest = text.value;
  while (!rest.empty() && out.size() < kLinesMax) {
    std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string normal = normal_form(rest.substr(0, end));
    if (!normal.empty()) out.push_back(make_line(std::move(normal)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

bool reads_like_names(std::string_view text) {
  constexpr std::size_t kNamesBytesMax = 120;
  if (text.size() > kNamesBytesMax || text.empty()) return false;
  std::size_t words = 0, names = 1;
  for (std::string_view word : split_spaces(text)) {
    if (word == "and" || word == "&") {
      ++names;
      continue;
    }
    if (word.ends_with(',')) ++names;
    std::string_view bare = trim_any(word, ",.");
    if (bare.empty() || !begins_with_capital(bare)) return false;
    for (char c : bare) {
      if (is_digit(c) || c == ':' || c == '?' || c == '!' || c == '"' || c == '(') return false;
    }
    ++words;
  }
  return words >= 2 * names && words <= 4 * names && names <= 5 && !is_desk(text) &&
         agency_named(text) == nullptr;
}

bool is_byline_line(const Line& line) {
  constexpr std::size_t kBylineBytesMax = 160;
  std::string_view text = line.text;
  if (text.size() > kBylineBytesMax) return false;
  if (agency_named(text) != nullptr) return true;
  std::string_view lower = line.lower;
  for (std::string_view start :
       {"by ", "by:", "edited by", "reported by", "written by", "author:", "von ", "por ", "par ",
        "agency news", "source:", "text by", "story by", "curated by"}) {
    if (!begins_with(lower, start)) continue;
    std::string_view rest = trim_any(text.substr(start.size()), " :");
    if (rest.empty()) return start == "by:";
    if (ends_like_sentence(rest) && count_spaced_words(rest) > 5) return false;
    if (!begins_with_capital(rest))
      return agency_at_start(rest).agency != nullptr || start == "source:";
    return count_spaced_words(rest) <= 14;
  }
  if (byline_place(text)) return true;
  AgencyMatch agency = agency_at_start(text);
  if (agency.agency != nullptr && count_spaced_words(text) <= 5 && !ends_like_sentence(text)) {
    std::string_view rest = trim_any(text.substr(agency.end), " |,:-");
    return rest.empty() || is_desk(rest) || rest == "Staff" || rest == "Feed";
  }
  return is_desk(text) && count_spaced_words(text) >= 2 && count_spaced_words(text) <= 4 &&
         !ends_like_sentence(text) && begins_with_capital(text) && reads_like_title(text);
}

void take_byline(std::string_view text, Article& article) {
  article.byline_lines.emplace_back(text);
  if (!article.dateline.empty()) return;
  if (std::optional<BylinePlace> place = byline_place(text)) {
    article.dateline =
        text.starts_with("By ") ? std::string(trim(text.substr(3))) : std::string(text);
    article.dateline_in_body = false;
  }
}

bool cut_stamp(const Line& line, Article& article) {
  std::optional<StampLine> stamp = parse_stamp_line(line.text);
  if (stamp) take_stamp(*stamp, line, article);
  return stamp.has_value();
}

bool cut_plain_furniture(const Line& line, Article& article) {
  std::string_view lower = line.lower;
  if (is_note(line.text, lower)) {
    article.notes.emplace_back(without_outer_brackets(line.text));
    cut(article, "other", line.text);
    return true;
  }
  if (is_signal_line(line.text)) {
    article.headline_marks.push_back(line.text);
    cut(article, "other", line.text);
    return true;
  }
  if (cut_stamp(line, article)) return true;
  if (is_credit(line.text, lower)) {
    article.byline_lines.push_back(line.text);
    cut(article, "credit", line.text);
    return true;
  }
  CueMatch match = cue_of(lower);
  std::string credit, caption;
  if (match.cue == Cue::caption || line.caption ||
      is_caption(line.text, lower, &credit, &caption)) {
    if (match.cue == Cue::caption && credit.empty()) {
      credit = std::string(trim_any(std::string_view(line.text).substr(match.length), " :|()"));
      if (lower.starts_with("photo shows") || lower.starts_with("photo taken"))
        caption = line.text, credit.clear();
    }
    if (line.caption && caption.empty()) caption = line.text;
    if (article.caption.empty()) article.caption = caption;
    if (article.credit.empty()) article.credit = credit;
    cut(article, "image_alt", line.text);
    return true;
  }
  if (match.cue == Cue::copyright)
    return !is_sentence_of_text(line, match.cue) && take_copyright(line, article);
  bool plain = match.cue != Cue::none && match.cue != Cue::link_block &&
               match.cue != Cue::video_block && match.cue != Cue::tag_block &&
               match.cue != Cue::end_mark;
  if (plain && !is_sentence_of_text(line, match.cue)) {
    if (match.cue == Cue::other && is_byline_line(line)) article.byline_lines.push_back(line.text);
    cut(article, kind_of(match.cue), line.text);
    return true;
  }
  if (is_social_line(lower)) {
    cut(article, "social", line.text);
    return true;
  }
  // WordPress: "The post TITLE appeared first on OUTLET."
  if (lower.starts_with("the post ") && contains(lower, " appeared first on ")) {
    cut(article, "promo", line.text);
    return true;
  }
  if (is_promo_sentence(lower)) {
    cut(article, "promo", line.text);
    return true;
  }
  // Lines of signs only: "___", "---", "* * *".
  bool any_letter = false;
  for (char c : line.text) any_letter = any_letter || is_letter(c) || is_digit(c);
  if (!any_letter || line.text == "■" || line.text == "•") {
    cut(article, "other", line.text);
    return true;
  }
  return false;
}

std::string_view without_promo_sentences(std::string_view text) {
  while (true) {
    std::size_t end = first_sentence_end(text);
    std::string_view first = text.substr(0, end);
    if (!is_promo_sentence(lower_ascii(first))) return text;
    if (end == std::string_view::npos) return {};
    text = trim(text.substr(end));
  }
}

}  // namespace syndicated::wire
