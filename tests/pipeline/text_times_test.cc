#include <gtest/gtest.h>

#include <random>
#include <string>

#include "pipeline/text/times.h"

namespace syndicated {
namespace {

std::string read(std::string_view text, const TimeRules& rules = {}) {
  const std::optional<ParsedTime> time = parse_time(text, rules);
  return time ? format_rfc3339(time->time) : "none";
}

struct Row {
  const char* text;
  const char* want;
};

TEST(TextTimes, internet_and_web_formats_are_read) {
  const Row rows[] = {
      {"2025-04-07T22:43:00+05:30", "2025-04-07T17:13:00Z"},
      {"2025-04-07T17:13:00Z", "2025-04-07T17:13:00Z"},
      {"2025-04-07t17:13:00.25z", "2025-04-07T17:13:00.250Z"},
      {"2025-04-07T17:13:00.123456789Z", "2025-04-07T17:13:00.123Z"},
      {"2025-04-07 17:13:00 -0400", "2025-04-07T21:13:00Z"},
      {"2025-04-07T17:13:00+00:0", "2025-04-07T17:13:00Z"},
      {"2025-04-07T17:13+0100", "2025-04-07T16:13:00Z"},
      {"20250407T171300Z", "2025-04-07T17:13:00Z"},
      {"20250407", "2025-04-07T00:00:00Z"},
      {"20250407171300", "2025-04-07T17:13:00Z"},
      {"2025-04-07", "2025-04-07T00:00:00Z"},
      {"2025-04-07Z", "2025-04-07T00:00:00Z"},
      {"2025-04-07+05:30", "2025-04-06T18:30:00Z"},
      {"2025-04-07-05:00", "2025-04-07T05:00:00Z"},
      {"2025-04", "2025-04-01T00:00:00Z"},
      {"2025", "2025-01-01T00:00:00Z"},
      {"2025-097", "2025-04-07T00:00:00Z"},
      {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
      {"2025-04-07T24:00:00Z", "2025-04-08T00:00:00Z"},
      {"Mon, 07 Apr 2025 17:13:00 GMT", "2025-04-07T17:13:00Z"},
      {"Mon, 07 Apr 2025 17:13 +0530", "2025-04-07T11:43:00Z"},
      {"7 Apr 25 17:13:00 EDT", "2025-04-07T21:13:00Z"},
      {"Fri, 09 Feb 96 23:59:45 +0000", "1996-02-09T23:59:45Z"},
      {"Fri, 09 Feb 105 23:59:45 +0000", "2005-02-09T23:59:45Z"},
      {"\t Thu , \t 09  Feb\t2006  23:59:45\t +0000", "2006-02-09T23:59:45Z"},
      {"Thu, 09 Feb 2006 21:25:45 -0234", "2006-02-09T23:59:45Z"},
      {"tHu, 09 fEb 2006 16:59:45 pDt", "2006-02-09T23:59:45Z"},
      {"Thu, 09 Feb 2006 23:59:45 Q", "2006-02-09T23:59:45Z"},
      {"Thu Jan  1 19:48:21 2004", "2004-01-01T19:48:21Z"},
      {"Thu Jan  1 19:48:21 GMT 2004", "2004-01-01T19:48:21Z"},
      {"Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"},
      {"Mon Apr 07 2025 22:43:00 GMT+0530 (India Standard Time)", "2025-04-07T17:13:00Z"},
      {"Mon, 07 Apr 2025 22:43:00 (IST)", "2025-04-07T17:13:00Z"},
      {"1744045980", "2025-04-07T17:13:00Z"},
      {"1744045980123", "2025-04-07T17:13:00.123Z"},
  };
  for (const Row& row : rows) EXPECT_EQ(read(row.text), row.want) << row.text;
}

TEST(TextTimes, shapes_of_real_pages_and_feeds_are_read) {
  const Row rows[] = {
      {"Apr 07 2025 | 10:43 PM IST", "2025-04-07T17:13:00Z"},
      {"First Published: Apr 07 2025 | 10:43 PM IST", "2025-04-07T17:13:00Z"},
      {"Last Updated : Apr 07 2025 | 10:43 PM IST", "2025-04-07T17:13:00Z"},
      {"Sunday, June 27, 2021 02:56 PM +0530", "2021-06-27T09:26:00Z"},
      {"June 27, 2021 01:40 PM", "2021-06-27T13:40:00Z"},
      {"Sun, 27 Jun 2021 13:10:57+5:30 ", "2021-06-27T07:40:57Z"},
      {"Sun, 27 Jun 2021 13:10:57 GMT+5:30", "2021-06-27T07:40:57Z"},
      {"Sun, 27 Jun 2021 13:10:57 +530", "2021-06-27T07:40:57Z"},
      {"2021-06-27T12:37:08+05:30", "2021-06-27T07:07:08Z"},
      {"05:52:14 PM IST Jul 11, 2021", "2021-07-11T12:22:14Z"},
      {"Jul 11, 2021 05:52:14 PM IST", "2021-07-11T12:22:14Z"},
      {"Fri, January 18 2019. 13:00 IST", "2019-01-18T07:30:00Z"},
      {"Last Updated at January 18, 2019 17:18 IST", "2019-01-18T11:48:00Z"},
      {"Feb 01, 2020, 08:25 PM IST", "2020-02-01T14:55:00Z"},
      {"18 Feb 2021, 04:55 PM IST", "2021-02-18T11:25:00Z"},
      {"Feb 18, 2021 07:31 pm", "2021-02-18T19:31:00Z"},
      {"March 14, 2020, 7:47 AM IST", "2020-03-14T02:17:00Z"},
      {"7th April 2025 at 5 p.m.", "2025-04-07T17:00:00Z"},
      {"April 1st, 2025", "2025-04-01T00:00:00Z"},
      {"1 April, '25 12:30 a.m.", "2025-04-01T00:30:00Z"},
      {"12:00 PM, 1 April 2025", "2025-04-01T12:00:00Z"},
      {"2021/06/27 12:37", "2021-06-27T12:37:00Z"},
      {"27.06.2021, 14.30 Uhr", "2021-06-27T14:30:00Z"},
      {"Jan 5, 2021 9:00 AM ET", "2021-01-05T14:00:00Z"},
      {"Jul 5, 2021 9:00 AM ET", "2021-07-05T13:00:00Z"},
      {"Apr 07 2025 \xE2\x80\xA2 22:43 IST", "2025-04-07T17:13:00Z"},
      {"2004-05-28 01:31:15.257", "2004-05-28T01:31:15.257Z"},
  };
  for (const Row& row : rows) EXPECT_EQ(read(row.text), row.want) << row.text;
}

TEST(TextTimes, months_and_days_of_several_languages_are_read) {
  const Row rows[] = {
      {"27 de junio de 2021 13:10", "2021-06-27T13:10:00Z"},
      {"mar, 10 jun 2025 08:00:00 +0200", "2025-06-10T06:00:00Z"},
      {"mar. 25 mars 2025 14h30", "2025-03-25T14:30:00Z"},
      {"1er f\xC3\xA9vrier 2021", "2021-02-01T00:00:00Z"},
      {"Montag, 7. M\xC3\xA4rz 2022, 09:05 Uhr", "2022-03-07T09:05:00Z"},
      {"am 7. Oktober 2022", "2022-10-07T00:00:00Z"},
      {"gioved\xC3\xAC 3 luglio 2025", "2025-07-03T00:00:00Z"},
      {"3 de mar\xC3\xA7o de 2025", "2025-03-03T00:00:00Z"},
      {"7 \xD0\xB0\xD0\xBF\xD1\x80\xD0\xB5\xD0\xBB\xD1\x8F 2025 \xD0\xB3., 10:00",
       "2025-04-07T10:00:00Z"},
      {"07 \xE0\xA4\x85\xE0\xA4\xAA\xE0\xA5\x8D\xE0\xA4\xB0\xE0\xA5\x88\xE0\xA4\xB2 2025, 10:00",
       "2025-04-07T10:00:00Z"},
      {"2004\xEB\x85\x84 05\xEC\x9B\x94 28\xEC\x9D\xBC  01:31:15", "2004-05-28T01:31:15Z"},
      {"2004-05-25 \xEC\x98\xA4\xED\x9B\x84 11:23:17", "2004-05-25T23:23:17Z"},
      {"2025\xE5\xB9\xB4"
       "4\xE6\x9C\x88"
       "7\xE6\x97\xA5",
       "2025-04-07T00:00:00Z"},
      {"2004-j\xC3\xBAlius-13T9:15-05:00", "2004-07-13T14:15:00Z"},
      {"\xCE\x9A\xCF\x85\xCF\x81, 11 \xCE\x99\xCE\xBF\xCF\x8D\xCE\xBB 2004 12:00:00 EST",
       "2004-07-11T17:00:00Z"},
  };
  for (const Row& row : rows) EXPECT_EQ(read(row.text), row.want) << row.text;
}

TEST(TextTimes, what_is_impossible_or_ambiguous_is_refused) {
  const char* texts[] = {
      "",
      "yesterday",
      "5 hours ago",
      "10:43 PM IST",
      "Apr 07",
      "April 2025",
      "1999 2000",
      "2003-13-01T10:00:00Z",
      "2003-06-31T15:51:30-05:00",
      "2003-07-32",
      "2003-02-29",
      "2003-07-01T25:51:30Z",
      "2003-07-01T01:61:30Z",
      "2003-07-01T01:55:61Z",
      "2003-07-01T24:01:00Z",
      "Sat, 31 Jun 2006 23:08:26 +1000",
      "0000-00-00 00:00:00",
      "0001-01-01T00:00:00Z",
      "Wed, 30 Nov -0001 00:00:00 +0000",
      "07-01T01:55:07-05:00",
      "03/04/2021",
      "03-12-31",
      "16/07/13 5:22pm",
      "2003-07-01T01:55:07+99:99",
      "13:00 AM Apr 7 2025",
      "Apr 7 2025 10:00 XYZT",
      "2021-366",
      "February 01, 2020 19:36 IST / Updated: February 01, 2020 19:39 IST",
      "7 Apr 2025 10:00 GMT IST",
      "insert published date here",
      "Mon, 05 Jan 200",  // the year's end is missing
      "Mon, 05 Jan 200 10:00:00 GMT",
      "2004-01-05T10:00:00+05:3",
      "soon, at 10:00",
      "issue, 12",
      "20250407T17130",
      "12",
      "300",
      "99999999999999999999",
      "2025-04-07T10:00:00 10:00:01",
      "9999-12-31T23:59:59-12:00",
      "1000-01-01T00:00:00+14:00",
  };
  for (const char* text : texts) EXPECT_EQ(read(text), "none") << text;
  EXPECT_EQ(read(std::string(100'000, '1')), "none");
}

TEST(TextTimes, the_country_decides_day_order_and_zone_names) {
  struct CountryRow {
    const char *text, *country, *want;
  };
  const CountryRow rows[] = {
      {"16/07/13 5:22pm", "IN", "2013-07-16T17:22:00Z"},
      {"03/04/2021", "IN", "2021-04-03T00:00:00Z"},
      {"03/04/2021", "US", "2021-03-04T00:00:00Z"},
      {"2016/6/29", "US", "2016-06-29T00:00:00Z"},
      {"29/6/2016", "", "2016-06-29T00:00:00Z"},
      {"6/29/2016", "", "2016-06-29T00:00:00Z"},
      {"Apr 07 2025 10:43 IST", "IL", "2025-04-07T08:43:00Z"},
      {"Jul 07 2025 10:43 IST", "IE", "2025-07-07T09:43:00Z"},
      {"Apr 07 2025 10:43 CST", "CN", "2025-04-07T02:43:00Z"},
  };
  for (const CountryRow& row : rows) {
    EXPECT_EQ(read(row.text, {.country = row.country}), row.want) << row.text << " " << row.country;
  }
}

TEST(TextTimes, a_text_without_zone_takes_the_offset_of_the_source) {
  const std::optional<ParsedTime> time =
      parse_time("June 27, 2021 01:40 PM", {.utc_offset_minutes = 330});
  ASSERT_TRUE(time);
  EXPECT_EQ(format_rfc3339(time->time), "2021-06-27T08:10:00Z");
  EXPECT_FALSE(time->has_zone);
  EXPECT_TRUE(time->has_clock);
  const std::optional<ParsedTime> date = parse_time("2021-06-27");
  ASSERT_TRUE(date);
  EXPECT_FALSE(date->has_clock);
  EXPECT_TRUE(parse_time("2021-06-27T10:00:00Z", {.utc_offset_minutes = 330})->has_zone);
}

TEST(TextTimes, random_texts_never_crash_and_written_times_are_read_back) {
  std::mt19937_64 random(11);
  const std::string_view pieces[] = {
      "2025", "-",   "04",  "07",           "T",   ":", "10", "+", "5",
      " ",    "Apr", "mar", "PM",           "IST", "(", ")",  ".", "/",
      "a",    "GMT", "th",  "\xEB\x85\x84", "\xFF"};
  for (int run = 0; run < 20'000; ++run) {
    std::string text;
    for (std::size_t i = random() % 14; i > 0; --i) text += pieces[random() % std::size(pieces)];
    (void)parse_time(text);
    const Time time{static_cast<std::int64_t>(random() % 4'000'000'000'000)};
    ASSERT_EQ(parse_time(format_rfc3339(time))->time, time);
  }
}

TEST(TextTimes, the_rarer_shapes_of_the_internet_formats_are_read) {
  const Row rows[] = {
      {"Mon, 07 Apr 2025 16:31:00 AT", "2025-04-07T19:31:00Z"},
      {"Mon, 07 Apr 2025 at 16:31", "2025-04-07T16:31:00Z"},
      {"Mon, 07 Apr 2025 18:28:00 Etc/GMT", "2025-04-07T18:28:00Z"},
      {"2025097", "2025-04-07T00:00:00Z"},
      {"2025-04-07T10:11:12.000+05:30[Asia/Kolkata]", "2025-04-07T04:41:12Z"},
      {"Mon (my (least) favourite), 07 (th \\) Mar) Apr 2025 10:11 +0000 (GMT)", "2025-04-07T10:11:00Z"},
      {"Mon, 7 Apr 2025 10.11.12 GMT", "2025-04-07T10:11:12Z"},
      {"Mon, 7 Apr 2025 10.11 GMT", "2025-04-07T10:11:00Z"},
      {"07.04.2025 10.11", "2025-04-07T10:11:00Z"},
      {"[2025-04-07]", "none"},
      {"Mon, 07 Apr 2025 (10:11", "2025-04-07T00:00:00Z"},
      {"2025400", "none"},
      {"0001-01-01T00:00:00Z", "none"},
  };
  for (const Row& row : rows) EXPECT_EQ(read(row.text), row.want) << row.text;
}

TEST(TextTimes, a_letter_behind_a_clock_is_a_zone_only_where_it_can_be_nothing_else) {
  struct LetterRow {
    const char *text, *want;  // a source half an hour east of UTC shows whether a zone was read
  };
  const LetterRow rows[] = {
      {"Jun 27, 2021 3:15p", "2021-06-27T14:45:00Z"},
      {"Jun 27, 2021 3:15 P", "2021-06-27T14:45:00Z"},
      {"Jun 27, 2021 12:15p", "2021-06-27T11:45:00Z"},
      {"3:15p, Jun 27, 2021", "2021-06-27T14:45:00Z"},
      {"Jun 27, 2021 3:15p ET", "2021-06-27T19:15:00Z"},
      {"Jun 27, 2021 3:15p -0500", "2021-06-27T20:15:00Z"},
      {"Jun 27, 2021 3:15a", "2021-06-27T02:45:00Z"},
      {"Jun 27, 2021 12:15 a", "2021-06-26T23:45:00Z"},
      {"Jun 27, 2021 15:15p", "none"},
      {"Jun 27, 2021 15:15 p", "none"},
      {"Jun 27, 2021 15:15a", "none"},
      {"Jun 27, 2021 3:15p am", "none"},
      {"p Jun 27, 2021 3:15", "none"},
      {"3:15 Jun 27, 2021 p", "none"},
      {"31 Dec 2002 14:20:20 A", "2002-12-31T13:50:20Z"},
      {"12:30 a 27 de junho de 2021", "2021-06-27T12:00:00Z"},
      {"27 juni 2021 10:00 u", "2021-06-27T09:30:00Z"},
      {"27 juni 2021 10:00u.", "2021-06-27T09:30:00Z"},
      {"27 juni 2021 14u30", "2021-06-27T14:00:00Z"},
      {"10:00, 27 czerwca 2021 r.", "2021-06-27T09:30:00Z"},
      {"27 czerwca 2021 r., 10:00", "2021-06-27T09:30:00Z"},
      {"27 czerwca 2021r. 10:00", "2021-06-27T09:30:00Z"},
      {"27 Jun 2021 10:00 Z", "2021-06-27T10:00:00Z"},
      {"10:00Z, 27 Jun 2021", "2021-06-27T10:00:00Z"},
      {"Sun, 27 Jun 2021 10:00:00 Q", "2021-06-27T10:00:00Z"},
      {"Sun, 27 Jun 2021 10:00:00 Q (Quebec)", "2021-06-27T10:00:00Z"},
      {"27 Jun 2021 3:15 n.m.", "none"},
      {"10:00 d. 27 juni 2021", "none"},
      {"10:00 27 juni 2021 s", "none"},
  };
  for (const LetterRow& row : rows) {
    EXPECT_EQ(read(row.text, {.utc_offset_minutes = 30}), row.want) << row.text;
  }
}

TEST(TextTimes, months_of_more_languages_are_read) {
  const char* const rows[] = {
      "ma 7. huhtikuuta 2025",   "pondělí 7. dubna 2025", "pon, 7 kwi 2025",     "poniedziałek, 7 kwietnia 2025",
      "luni, 7 aprilie 2025",    "7 квітня 2025",         "7 април 2025",        "Senin, 7 April 2025",
      "الاثنين 7 أبريل 2025",    "7 نيسان 2025",          "7 اپریل 2025",        "7 באפריל 2025",
      "7 এপ্রিল 2025",           "7 avril 2025",          "7. April 2025",       "7 de abril de 2025",
      "7 aprile 2025",           "7 april 2025",          "7 nisan 2025",        "7 апреля 2025",
      "tor, 7 apr 2025",         "कखग, 7 अप्रैल 2025",      "xyz, 7 Apr 2025",     "Mon, 7 Apr 125",
      "7 кві 2025",              "7. априла 2025",        "7. travnja 2025",     "po 7. dub 2025",
      "7 Απριλίου 2025",         "2025. április 7.",      "7 अप्रैल 2025",         "2025年4月7日",
  };
  for (const char* row : rows) EXPECT_EQ(read(row), "2025-04-07T00:00:00Z") << row;
}

}  // namespace
}  // namespace syndicated
