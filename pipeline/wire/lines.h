// Lines: the text of an item cut into the pieces that the reader classifies, each in normal form.
// Any thread; pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/article.h"
#include "pipeline/item.h"

namespace syndicated::wire {

struct Line {
  std::string text;   // in normal form, never empty
  std::string lower;  // ASCII letters in lower case
  bool all_link = false;
  bool caption = false;
};

// Lines beyond this many of one item are not read; the rest of the text becomes no paragraph.
constexpr std::size_t kLinesMax = 10'000;

std::vector<Line> lines_of(const Text& text);

inline void cut(Article& article, std::string_view kind, std::string_view text) {
  article.furniture.push_back({std::string(kind), std::string(text)});
}

// Cuts a line of dates and times; false when it is none.
bool cut_stamp(const Line& line, Article& article);

// Cuts what can stand anywhere around a body: notes, stamps, bylines, captions, social lines,
// navigation and so on. False when the line is none of these (then it is text, a title or a marker
// of a block).
bool cut_plain_furniture(const Line& line, Article& article);

// A line that credits an agency, a desk or a person at the top ("By X", "PTI", "Agency News ANI",
// "By IANS").
bool is_byline_line(const Line& line);
// Names and nothing else: "Lakshmi Varrier", "Priyanka Deol, Marcus Oyelaran".
bool reads_like_names(std::string_view text);
// Takes a byline line; a city in it becomes the dateline, unless there is one.
void take_byline(std::string_view text, Article& article);

// The header of a flattened page: crawl prefix, breadcrumb, headline, standfirst, captions,
// bylines, stamps. Gives the index of the first line of the body.
std::size_t read_page_header(const std::vector<Line>& lines, const Item& item, Article& article);

// The body, from `first` on: paragraphs, and what stands between and behind them. `is_page`: lines
// of a page may follow the text, so a last line that is no sentence is none of it.
void read_body(const std::vector<Line>& lines, std::size_t first, bool is_page, Article& article);

// Cuts the outlet's name and life-cycle prefixes from a headline.
void take_headline(std::string_view text, std::string_view outlet, Article& article);

// "Get latest articles at Example. The text." gives "The text."
std::string_view without_promo_sentences(std::string_view text);

}  // namespace syndicated::wire
