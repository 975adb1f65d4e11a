#include "pipeline/wire/dateline.h"

#include <gtest/gtest.h>

#include "pipeline/wire/months.h"

namespace syndicated::wire {
namespace {

struct DatelineCase {
  const char* paragraph;
  const char* raw;
  const char* places;   // joined by "/"
  const char* country;  // alpha-3 of the first place
  const char* agency;   // code of the first agency
  int month, day, year;
  const char* rest;
};

std::string places_of(const ParsedDateline& dateline) {
  std::string out;
  for (const DatelinePlace& place : dateline.places) out += (out.empty() ? "" : "/") + place.name;
  return out;
}

const DatelineCase kDatelines[] = {
    {"NEW DELHI, April 7 (PTI) The plan", "NEW DELHI, April 7 (PTI)", "New Delhi", "IND", "PTI", 4,
     7, 0, "The plan"},
    {"Nashik, Sep 20 (IANS) Onion growers", "Nashik, Sep 20 (IANS)", "Nashik", "IND", "IANS", 9, 20,
     0, "Onion growers"},
    {"By Anil K Rao Kathmandu, Oct 17 (PTI) The river", "Kathmandu, Oct 17 (PTI)", "Kathmandu",
     "NPL", "PTI", 10, 17, 0, "The river"},
    {"Surat/New Delhi, Jan 22 (PTI) A panel", "Surat/New Delhi, Jan 22 (PTI)", "Surat/New Delhi",
     "IND", "PTI", 1, 22, 0, "A panel"},
    {"Pokhara [Nepal], November 19 (ANI): A bus", "Pokhara [Nepal], November 19 (ANI)", "Pokhara",
     "NPL", "ANI", 11, 19, 0, "A bus"},
    {"Varanasi (Uttar Pradesh) [India], May 2 (ANI): Boats",
     "Varanasi (Uttar Pradesh) [India], May 2 (ANI)", "Varanasi", "IND", "ANI", 5, 2, 0, "Boats"},
    {"Varanasi (ANI): Boats", "Varanasi (ANI)", "Varanasi", "IND", "ANI", 0, 0, 0, "Boats"},
    {"KOCHI: Health workers", "KOCHI", "Kochi", "IND", "", 0, 0, 0, "Health workers"},
    {"THANE/ MUMBAI: Rain", "THANE/ MUMBAI", "Thane/Mumbai", "IND", "", 0, 0, 0, "Rain"},
    {"TIRUMANGALAM: Farmers", "TIRUMANGALAM", "Tirumangalam", "", "", 0, 0, 0, "Farmers"},
    {"New Delhi:", "New Delhi", "New Delhi", "IND", "", 0, 0, 0, ""},
    {"HOUSTON, Oct 5 (Reuters) - Oil", "HOUSTON, Oct 5 (Reuters)", "Houston", "USA", "Reuters", 10,
     5, 0, "Oil"},
    {"Jan 3 (Reuters) - Residents", "Jan 3 (Reuters)", "", "", "Reuters", 1, 3, 0, "Residents"},
    {"NEW YORK (AP) — Stocks", "NEW YORK (AP)", "New York", "USA", "AP", 0, 0, 0, "Stocks"},
    {"DULUTH, Minn. (AP) _ Ice", "DULUTH, Minn. (AP)", "Duluth", "USA", "AP", 0, 0, 0, "Ice"},
    {"PORTLAND, Maine (AP) -- A barge", "PORTLAND, Maine (AP)", "Portland", "USA", "AP", 0, 0, 0,
     "A barge"},
    {"GROSSETO, Italy (AP) -- Wine", "GROSSETO, Italy (AP)", "Grosseto", "ITA", "AP", 0, 0, 0,
     "Wine"},
    {"STOCKHOLM, Aug 29, 2014 (AFP) - Snow", "STOCKHOLM, Aug 29, 2014 (AFP)", "Stockholm", "SWE",
     "AFP", 8, 29, 2014, "Snow"},
    {"Gaza City, Palestinian Territories, May 16, 2021 (AFP) - A clinic",
     "Gaza City, Palestinian Territories, May 16, 2021 (AFP)", "Gaza City", "PSE", "AFP", 5, 16,
     2021, "A clinic"},
    {"Grenoble, 10 juil 2024 (AFP) - Le peloton", "Grenoble, 10 juil 2024 (AFP)", "Grenoble", "FRA",
     "AFP", 7, 10, 2024, "Le peloton"},
    {"Berlin (dpa) - Der Senat", "Berlin (dpa)", "Berlin", "DEU", "dpa", 0, 0, 0, "Der Senat"},
    {"San Diego (tca/dpa) - A zoo", "San Diego (tca/dpa)", "San Diego", "USA", "dpa", 0, 0, 0,
     "A zoo"},
    {"Tegucigalpa, 2 ene (EFE).- El consejo", "Tegucigalpa, 2 ene (EFE)", "Tegucigalpa", "HND",
     "EFE", 1, 2, 0, "El consejo"},
    {"Nueva Delhi, 3 mar (EFE).- India", "Nueva Delhi, 3 mar (EFE)", "New Delhi", "IND", "EFE", 3,
     3, 0, "India"},
    {"MOSCOW, January 21. /TASS/. A ship", "MOSCOW, January 21. /TASS/", "Moscow", "RUS", "TASS", 1,
     21, 0, "A ship"},
    {"NIIGATA, Japan, Dec. 9 Kyodo - A bath", "NIIGATA, Japan, Dec. 9 Kyodo", "Niigata", "JPN",
     "Kyodo", 12, 9, 0, "A bath"},
    {"SYDNEY March 22 AAP - A ferry", "SYDNEY March 22 AAP", "Sydney", "AUS", "AAP", 3, 22, 0,
     "A ferry"},
    {"(ANSA) - ROMA, 01 LUG - Un ponte", "(ANSA) - ROMA, 01 LUG", "Rome", "ITA", "ANSA", 7, 1, 0,
     "Un ponte"},
    {"BEIJING, Oct. 26 (Xinhua) -- A satellite", "BEIJING, Oct. 26 (Xinhua)", "Beijing", "CHN",
     "Xinhua", 10, 26, 0, "A satellite"},
    {"नई दिल्ली, 6 अक्टूबर (भाषा) पुस्तकालय", "नई दिल्ली, 6 अक्टूबर (भाषा)", "New Delhi", "IND", "PTI", 10,
     6, 0, "पुस्तकालय"},
    {"लखनऊ, वार्ता: किसान", "लखनऊ, वार्ता", "Lucknow", "IND", "UNI", 0, 0, 0, "किसान"},
    {"इंदौर। शहर के", "इंदौर", "Indore", "IND", "", 0, 0, 0, "शहर के"},
    {"MOSCOW, Monday (Reuters) - A train", "MOSCOW, Monday (Reuters)", "Moscow", "RUS", "Reuters",
     0, 0, 0, "A train"},
    {"OTTAWA — The bank", "OTTAWA", "Ottawa", "CAN", "", 0, 0, 0, "The bank"},
};

TEST(WireDateline, IsReadInEveryAgencysForm) {
  for (const DatelineCase& c : kDatelines) {
    SCOPED_TRACE(c.paragraph);
    std::optional<ParsedDateline> dateline = parse_dateline(c.paragraph);
    if (!dateline) {
      ADD_FAILURE() << "no dateline was found";
      continue;
    }
    std::string_view text = c.paragraph;
    EXPECT_EQ(text.substr(dateline->begin, dateline->end - dateline->begin), c.raw);
    EXPECT_EQ(places_of(*dateline), c.places);
    std::string_view country = dateline->places.empty() || dateline->places[0].country == nullptr
                                   ? std::string_view()
                                   : dateline->places[0].country->alpha3;
    EXPECT_EQ(country, c.country);
    EXPECT_EQ(dateline->agencies.empty() ? std::string_view() : dateline->agencies[0]->code,
              c.agency);
    EXPECT_EQ(dateline->month, c.month);
    EXPECT_EQ(dateline->day, c.day);
    EXPECT_EQ(dateline->year, c.year);
    EXPECT_EQ(text.substr(dateline->rest), c.rest);
  }
}

TEST(WireDateline, ReadsAgainWhatTheReaderCut) {
  for (const DatelineCase& c : kDatelines) {
    SCOPED_TRACE(c.raw);
    std::optional<ParsedDateline> dateline = interpret_dateline(c.raw);
    if (!dateline) {
      ADD_FAILURE() << "not read";
      continue;
    }
    EXPECT_EQ(places_of(*dateline), c.places);
    EXPECT_EQ(dateline->month, c.month);
    EXPECT_EQ(dateline->day, c.day);
  }
}

TEST(WireDateline, IsNotFoundInOrdinaryParagraphs) {
  for (const char* paragraph : {
           "The plan (PTI) was made in New Delhi.",
           "Meanwhile: nothing happened in the town.",
           "EXCLUSIVE: A bank will close its branches.",
           "WHO: The virus is slowing.",
           "Patients with low platelets (PTI) were treated at home.",
           "May 5 was a holiday, and the shops were closed.",
           "\"We came on foot,\" he said (in Hindi) - and laughed.",
           "The minister, who spoke in Chennai - his home town - denied it.",
           "(PTI)",
           "",
       }) {
    EXPECT_FALSE(parse_dateline(paragraph)) << paragraph;
  }
}

TEST(WireDateline, OfABylineLineNeedsAnAgencyOrAnAuthorAndACity) {
  struct {
    const char* line;
    const char* who;
    const char* place;
  } cases[] = {
      {"Press Trust of India Islamabad", "Press Trust of India", "Islamabad"},
      {"Press Trust of India | Gandhinagar", "Press Trust of India", "Gandhinagar"},
      {"AP Miami", "AP", "Miami"},
      {"By Leela Basumatary, Guwahati", "Leela Basumatary", "Guwahati"},
      {"Agence France-Presse in Kabul", "Agence France-Presse", "Kabul"},
      {"BS Reporter Mumbai", "BS Reporter", "Mumbai"},
      {"PTI News Desk", "", ""},
      {"AP Business Writer", "", ""},
      {"Leela Basumatary", "", ""},
      {"Press Trust of India", "", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    std::optional<BylinePlace> found = byline_place(c.line);
    EXPECT_EQ(found ? found->who : std::string_view(), c.who);
    EXPECT_EQ(found ? found->place.name : std::string(), c.place);
  }
}

TEST(WireDateline, MonthNamesAreKnownInTheAgenciesLanguages) {
  EXPECT_EQ(month_number("Sept."), 9);
  EXPECT_EQ(month_number("ene"), 1);
  EXPECT_EQ(month_number("JUIL"), 7);
  EXPECT_EQ(month_number("अक्टूबर"), 10);
  EXPECT_EQ(month_number("Dezember"), 12);
  EXPECT_EQ(month_number("monday"), 0);
  EXPECT_TRUE(is_weekday("lundi"));
}

}  // namespace
}  // namespace syndicated::wire
