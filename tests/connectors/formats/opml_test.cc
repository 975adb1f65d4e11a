// Lists of feeds: what readers write, what is left out and why, and that what we write reads back.
#include "connectors/formats/opml.h"

#include <gtest/gtest.h>

namespace syndicated {
namespace {

std::string opml(const std::string& body) {
  return "<?xml version=\"1.0\"?><opml version=\"1.1\"><head><title> My  list "
         "</title></head><body>" +
         body + "</body></opml>";
}

// "folders|title|url" of each feed, one per line.
std::string told(const OpmlList& list) {
  std::string text;
  for (const OpmlFeed& feed : list.feeds) {
    for (const std::string& folder : feed.folders) text += folder + "/";
    text += "|" + feed.title + "|" + feed.url + "\n";
  }
  return text;
}

TEST(Opml, ReadsWhatReadersWrite) {
  const std::pair<std::string, const char*> rows[] = {
      {"<outline text='A' type='rss' xmlUrl='http://a.example/f' htmlUrl='http://a.example/'/>",
       "|A|http://a.example/f\n"},
      {"<outline text='a' title='A' XMLURL=' http://a.example/f '/>", "|A|http://a.example/f\n"},
      {"<outline text='News'><outline text='India'><outline text='A' "
       "xmlUrl='http://a.example/f'/></outline>"
       "<outline text='B' xmlUrl='http://b.example/f'/></outline><outline text='C' "
       "xmlUrl='http://c.example/f'/>",
       "News/India/|A|http://a.example/f\nNews/|B|http://b.example/f\n|C|http://c.example/f\n"},
      {"<outline text='A' xmlUrl='feed://a.example/f'/><outline text='B' "
       "xmlUrl='feed:https://b.example/f'/>",
       "|A|http://a.example/f\n|B|https://b.example/f\n"},
      {"<outline text='A & B' xmlUrl='http://a.example/f?x=1&y=2'/>",
       "|A & B|http://a.example/f?x=1&y=2\n"},
      {"<outline text='a page' type='link' url='http://a.example/'/>", ""},
  };
  for (const auto& [body, want] : rows) {
    const OpmlList list = read_opml(opml(body));
    EXPECT_EQ(told(list), want) << body;
    EXPECT_EQ(list.title, "My list");
    EXPECT_EQ(list.fault, "");
  }
}

TEST(Opml, KeepsWhatStandsBeforeTheCutOfATruncatedList) {
  const std::string whole = opml(
      "<outline text='A' xmlUrl='http://a.example/f'/><outline text='B' "
      "xmlUrl='http://b.example/f'/>");
  const std::string cut = whole.substr(0, whole.find("b.example") + 3);
  EXPECT_EQ(told(read_opml(cut)), "|A|http://a.example/f\n");
}

TEST(Opml, SaysWhenAListIsDamagedSoThatFeedsMayBeMissing) {
  const std::string before = "<outline text='A' xmlUrl='http://a.example/f'/>";
  const std::string whole = opml(before + "<outline text='B' xmlUrl='http://b.example/f'/>");
  EXPECT_FALSE(read_opml(whole).damaged);
  for (std::size_t size = whole.find("<opml") + 6; size < whole.size(); ++size)
    EXPECT_TRUE(read_opml(whole.substr(0, size)).damaged) << size;
  EXPECT_TRUE(
      read_opml(opml(before + "<outline text=\"A <b> c\" xmlUrl='http://b.example/f'/>")).damaged);
  std::string attributes;
  for (int i = 0; i < 1001; ++i) attributes += " a" + std::to_string(i) + "=''";
  EXPECT_TRUE(read_opml(opml(before + "<outline" + attributes + "/>" + before)).damaged);
  // What every reader mends loses nothing.
  EXPECT_FALSE(read_opml(opml("<outline text='A & B' xmlUrl='http://a.example/?a&b'/>")).damaged);
}

TEST(Opml, CountsAnOutlineWhoseAddressMayBeAmongAttributesBeyondTheLimit) {
  std::string attributes;
  for (int i = 0; i < 300; ++i) attributes += " a" + std::to_string(i) + "=''";
  const OpmlList list =
      read_opml(opml("<outline" + attributes + " xmlUrl='http://a.example/f'/>"
                     "<outline xmlUrl='http://b.example/f'/>"));
  EXPECT_EQ(told(list), "||http://b.example/f\n");
  EXPECT_EQ(list.beyond_limits, 1u);
}

TEST(Opml, PassesOverWhatIsTooDeepAndGoesOn) {
  OpmlLimits limits;
  limits.depth_max = 2;
  const OpmlList list = read_opml(
      opml("<outline text='1'><outline text='2'><outline text='3' xmlUrl='http://a.example/'>"
           "<outline text='4' xmlUrl='http://b.example/'/></outline></outline>"
           "<outline text='C' xmlUrl='http://c.example/'/></outline>"
           "<outline text='D' xmlUrl='http://d.example/'/>"),
      limits);
  EXPECT_EQ(told(list), "1/|C|http://c.example/\n|D|http://d.example/\n");
  EXPECT_EQ(list.beyond_limits, 1u);
  EXPECT_FALSE(list.damaged);
}

TEST(Opml, SaysWhatItLeavesOut) {
  const OpmlList list =
      read_opml(opml("<outline xmlUrl='http://a.example/f'/><outline xmlUrl='http://a.example/f'/>"
                     "<outline xmlUrl='file:///etc/passwd'/><outline xmlUrl='javascript:x'/>"));
  EXPECT_EQ(list.feeds.size(), 1u);
  EXPECT_EQ(list.duplicates, 1u);
  EXPECT_EQ(list.rejected, 2u);
  ASSERT_EQ(list.rejects.size(), 2u);
  EXPECT_NE(list.rejects[0].find("file:///etc/passwd"), std::string::npos);
  EXPECT_NE(read_opml("<rss><channel/></rss>").fault, "");
  EXPECT_NE(read_opml("").fault, "");
  EXPECT_NE(read_opml("plain text").fault, "");
}

TEST(Opml, HoldsItsLimits) {
  OpmlLimits limits;
  limits.feeds_max = 2;
  limits.depth_max = 3;
  limits.text_bytes_max = 40;
  std::string many, deep;
  for (int i = 0; i < 5; ++i)
    many += "<outline xmlUrl='http://a.example/" + std::to_string(i) + "'/>";
  for (int i = 0; i < 50'000; ++i) deep += "<outline text='x'>";
  EXPECT_EQ(read_opml(opml(many), limits).feeds.size(), 2u);
  EXPECT_EQ(read_opml(opml(many), limits).beyond_limits, 3u);
  EXPECT_EQ(read_opml(opml(deep), limits).beyond_limits, 1u);
  const OpmlList list =
      read_opml(opml("<outline xmlUrl='http://a.example/" + std::string(50, 'x') + "'/>"), limits);
  EXPECT_EQ(list.feeds.size(), 0u);
  EXPECT_EQ(list.beyond_limits, 1u);
  limits.bytes_max = 10;
  EXPECT_NE(read_opml(opml(many), limits).fault, "");
}

TEST(Opml, WhatIsWrittenReadsBack) {
  std::vector<OpmlFeed> feeds(4);
  feeds[0] = {
      "http://a.example/f?x=1&y=2", "A <b> & \"c\"", "http://a.example/", "en", {"News", "India"}};
  feeds[1] = {"http://b.example/f", "B", "", "", {"News", "India"}};
  feeds[2] = {"http://c.example/f", "C", "", "", {"News"}};
  feeds[3] = {"http://d.example/f", "", "", "", {}};
  const std::string text = write_opml("L & M", feeds);
  const OpmlList list = read_opml(text);
  EXPECT_EQ(list.title, "L & M");
  feeds[3].title = feeds[3].url;  // a text is required
  EXPECT_EQ(told(list), told(OpmlList{.title = "", .feeds = feeds, .rejects = {}, .fault = ""})) << text;
  EXPECT_EQ(list.feeds[0].page, "http://a.example/");
  EXPECT_EQ(list.feeds[0].language, "en");
  EXPECT_EQ(write_opml("L & M", list.feeds), write_opml("L & M", feeds));
}

}  // namespace
}  // namespace syndicated
