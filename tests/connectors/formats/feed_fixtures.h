// Small documents of every format that feeds come in, whole, odd and broken.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace syndicated {

struct FeedFixture {
  const char* name;
  std::string bytes;
};

inline std::string wide(std::string_view ascii) {
  std::string out = "\xFF\xFE";
  for (const char c : ascii) {
    out += c;
    out += '\0';
  }
  return out;
}

inline std::vector<FeedFixture> feed_fixtures() {
  const std::string rss_head =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE rss [<!ENTITY a \"<item>\">]>\n<!-- "
      "<item> --><rss version=\"2.0\" "
      "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
      "xmlns:media=\"http://search.yahoo.com/mrss/\" "
      "xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
      "xml:base=\"https://b.example/\"><channel xml:lang=\"hi\"><title>Wire &amp; "
      "World</title><language>en</language>"
      "<link>/home</link>";
  const std::string rss_items =
      "<item><title>One &eacute; "
      "AT&T</title><guid>one</guid><link>/1</link><description><![CDATA[<p>a <item> b</p> & c]]>"
      "</description><content:encoded>&lt;p&gt;text&lt;/p&gt;</content:encoded><category>x</"
      "category>"
      "<enclosure url=\"/a.mp3\" type=\"audio/mpeg\" length=\"5\"/></item>\n"
      "<item xml:lang=\"de\" xml:base=\"/x/\"><title>Zwei \u00E9 \u20AC</title><guid "
      "isPermaLink=\"false\">2/2</guid><link>2</link>"
      "<media:content url=\"m.jpg\" medium=\"image\"/><itunes:explicit>yes</itunes:explicit>"
      "<pubDate>Tue, 24 Nov 2026 10:00:00 IST</pubDate><dc:creator>A, B</dc:creator></item>"
      "<item><title>3 < 4</title><description type=\"xhtml\"><div>a<b>c</b>d</div></description>"
      "<source url=\"/s\">S</source></item>";
  const std::string rss_tail =
      "<image><url>/i.png</url><title>I</title></image><copyright>C "
      "&copy;</copyright></channel></rss>";
  std::vector<FeedFixture> all = {
      {"RSS 2.0", rss_head + rss_items + rss_tail},
      {"RSS with a stray end tag",
       rss_head + rss_items.substr(0, 60) + "</channel></rss>" + rss_items + rss_tail},
      {"RSS with an open CDATA section",
       rss_head + rss_items + "<item><title><![CDATA[Open <item> & more"},
      {"RSS with a CDATA section that holds entries",
       rss_head + rss_items +
           "<item><title><![CDATA[a]]></title><description><![CDATA[b <p>c</p></description></item>\n"
           "<item><description><![CDATA[d]]></description></item>" +
           rss_tail},
      {"RSS with tags that do not match",
       rss_head + "<item><title>a<link>/b</link></p><guid isPermaLink=false>c</gui></item></rss>" +
           rss_items},
      {"RSS behind text", "\n\nWarning: x\n" + rss_head + rss_items + rss_tail},
      {"RSS with bad bytes",
       rss_head + "<item><title>caf\xE9 \xE2\x82\xAC \x93x\x94</title></item>" + rss_tail},
      {"RSS with control characters",
       rss_head + "<item><title>a\x08 b&#8; &#x1F; \xEF\xBF\xBF c</title></item>" + rss_tail},
      {"RSS 0.91 of Netscape",
       "<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" "
       "\"http://my.netscape.com/publish/formats/"
       "rss-0.91.dtd\"><rss "
       "version=\"0.91\"><channel><title>N</title><item><title>A</title><link>/a</link></item>"
       "<textinput><title>T</title><name>q</name><link>/q</link></textinput></channel></rss>"},
      {"RSS 1.0",
       "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
       "xmlns=\"http://purl.org/rss/1.0/\" "
       "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel "
       "rdf:about=\"/\"><title>R</title><items><rdf:Seq>"
       "<rdf:li resource=\"/1\"/></rdf:Seq></items></channel><image><url>/i</url></image><item "
       "rdf:about=\"/1\"><title>One"
       "</title><link>/1</link><dc:date>2026-11-24T10:00Z</dc:date></item><item "
       "rdf:about=\"/2\"><title>Two</title></item>"
       "<textinput rdf:about=\"/q\"><title>T</title><name>q</name></textinput></rdf:RDF>"},
      {"RSS 1.0 that describes its values",
       "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
       "xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
       "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>R</title></channel>"
       "<item><title>a</title><dc:creator><rdf:Seq><rdf:li>J</rdf:li></rdf:Seq></dc:creator>"
       "<content:items><rdf:Bag><rdf:li><content:item><rdf:value rdf:parseType=\"Literal\"><b>x</b>"
       "</rdf:value></content:item></rdf:li></rdf:Bag></content:items></item></rdf:RDF>"},
      {"RDF that is no feed",
       "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><a><b>c</b></a></rdf:RDF>"},
      {"a channel without a root", "<channel><title>C</title><item><title>a</title></item></channel>"},
      {"geometries",
       "<rss version=2.0 xmlns:gml=http://www.opengis.net/gml/><channel><item><gml:Polygon>"
       "<gml:exterior><gml:posList srsDimension=\"3\">1 2 3 4 5 6 7 8 9 1 2 3</gml:posList></gml:exterior>"
       "<gml:interior><gml:pos>7 8</gml:pos></gml:interior></gml:Polygon></item><item><gml:Envelope>"
       "<gml:lowerCorner>+1 2</gml:lowerCorner><gml:upperCorner>3 4</gml:upperCorner></gml:Envelope>"
       "<source/></item></channel></rss>"},
      {"Atom with a source of its own",
       "<feed xmlns=\"http://www.w3.org/2005/Atom\"><source><id>urn:x</id><title>X</title></source>"
       "<title>A</title><entry><id>urn:1</id><source><source><id>b</id></source><id>a</id></source>"
       "<title>One</title></entry></feed>"},
      {"Atom 1.0",
       "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"http://a.example/b/\" "
       "xml:lang=\"fr\"><title type=\"html\">F "
       "&lt;b&gt;x&lt;/b&gt;</title><entry><id>e/1</id><title>Un</title><link href=\"1\"/><content "
       "type=\"xhtml\"><div "
       "xmlns=\"http://www.w3.org/1999/xhtml\">a <entry>nested</entry> <a "
       "href=\"x\">b</a></div></content></entry>"
       "<a:entry "
       "xmlns:a=\"http://www.w3.org/2005/Atom\"><a:id>tag:a,2026:2</a:id><a:title>Deux</"
       "a:title><a:source><a:title>"
       "S</a:title></a:source></a:entry><author><name>N</name></"
       "author><updated>2026-11-24T10:00:00Z</updated></feed>"},
      {"Atom 0.3 in two character sets",
       "<?xml version='1.0' encoding='iso-8859-1'?><feed version=\"0.3\" "
       "xmlns=\"http://purl.org/atom/ns#\"><tagline "
       "mode=\"base64\">YWJj</tagline><entry><title>caf\xE9</title><modified>2026-11-24</"
       "modified></entry></feed>"},
      {"Atom in UTF-16",
       wide("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><title>W</title></entry></feed>")},
      {"Russian without a declaration",
       "<rss><channel><item><title>\xcf\xf0\xe8\xe2\xe5\xf2 \xec\xe8\xf0, \xfd\xf2\xee "
       "\xed\xee\xe2\xee\xf1\xf2\xe8 \xef\xf0\xee "
       "\xf0\xf3\xf1\xf1\xea\xe8\xe9 \xff\xe7\xfb\xea</title></item></channel></rss>"},
      {"CDF",
       "<channel href=\"http://c.example/\" lastmod=\"2026-11-24\"><title>C</title><item "
       "href=\"/1\"><title>One</title></item>"
       "<item href=\"/2\"><abstract>Two</abstract></item></channel>"},
      {"unclosed items",
       "<rss><channel><title>U</title><item><title>a<item><title>b</title><link>/b<item><title>c"},
      {"a page", "<!-- x --><html><body><item>no</item></body></html>"},
      {"a root of its own", "<nothing><item><title>x</title></item></nothing>"},
      {"another root", "<nothing><thing/></nothing>"},
      {"text", "just text, & no element"},
      {"nothing", " \n\t "},
      {"a picture", "\x89PNG\r\n"},
      {"JSON Feed 1.1",
       "\xEF\xBB\xBF\n{ \"version\" : \"https://jsonfeed.org/version/1.1\", \"title\": \"J "
       "\\\"q\\\" \\u00e9\", \"x\":[1,{\"a\":[]}], "
       "\"items\" : [ "
       "{\"id\":1.5,\"url\":\"/1\",\"content_html\":\"<p>a]},[b</p>\",\"tags\":[\"t\",2]},\n "
       "{\"id\":\"2\",\"title\":\"Two\\\\\","
       "\"attachments\":[{\"url\":\"/a\",\"size_in_bytes\":5}]}, 7, [] , {} ], "
       "\"items\":[{\"id\":\"no\"}], \"authors\":[{\"name\":\"N\"}],"
       "\"home_page_url\":\"/h\",\"title\":\"second\" } \n"},
      {"JSON Feed in other shapes",
       R"({"version":"https://jsonfeed.org/version/1","author":"Joe <j@a.example>","items":[{"id":1,)"
       R"("authors":[],"author":[{"name":"J"},"K"],"tags":"a, b,,c","attachments":{"url":"/a",)"
       R"("size_in_bytes":1.2e7}},{"id":12345678901234567890123,"authors":{"name":"A"}}]})"},
      {"JSON Feed behind comments",
       "// made by hand\n/* {\"a\":1} */\r\n{\"version\":\"https://jsonfeed.org/version/1\","
       "\"items\":[{\"id\":\"1\"}]}"},
      {"JSON Feed behind a guard",
       ")]}',\n{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\"},]}"},
      {"JSON Feed in a call",
       "/**/feeds.show[0] ({\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":"
       "\"1\",\"title\":\"a\\\"})\"}]}); // \"{\n"},
      {"other JSON in a call", "show({\"a\":1})"},
      {"no JSON in a call", "show({a:1})<rss><channel><item/></channel></rss>"},
      {"a comment without an end", "/* {\"items\":[]}"},
      {"JSON Feed 1.0", R"({"items":[],"title":"T","version":"https://jsonfeed.org/version/1"})"},
      {"an escaped name", R"({"\u0069tems":[{"id":"1","title":"a"}],"title":"T"})"},
      {"items that are no list",
       R"({"version":"https://jsonfeed.org/version/1","items":{"id":"1"},"items":[{"id":"2"}]})"},
      {"a JSON object", R"({"a":1,"items":[{"id":"1"}]})"},
      {"a JSON array", R"([{"id":"1"},2,"x",[[]]])"},
      {"empty JSON", "{}"},
      {"an empty JSON array", " [ ] "},
  };
  for (const char* broken : {"{,}",
                             "{\"a\":1,}",
                             "{\"a\" 1}",
                             "{\"a\":tru}",
                             "{\"items\":[1,]}",
                             "{\"items\":[,1]}",
                             "{\"items\":[1 2]}",
                             "{\"items\":[{}]x}",
                             "{\"items\":[{}}]}",
                             "{\"items\":[01]}",
                             "{\"items\":[\"\\q\"]}",
                             "{\"items\":[\"a\nb\"]}",
                             "{\"items\":[{\"a\":}]}",
                             "{\"items\":[{\"a\":1}],}",
                             "{\"items\":[]}}",
                             "{\"items\":[]} x",
                             "{\"items\":[]} {}",
                             "{items:[]}",
                             "{\"items\":[1}",
                             "[1,]",
                             "[1",
                             "[}",
                             "{]",
                             "{\"a\":[}",
                             "[nul]",
                             "{\\\"a\":1}",
                             "{\"a\":1}\\\"",
                             "{\"items\":[{\"t\":\"\\ud800\"}], \"b\":x}",
                             "{\"b\":x, \"items\":[\"\\q\"]}",
                             "{\"b\":x, \"items\":[\"a"}) {
    all.push_back({broken, broken});
  }
  return all;
}

}  // namespace syndicated
