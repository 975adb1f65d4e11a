#include <gtest/gtest.h>

#include <random>
#include <string>

#include "pipeline/text/unicode.h"
#include "pipeline/text/url.h"

namespace syndicated {
namespace {

TEST(TextUrl, references_are_resolved_as_in_the_examples_of_rfc_3986) {
  struct Row {
    const char *reference, *want;
  };
  const Row rows[] = {
      {"g:h", "g:h"},
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q#s"},
      {"g#s", "http://a/b/c/g#s"},
      {"g?y#s", "http://a/b/c/g?y#s"},
      {";x", "http://a/b/c/;x"},
      {"g;x", "http://a/b/c/g;x"},
      {"g;x?y#s", "http://a/b/c/g;x?y#s"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../", "http://a/"},
      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},
      {"../../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {".g", "http://a/b/c/.g"},
      {"g..", "http://a/b/c/g.."},
      {"..g", "http://a/b/c/..g"},
      {"./../g", "http://a/b/g"},
      {"./g/.", "http://a/b/c/g/"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
      {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"g?y/./x", "http://a/b/c/g?y/./x"},
      {"g?y/../x", "http://a/b/c/g?y/../x"},
      {"g#s/./x", "http://a/b/c/g#s/./x"},
      {"g#s/../x", "http://a/b/c/g#s/../x"},
      {"http:g", "http:g"},
      {"  g\n ", "http://a/b/c/g"},
  };
  for (const Row& row : rows) EXPECT_EQ(resolve_url("http://a/b/c/d;p?q", row.reference), row.want);
  EXPECT_EQ(resolve_url("http://a", "g"), "http://a/g");
  EXPECT_EQ(resolve_url("", " g/h "), "g/h");
  EXPECT_EQ(resolve_url("mailto:a@b", "g"), "g");
}

TEST(TextUrl, all_addresses_of_a_page_have_one_canonical_form) {
  struct Row {
    const char *url, *want;
  };
  const Row rows[] = {
      {"http://www.Example.com:80/a/?utm_source=x&utm_medium=y#top", "https://example.com/a"},
      {"HTTPS://example.com:443/a", "https://example.com/a"},
      {"https://example.com/", "https://example.com"},
      {"https://example.com:8080/a", "https://example.com:8080/a"},
      {"https://user:pw@example.com/a", "https://example.com/a"},
      {"https://m.example.com/a", "https://example.com/a"},
      {"https://mobile.example.co.uk/a", "https://example.co.uk/a"},
      {"https://www.m.example.com/a", "https://example.com/a"},
      {"https://en.m.wikipedia.org/wiki/AMP", "https://en.wikipedia.org/wiki/AMP"},
      {"https://m.co.uk/a", "https://m.co.uk/a"},
      {"https://www.com/a", "https://www.com/a"},
      {"https://amp.example.com/a", "https://example.com/a"},
      {"https://example.com/news/story-1/amp", "https://example.com/news/story-1"},
      {"https://example.com/news/story-1/amp/", "https://example.com/news/story-1"},
      {"https://example.com/amp/news/story-1", "https://example.com/news/story-1"},
      {"https://example.com/news/amp/world-1", "https://example.com/news/world-1"},
      {"https://example.com/news/story.amp.html", "https://example.com/news/story.html"},
      {"https://example.com/news/story.html.amp", "https://example.com/news/story.html"},
      {"https://example.com/x/amp_articleshow/12.cms", "https://example.com/x/articleshow/12.cms"},
      {"https://example.com/s?amp=1", "https://example.com/s"},
      {"https://example.com/s?id=3&outputType=amp", "https://example.com/s?id=3"},
      {"https://www-example-com.cdn.ampproject.org/c/s/www.example.com/s/amp?usqp=x",
       "https://example.com/s"},
      {"https://www.google.com/amp/s/www.example.com/s/", "https://example.com/s"},
      {"https://example.com/a%7Eb/%e0%a4%95?q=%41", "https://example.com/a~b/%E0%A4%95?q=A"},
      {"https://example.com/a b", "https://example.com/a%20b"},
      {"https://example.com/100%", "https://example.com/100%25"},
      {"https://example.com/x/../a/./b", "https://example.com/a/b"},
      {"https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"},
      {"https://example.com/a?a=1&amp;b=2", "https://example.com/a?a=1&b=2"},
      {"https://example.com/a?&&", "https://example.com/a"},
      {"https://example.com/a;jsessionid=12AB?id=1", "https://example.com/a?id=1"},
      {"https://b\xC3\xBC"
       "cher.example/a",
       "https://xn--bcher-kva.example/a"},
      {"https://example.com./a", "https://example.com/a"},
      {"https:\\\\example.com\\a", ""},
      {" https://example.com/a\n", "https://example.com/a"},
      {"https://[::1]:81/a", "https://[::1]:81/a"},
      {"https://example.com/a?FBCLID=1&gclid=2&s=3", "https://example.com/a?s=3"},
      {"mailto:a@example.com", ""},
      {"javascript:alert(1)", ""},
      {"/a/b", ""},
      {"https://", ""},
      {"https://exa mple.com/", ""},
      {"https://example.com:99999999/", ""},
      {"", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(canonical_url(row.url), row.want) << row.url;
}

TEST(TextUrl, what_names_the_page_stays) {
  const char* urls[] = {
      "https://example.com/?p=123",
      "https://example.com/a?id=1&story=2",
      "https://example.com/tag/amp",
      "https://example.com/amp",
      "https://example.com/a?page=2",
      "https://example.com/a?newsid=20210607",
      "https://example.com/watch?v=abc",
      "https://example.com/champ",
      "https://mail.example.com/a",
      "https://example.com/a?amp=500w",
      "https://example.com/A/Case",
      "https://example.com/a?q=a%26b",
      "https://example.com/a?ref=1&source=2",
      "https://example.com/news//a",
      "https://m.me/someone",
      "https://example.com/a?format=pdf",
  };
  for (const char* url : urls) {
    std::string want = url;
    if (want.find("/?") != std::string::npos) want.erase(want.find("/?"), 1);
    EXPECT_EQ(canonical_url(url), want);
  }
}

TEST(TextUrl, what_has_no_form_within_the_limits_has_none) {
  // Three times as long when it is encoded, and so longer than what has a canonical form.
  EXPECT_EQ(canonical_url("https://example.com/?q=" + std::string(4000, '|')), "");
  std::string viewers = "https://www.google.com/amp/s/example.com/a";
  EXPECT_EQ(canonical_url(viewers), "https://example.com/a");
  for (int i = 0; i < 300; ++i) viewers.insert(8, "www.google.com/amp/s/");
  EXPECT_EQ(canonical_url(viewers), "");
}

TEST(TextUrl, the_canonical_form_is_a_fixed_point_for_generated_addresses) {
  std::mt19937 random(5);
  const std::string_view pieces[] = {"http://",
                                     "https://",
                                     "www.",
                                     "m.",
                                     "amp.",
                                     "example.com",
                                     "google.com",
                                     "co.uk",
                                     "cdn.ampproject.org",
                                     "/",
                                     "/amp",
                                     "/amp/",
                                     "/s/",
                                     "/c/",
                                     "..",
                                     "/./",
                                     "?",
                                     "&",
                                     "amp;",
                                     "utm_source=1",
                                     "a=b",
                                     "amp=1",
                                     "#",
                                     "%41",
                                     "%2e",
                                     "%",
                                     "%2F",
                                     " ",
                                     "\\",
                                     ".amp.html",
                                     ".amp",
                                     ";jsessionid=1",
                                     "@",
                                     ":80",
                                     ":8443",
                                     "\xC3\xBC",
                                     "\xFF",
                                     "amp_articleshow",
                                     "=",
                                     "+",
                                     "[::1]",
                                     "x"};
  int canonical = 0;
  for (int run = 0; run < 30'000; ++run) {
    std::string url = run % 4 == 0   ? ""
                      : run % 4 == 1 ? "https://example.com/"
                                     : "http://www.google.com/amp";
    for (std::size_t i = random() % 12; i > 0; --i) url += pieces[random() % std::size(pieces)];
    const std::string once = canonical_url(url);
    ASSERT_EQ(canonical_url(once), once) << url;
    ASSERT_TRUE(is_valid_utf8(once));
    canonical += !once.empty();
    (void)resolve_url(url, once);
    (void)resolve_url("http://a/b", url);
    (void)url_host(url);
  }
  EXPECT_GT(canonical, 10'000);
}

TEST(TextUrl, hosts_are_read_without_user_and_port) {
  EXPECT_EQ(url_host("https://User@WWW.Example.com:8080/a?b"), "www.example.com");
  EXPECT_EQ(url_host("//Example.com"), "example.com");
  EXPECT_EQ(url_host("mailto:a@b.c"), "");
  EXPECT_EQ(url_host("https://[::1]:80/"), "[::1]");
  EXPECT_TRUE(is_web_url("HTTP://a"));
  EXPECT_FALSE(is_web_url("ftp://a"));
  EXPECT_FALSE(is_web_url("http:a"));
  EXPECT_FALSE(is_web_url("https:///a"));
}

TEST(TextUrl, a_resolved_address_resolves_to_itself) {
  const std::string resolved = resolve_url("http://a.example/b \x01#c", "");
  EXPECT_EQ(resolved, "http://a.example/b");
  EXPECT_EQ(resolve_url("http://o.example/", resolved), resolved);
}

}  // namespace
}  // namespace syndicated
