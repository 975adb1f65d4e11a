#include <gtest/gtest.h>

#include "config/forms.h"
#include "config/interpolate.h"
#include "config/quantity.h"
#include "config/source_line.h"
#include "config/suggest.h"

namespace syndicated {
namespace {

TEST(Quantity, DurationsNeedAUnitAndComeBackInTheLargestOne) {
  struct Case {
    const char* text;
    std::int64_t ms;  // -1: refused
    const char* written;
  };
  const Case cases[] = {{"200ms", 200, "200ms"},
                        {"60s", 60'000, "1m"},
                        {"90s", 90'000, "90s"},
                        {"72h", 259'200'000, "3d"},
                        {"0s", 0, "0ms"},
                        {"5", -1, "`5s` or `5m`?"},
                        {"5 m", -1, "no space before the unit: `5m`"},
                        {"5min", -1, "did you mean `5m`?"},
                        {"1.5h", -1, "a whole number in a smaller unit"},
                        {"", -1, "a whole number and a unit: ms, s, m, h or d"},
                        {"m", -1, "a whole number and a unit: ms, s, m, h or d"},
                        {"5w", -1, "the units are ms, s, m, h or d"},
                        {"9223372036854775807d", -1, "too large"},
                        {"99999999999999999999ms", -1, "too large"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    const Result<Duration> result = parse_duration(c.text);
    ASSERT_EQ(result.has_value(), c.ms >= 0);
    if (result) {
      EXPECT_EQ(result.value().ms, c.ms);
      EXPECT_EQ(format_duration(result.value()), c.written);
    } else {
      EXPECT_EQ(result.error().what, c.written);
    }
  }
}

TEST(Quantity, SizesTellDecimalFromBinaryUnits) {
  struct Case {
    const char* text;
    std::int64_t bytes;
    const char* written;
  };
  const Case cases[] = {{"1KiB", 1024, "1KiB"},
                        {"1kB", 1000, "1kB"},
                        {"15MiB", 15 << 20, "15MiB"},
                        {"0B", 0, "0B"},
                        {"1024B", 1024, "1KiB"},
                        {"512", -1, "`512B` or `512MiB`?"},
                        {"1KB", -1, "did you mean `1kB`?"},
                        {"1M", -1, "did you mean `1MiB`?"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    const Result<std::uint64_t> result = parse_size(c.text);
    ASSERT_EQ(result.has_value(), c.bytes >= 0);
    if (result) {
      EXPECT_EQ(static_cast<std::int64_t>(result.value()), c.bytes);
      EXPECT_EQ(format_size(result.value()), c.written);
    } else {
      EXPECT_EQ(result.error().what, c.written);
    }
  }
}

TEST(Quantity, OffsetsFromUtcAreWrittenWithSignAndColon) {
  EXPECT_EQ(*parse_utc_offset("+05:30"), 330);
  EXPECT_EQ(*parse_utc_offset("-12:00"), -720);
  for (const char* text : {"5:30", "+0530", "+15:00", "+05:60", "IST", "+05:30 "}) {
    EXPECT_FALSE(parse_utc_offset(text)) << text;
  }
  EXPECT_EQ(format_utc_offset(330), "+05:30");
  EXPECT_EQ(format_utc_offset(-90), "-01:30");
}

TEST(Quantity, ReadsMomentsWithTheirZoneAndNoOthers) {
  const Time time = from_civil(2025, 4, 7, 17, 13, 0);
  EXPECT_EQ(*parse_moment("2025-04-07T17:13:00Z"), time);
  EXPECT_EQ(*parse_moment("2025-04-07T22:43:00+05:30"), time);
  EXPECT_EQ(*parse_moment("2025-04-07T17:13:00.0129Z"), time + milliseconds(12));
  EXPECT_EQ(*parse_moment("2025-04-07T17:13:00.5-01:00"), time + hours(1) + milliseconds(500));
  EXPECT_EQ(*parse_moment("2024-02-29T00:00:00Z"), from_civil(2024, 2, 29, 0, 0, 0));
  EXPECT_EQ(*parse_moment("1970-01-01T00:00:00Z"), Time{});
  for (const char* text :
       {"", "2025-04-07", "2025-04-07T17:13:00", "2025-04-07T17:13Z", "2025-04-07 17:13:00Z",
        "2025-02-29T00:00:00Z", "2025-13-01T00:00:00Z", "2025-00-01T00:00:00Z",
        "2025-04-00T00:00:00Z", "2025-04-07T24:00:00Z", "2025-04-07T23:60:00Z",
        "2025-04-07T23:59:60Z", "2025-04-07T17:13:00.Z", "2025-04-07T17:13:00.5",
        "2025-04-07T17:13:00z", "2025-04-07T17:13:00+0530", "1969-12-31T00:00:00Z",
        "2200-01-01T00:00:00Z", "2025-04-07T17:13:00ZZ"}) {
    EXPECT_FALSE(parse_moment(text)) << text;
  }
}

TEST(Suggest, FindsTheNearestWordWithinTwoEdits) {
  EXPECT_EQ(edit_distance("interval", "intervall", 2), 1u);
  EXPECT_EQ(edit_distance("dorp", "drop", 2), 1u);
  EXPECT_EQ(edit_distance("ab", "xyz", 2), 3u);
  EXPECT_EQ(edit_distance(std::string(1000, 'a'), "a", 2), 3u);
  EXPECT_EQ(nearest("intervall", {"id", "interval", "url"}), "interval");
  EXPECT_EQ(nearest("Near-Window", {"exact_window", "near_window"}), "near_window");
  EXPECT_EQ(nearest("ulr", {"id", "url"}), "url");
  EXPECT_EQ(nearest("xx", {"id", "url"}), "");
  EXPECT_EQ(nearest("frequency", {"id", "url"}), "");
  EXPECT_EQ(nearest("warning", {"info", "warn"}), "warn");
  EXPECT_EQ(nearest("interval_minutes", {"id", "interval"}), "interval");
  EXPECT_EQ(nearest("x", {"xyz"}), "");
}

TEST(Interpolate, ReplacesVariablesAndNothingElse) {
  const Environment environment = {{"A", "x"}, {"EMPTY", ""}, {"NESTED", "${A}"}};
  struct Case {
    const char* text;
    const char* result;  // or the error
    bool good;
  };
  const Case cases[] = {
      {"plain", "plain", true},
      {"${A}-${A}", "x-x", true},
      {"$${A}", "${A}", true},
      {"5$", "5$", true},
      {"$A", "$A", true},
      {"${EMPTY}", "", true},
      {"${EMPTY:-d}", "d", true},
      {"${NONE:-}", "", true},
      {"${NESTED}", "${A}", true},  // a value is never read again
      {"${NONE}", "the environment variable `NONE` is not set", false},
      {"${NONE:?say it}", "the environment variable `NONE` is not set: say it", false},
      {"${A", "a `${` is not closed by `}`", false},
      {"${}", "`${}` does not name a variable", false},
      {"${1}", "`${1}` does not name a variable", false},
      {"${A:+x}", "after `${A` only `:-default` or `:?message` may follow", false},
      {"${A:", "a `${` is not closed by `}`", false},
      {"${A:}", "after `${A` only `:-default` or `:?message` may follow", false},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    const Result<std::string> result = interpolate(c.text, environment);
    ASSERT_EQ(result.has_value(), c.good);
    EXPECT_EQ(result ? result.value() : result.error().what, c.result);
  }
}

TEST(Interpolate, IsBoundedWhateverTheVariablesHold) {
  const Environment environment = {{"BIG", std::string(60'000, 'x')}};
  EXPECT_TRUE(interpolate("${BIG}", environment));
  EXPECT_EQ(interpolate("${BIG}${BIG}", environment).error().kind, ErrorKind::limit);
}

TEST(Forms, AcceptWhatTheyShouldAndNothingNearIt) {
  struct Case {
    Kind kind;
    const char* text;
    bool good;
  };
  const Case cases[] = {
      {Kind::authority, "example.org,2025", true},
      {Kind::authority, "example.org,2025-04-30", true},
      {Kind::authority, "news@example.org,2025", true},
      {Kind::authority, "example.org,2025-13", false},
      {Kind::authority, "Example.org,2025", false},
      {Kind::authority, ",2025", false},
      {Kind::authority, "a..b,2025", false},
      {Kind::url, "https://example.org", true},
      {Kind::url, "HTTP://EXAMPLE.ORG:8080/x?y#z", true},
      {Kind::url, "https://[2001:db8::1]:443/", true},
      {Kind::url, "https://xn--bcher-kva.example/", true},
      {Kind::url, "https://bücher.example/", true},
      {Kind::url, "https://a.example:", false},
      {Kind::url, "https://a.example:8x/", false},
      {Kind::url, "https://user@a.example/", false},
      {Kind::url, "https://a.example/@user", true},
      {Kind::url, "https://a.example\\@b.example/", false},
      {Kind::url, "javascript:alert(1)", false},
      {Kind::networks, "0.0.0.0/0", true},
      {Kind::networks, "::1/128", true},
      {Kind::networks, "127.0.0.0/8", true},
      {Kind::networks, "127.0.0.1/8", false},
      {Kind::networks, "127.1/8", false},
      {Kind::networks, "10.0.0.0/", false},
      {Kind::networks, "10.0.0.0/-1", false},
      {Kind::identifier, "a-1", true},
      {Kind::identifier, "-a", false},
      {Kind::language, "hin", true},
      {Kind::language, "EN", false},
      {Kind::country, "IN", true},
      {Kind::country, "IND", false},
      {Kind::host, "news.example.org", true},
      {Kind::host, "-x.example", false},
      {Kind::host, "x.example/", false},
      {Kind::text, "anything at all: नमूना", true},
      {Kind::text, "line\nline", false},
      {Kind::text, "\x1b[2J", false},
      {Kind::text, "caf\xe9", false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(!check_form(c.kind, c.text).has_value(), c.good) << c.text;
  }
}

TEST(Forms, UrlsAreSplitIntoHostAndPort) {
  const std::optional<FeedUrl> url = split_feed_url("https://[2001:DB8::1]:8443/x");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "[2001:db8::1]");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(split_feed_url("http://a.example")->port, 80);
  EXPECT_FALSE(split_feed_url("a.example"));
}

TEST(SourceLine, CaretsCountCharactersAndLinesAreCut) {
  Place place;
  place.column = 8;  // behind two characters of three bytes and a space
  place.length = 3;
  const Excerpt excerpt = make_excerpt("हि abc", place);
  EXPECT_EQ(excerpt.caret_at, 3u);
  EXPECT_EQ(excerpt.caret_length, 3u);

  place.column = 5001;
  const Excerpt cut = make_excerpt(std::string(5000, 'x') + "abc" + std::string(5000, 'y'), place);
  EXPECT_LE(cut.text.size(), 160u);
  EXPECT_EQ(cut.text.substr(cut.caret_at, cut.caret_length), "abc");

  place.line = 99;
  EXPECT_EQ(make_excerpt("short", place).text, "");
}

TEST(SourceLine, CredentialsAreStarredOutAndControlsAreReplaced) {
  Place place;
  EXPECT_EQ(make_excerpt("url: https://u:p@h/x", place).text, "url: https://***@h/x");
  EXPECT_EQ(make_excerpt("password: abc", place).text, "password: ***");
  EXPECT_EQ(make_excerpt("\"password\" : 'a b'}", place).text, "\"password\" : ******");
  EXPECT_EQ(printable("a\x1b[2Jb\tc\u202e\x9b"), "a?[2Jb c??");
}

TEST(SourceLine, OnlyWellFormedUtf8IsUtf8) {
  for (const char* good : {"", "abc", "é", "€", "😀", "\xEF\xBF\xBF"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (const char* bad : {"\x80", "\xC0\x80", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80",
                          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "ab\xFF"}) {
    EXPECT_FALSE(is_utf8(bad)) << bad;
  }
}

}  // namespace
}  // namespace syndicated
