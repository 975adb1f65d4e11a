#include "pipeline/wire/furniture_phrases.h"

#include <algorithm>
#include <array>
#include <vector>

#include "pipeline/wire/letters.h"

namespace syndicated::wire {
namespace {

// whole: the line is the phrase. start: the line begins with it. list: like whole, but a separator
// and a text may follow ("Also Read | Title").
enum class Match { whole, start, list };

struct Phrase {
  std::string_view text;
  Cue cue;
  Match match;
};

constexpr Phrase kPhrases[] = {
    // Blocks of links
    {"also read", Cue::link_block, Match::list},
    {"also watch", Cue::link_block, Match::list},
    {"also see", Cue::link_block, Match::list},
    {"read also", Cue::link_block, Match::list},
    {"see also", Cue::link_block, Match::list},
    {"must read", Cue::link_block, Match::list},
    {"related", Cue::link_block, Match::list},
    {"related news", Cue::link_block, Match::list},
    {"related stories", Cue::link_block, Match::list},
    {"related story", Cue::link_block, Match::list},
    {"related articles", Cue::link_block, Match::list},
    {"related article", Cue::link_block, Match::list},
    {"related coverage", Cue::link_block, Match::list},
    {"related content", Cue::link_block, Match::list},
    {"related posts", Cue::link_block, Match::list},
    {"related links", Cue::link_block, Match::list},
    {"more stories", Cue::link_block, Match::list},
    {"more on this story", Cue::link_block, Match::list},
    {"more from this section", Cue::link_block, Match::list},
    {"more news", Cue::link_block, Match::list},
    {"more like this", Cue::link_block, Match::list},
    {"more coverage", Cue::link_block, Match::list},
    {"more to read", Cue::link_block, Match::list},
    {"more from author", Cue::link_block, Match::list},
    {"read more", Cue::link_block, Match::list},
    {"read here", Cue::link_block, Match::list},
    {"read this", Cue::link_block, Match::list},
    {"read next", Cue::link_block, Match::list},
    {"read in full", Cue::link_block, Match::list},
    {"up next", Cue::link_block, Match::list},
    {"you might also like", Cue::link_block, Match::list},
    {"you may also like", Cue::link_block, Match::list},
    {"you may like", Cue::link_block, Match::list},
    {"recommended for you", Cue::link_block, Match::list},
    {"recommended", Cue::link_block, Match::list},
    {"recommended stories", Cue::link_block, Match::list},
    {"go deeper", Cue::link_block, Match::list},
    {"dig deeper", Cue::link_block, Match::list},
    {"top stories", Cue::link_block, Match::list},
    {"most read", Cue::link_block, Match::list},
    {"most popular", Cue::link_block, Match::list},
    {"trending", Cue::link_block, Match::list},
    {"trending now", Cue::link_block, Match::list},
    {"trending news", Cue::link_block, Match::list},
    {"trending stories", Cue::link_block, Match::list},
    {"trending reader picks", Cue::link_block, Match::list},
    {"latest stories", Cue::link_block, Match::list},
    {"latest news", Cue::link_block, Match::list},
    {"editor's picks", Cue::link_block, Match::list},
    {"editors' picks", Cue::link_block, Match::list},
    {"in case you missed it", Cue::link_block, Match::list},
    {"don't miss", Cue::link_block, Match::list},
    {"click to read", Cue::link_block, Match::list},
    {"watch |", Cue::link_block, Match::list},
    {"explained |", Cue::link_block, Match::list},
    {"opinion |", Cue::link_block, Match::list},
    {"in pics", Cue::link_block, Match::list},
    {"यह भी पढ़ें", Cue::link_block, Match::list},
    {"ये भी पढ़ें", Cue::link_block, Match::list},
    {"इसे भी पढ़ें", Cue::link_block, Match::list},
    {"यह भी पढ़े", Cue::link_block, Match::list},
    {"और पढ़ें", Cue::link_block, Match::list},
    {"इन्हें भी पढ़ें", Cue::link_block, Match::list},
    {"संबंधित खबरें", Cue::link_block, Match::list},
    {"संबंधित खबर", Cue::link_block, Match::list},
    {"le puede interesar", Cue::link_block, Match::list},
    {"te puede interesar", Cue::link_block, Match::list},
    {"lea también", Cue::link_block, Match::list},
    {"lee también", Cue::link_block, Match::list},
    {"lea además", Cue::link_block, Match::list},
    {"más noticias", Cue::link_block, Match::list},
    {"noticias relacionadas", Cue::link_block, Match::list},
    {"ver también", Cue::link_block, Match::list},
    {"relacionado", Cue::link_block, Match::list},
    {"a lire aussi", Cue::link_block, Match::list},
    {"à lire aussi", Cue::link_block, Match::list},
    {"lire aussi", Cue::link_block, Match::list},
    {"a lire également", Cue::link_block, Match::list},
    {"à lire également", Cue::link_block, Match::list},
    {"lire également", Cue::link_block, Match::list},
    {"sur le même sujet", Cue::link_block, Match::list},
    {"a voir aussi", Cue::link_block, Match::list},
    {"à voir aussi", Cue::link_block, Match::list},
    {"lesen sie auch", Cue::link_block, Match::list},
    {"lesen sie mehr", Cue::link_block, Match::list},
    {"mehr zum thema", Cue::link_block, Match::list},
    {"auch interessant", Cue::link_block, Match::list},
    {"weitere artikel", Cue::link_block, Match::list},
    {"das könnte sie auch interessieren", Cue::link_block, Match::list},
    // Videos
    {"featured video of the day", Cue::video_block, Match::list},
    {"featured video", Cue::video_block, Match::list},
    {"top videos", Cue::video_block, Match::list},
    {"watch video", Cue::video_block, Match::list},
    {"watch", Cue::video_block, Match::list},
    {"video", Cue::video_block, Match::list},
    {"latest videos", Cue::video_block, Match::list},
    {"वीडियो", Cue::video_block, Match::list},
    // Tags
    {"topics mentioned in this article", Cue::tag_block, Match::list},
    {"suggested topics", Cue::tag_block, Match::list},
    {"related topics", Cue::tag_block, Match::list},
    {"read more news on", Cue::tag_block, Match::list},
    {"read more on", Cue::tag_block, Match::list},
    {"trending topics", Cue::tag_block, Match::list},
    {"topics", Cue::tag_block, Match::start},
    {"topic", Cue::tag_block, Match::list},
    {"tags", Cue::tag_block, Match::start},
    {"tagged", Cue::tag_block, Match::list},
    {"keywords", Cue::tag_block, Match::list},
    {"related tags", Cue::tag_block, Match::list},
    {"etiquetas", Cue::tag_block, Match::start},
    {"temas", Cue::tag_block, Match::list},
    {"mots-clés", Cue::tag_block, Match::list},
    {"mots clés", Cue::tag_block, Match::list},
    {"thèmes", Cue::tag_block, Match::list},
    {"schlagworte", Cue::tag_block, Match::list},
    {"themen", Cue::tag_block, Match::list},
    {"टैग्स", Cue::tag_block, Match::start},
    {"टैग", Cue::tag_block, Match::list},
    {"विषय", Cue::tag_block, Match::list},
    // Social
    {"connect with us", Cue::social, Match::start},
    {"follow us", Cue::social, Match::start},
    {"follow ", Cue::social, Match::whole},
    {"share", Cue::social, Match::whole},
    {"share this", Cue::social, Match::start},
    {"share via", Cue::social, Match::start},
    {"share now", Cue::social, Match::start},
    {"share on", Cue::social, Match::start},
    {"share article", Cue::social, Match::start},
    {"copy link", Cue::social, Match::start},
    {"join our", Cue::social, Match::start},
    {"join us on", Cue::social, Match::start},
    {"click here to join", Cue::social, Match::start},
    {"we're now on", Cue::social, Match::start},
    {"we are now on", Cue::social, Match::start},
    {"we’re now on", Cue::social, Match::start},
    {"view this post on", Cue::social, Match::start},
    {"a post shared by", Cue::social, Match::start},
    {"email this article", Cue::social, Match::start},
    {"हमें फॉलो करें", Cue::social, Match::start},
    {"हमें फेसबुक", Cue::social, Match::start},
    {"हमें ट्विटर", Cue::social, Match::start},
    {"हमें गूगल", Cue::social, Match::start},
    {"हमारे व्हाट्सऐप", Cue::social, Match::start},
    {"हमारे साथ जुड़ें", Cue::social, Match::start},
    {"हमसे जुड़ें", Cue::social, Match::start},
    {"शेयर करें", Cue::social, Match::start},
    {"फॉलो करें", Cue::social, Match::start},
    {"व्हाट्सऐप पर", Cue::social, Match::start},
    {"compartir", Cue::social, Match::whole},
    {"comparte", Cue::social, Match::whole},
    {"síguenos", Cue::social, Match::start},
    {"síganos", Cue::social, Match::start},
    {"partager", Cue::social, Match::whole},
    {"suivez-nous", Cue::social, Match::start},
    {"teilen", Cue::social, Match::whole},
    {"folgen sie uns", Cue::social, Match::start},
    {"print", Cue::social, Match::whole},
    {"save", Cue::social, Match::whole},
    {"bookmark", Cue::social, Match::whole},
    {"comments", Cue::social, Match::whole},
    {"comment", Cue::social, Match::whole},
    {"post a comment", Cue::social, Match::start},
    {"leave a reply", Cue::social, Match::start},
    {"leave a comment", Cue::social, Match::start},
    {"write a comment", Cue::social, Match::start},
    {"add a comment", Cue::social, Match::start},
    {"what do you think about it", Cue::social, Match::start},
    {"let us know in the comments", Cue::social, Match::start},
    {"view comments", Cue::social, Match::start},
    // Navigation
    {"explore news", Cue::navigation, Match::whole},
    {"next story", Cue::navigation, Match::start},
    {"previous story", Cue::navigation, Match::start},
    {"next article", Cue::navigation, Match::start},
    {"previous article", Cue::navigation, Match::start},
    {"close", Cue::navigation, Match::whole},
    {"menu", Cue::navigation, Match::whole},
    {"search", Cue::navigation, Match::whole},
    {"see less", Cue::navigation, Match::whole},
    {"see more", Cue::navigation, Match::whole},
    {"show more", Cue::navigation, Match::whole},
    {"load more", Cue::navigation, Match::whole},
    {"view more", Cue::navigation, Match::whole},
    {"view all", Cue::navigation, Match::whole},
    {"see all", Cue::navigation, Match::whole},
    {"read latest stories", Cue::navigation, Match::start},
    {"back to top", Cue::navigation, Match::start},
    {"skip to", Cue::navigation, Match::start},
    {"click here for", Cue::navigation, Match::start},
    {"click here to", Cue::navigation, Match::start},
    {"read full article", Cue::navigation, Match::start},
    {"read full story", Cue::navigation, Match::start},
    {"continue reading", Cue::navigation, Match::start},
    {"read the full story", Cue::navigation, Match::start},
    {"lire la suite", Cue::navigation, Match::start},
    {"leer más", Cue::navigation, Match::whole},
    {"weiterlesen", Cue::navigation, Match::whole},
    {"o p e n", Cue::navigation, Match::whole},
    {"sign in", Cue::navigation, Match::whole},
    {"please log in", Cue::subscription, Match::start},
    {"please login", Cue::subscription, Match::start},
    {"please subscribe", Cue::subscription, Match::start},
    {"log in", Cue::navigation, Match::whole},
    {"login", Cue::navigation, Match::whole},
    {"e-paper", Cue::navigation, Match::whole},
    {"home", Cue::navigation, Match::whole},
    {"होम", Cue::navigation, Match::whole},
    {"inicio", Cue::navigation, Match::whole},
    {"accueil", Cue::navigation, Match::whole},
    {"startseite", Cue::navigation, Match::whole},
    {"first published", Cue::navigation, Match::whole},
    {"live tv", Cue::navigation, Match::whole},
    {"new", Cue::navigation, Match::whole},
    // Subscriptions and newsletters
    {"subscribe", Cue::subscription, Match::start},
    {"sign up for", Cue::subscription, Match::start},
    {"sign up to", Cue::subscription, Match::start},
    {"get our newsletter", Cue::subscription, Match::start},
    {"enter a valid email", Cue::subscription, Match::start},
    {"thank you for subscribing", Cue::subscription, Match::start},
    {"unlock ", Cue::subscription, Match::whole},
    {"already a subscriber", Cue::subscription, Match::start},
    {"this article is for subscribers", Cue::subscription, Match::start},
    {"dear reader,", Cue::subscription, Match::start},
    {"support quality journalism", Cue::subscription, Match::start},
    {"india needs fair, non-hyphenated", Cue::subscription, Match::start},
    {"sustaining this needs", Cue::subscription, Match::start},
    {"suscríbase", Cue::subscription, Match::start},
    {"suscríbete", Cue::subscription, Match::start},
    {"abonnez-vous", Cue::subscription, Match::start},
    {"newsletter", Cue::subscription, Match::whole},
    // Advertisements
    {"advertisement", Cue::advertisement, Match::start},
    {"ad", Cue::advertisement, Match::whole},
    {"ads", Cue::advertisement, Match::whole},
    {"sponsored", Cue::advertisement, Match::whole},
    {"story continues below", Cue::advertisement, Match::start},
    {"article continues below", Cue::advertisement, Match::start},
    {"continues below advertisement", Cue::advertisement, Match::start},
    {"scroll to continue", Cue::advertisement, Match::start},
    {"remove ad", Cue::advertisement, Match::start},
    {"promoted", Cue::advertisement, Match::whole},
    {"विज्ञापन", Cue::advertisement, Match::whole},
    {"publicidad", Cue::advertisement, Match::whole},
    {"publicité", Cue::advertisement, Match::whole},
    {"anzeige", Cue::advertisement, Match::whole},
    {"paid content", Cue::advertisement, Match::whole},
    // Promises of the outlet
    {"ndtv is now available", Cue::promo, Match::start},
    {"more stories like this are available", Cue::promo, Match::start},
    {"don't miss the most important", Cue::promo, Match::start},
    {"don’t miss the most important", Cue::promo, Match::start},
    {"*articles appearing", Cue::promo, Match::start},
    {"the views expressed", Cue::promo, Match::start},
    {"views expressed", Cue::promo, Match::start},
    {"disclaimer: the views", Cue::promo, Match::start},
    {"disclaimer : the views", Cue::promo, Match::start},
    {"disclaimer : we respect", Cue::promo, Match::start},
    {"disclaimer: we respect", Cue::promo, Match::start},
    {"follow ap", Cue::promo, Match::start},
    {"ap sports:", Cue::promo, Match::start},
    {"ap news:", Cue::promo, Match::start},
    {"more ap ", Cue::promo, Match::start},
    {"write to ", Cue::promo, Match::start},
    {"for all the latest", Cue::promo, Match::start},
    {"for the latest", Cue::promo, Match::start},
    {"for more news", Cue::promo, Match::start},
    {"for more stories", Cue::promo, Match::start},
    {"for more updates", Cue::promo, Match::start},
    {"for more such", Cue::promo, Match::start},
    {"देश और दुनिया की", Cue::promo, Match::start},
    {"ताजा खबरों", Cue::promo, Match::start},
    {"ताज़ा खबरों", Cue::promo, Match::start},
    {"join the conversation", Cue::promo, Match::start},
    {"have a story", Cue::promo, Match::start},
    {"got a tip", Cue::promo, Match::start},
    {"this story is part of", Cue::promo, Match::start},
    // Reading aids
    {"listen to this article", Cue::read_time, Match::start},
    {"listen to this", Cue::read_time, Match::start},
    {"listen to article", Cue::read_time, Match::start},
    {"text size", Cue::read_time, Match::start},
    {"font size", Cue::read_time, Match::start},
    {"a+", Cue::read_time, Match::start},
    {"a-", Cue::read_time, Match::whole},
    {"aa", Cue::read_time, Match::whole},
    {"read time", Cue::read_time, Match::start},
    // Rights
    {"copyright", Cue::copyright, Match::start},
    {"copyrights", Cue::copyright, Match::start},
    {"©", Cue::copyright, Match::start},
    {"(c) copyright", Cue::copyright, Match::start},
    {"(c) ", Cue::copyright, Match::start},
    {"all rights reserved", Cue::copyright, Match::start},
    {"tous droits", Cue::copyright, Match::start},
    {"todos los derechos", Cue::copyright, Match::start},
    {"alle rechte", Cue::copyright, Match::start},
    {"this material may not be published", Cue::copyright, Match::start},
    {"purchase licensing rights", Cue::copyright, Match::start},
    {"republish", Cue::copyright, Match::whole},
    // Pictures
    {"photo:", Cue::caption, Match::start},
    {"photo :", Cue::caption, Match::start},
    {"photos:", Cue::caption, Match::start},
    {"photo courtesy", Cue::caption, Match::start},
    {"photo credit", Cue::caption, Match::start},
    {"photo by", Cue::caption, Match::start},
    {"photo shows", Cue::caption, Match::start},
    {"photo taken", Cue::caption, Match::start},
    {"file photo", Cue::caption, Match::start},
    {"image:", Cue::caption, Match::start},
    {"image credit", Cue::caption, Match::start},
    {"image source", Cue::caption, Match::start},
    {"images:", Cue::caption, Match::start},
    {"picture:", Cue::caption, Match::start},
    {"representative image", Cue::caption, Match::start},
    {"representational image", Cue::caption, Match::start},
    {"credit:", Cue::caption, Match::start},
    {"foto:", Cue::caption, Match::start},
    {"crédit photo", Cue::caption, Match::start},
    {"फोटो:", Cue::caption, Match::start},
    {"फाइल फोटो", Cue::caption, Match::start},
    {"प्रतीकात्मक", Cue::caption, Match::whole},
    // What ends an article
    {"our standards", Cue::end_mark, Match::start},
    {"support our journalism", Cue::end_mark, Match::start},
    {"about the author", Cue::end_mark, Match::start},
    {"end of article", Cue::end_mark, Match::start},
    // Small things of agencies' own pages
    {"editor:", Cue::other, Match::start},
    {"source:", Cue::other, Match::start},
    {"responsible editor", Cue::other, Match::start},
    {"■", Cue::other, Match::whole},
};

constexpr std::string_view kSocialNames[] = {
    "facebook", "twitter",   "whatsapp", "linkedin",  "reddit",    "email",   "e-mail",
    "telegram", "instagram", "youtube",  "pinterest", "messenger", "threads", "bluesky",
    "share",    "icon",      "copy",     "link",      "print",     "koo",     "mail",
    "via",      "फेसबुक",      "ट्विटर",    "व्हाट्सऐप",   "व्हाट्सएप",   "वाट्सऐप",  "टेलीग्राम",
    "लिंक्डइन",   "ईमेल",       "x",        "google",    "news"};

constexpr std::string_view kPromoVerbs[] = {
    "get ",  "join ",  "download ", "follow ",   "subscribe ", "catch ",   "track ",
    "read ", "click ", "stay ",     "check ",    "sign ",      "visit ",   "watch ",
    "log ",  "tap ",   "find ",     "discover ", "explore ",   "for more "};
constexpr std::string_view kPromoNouns[] = {
    "whatsapp",      "telegram",      "newsletter",
    " app",          "channel",       "latest",
    "breaking news", "live updates",  "news updates",
    "news live",     "updates on",    "facebook",
    "twitter",       "instagram",     "youtube",
    "google news",   "coverage",      "here to read",
    "full story",    "notifications", "articles and stories"};

// The phrases by their first byte, so that a line looks at a few of them only.
class PhraseIndex {
 public:
  PhraseIndex() {
    for (const Phrase& phrase : kPhrases) {
      by_first_[static_cast<unsigned char>(phrase.text[0])].push_back(&phrase);
    }
    for (std::vector<const Phrase*>& list : by_first_) {
      std::stable_sort(list.begin(), list.end(), [](const Phrase* a, const Phrase* b) {
        return a->text.size() > b->text.size();
      });
    }
  }
  const std::vector<const Phrase*>& starting_with(char first) const {
    return by_first_[static_cast<unsigned char>(first)];
  }

 private:
  std::array<std::vector<const Phrase*>, 256> by_first_;
};

const PhraseIndex& phrase_index() {
  static const PhraseIndex only;
  return only;
}

bool is_bare(std::string_view text) {
  for (char c : text) {
    if (c != ' ' && c != ':' && c != '|' && c != '-' && c != '.' && c != '!' && c != '>' &&
        c != ')')
      return false;
  }
  return true;
}

bool begins_with_separator(std::string_view rest) {
  std::string_view bare = trim(rest);
  return bare.starts_with(':') || bare.starts_with('|') || bare.starts_with("- ") ||
         bare.starts_with("–") || bare.starts_with("—") || bare.starts_with('>') ||
         bare.starts_with('/');
}

bool at_word_end(std::string_view text, std::size_t length) {
  if (length == 0 || !is_letter(text[length - 1])) return true;
  return length >= text.size() ||
         !(is_letter(text[length]) || is_digit(text[length]) || text[length] == '\'');
}

}  // namespace

CueMatch cue_of(std::string_view lower) {
  if (lower.empty()) return {};
  for (const Phrase* phrase : phrase_index().starting_with(lower[0])) {
    if (!lower.starts_with(phrase->text) || !at_word_end(lower, phrase->text.size())) continue;
    std::string_view rest = lower.substr(phrase->text.size());
    bool ends_with_bar = phrase->text.back() == '|';
    bool match = phrase->match == Match::start || is_bare(rest) ||
                 (phrase->match == Match::list && (ends_with_bar || begins_with_separator(rest)));
    if (match) return {phrase->cue, phrase->text.size()};
  }
  return {};
}

bool is_social_line(std::string_view lower) {
  constexpr std::size_t kSocialBytesMax = 160;
  if (lower.size() > kSocialBytesMax) return false;
  bool any_network = false;
  std::size_t at = 0;
  // Most lines fail at their first word.
  while (at < lower.size()) {
    std::string_view rest = lower.substr(at);
    std::size_t best = 0;
    for (std::size_t i = 0; i < std::size(kSocialNames); ++i) {
      if (begins_with(rest, kSocialNames[i]) && kSocialNames[i].size() > best) {
        best = kSocialNames[i].size();
        any_network = any_network || (best >= 7 && i < 13) || is_wide(rest[0]);
      }
    }
    if (best == 0) {
      if (rest[0] != ' ' && rest[0] != ',' && rest[0] != '|' && rest[0] != '/') return false;
      best = 1;
    }
    at += best;
  }
  return any_network;
}

bool is_promo_sentence(std::string_view lower) {
  constexpr std::size_t kPromoBytesMax = 260;
  if (lower.size() > kPromoBytesMax) return false;
  if (lower.starts_with('(')) lower.remove_prefix(1);
  bool verb = std::any_of(std::begin(kPromoVerbs), std::end(kPromoVerbs),
                          [&](std::string_view v) { return begins_with(lower, v); });
  return verb && std::any_of(std::begin(kPromoNouns), std::end(kPromoNouns),
                             [&](std::string_view noun) { return contains(lower, noun); });
}

}  // namespace syndicated::wire
