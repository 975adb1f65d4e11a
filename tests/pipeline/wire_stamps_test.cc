#include "pipeline/wire/stamps.h"

#include <gtest/gtest.h>

#include "pipeline/wire/page_times.h"

namespace syndicated {
namespace {

using wire::parse_stamp_line;

std::string shown(std::optional<Time> time) { return time ? format_rfc3339(*time) : std::string(); }

struct StampCase {
  const char* line;
  const char* published;
  const char* updated;
  int reading_minutes;
  const char* before;
};

TEST(WireStamps, AreReadInTheShapesOfOutlets) {
  SourceInfo source;
  source.utc_offset_minutes = 330;
  const StampCase cases[] = {
      {"1 min read Last Updated : Apr 09 2025 | 9:05 PM IST", "", "2025-04-09T15:35:00Z", 1, ""},
      {"First Published: Apr 09 2025 | 8:40 PM IST", "2025-04-09T15:10:00Z", "", 0, ""},
      {"First Published: Fri, January 18 2019. 13:00 IST", "2019-01-18T07:30:00Z", "", 0, ""},
      {"Last Updated at January 18, 2019 17:18 IST", "", "2019-01-18T11:48:00Z", 0, ""},
      {"Last Updated: Feb 01, 2020, 08:25 PM IST", "", "2020-02-01T14:55:00Z", 0, ""},
      {"February 01, 2020 19:36 IST / Updated: February 01, 2020 19:39 IST", "2020-02-01T14:06:00Z",
       "2020-02-01T14:09:00Z", 0, ""},
      {"Published: Jul 11, 2021 05:52:14 PM IST", "2021-07-11T12:22:14Z", "", 0, ""},
      {"By IANS | Published: July 26, 2024 02:45 PM IST", "2024-07-26T09:15:00Z", "", 0, "By IANS"},
      {"PTI | Published: Nov 08, 2024 14:30 IST | Updated: Nov 08, 2024 16:42 IST",
       "2024-11-08T09:00:00Z", "2024-11-08T11:12:00Z", 0, "PTI"},
      {"October 5, 2023 2:02 PM UTC · Updated October 5, 2023 7:47 PM UTC", "2023-10-05T14:02:00Z",
       "2023-10-05T19:47:00Z", 0, ""},
      {"Published 8:05 AM EST, February 27, 2024 | Updated 4:44 PM EST, February 27, 2024",
       "2024-02-27T13:05:00Z", "2024-02-27T21:44:00Z", 0, ""},
      {"Published: 19th June 2023 05:18 AM | Last Updated: 19th June 2023 08:40 AM | A+A A-",
       "2023-06-18T23:48:00Z", "2023-06-19T03:10:00Z", 0, ""},
      {"3 min read . Updated: 05 Jun 2024, 11:00 AM IST", "", "2024-06-05T05:30:00Z", 3, ""},
      {"AFP, publié le lundi 21 janvier 2019 à 10h40 CET, mis à jour à 12h02 CET",
       "2019-01-21T09:40:00Z", "2019-01-21T11:02:00Z", 0, "AFP"},
      {"2022-10-26 11:18:00 GMT+8", "2022-10-26T03:18:00Z", "", 0, ""},
      {"KYODO NEWS - Dec 9, 2023 - 11:15 JST | All, Japan", "2023-12-09T02:15:00Z", "", 0,
       "KYODO NEWS"},
      {"6 अक्टूबर, 2024 04:50 pm IST", "2024-10-06T11:20:00Z", "", 0, ""},
      {"Read Time: 2 mins", "", "", 2, ""},
      {"4 Min Read", "", "", 4, ""},
      {"PTI Updated: null", "", "", 0, "PTI"},
  };
  for (const StampCase& c : cases) {
    SCOPED_TRACE(c.line);
    std::optional<wire::StampLine> stamp = parse_stamp_line(c.line);
    if (!stamp) {
      ADD_FAILURE() << "not taken for a stamp";
      continue;
    }
    Article article;
    article.published_raw = stamp->published;
    article.updated_raw = stamp->updated;
    PageTimes times = page_times(article, source);
    EXPECT_EQ(shown(times.published), c.published) << stamp->published;
    EXPECT_EQ(shown(times.updated), c.updated) << stamp->updated;
    EXPECT_EQ(stamp->reading_minutes, c.reading_minutes);
    if (c.reading_minutes == 0) {
      EXPECT_EQ(stamp->before, c.before);
    }
  }
}

TEST(WireStamps, AreNotFoundInSentences) {
  for (const char* line : {
           "The meeting on April 7 at 10:30 am was called off by the mayor of the town.",
           "On Monday, April 7, 2025.",
           "He was born in 1982 and moved to Pune in March 2004.",
           "Updated rules for small banks",
           "Brief scores: 314 and 71/3; 462/9 declared.",
           "UPDATE 2-Oil falls 3%",
       }) {
    EXPECT_FALSE(parse_stamp_line(line)) << line;
  }
}

TEST(WireStamps, WithoutAZoneTakeTheOtherStampsThenTheDatelines) {
  SourceInfo source;
  Article article;
  article.published_raw = "2022-10-26 11:00";
  article.updated_raw = "2022-10-26 11:18:00 GMT+8";
  EXPECT_EQ(shown(page_times(article, source).published), "2022-10-26T03:00:00Z");
  article.updated_raw.clear();
  article.dateline = "NAGPUR";
  EXPECT_EQ(shown(page_times(article, source).published), "2022-10-26T05:30:00Z");
  article.dateline.clear();
  EXPECT_EQ(shown(page_times(article, source).published), "2022-10-26T11:00:00Z");
}

}  // namespace
}  // namespace syndicated
