#include "pipeline/wire/months.h"

#include <string>

#include "pipeline/wire/letters.h"

namespace syndicated::wire {
namespace {

struct Name {
  std::string_view text;
  int month;
};

constexpr Name kMonths[] = {
    {"january", 1},    {"jan", 1},        {"enero", 1},      {"ene", 1},       {"janvier", 1},
    {"janv", 1},       {"januar", 1},     {"gennaio", 1},    {"gen", 1},       {"जनवरी", 1},
    {"february", 2},   {"feb", 2},        {"febrero", 2},    {"février", 2},   {"févr", 2},
    {"fév", 2},        {"fev", 2},        {"februar", 2},    {"febbraio", 2},  {"फरवरी", 2},
    {"march", 3},      {"mar", 3},        {"marzo", 3},      {"mars", 3},      {"märz", 3},
    {"मार्च", 3},       {"april", 4},      {"apr", 4},        {"abril", 4},     {"abr", 4},
    {"avril", 4},      {"avr", 4},        {"aprile", 4},     {"अप्रैल", 4},      {"may", 5},
    {"mayo", 5},       {"mai", 5},        {"maggio", 5},     {"mag", 5},       {"मई", 5},
    {"june", 6},       {"jun", 6},        {"junio", 6},      {"juin", 6},      {"juni", 6},
    {"giugno", 6},     {"giu", 6},        {"जून", 6},         {"july", 7},      {"jul", 7},
    {"julio", 7},      {"juillet", 7},    {"juil", 7},       {"juli", 7},      {"luglio", 7},
    {"lug", 7},        {"जुलाई", 7},       {"august", 8},     {"aug", 8},       {"agosto", 8},
    {"ago", 8},        {"août", 8},       {"aout", 8},       {"अगस्त", 8},      {"september", 9},
    {"sept", 9},       {"sep", 9},        {"septiembre", 9}, {"septembre", 9}, {"settembre", 9},
    {"set", 9},        {"सितंबर", 9},      {"सितम्बर", 9},     {"october", 10},  {"oct", 10},
    {"octubre", 10},   {"octobre", 10},   {"oktober", 10},   {"okt", 10},      {"ottobre", 10},
    {"ott", 10},       {"अक्टूबर", 10},     {"अक्तूबर", 10},     {"november", 11}, {"nov", 11},
    {"noviembre", 11}, {"novembre", 11},  {"नवंबर", 11},      {"नवम्बर", 11},    {"december", 12},
    {"dec", 12},       {"diciembre", 12}, {"dic", 12},       {"décembre", 12}, {"déc", 12},
    {"dezember", 12},  {"dez", 12},       {"dicembre", 12},  {"दिसंबर", 12},    {"दिसम्बर", 12},
};

constexpr std::string_view kWeekdays[] = {
    "monday",    "tuesday", "wednesday", "thursday", "friday",   "saturday",  "sunday",
    "mon",       "tue",     "tues",      "wed",      "thu",      "thur",      "thurs",
    "fri",       "sat",     "sun",       "lunes",    "martes",   "miércoles", "jueves",
    "viernes",   "sábado",  "domingo",   "lundi",    "mardi",    "mercredi",  "jeudi",
    "vendredi",  "samedi",  "dimanche",  "montag",   "dienstag", "mittwoch",  "donnerstag",
    "freitag",   "samstag", "sonntag",   "सोमवार",   "मंगलवार",   "बुधवार",     "गुरुवार",
    "बृहस्पतिवार", "शुक्रवार",  "शनिवार",    "रविवार"};

}  // namespace

int month_number(std::string_view word) {
  constexpr std::size_t kMonthBytesMax = 24;
  word = trim_any(word, ".,");
  if (word.size() < 3 || word.size() > kMonthBytesMax) return 0;
  char first = to_lower(word[0]);
  for (const Name& name : kMonths) {
    if (name.text[0] == first && equal_ignoring_case(name.text, word)) return name.month;
  }
  return 0;
}

bool is_weekday(std::string_view word) {
  word = trim_any(word, ".,");
  if (word.size() < 3) return false;
  char first = to_lower(word[0]);
  for (std::string_view name : kWeekdays) {
    if (name[0] == first && equal_ignoring_case(name, word)) return true;
  }
  return false;
}

}  // namespace syndicated::wire
