#include "pipeline/wire/topics.h"

#include <algorithm>

#include "pipeline/wire/letters.h"
#include "pipeline/wire/places.h"

namespace syndicated::wire {
namespace {

constexpr std::size_t kTopicsMax = 60;
constexpr std::size_t kPartLettersMin = 3;
constexpr std::size_t kPlacePrefixMin = 5;
constexpr std::size_t kGluedBytesMax = 40;

struct Piece {
  std::string_view text;
  bool glued = false;  // no space stood before it: here a separator was lost for certain
};

class Splitter {
 public:
  Splitter(std::string_view topics, std::string_view text)
      : topics_(topics), text_(text), text_lower_(lower_ascii(text)) {}

  std::vector<std::string> split() {
    for (std::string_view word : split_spaces(topics_)) add_pieces(word);
    std::vector<std::string> out;
    for (std::size_t i = 0; i < pieces_.size() && out.size() < kTopicsMax;) {
      std::size_t count = tag_length(i);
      std::string tag;
      for (std::size_t j = i; j < i + count; ++j) {
        if (!tag.empty()) tag += ' ';
        tag += trim_any(pieces_[j].text, " ,;#|");
      }
      i += count;
      if (!tag.empty() && std::find(out.begin(), out.end(), tag) == out.end())
        out.push_back(std::move(tag));
    }
    return out;
  }

 private:
  bool occurs(std::string_view word) const { return contains_word(text_lower_, lower_ascii(word)); }

  // Where the case shows that a word was glued to the next tag, 0 when it does not.
  std::size_t case_point(std::string_view word) const {
    if (contains_word(text_, word)) return 0;
    for (std::size_t i = 1; i + 1 < word.size(); ++i) {
      // "StatesAfghanistan", "marketBSE"; "McDonald" and "MacKenzie" are one word.
      if (is_lower(word[i - 1]) && is_upper(word[i])) {
        std::string_view head = word.substr(0, i);
        if (head == "Mc" || head == "Mac" || head == "i" || head == "e" || head == "De") continue;
        return i;
      }
      // "NSERupee": the capitals end one letter before the word that begins.
      if (i >= 3 && is_upper(word[i - 2]) && is_upper(word[i - 1]) && is_upper(word[i]) &&
          is_lower(word[i + 1]) && word.size() - i > kPartLettersMin) {
        return i;
      }
    }
    return 0;
  }

  // "Arcticglaciers", "Rupeeforeign": both parts are known and the whole is not. 0 when this is one
  // word.
  std::size_t word_point(std::string_view word) const {
    if (word.size() < 2 * kPartLettersMin + 2 || word.size() > kGluedBytesMax) return 0;
    if (contains_word(text_, word) || find_place(word)) return 0;
    std::size_t longest = 0;
    for (std::size_t i = kPartLettersMin; i + kPartLettersMin <= word.size(); ++i) {
      if (is_wide(word[i]) || is_wide(word[i - 1])) continue;
      bool in_text = occurs(word.substr(0, i)) && occurs(word.substr(i));
      bool place = i >= kPlacePrefixMin && word.size() - i >= kPlacePrefixMin &&
                   begins_with_capital(word) && static_cast<bool>(find_place(word.substr(0, i)));
      if (in_text || place) longest = i;
    }
    return longest;
  }

  void add_pieces(std::string_view word) {
    bool glued = false;
    while (!word.empty() && pieces_.size() < 4 * kTopicsMax) {
      std::size_t end = case_point(word);
      std::string_view part = end == 0 ? word : word.substr(0, end);
      std::size_t inner = word_point(part);
      if (inner > 0) {
        add_piece(part.substr(0, inner), glued);
        add_piece(part.substr(inner), true);
      } else {
        add_piece(part, glued);
      }
      glued = true;
      word.remove_prefix(part.size());
    }
  }

  void add_piece(std::string_view text, bool glued) {
    pieces_.push_back({text, glued});
    any_glued_ = any_glued_ || glued;
  }

  // The text of `count` pieces from `i`, as it stands in the line.
  std::string_view span(std::size_t i, std::size_t count) const {
    std::size_t begin = static_cast<std::size_t>(pieces_[i].text.data() - topics_.data());
    const Piece& last = pieces_[i + count - 1];
    std::size_t end =
        static_cast<std::size_t>(last.text.data() - topics_.data()) + last.text.size();
    return topics_.substr(begin, end - begin);
  }

  // Pieces from `i` on up to the next certain boundary.
  std::size_t run_length(std::size_t i) const {
    std::size_t count = 1;
    while (i + count < pieces_.size() && !pieces_[i + count].glued) ++count;
    return count;
  }

  std::size_t tag_length(std::size_t i) const {
    std::size_t run = run_length(i);
    std::size_t place = 0;
    for (std::size_t n = std::min<std::size_t>(run, kPlaceWordsMax); n > 0 && place == 0; --n) {
      if (find_place(span(i, n))) place = n;
    }
    if (run == 1) return 1;
    if (place > 0) {
      // "Kerala rain": a small word belongs to the place before it, where other separators show
      // that this one is kept.
      bool small_next = place < run && is_lower(pieces_[i + place].text[0]);
      bool country = place > 0 && find_place(span(i, place)).kind == PlaceKind::country;
      if (small_next && any_glued_ && !country) return run_of_small(i, place, run);
      return place;
    }
    if (!any_glued_) return phrase_in_text(i, run);
    if (is_all_capitals(pieces_[i].text)) return run_of_small(i, 1, run);
    if (is_lower(pieces_[i].text[0])) return lower_phrase(i, run);
    std::size_t phrase = phrase_in_text(i, run);
    if (phrase > 1) return phrase;
    // "Small business", "Health department": a capital and small words; "Peace Talks": capitals up
    // to a known place.
    std::size_t n = run_of_small(i, 1, run);
    if (n > 1) return n;
    while (n < run && !starts_known(i + n)) ++n;
    return n;
  }

  std::size_t run_of_small(std::size_t i, std::size_t from, std::size_t run) const {
    std::size_t n = from;
    while (n < run && is_lower(pieces_[i + n].text[0])) ++n;
    return n;
  }

  // "dengue Ernakulam", "stock market": small words stay together up to a capital.
  std::size_t lower_phrase(std::size_t i, std::size_t run) const { return run_of_small(i, 1, run); }

  // A place or an acronym opens a tag of its own.
  bool starts_known(std::size_t i) const {
    if (is_all_capitals(pieces_[i].text) && pieces_[i].text.size() <= 6) return true;
    std::size_t run = run_length(i);
    for (std::size_t n = 1; n <= std::min<std::size_t>(run, kPlaceWordsMax); ++n) {
      if (find_place(span(i, n))) return true;
    }
    return false;
  }

  // The longest run of two and more words that the article has too.
  std::size_t phrase_in_text(std::size_t i, std::size_t run) const {
    constexpr std::size_t kPhraseWordsMax = 5;
    for (std::size_t n = std::min(run, kPhraseWordsMax); n > 1; --n) {
      std::string phrase = lower_ascii(span(i, n));
      if (!is_wide(phrase[0]) && contains_word(text_lower_, phrase)) return n;
    }
    return 1;
  }

  std::string_view topics_;
  std::string_view text_;
  std::string text_lower_;
  std::vector<Piece> pieces_;
  bool any_glued_ = false;
};

std::vector<std::string> split_by(std::string_view topics, char separator) {
  std::vector<std::string> out;
  for (std::string_view part : split_at(topics, separator)) {
    part = trim_any(part, " ,;#|/");
    bool known = std::find(out.begin(), out.end(), part) != out.end();
    if (!part.empty() && !known && out.size() < kTopicsMax) out.emplace_back(part);
  }
  return out;
}

}  // namespace

std::vector<std::string> split_topics(std::string_view topics, std::string_view text) {
  topics = trim_any(topics, " :|");
  if (topics.empty()) return {};
  for (char separator : {'|', ',', ';', '#'}) {
    if (contains(topics, std::string_view(&separator, 1))) return split_by(topics, separator);
  }
  return Splitter(topics, text).split();
}

}  // namespace syndicated::wire
