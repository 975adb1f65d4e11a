#include "pipeline/wire/annotate.h"

#include <algorithm>
#include <cstdlib>

#include "pipeline/text/times.h"
#include "pipeline/text/unicode.h"
#include "pipeline/text/url.h"
#include "pipeline/wire/agencies.h"
#include "pipeline/wire/byline.h"
#include "pipeline/wire/credits.h"
#include "pipeline/wire/dateline.h"
#include "pipeline/wire/disclaimers.h"
#include "pipeline/wire/language.h"
#include "pipeline/wire/letters.h"
#include "pipeline/wire/signals.h"
#include "pipeline/wire/topics.h"

namespace syndicated {
namespace {

using namespace wire;

constexpr std::uint32_t kWordsPerMinute = 250;
// What one item may list; the rest says nothing new.
constexpr std::size_t kTopicsMax = 200;
constexpr std::size_t kPersonsMax = 40;
constexpr std::size_t kEvidenceMax = 8;
// Topics are looked up in this much of the body.
constexpr std::size_t kTopicTextBytesMax = 16 * 1024;

std::string joined_body(const Article& article) {
  std::string out;
  std::size_t size = 0;
  for (const std::string& paragraph : article.paragraphs) size += paragraph.size() + 2;
  out.reserve(size);
  for (const std::string& paragraph : article.paragraphs) {
    if (!out.empty()) out += "\n\n";
    out += paragraph;
  }
  return out;
}

// Words as newsrooms count them: what stands between spaces, if it has a letter or a digit
// ("Minister/Foreign" and "2013-18" are one). Scripts without spaces are counted by their
// characters.
std::size_t count_words(std::string_view body) {
  std::size_t count = 0;
  bool has_letter = false;
  for (char c : body) {
    unsigned char byte = static_cast<unsigned char>(c);
    if (byte <= ' ') {
      count += has_letter;
      has_letter = false;
    } else if (byte < 0x80) {
      has_letter |= (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || is_digit(c);
    } else {
      // U+3000 and beyond in three bytes: kana, ideographs, the syllables of Korean.
      if (byte >= 0xE3 && byte < 0xEF) return words(body).size();
      // "—" and "…" are no letters.
      has_letter |= byte != 0xE2 && byte >= 0xC0;
    }
  }
  return count + has_letter;
}

void count_text(std::string_view body, Annotations* out) {
  out->words = static_cast<std::uint32_t>(count_words(body));
  out->characters = static_cast<std::uint32_t>(count_code_points(body));
  if (out->words == 0) return;
  out->reading_minutes =
      std::max<std::uint32_t>(1, (out->words + kWordsPerMinute / 2) / kWordsPerMinute);
}

void find_language(const Item& item, const Article& article, const SourceInfo& source,
                   std::string_view body, Annotations* out) {
  // A short text is judged with its headline; a headline alone is a poor witness, but the only one.
  constexpr std::size_t kEnoughBytes = 80;
  std::string text(body.substr(0, 600));
  if (text.size() < kEnoughBytes) text = article.headline + ". " + article.standfirst + " " + text;
  std::string script = language_of_script(text);
  std::string declared = primary_subtag(item.language);
  // Languages that share a script ("mr" and "hi") keep what was declared; a declared "en" over
  // Devanagari is wrong.
  bool contradicts = !script.empty() &&
                     (declared == "en" || declared == "fr" || declared == "es" || declared == "de");
  if (!declared.empty() && !contradicts) {
    out->language = declared;
    out->language_source = "declared";
    return;
  }
  std::string operators = primary_subtag(source.language);
  if (!script.empty()) {
    bool same_script = !operators.empty() && operators != "en";
    out->language = same_script ? operators : script;
    out->language_source = "script";
    return;
  }
  out->language = detect_language(text);
  if (!out->language.empty()) {
    out->language_source = "text";
    return;
  }
  out->language = operators;
  if (!operators.empty()) out->language_source = "source";
}

// Collects agencies with what speaks for them; the kinds are ranked by how sure they are.
class AgencyCollector {
 public:
  void add(const AgencyInfo* agency, std::string_view kind, std::string_view text, int confidence) {
    if (agency == nullptr) return;
    auto found = std::find_if(agencies_.begin(), agencies_.end(),
                              [&](const Agency& a) { return a.code == agency->code; });
    if (found == agencies_.end()) {
      agencies_.push_back({std::string(agency->code), std::string(agency->name), 0, {}});
      found = agencies_.end() - 1;
    }
    bool same = std::any_of(found->evidence.begin(), found->evidence.end(),
                            [&](const Evidence& e) { return e.kind == kind && e.text == text; });
    if (same || found->evidence.size() >= kEvidenceMax) return;
    found->evidence.push_back({std::string(kind), std::string(text)});
    // Independent evidence takes away a part of the remaining doubt each time.
    int doubt = 100 - found->confidence_percent;
    found->confidence_percent = std::min(99, 100 - doubt * (100 - confidence) / 100);
  }

  void add_all(const std::vector<AgencyMatch>& matches, std::string_view kind,
               std::string_view text, int confidence) {
    for (const AgencyMatch& match : matches) add(match.agency, kind, text, confidence);
  }

  bool empty() const { return agencies_.empty(); }
  std::vector<Agency> take() { return std::move(agencies_); }

 private:
  std::vector<Agency> agencies_;
};

bool is_copyright(const Furniture& furniture) { return furniture.kind == "copyright"; }

void find_agencies(const Item& item, const Article& article,
                   const std::optional<ParsedDateline>& dateline, Annotations* out) {
  AgencyCollector agencies;
  if (dateline) {
    for (const AgencyInfo* agency : dateline->agencies) {
      agencies.add(agency, article.dateline_in_body ? "dateline" : "byline_line", article.dateline,
                   95);
    }
  }
  for (const std::string& line : article.byline_lines) {
    if (is_inputs_line(line)) continue;
    if (is_credit(line, lower_ascii(line))) {
      // "Written by: PTI" names the writer; other credits name whose picture or editing it was.
      std::size_t colon = line.find(':');
      if (colon != std::string::npos && !line.starts_with("Edit")) {
        agencies.add(agency_named(std::string_view(line).substr(colon + 1)), "byline_line", line,
                     90);
      }
      continue;
    }
    std::vector<AgencyMatch> matches = agencies_in(line);
    if (line != article.dateline) agencies.add_all(matches, "byline_line", line, 90);
  }
  for (const Person& author : item.authors)
    agencies.add_all(agencies_in(author.name), "author", author.name, 90);
  for (const std::string& mark : article.tail_marks)
    agencies.add_all(agencies_in(mark), "tail_mark", mark, 85);
  agencies.add_all(agencies_in(article.disclaimer), "disclaimer", article.disclaimer, 80);
  // A feed named after an agency ("ANI - World") is that agency's; a feed's <source> names it
  // alone.
  if (const AgencyInfo* agency = agency_named(item.source_name))
    agencies.add(agency, "source_element", item.source_name, 90);
  for (const Furniture& furniture : article.furniture) {
    if (is_copyright(furniture) && furniture.text.size() < 200) {
      agencies.add_all(agencies_in(furniture.text), "copyright", furniture.text, 70);
    }
  }
  for (const std::string& line : article.byline_lines) {
    if (is_inputs_line(line)) agencies.add_all(agencies_in(line), "inputs_from", line, 75);
  }
  out->agencies = agencies.take();
  // "auto-generated from a syndicated feed" names no agency, and still makes one that is known
  // surer.
  if (!article.disclaimer.empty() && out->agencies.size() == 1) {
    Agency& only = out->agencies[0];
    bool named = std::any_of(only.evidence.begin(), only.evidence.end(),
                             [](const Evidence& e) { return e.kind == "disclaimer"; });
    if (!named) {
      only.evidence.push_back({"disclaimer", article.disclaimer});
      only.confidence_percent = std::max(only.confidence_percent, 99);
    }
  }
}

void find_byline(const Item& item, const Article& article, Annotations* out) {
  auto add = [&](const std::string& person) {
    bool known = std::any_of(out->byline.begin(), out->byline.end(), [&](const std::string& other) {
      return equal_ignoring_case(other, person);
    });
    if (!known && out->byline.size() < kPersonsMax) out->byline.push_back(person);
  };
  for (const Person& author : item.authors) {
    std::string name = normal_form(author.name);
    if (agency_named(name) != nullptr || is_desk(name)) continue;
    for (const std::string& person : persons_in_byline(name)) add(person);
  }
  for (const std::string& line : article.byline_lines) {
    for (const std::string& person : persons_in_byline(line)) add(person);
  }
}

// Days since 1970 of the date that the dateline is measured against, or nothing.
std::optional<Time> reference_time(const Item& item, const Article& article,
                                   const SourceInfo& source) {
  if (item.published) return item.published;
  if (item.updated) return item.updated;
  TimeRules rules{source.utc_offset_minutes, source.country};
  for (const std::string& raw : {article.published_raw, article.updated_raw}) {
    if (raw.empty()) continue;
    if (std::optional<ParsedTime> parsed = parse_time(raw, rules)) return parsed->time;
  }
  return std::nullopt;
}

// The year in which a day and month lie nearest to the reference.
int nearest_year(int month, int day, Time reference) {
  Civil civil = to_civil(reference);
  int best = civil.year;
  std::int64_t distance = INT64_MAX;
  for (int year = civil.year - 1; year <= civil.year + 1; ++year) {
    std::int64_t difference = std::llabs((from_civil(year, month, day, 12, 0, 0) - reference).ms);
    if (difference < distance) {
      distance = difference;
      best = year;
    }
  }
  return best;
}

std::string two_digits(int value) {
  return value < 10 ? "0" + std::to_string(value) : std::to_string(value);
}

void find_dateline(const Item& item, const Article& article, const SourceInfo& source,
                   const std::optional<ParsedDateline>& parsed, Annotations* out) {
  if (article.dateline.empty()) return;
  out->dateline.raw = article.dateline;
  out->dateline.in_body = article.dateline_in_body;
  if (!parsed) {
    out->problems.emplace_back("the dateline could not be read");
    return;
  }
  for (const DatelinePlace& place : parsed->places) {
    if (!out->dateline.place.empty()) out->dateline.place += '/';
    out->dateline.place += place.name;
  }
  if (!parsed->places.empty() && parsed->places[0].country != nullptr) {
    const CountryInfo& country = *parsed->places[0].country;
    out->dateline.country = country.name;
    out->dateline.iso3166_1 = country.alpha2;
    out->dateline.iso3166_1_alpha3 = country.alpha3;
  }
  if (parsed->month == 0 || parsed->day == 0) return;
  int year = parsed->year;
  if (year == 0) {
    std::optional<Time> reference = reference_time(item, article, source);
    if (!reference) return;
    year = nearest_year(parsed->month, parsed->day, *reference);
  }
  // "Feb 30" is no day; nothing is better than another day.
  Civil check = to_civil(from_civil(year, parsed->month, parsed->day, 0, 0, 0));
  if (check.month != parsed->month || check.day != parsed->day) return;
  out->dateline.date =
      std::to_string(year) + "-" + two_digits(parsed->month) + "-" + two_digits(parsed->day);
}

void find_syndication(const Item& item, const Article& article, const SourceInfo& source,
                      Annotations* out) {
  Syndication& syndication = out->syndication;
  syndication.disclaimer = article.disclaimer;
  syndication.outlet = outlet_of_disclaimer(article.disclaimer);
  // An agency that publishes its own text is no syndication.
  bool own = out->agencies.size() == 1 && equal_ignoring_case(out->agencies[0].code, source.outlet);
  syndication.is_syndicated = !article.disclaimer.empty() || (!out->agencies.empty() && !own);
  std::string lower = lower_ascii(article.disclaimer);
  bool exception =
      contains(lower, "headline") || contains(lower, "शीर्षक") || contains(lower, "हेडलाइन");
  if (exception) syndication.may_have_edited.emplace_back("headline");
  if (exception &&
      (contains(lower, "picture") || contains(lower, "image") || contains(lower, "photo"))) {
    syndication.may_have_edited.emplace_back("picture");
  }
  out->outlet = !source.outlet.empty() ? source.outlet : syndication.outlet;
  out->outlet_domain = !source.domain.empty() ? source.domain : url_host(item.link);
  if (out->outlet_domain.starts_with("www.")) out->outlet_domain.erase(0, 4);
}

void find_topics(const Article& article, std::string_view body, Annotations* out) {
  auto add = [&](std::string topic) {
    bool known = std::find(out->topics.begin(), out->topics.end(), topic) != out->topics.end();
    if (!topic.empty() && !known && out->topics.size() < kTopicsMax)
      out->topics.push_back(std::move(topic));
  };
  if (!article.topics.empty()) {
    std::string text = article.headline + " " + std::string(body.substr(0, kTopicTextBytesMax));
    for (std::string& topic : split_topics(article.topics, text)) add(std::move(topic));
  }
  for (const std::string& tag : article.tags) add(std::string(trim_any(tag, " #")));
}

}  // namespace

Annotations annotate(const Item& item, const Article& article, const SourceInfo& source) {
  Annotations out;
  std::string body = joined_body(article);
  count_text(body, &out);
  find_language(item, article, source, body, &out);
  std::optional<ParsedDateline> dateline = interpret_dateline(article.dateline);
  find_agencies(item, article, dateline, &out);
  find_byline(item, article, &out);
  find_dateline(item, article, source, dateline, &out);
  find_syndication(item, article, source, &out);
  find_topics(article, body, &out);
  for (const std::string& mark : article.headline_marks) add_signals_of_mark(mark, &out.signals);
  for (const std::string& note : article.notes) add_signals_of_note(note, &out.signals);
  if (article.killed &&
      std::find(out.signals.begin(), out.signals.end(), "kill") == out.signals.end())
    out.signals.emplace_back("kill");
  return out;
}

}  // namespace syndicated
