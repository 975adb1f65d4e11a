#include "pipeline/wire/agencies.h"

#include <algorithm>
#include <string>

#include "pipeline/wire/letters.h"

namespace syndicated::wire {
namespace {

constexpr AgencyInfo kAgencies[] = {
    {"PTI", "Press Trust of India"},
    {"ANI", "Asian News International"},
    {"IANS", "Indo-Asian News Service"},
    {"UNI", "United News of India"},
    {"Reuters", "Reuters"},
    {"AP", "Associated Press"},
    {"AFP", "Agence France-Presse"},
    {"dpa", "Deutsche Presse-Agentur"},
    {"Bloomberg", "Bloomberg"},
    {"Xinhua", "Xinhua News Agency"},
    {"TASS", "TASS"},
    {"Kyodo", "Kyodo News"},
    {"EFE", "EFE"},
    {"ANSA", "ANSA"},
    {"AAP", "Australian Associated Press"},
    {"PA", "PA Media"},
};

struct Form {
  std::string_view text;
  std::size_t agency;  // index into kAgencies
};

// Longest forms first, so that "Australian Associated Press" is never read as "Associated Press".
constexpr Form kForms[] = {
    {"Australian Associated Press", 14},
    {"Deutsche Presse-Agentur", 7},
    {"Indo-Asian News Service", 2},
    {"Indo Asian News Service", 2},
    {"Asian News International", 1},
    {"Agence France-Presse", 6},
    {"Agence France Presse", 6},
    {"Press Trust of India", 0},
    {"United News of India", 3},
    {"The Associated Press", 5},
    {"यूनीवार्ता", 3},
    {"पीटीआई-भाषा", 0},
    {"वार्ता", 3},
    {"पीटीआई", 0},
    {"Xinhua News Agency", 9},
    {"Press Association", 15},
    {"Associated Press", 5},
    {"Bloomberg News", 8},
    {"Thomson Reuters", 4},
    {"भाषा", 0},
    {"एएनआई", 1},
    {"आईएएनएस", 2},
    {"रॉयटर्स", 4},
    {"Agencia EFE", 12},
    {"Kyodo News", 11},
    {"Bloomberg", 8},
    {"ITAR-TASS", 10},
    {"UNIVARTA", 3},
    {"PA Media", 15},
    {"Reuters", 4},
    {"Xinhua", 9},
    {"Kyodo", 11},
    {"PTI", 0},
    {"ANI", 1},
    {"IANS", 2},
    {"UNI", 3},
    {"TASS", 10},
    {"ANSA", 13},
    {"AFP", 6},
    {"dpa", 7},
    {"EFE", 12},
    {"AAP", 14},
    {"AP", 5},
    {"PA", 15},
};

constexpr std::string_view kDesks[] = {
    "desk",     "newsroom",  "bureau",    "correspondent", "correspondents", "service",
    "staff",    "reporter",  "reporters", "team",          "agencies",       "agency",
    "network",  "editor",    "editors",   "editorial",     "admin",          "online",
    "web",      "news",      "livemint",  "wire",          "wires",          "डेस्क",
    "संवाददाता", "redacción", "rédaction", "redaktion"};

bool at_word_end(std::string_view text, std::size_t at) {
  return at >= text.size() || !(is_letter(text[at]) || is_digit(text[at]));
}

// A short form in other capitals is an ordinary word too often ("ani", "uni").
bool needs_own_capitals(std::string_view form) { return form.size() <= 4 || is_all_capitals(form); }

const Form* form_at(std::string_view text, std::size_t at, bool exact_case) {
  std::string_view rest = text.substr(at);
  for (const Form& form : kForms) {
    if (rest.size() < form.text.size() || to_lower(rest[0]) != to_lower(form.text[0])) continue;
    std::string_view head = rest.substr(0, form.text.size());
    bool same = exact_case && needs_own_capitals(form.text) ? head == form.text
                                                            : equal_ignoring_case(head, form.text);
    if (same && at_word_end(rest, form.text.size())) return &form;
  }
  return nullptr;
}

std::string_view without_article(std::string_view text) {
  if (text.size() > 4 && equal_ignoring_case(text.substr(0, 4), "the ")) text.remove_prefix(4);
  return trim(text);
}

}  // namespace

const AgencyInfo* agency_named(std::string_view text, bool exact_case) {
  text = without_article(trim(text));
  if (text.empty()) return nullptr;
  const Form* form = form_at(text, 0, exact_case);
  if (form == nullptr || form->text.size() != text.size()) return nullptr;
  return &kAgencies[form->agency];
}

AgencyMatch agency_at_start(std::string_view text) {
  std::size_t skipped = text.size() - without_article(text).size();
  if (skipped > 4 || skipped >= text.size()) skipped = 0;
  const Form* form = form_at(text, skipped, true);
  if (form == nullptr) return {};
  return {&kAgencies[form->agency], 0, skipped + form->text.size()};
}

std::vector<AgencyMatch> agencies_in(std::string_view text) {
  std::vector<AgencyMatch> out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at > 0 && (is_letter(text[at - 1]) || is_digit(text[at - 1]))) continue;
    if (!is_letter(text[at])) continue;
    const Form* form = form_at(text, at, true);
    if (form == nullptr) continue;
    const AgencyInfo* agency = &kAgencies[form->agency];
    bool known = std::any_of(out.begin(), out.end(),
                             [&](const AgencyMatch& match) { return match.agency == agency; });
    if (!known) out.push_back({agency, at, at + form->text.size()});
    at += form->text.size() - 1;
  }
  return out;
}

std::vector<const AgencyInfo*> agency_list(std::string_view text) {
  constexpr std::size_t kListBytesMax = 60;
  std::vector<const AgencyInfo*> out;
  if (text.empty() || text.size() > kListBytesMax) return out;
  if (const AgencyInfo* agency = agency_named(text)) return {agency};
  std::string flat(text);
  std::replace_if(
      flat.begin(), flat.end(), [](char c) { return c == '/' || c == ',' || c == '|'; }, ' ');
  std::vector<std::string_view> parts = split_spaces(flat);
  if (parts.size() > 4) return out;
  for (std::string_view part : parts) {
    if (const AgencyInfo* agency = agency_named(part)) {
      out.push_back(agency);
    } else if (part.size() > 9) {
      return {};
    }
  }
  return out;
}

bool is_desk(std::string_view text) {
  constexpr std::size_t kDeskWordsMax = 6;
  constexpr std::size_t kDeskBytesMax = 90;
  if (text.size() > kDeskBytesMax) return false;
  std::vector<std::string_view> parts = split_spaces(text);
  if (parts.empty() || parts.size() > kDeskWordsMax) return false;
  for (std::string_view part : parts) {
    std::string word = lower_ascii(trim_any(part, ".,:;()|"));
    if (std::find(std::begin(kDesks), std::end(kDesks), word) != std::end(kDesks)) return true;
  }
  return false;
}

}  // namespace syndicated::wire
