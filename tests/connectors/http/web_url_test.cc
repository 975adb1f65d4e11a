#include "connectors/http/web_url.h"

#include <gtest/gtest.h>

namespace syndicated {
namespace {

TEST(WebUrl, TakesAddressesApart) {
  const Result<WebUrl> url =
      parse_web_url("HTTPS://user:p%40ss@News.Example:8443/a%20b?q=1&p=2#top");
  ASSERT_TRUE(url) << url.error().what;
  EXPECT_EQ(url->host, "news.example");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->user, "user");
  EXPECT_EQ(url->password, "p@ss");
  EXPECT_EQ(url->origin(), "https://news.example:8443");
  EXPECT_EQ(url->text.find("user"), std::string::npos);
  EXPECT_EQ(url->text.find('#'), std::string::npos);
  EXPECT_NE(url->text.find("/a%20b?q=1&p=2"), std::string::npos);
  EXPECT_EQ(parse_web_url("http://a.example/")->port, 80);
  EXPECT_EQ(parse_web_url("https://a.example")->port, 443);
}

TEST(WebUrl, OddSpellingsOfIpv4BecomeTheAddressThatTheyMean) {
  for (const char* text :
       {"http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/"}) {
    const Result<WebUrl> url = parse_web_url(text);
    ASSERT_TRUE(url) << text;
    EXPECT_EQ(url->host, "127.0.0.1") << text;
  }
}

TEST(WebUrl, RefusesOtherSchemesAndNonsense) {
  struct Row {
    std::string text;
    ErrorKind kind;
  };
  for (const Row& row :
       {Row{"file:///etc/passwd", ErrorKind::policy}, Row{"gopher://a.example/", ErrorKind::policy},
        Row{"scp://a.example/x", ErrorKind::policy}, Row{"ftp://a.example/x", ErrorKind::policy},
        Row{"", ErrorKind::invalid}, Row{"http://", ErrorKind::invalid},
        Row{"http://a.example:0/", ErrorKind::invalid},
        Row{"http://a.example:99999/", ErrorKind::invalid},
        Row{"http://a.example/\x01", ErrorKind::invalid},
        Row{"http://a.example/\r\nX: y", ErrorKind::invalid},
        Row{"http://a.example/" + std::string(9000, 'x'), ErrorKind::limit}}) {
    const Result<WebUrl> url = parse_web_url(row.text);
    ASSERT_FALSE(url) << row.text;
    EXPECT_EQ(url.error().kind, row.kind) << row.text << ": " << url.error().what;
  }
}

TEST(WebUrl, ResolvesLocationsAndDropsTheirUserInfo) {
  const WebUrl base = *parse_web_url("http://a.example/x/feed.xml?old=1");
  struct Row {
    const char* reference;
    const char* text;
  };
  for (const Row& row :
       {Row{"/new", "http://a.example/new"}, Row{"y.xml", "http://a.example/x/y.xml"},
        Row{"../z", "http://a.example/z"}, Row{"//b.example/q", "http://b.example/q"},
        Row{"https://c.example/", "https://c.example/"},
        Row{"?n=2", "http://a.example/x/feed.xml?n=2"},
        Row{"http://u:p@d.example/s", "http://d.example/s"},
        Row{"/a b", "http://a.example/a%20b"}}) {
    const Result<WebUrl> url = resolve_web_url(base, row.reference);
    ASSERT_TRUE(url) << row.reference << ": " << url.error().what;
    EXPECT_EQ(url->text, row.text);
    EXPECT_EQ(url->user + url->password, "");
  }
  for (const char* reference : {"file:///etc/passwd", "javascript:alert(1)", "data:text/plain,x"}) {
    EXPECT_FALSE(resolve_web_url(base, reference)) << reference;
  }
}

TEST(WebUrl, RefusesWhatWouldBeAnotherAddressWhenItIsReadOnceMore) {
  for (const char* text :
       {"http://x:p@[e0::1%:p@[e0::1%th]/x", "http://x:p@[e0::1%th@]/x", "http://x:p@[e::1%t@h]/"}) {
    EXPECT_FALSE(parse_web_url(text)) << text;
  }
  const Result<WebUrl> zone = parse_web_url("http://[fe80::1%25eth0]/feed");
  ASSERT_TRUE(zone) << zone.error().what;
  EXPECT_EQ(zone->host, "[fe80::1]");
}

TEST(WebUrl, UserInfoNeverReachesALog) {
  EXPECT_EQ(without_user_info("https://u:canary@a.example/x"), "https://a.example/x");
  for (const char* text : {"ftp://u:canary@a.example/x", "http://u:canary@", "u:canary@host/x",
                           "http://u:canary@a.example:99999/@", "http://a@b:canary@c/"}) {
    EXPECT_EQ(without_user_info(text).find("canary"), std::string::npos) << text;
  }
  const Result<WebUrl> refused = parse_web_url("ftp://u:canary@a.example/");
  EXPECT_EQ(refused.error().what.find("canary"), std::string::npos);
}

}  // namespace
}  // namespace syndicated
