#include "pipeline/wire/article_reader.h"

#include <algorithm>

#include "pipeline/text/html.h"
#include "pipeline/text/unicode.h"
#include "pipeline/wire/disclaimers.h"
#include "pipeline/wire/letters.h"
#include "pipeline/wire/lines.h"
#include "pipeline/wire/notes.h"

namespace syndicated {
namespace {

using namespace wire;

std::string one_line(const Text& text) {
  return normal_form(text.html ? html_to_line(text.value) : text.value);
}

// The summary is the standfirst only beside a full text, and only when it says something of its
// own.
void take_summary(const Item& item, Article& article) {
  std::string summary = one_line(item.summary);
  std::string_view text = without_promo_sentences(summary);
  bool cut_off = text.ends_with("...") || text.ends_with("…") || text.ends_with("[…]") ||
                 text.ends_with("[...]");
  if (text.empty() || cut_off || equal_ignoring_case(text, article.headline)) return;
  article.standfirst = std::string(text);
}

void read_entry(const Item& item, const SourceInfo& source, Article& article) {
  take_headline(one_line(item.title), source.outlet, article);
  bool has_content = !trim(item.content.value).empty();
  std::vector<Line> lines = lines_of(has_content ? item.content : item.summary);
  if (lines.empty() && has_content) {
    has_content = false;
    lines = lines_of(item.summary);
  }
  if (has_content) take_summary(item, article);
  read_body(lines, 0, false, article);
  // A content element that repeats the summary and nothing else leaves no standfirst.
  if (article.paragraphs.size() == 1 && article.paragraphs[0] == article.standfirst)
    article.standfirst.clear();
}

void add_source_tags(const Item& item, Article& article) {
  constexpr std::size_t kSourceTagsMax = 200;
  for (const Category& category : item.categories) {
    if (article.tags.size() >= kSourceTagsMax) return;
    std::string tag = normal_form(category.label.empty() ? category.term : category.label);
    if (tag.empty() ||
        std::find(article.tags.begin(), article.tags.end(), tag) != article.tags.end())
      continue;
    article.tags.push_back(std::move(tag));
  }
}

// What is not an outlet's section: the outlet itself, which the disclaimer may name.
void drop_outlet_from_sections(const SourceInfo& source, Article& article) {
  std::string outlet = outlet_of_disclaimer(article.disclaimer);
  std::erase_if(article.sections, [&](const std::string& section) {
    return equal_ignoring_case(section, outlet) || equal_ignoring_case(section, source.outlet) ||
           section == "Feed";
  });
}

bool is_kill(const Article& article) {
  auto kills = [](const std::string& text) { return is_kill_text(text); };
  return std::any_of(article.headline_marks.begin(), article.headline_marks.end(), kills) ||
         std::any_of(article.notes.begin(), article.notes.end(), kills);
}

}  // namespace

Article read_article(const Item& item, const SourceInfo& source) {
  Article article;
  if (item.is_page) {
    std::vector<Line> lines = lines_of(item.content);
    std::size_t body = read_page_header(lines, item, article);
    read_body(lines, body, true, article);
  } else {
    read_entry(item, source, article);
  }
  add_source_tags(item, article);
  drop_outlet_from_sections(source, article);
  if (is_kill(article)) {
    article.killed = true;
    for (std::string& paragraph : article.paragraphs) cut(article, "other", paragraph);
    article.paragraphs.clear();
  }
  return article;
}

}  // namespace syndicated
