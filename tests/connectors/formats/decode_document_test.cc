// decode_document and the JSON of `decode`: one small document per phenomenon, and what its JSON
// must hold.
#include "connectors/formats/decode_document.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "connectors/formats/decode_jobs.h"
#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

std::string json_of(const std::string& bytes, const DecodeHints& hints = {}) {
  return document_to_json(decode_document(bytes, hints), "");
}

std::string item(const std::string& inner) {
  return "<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" "
         "xmlns:media=\"http://search.yahoo.com/mrss/\" "
         "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">"
         "<channel><item>" +
         inner + "</item></channel></rss>";
}
std::string channel(const std::string& inner) {
  return "<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" "
         "xmlns:media=\"http://search.yahoo.com/mrss/\"><channel>" +
         inner + "</channel></rss>";
}
std::string atom(const std::string& inner) {
  return "<feed xmlns=\"http://www.w3.org/2005/Atom\" "
         "xmlns:georss=\"http://www.georss.org/georss\">" +
         inner + "</feed>";
}
std::string entry(const std::string& inner) { return atom("<entry>" + inner + "</entry>"); }

struct Row {
  const char* what;
  std::string document;
  const char* holds;
};

void expect_rows(const std::vector<Row>& rows, const DecodeHints& hints = {}) {
  for (const Row& row : rows) {
    const std::string json = json_of(row.document, hints);
    EXPECT_NE(json.find(row.holds), std::string::npos) << row.what << "\n" << json;
  }
}

TEST(DecodeDocument, SumsUpAnEntryByItsFullTextWhenThereIsNothingElse) {
  expect_rows({
      {"html", entry("<content type='html'>a &lt;b&gt;c&lt;/b&gt;</content>"),
       R"("summary":"a <b>c</b>","content")"},
      {"encoded", item("<content:encoded>a &lt;b&gt;</content:encoded>"),
       R"("summary":"a <b></b>","content")"},
      {"a summary is kept", entry("<content>a</content><summary>s</summary>"), R"("summary":"s")"},
      {"a picture is none", entry("<content type='image/png'>AAAA</content>"),
       R"("items":[{"content")"},
  });
}

TEST(DecodeDocument, TakesTheLinkFromWhereverItStands) {
  const DecodeHints hints{.url = "http://h.example/dir/feed"};
  expect_rows(
      {
          {"text beside other relations",
           entry("<link rel='alternate'>http://h.example/a</link>"
                 "<link rel='enclosure'>http://h.example/e</link>"),
           R"("link":"http://h.example/a")"},
          {"the enclosure comes first",
           entry("<link rel='enclosure'>http://h.example/e</link>"
                 "<link rel='alternate' href='http://h.example/a'/>"),
           R"("link":"http://h.example/a")"},
          {"the text beats other attributes",
           item("<link uri='at://x/y'>http://h.example/a</link>"),
           R"("link":"http://h.example/a")"},
          {"a relation in another case", entry("<link rel='ALTERNATE' href='/a'/>"),
           R"("link":"http://h.example/a","links":[{"rel":"alternate")"},
          {"an address that is escaped twice",
           item("<link><![CDATA[http://h.example/?a=1&amp;b=2]]></link><comments>/?c&amp;amp;amp;d</comments>"),
           R"("link":"http://h.example/?a=1&b=2")"},
          {"others too", item("<enclosure url='/?a&amp;amp;b'/>"), R"("url":"http://h.example/?a&b")"},
          {"no address at all", atom("<link rel='self' hreflang='en'/>"),
           R"("links":[{"rel":"self","type":"application/atom+xml","hreflang":"en"}])"},
          {"the empty reference is this document", atom("<link rel='self' href=''/>"),
           R"("href":"http://h.example/dir/feed")"},
          {"an id that is an address", entry("<id>/a/b</id>"), R"("id":"http://h.example/a/b")"},
          {"an id that is none", entry("<id>12-34</id>"), R"("id":"12-34")"},
      },
      hints);
  expect_rows(
      {{"a location that is none", atom("<link href='/a'/>"), R"("link":"http://h.example/a")"}},
      {.url = "http://h.example/dir/feed", .content_location = "javascript:x"});
  expect_rows({{"a location", atom("<link href='a'/>"), R"("link":"http://o.example/d/a")"}},
              {.url = "http://h.example/dir/feed", .content_location = "http://o.example/d/"});
}

TEST(DecodeDocument, UndoesWhatPublishersDoToTexts) {
  expect_rows({
      {"bytes", entry("<title type='application/octet-stream'> aGVsbG8gPGI+eW91PC9iPg== </title>"),
       R"("title":"hello <b>you</b>")"},
      {"a type that is no type", entry("<title type='stream'>aGVsbG8=</title>"),
       R"("title":"aGVsbG8=")"},
      {"a div around escaped markup",
       entry("<content type='html'><div xmlns='http://www.w3.org/1999/xhtml'>"
             "a &lt;b&gt;c&lt;/b&gt;</div></content>"),
       R"("value":"a <b>c</b>")"},
      {"a div with a '>' in an attribute",
       entry("<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml' title='a&gt;b'>Hello world</div></content>"),
       R"("value":"Hello world")"},
      {"UTF-8 encoded twice", item("<title>caf\u00C3\u00A9 \u00E2\u20AC\u2122</title>"),
       "\"title\":\"caf\u00E9 \u2019\""},
      {"windows-1252 taken for Latin-1", item("<title>It\u0092s \u0093x\u0094 \u00A0</title>"),
       "\"title\":\"It\u2019s \u201Cx\u201D"},
      {"texts in Atom 0.3's alternatives",
       entry("<content type='multipart/alternative'><content type='text/plain'>p</content>"
             "<content type='text/html' mode='escaped'>&lt;b>h&lt;/b></content></content>"),
       R"("content":[{"value":"p","type":"text/plain"},{"value":"<b>h</b>","type":"text/html"}])"},
      {"Latin text", item("<title>\u00C3rea \u00E9</title>"), "\"title\":\"\u00C3rea \u00E9\""},
      {"what was lost stays lost", item("<title>x \u00EF\u00BF\u00BD</title>"),
       "\u00EF\u00BF\u00BD"},
      {"markup in a plain value", item("<category><b>sea</b> side</category>"),
       R"("term":"<b>sea</b> side")"},
      {"tags", item("<tags>one, two words</tags>"),
       R"("categories":[{"term":"one"},{"term":"two words"}])"},
      {"XHTML's entities", item("<title>&lang;</title>"), "\u2329"},
  });
}

TEST(DecodeDocument, KnowsRssInAnyNamespaceOfItsOwn) {
  expect_rows({
      {"a prefix",
       "<r:rss version='2.0' xmlns:r='http://x.example/rss'><r:channel><r:item><r:title>T</r:title>"
       "</r:item></r:channel></r:rss>",
       R"("title":"T")"},
      {"beside a stranger of the same name",
       "<r:rss version='2.0' xmlns:r='http://x.example/rss' "
       "xmlns:o='urn:o'><r:channel><r:item><o:title>no</o:title>"
       "<r:title>T</r:title></r:item></r:channel></r:rss>",
       R"("items":[{"title":"T")"},
      {"RDF under another prefix",
       "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
       "xmlns='http://purl.org/rss/1.0/'><item r:about='urn:1'><title>T</title></item></r:RDF>",
       R"("items":[{"id":"urn:1")"},
      {"a customary prefix that is not declared", channel("<a10:id>urn:1</a10:id>"), R"("id":"urn:1")"},
      {"an extension as the default namespace",
       "<rss version='2.0' xmlns='http://search.yahoo.com/mrss/' xmlns:m='http://search.yahoo.com/mrss/'><channel>"
       "<item><title>T</title><m:thumbnail url='/a'/></item></channel></rss>",
       R"("title":"T","title_type":"text/plain","media":[{"kind":"thumbnail")"},
      {"the version of an empty document",
       "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
       "xmlns='http://my.netscape.com/rdf/simple/0.9/'/>",
       R"("format":"rss090")"},
  });
}

TEST(DecodeDocument, NamesTheFormatByWhatTheRootHolds) {
  const std::string rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
                          "xmlns:foaf='http://xmlns.com/foaf/0.1/'";
  const std::string one = "<item><title>One</title></item>";
  expect_rows({
      {"a person in RDF", rdf + "><foaf:Person><foaf:name>J</foaf:name></foaf:Person></rdf:RDF>",
       R"("format":null)"},
      {"no feed, and says so", rdf + "/>", "<rdf:RDF>, which is that of no feed"},
      {"an item in RDF", rdf + ">" + one + "</rdf:RDF>", R"("format":"rss10")"},
      {"a channel in RDF", rdf + "><channel><title>T</title></channel></rdf:RDF>", R"("format":"rss10")"},
      {"the namespace of RSS", rdf + " xmlns='http://purl.org/rss/1.0/'/>", R"("format":"rss10")"},
      {"a channel", "<channel><title>T</title>" + one + "</channel>", R"("format":"rss")"},
      {"RSS 1.1",
       "<Channel xmlns='http://purl.org/net/rss1.1#' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
       "rdf:about='http://h/'><title>T</title></Channel>",
       R"("format":"rss")"},
      {"an item", one, R"("format":"rss")"},
      {"an entry", "<entry><title>One</title></entry>", R"("format":"atom")"},
      {"CDF in capitals", "<CHANNEL><TITLE>T</TITLE></CHANNEL>", R"("format":"cdf")"},
      {"CDF by an address", "<channel>" + one + "<item href='/1'/></channel>", R"("format":"cdf")"},
      {"CDF by an element", "<Channel><abstract>A</abstract></Channel>", R"("format":"cdf")"},
      {"a root with values without quotes",
       "<rss version=2.0 xmlns:dc=http://purl.org/dc/elements/1.1/><channel>" + one + "</channel></rss>",
       R"("format":"rss20")"},
  });
}

TEST(DecodeDocument, PutsPodcastAndMediaTagsWhereTheyBelong) {
  expect_rows({
      {"explicit", item("<itunes:explicit>No</itunes:explicit>"), R"("explicit":false)"},
      {"the description is the feed's own",
       channel("<description>D</description><itunes:summary>S</itunes:summary>"),
       R"("subtitle":"D")"},
      {"in the other order",
       channel("<itunes:summary>S</itunes:summary><description>D</description>"),
       R"("subtitle":"D")"},
      {"an entry's summary is its own, in any order",
       item("<description>D</description><content:encoded>C</content:encoded><itunes:summary>S</itunes:summary>"),
       R"("summary":"D")"},
      {"that of the podcast is its text when there is no other",
       item("<itunes:summary>S</itunes:summary><description>D</description>"), R"("content":[{"value":"S")"},
      {"and its summary when there is none", item("<itunes:summary>S</itunes:summary>"), R"("summary":"S")"},
      {"that of Media RSS is one as well", channel("<media:description>M</media:description>"),
       R"("subtitle":"M")"},
      {"but not the feed's own",
       channel("<media:description>M</media:description><description>D</description>"),
       R"("subtitle":"D")"},
      {"a title in an unknown element", item("<media:title>M</media:title><x><title>no</title></x>"),
       R"("items":[{"title":"M")"},
      {"a title is better than that of Media RSS",
       item("<media:group><media:title>M</media:title></media:group><title>T</title>"),
       R"("items":[{"title":"T")"},
      {"so is its picture",
       channel(
           "<image><url>http://h.example/i</url></image><itunes:image href='http://h.example/p'/>"),
       R"("image":{"url":"http://h.example/i")"},
      {"a picture of Media RSS",
       channel("<media:content url='http://h.example/m' medium='image'/>"),
       R"("image":{"url":"http://h.example/m")"},
      {"a caption is its picture's",
       item("<description>D</description><media:content url='/p'><media:description>C</media:description>"
            "</media:content>"),
       R"("summary":"D","summary_type":"text/html","media":[{"kind":"content","url":"/p"},)"
       R"({"kind":"description","content":"C"}])"},
      {"its markup is made safe", item("<media:text type='html'>&lt;script>x&lt;/script>&lt;b>y</media:text>"),
       R"("media":[{"kind":"text","type":"html","content":"<b>y</b>"}])"},
      {"a point without numbers", entry("<georss:point> </georss:point>"), R"("geo":{})"},
      {"a polygon of three corners", entry("<georss:polygon>1 2 3 4 5 6</georss:polygon>"),
       R"("geo":{})"},
  });
}

TEST(DecodeDocument, ReadsGeometriesAsTheirElementsDeclareThem) {
  const auto where = [](const std::string& geometry) {
    return item("<x:where xmlns:x='http://www.georss.org/georss/10' "
                "xmlns:gml='http://www.opengis.net/gml'>" + geometry + "</x:where>");
  };
  const std::string ring = "<gml:LinearRing><gml:posList>1 2 3 4 5 6 1 2</gml:posList></gml:LinearRing>";
  const std::string hole = "<gml:LinearRing><gml:posList>7 8 9 7 8 9 7 8</gml:posList></gml:LinearRing>";
  const char* const polygon = R"("geo":{"type":"Polygon","coordinates":[[[2,1],[4,3],[6,5],[2,1]]]})";
  const char* const point = R"("geo":{"type":"Point","coordinates":[-71,45]})";
  expect_rows({
      {"another prefix", item("<x:point xmlns:x='http://www.georss.org/georss/10'>45 -71</x:point>"), point},
      {"a plus", item("<georss:point>+45 -71</georss:point>"), point},
      {"two signs", item("<georss:point>+-45 -71</georss:point>"), R"("geo":{})"},
      {"heights, said by the list",
       where("<gml:LineString><gml:posList srsDimension='3'>45 -110 1 46 -109 2</gml:posList></gml:LineString>"),
       R"("geo":{"type":"LineString","coordinates":[[-110,45,1],[-109,46,2]]})"},
      {"heights, said by the whole",
       where("<gml:LineString srsDimension='3'><gml:posList>45 -110 1 46 -109 2</gml:posList></gml:LineString>"),
       R"("coordinates":[[-110,45,1],[-109,46,2]])"},
      {"one position after the other",
       where("<gml:LineString><gml:pos>45 -110</gml:pos><gml:pos>46 -109</gml:pos></gml:LineString>"),
       R"("geo":{"type":"LineString","coordinates":[[-110,45],[-109,46]]})"},
      {"a hole", where("<gml:Polygon><gml:exterior>" + ring + "</gml:exterior><gml:interior>" + hole +
                       "</gml:interior></gml:Polygon>"),
       polygon},
      {"a hole of GML 2", where("<gml:Polygon><gml:innerBoundaryIs>" + hole +
                                "</gml:innerBoundaryIs><gml:outerBoundaryIs>" + ring +
                                "</gml:outerBoundaryIs></gml:Polygon>"),
       polygon},
      {"longitude first",
       where("<gml:Point srsName='urn:ogc:def:crs:OGC:1.3:CRS84'><gml:pos>-71 45</gml:pos></gml:Point>"), point},
      {"said by the position",
       where("<gml:Point><gml:pos srsName='http://www.opengis.net/def/crs/OGC/1.3/CRS84'>-71 45</gml:pos>"
             "</gml:Point>"),
       point},
      {"latitude first", where("<gml:Point srsName='EPSG:4326'><gml:pos>45 -71</gml:pos></gml:Point>"), point},
      {"an envelope",
       where("<gml:Envelope><gml:lowerCorner>42 -71</gml:lowerCorner><gml:upperCorner>43 -69</gml:upperCorner>"
             "</gml:Envelope>"),
       R"("geo":{"type":"Box","coordinates":[[-71,42],[-69,43]]})"},
      {"half an envelope", where("<gml:Envelope><gml:lowerCorner>42 -71</gml:lowerCorner></gml:Envelope>"),
       R"("geo":{})"},
      {"nothing in it", where("<gml:Point/>"), R"("geo":{})"},
  });
}

TEST(DecodeDocument, ReadsWhatRdfSaysInsteadOfAValue) {
  const auto rdf_item = [](const std::string& inner) {
    return "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
           "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:foaf='http://xmlns.com/foaf/0.1/' "
           "xmlns:content='http://purl.org/rss/1.0/modules/content/' "
           "xmlns:e='http://purl.oclc.org/net/rss_2.0/enc#'><item>" +
           inner + "</item></rdf:RDF>";
  };
  expect_rows({
      {"a person",
       rdf_item("<dc:creator><foaf:Person><foaf:name>Joe</foaf:name><foaf:mbox>m</foaf:mbox></foaf:Person>"
                "</dc:creator>"),
       R"("authors":[{"name":"Joe"}])"},
      {"a value", rdf_item("<dc:creator rdf:parseType='Resource'><rdf:value>Joe</rdf:value></dc:creator>"),
       R"("authors":[{"name":"Joe"}])"},
      {"a list",
       rdf_item("<dc:creator><rdf:Seq><rdf:li>Joe</rdf:li><rdf:li>Ann</rdf:li></rdf:Seq></dc:creator>"),
       R"("authors":[{"name":"Joe"},{"name":"Ann"}])"},
      {"a subject",
       rdf_item("<dc:subject><rdf:Description><rdf:value>tea</rdf:value></rdf:Description></dc:subject>"),
       R"("categories":[{"term":"tea"}])"},
      {"a name elsewhere", rdf_item("<title>T</title><foaf:maker><foaf:name>Joe</foaf:name></foaf:maker>"),
       R"("items":[{"title":"T","title_type":"text/plain"}])"},
      {"contents",
       rdf_item("<content:items><rdf:Bag><rdf:li><content:item><content:format/><rdf:value>&lt;b>a&lt;/b>"
                "</rdf:value></content:item></rdf:li></rdf:Bag></content:items>"),
       R"("content":[{"value":"<b>a</b>","type":"text/html"}])"},
      {"contents as markup",
       rdf_item("<content:items><rdf:Bag><rdf:li><content:item><rdf:value rdf:parseType='Literal'><b>a</b>"
                "</rdf:value></content:item></rdf:li></rdf:Bag></content:items>"),
       R"("content":[{"value":"<b>a</b>")"},
      {"an enclosure", rdf_item("<e:enclosure rdf:resource='http://h/a' e:type='audio/mpeg' e:length='5'/>"),
       R"("enclosures":[{"url":"http://h/a","type":"audio/mpeg","length":"5"}])"},
  });
}

TEST(DecodeDocument, TakesNothingOfOtherFeedsForTheFeedsOwn) {
  expect_rows({
      {"a channel within a channel of CDF",
       "<CHANNEL HREF='http://h/'><TITLE>T</TITLE><CHANNEL HREF='http://h/sub' LASTMOD='2001'><ITEM HREF='http://h/1'/>"
       "</CHANNEL></CHANNEL>",
       R"("link":"http://h/","links":[{"rel":"alternate","href":"http://h/","type":"text/html"}]},"items":[{"link":"http://h/1")"},
      {"a source outside of entries",
       atom("<source><id>urn:x</id><title>S</title><link href='http://x/'/><author><name>X</name></author></source>"
            "<title>T</title>"),
       R"("feed":{"title":"T","title_type":"text/plain"},)"},
      {"an entry in it", atom("<source><id>urn:x</id><entry><id>urn:1</id></entry></source>"),
       R"("feed":{},"items":[{"id":"urn:1")"},
      {"a source in a source",
       entry("<source><id>urn:a</id><source><id>urn:b</id></source><title>S</title></source><title>T</title>"),
       R"("items":[{"title":"T","title_type":"text/plain","source":{"id":"urn:a","title":"S","title_type":"text/plain"}}])"},
  });
}

TEST(DecodeDocument, LeavesOutWhatHoldsNothing) {
  expect_rows({
      {"a source", item("<title>a</title><source/>"), R"("items":[{"title":"a","title_type":"text/plain"}])"},
      {"a source that is cut off", "<rss><channel><item><title>a</title><source>",
       R"("items":[{"title":"a","title_type":"text/plain"}])"},
      {"a reply", entry("<title>a</title><thr:in-reply-to/>"), R"("items":[{"title":"a","title_type":"text/plain"}])"},
      {"a cloud", channel("<cloud domain=''/><title>T</title>"),
       R"("feed":{"title":"T","title_type":"text/plain"})"},
      {"what stands behind it", item("<source/><thr:in-reply-to/><comments>http://h/</comments>"),
       R"("items":[{"comments":"http://h/"}])"},
      {"a source with a name", item("<source>S</source>"), R"("source":{"title":"S")"},
      {"a source with an address", item("<source url='http://h/'/>"), R"("source":{"href":"http://h/"})"},
  });
}

TEST(DecodeDocument, SaysWhatAnythingElseIs) {
  const std::string service =
      json_of("<service xmlns='http://www.w3.org/2007/app'><workspace/></service>");
  EXPECT_NE(service.find(R"("format":null)"), std::string::npos);
  EXPECT_NE(service.find(R"("wellformed":true)"), std::string::npos);
  EXPECT_NE(service.find("<service>"), std::string::npos);
  std::string long_name = "x";
  for (int i = 0; i < 40; ++i) long_name += "\u00E9";
  EXPECT_TRUE(is_valid_utf8(json_of("<" + long_name + "/>")));
  expect_rows({{"JSON Feed by its number", R"({"version":"1.0","items":[{"content_text":"t"}]})",
                R"("format":"json1")"},
               {"other JSON", R"({"version":"2","items":[]})", R"("format":null)"}});
}

// `members` of the one entry of a JSON Feed.
std::string json_entry(const std::string& members) {
  return R"({"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1",)" + members + "}]}";
}

TEST(DecodeDocument, TakesWhatJsonFeedsSayInOtherShapes) {
  expect_rows({
      {"an author's name", json_entry(R"("author":"Joe")"), R"("authors":[{"name":"Joe"}])"},
      {"with an address", json_entry(R"("author":"Joe <j@h.example>")"),
       R"("authors":[{"name":"Joe","email":"j@h.example"}])"},
      {"names of authors", json_entry(R"("authors":["Joe","Ann",null])"),
       R"("authors":[{"name":"Joe"},{"name":"Ann"}])"},
      {"one author of 1.1", json_entry(R"("authors":{"name":"A"})"), R"("authors":[{"name":"A"}])"},
      {"several authors of 1.0", json_entry(R"("author":[{"name":"J"},{"url":"http://h/"}])"),
       R"("authors":[{"name":"J"},{"uri":"http://h/"}])"},
      {"nobody in 1.1", json_entry(R"("authors":[],"author":{"name":"J"})"), R"("authors":[{"name":"J"}])"},
      {"no name in 1.1", json_entry(R"("authors":[{"name":""}],"author":{"name":"J"})"),
       R"("authors":[{"name":"J"}])"},
      {"the feed's author", R"({"version":"https://jsonfeed.org/version/1","author":"Joe","items":[]})",
       R"("authors":[{"name":"Joe"}])"},
      {"tags in a row", json_entry(R"("tags":"a, b c,")"), R"("categories":[{"term":"a"},{"term":"b c"}])"},
      {"a comma in a tag", json_entry(R"("tags":["a, b"])"), R"("categories":[{"term":"a, b"}])"},
      {"one tag", json_entry(R"("tags":7)"), R"("categories":[{"term":"7"}])"},
      {"one attachment", json_entry(R"("attachments":{"url":"http://h/a","size_in_bytes":1.2e7})"),
       R"("enclosures":[{"url":"http://h/a","length":"12000000"}])"},
      {"a size that is none", json_entry(R"("attachments":[{"url":"http://h/a","size_in_bytes":1.5}])"),
       R"("length":"1.5")"},
      {"a number too large for one",
       R"({"version":"https://jsonfeed.org/version/1.1","items":[{"id":12345678901234567890123}]})",
       R"("id":"12345678901234567890123")"},
  });
}

TEST(DecodeDocument, PassesOverWhatServersPutAroundJson) {
  const std::string feed = json_entry(R"("title":"a }\" b")");
  const Row rows[] = {
      {"a comment", "// from the cache: {\"a\":1}\n" + feed, ""},
      {"comments", "/* a */ // b\r\n/**/" + feed + "\n", ""},
      {"a guard", ")]}',\n" + feed, ""},
      {"an endless loop", "while(1);" + feed, ""},
      {"a call", "callback(" + feed + ")", ""},
      {"a call that is checked", "/**/ typeof cb === 'function' && cb(" + feed + ");", ""},
      {"a variable", "var feed =\n" + feed + ";", ""},
      {"with a comment and an end", " /**/ window.feeds[0].show( " + feed + " ) ;\n// {", ""},
  };
  for (const Row& row : rows) {
    const std::string json = json_of(row.document);
    EXPECT_NE(json.find(R"("format":"json11")"), std::string::npos) << row.what << "\n" << json;
    EXPECT_NE(json.find(R"("wellformed":false,"repairs":{"text before the document":1},"feed")"),
              std::string::npos)
        << row.what << "\n" << json;
    EXPECT_NE(json.find(R"x("items":[{"id":"1","title":"a }\" b")x"), std::string::npos) << row.what << "\n" << json;
  }
  expect_rows({
      {"broken behind it", "cb(" + feed.substr(0, feed.size() - 2), R"("title":"a }\" b")"},
      {"not a feed", "cb({\"a\":1})", R"("format":null)"},
      {"a list", "cb([1])", R"("format":null)"},
      {"a text with brackets", "see {\"a\":1}", "text without any element"},
      {"XML behind a comment", "// a\n" + channel("<title>T</title>"), R"("format":"rss20")"},
  });
}

TEST(DecodeDocument, NamesTheEncodingItRead) {
  const auto utf16 = [](std::string_view ascii, bool big) {
    std::string bytes = big ? "\xFE\xFF" : "\xFF\xFE";
    for (const char c : ascii) {
      if (big) bytes += '\0';
      bytes += c;
      if (!big) bytes += '\0';
    }
    return bytes;
  };
  const std::string feed = "<rss version='2.0'><channel/></rss>";
  expect_rows({
      {"UTF-16", utf16(feed, true), R"("encoding":"utf-16be")"},
      {"UTF-16, the other way", utf16(feed, false), R"("encoding":"utf-16le")"},
      {"gb2312 is a part of gb18030", "<?xml version='1.0' encoding='gb2312'?>" + feed,
       R"("encoding":"gb18030")"},
  });
  expect_rows(
      {{"text/* is ASCII as long as it is", feed, R"("encoding":"us-ascii","wellformed":true)"},
       {"and else what it says", "<rss><channel><title>\u00E9</title></channel></rss>",
        R"("encoding":"utf-8")"}},
      {.content_type = "text/xml"});
}

TEST(DecodeDocument, RecognisesTheScriptOfUndeclaredBytes) {
  struct Bytes {
    const char* label;
    const char* text;
  };
  const Bytes rows[] = {
      // "The weather is fine today, and everyone goes to the park for a walk."
      {"shift_jis",
       "\x8d\xa1\x93\xfa\x82\xcd\x93\x56\x8b\x43\x82\xaa\x97\xc7\x82\xad\x82\xc4\x81\x41\x82\xdd"
       "\x82\xf1"
       "\x82\xc8\x8c\xf6\x89\x80\x82\xd6\x8e\x55\x95\xe0\x82\xc9\x8d\x73\x82\xab\x82\xdc\x82\xb7"
       "\x81\x42"},
      // "The government met yesterday and discussed the new law about the press."
      {"koi8-r",
       "\xf0\xd2\xc1\xd7\xc9\xd4\xc5\xcc\xd8\xd3\xd4\xd7\xcf \xd7\xde\xc5\xd2\xc1 "
       "\xd3\xcf\xc2\xd2\xc1\xcc\xcf"
       "\xd3\xd8 \xc9 \xcf\xc2\xd3\xd5\xc4\xc9\xcc\xcf \xce\xcf\xd7\xd9\xca \xda\xc1\xcb\xcf\xce "
       "\xcf "
       "\xd0\xc5\xde\xc1\xd4\xc9 \xc9 \xce\xc1 \xd0\xd2\xcf\xd4\xc9\xd7"},
      // "Today the weather is very good; the children play in the garden."
      {"tis-620",
       "\xc7\xd1\xb9\xb9\xd5\xe9\xcd\xd2\xa1\xd2\xc8\xb4\xd5\xc1\xd2\xa1 "
       "\xe0\xb4\xe7\xa1\xe6\xe0\xc5\xe8\xb9\xcd\xc2\xd9\xe8\xe3\xb9\xca\xc7\xb9"},
      // "Weather for tomorrow: rain and wind", which has only letters that Thai has too.
      {"koi8-r",
       "\xf0\xcf\xc7\xcf\xc4\xc1 \xce\xc1 \xda\xc1\xd7\xd4\xd2\xc1: \xc4\xcf\xd6\xc4\xd8 "
       "\xc9 \xd7\xc5\xd4\xc5\xd2"},
      // "The president signed a law on amendments": too little for ICU to be sure.
      {"windows-1251",
       "\xcf\xf0\xe5\xe7\xe8\xe4\xe5\xed\xf2 \xef\xee\xe4\xef\xe8\xf1\xe0\xeb \xe7\xe0\xea"
       "\xee\xed \xee \xe2\xed\xe5\xf1\xe5\xed\xe8\xe8 \xe8\xe7\xec\xe5\xed\xe5\xed\xe8\xe9"},
      // "The president of China met a visiting delegation in Beijing today."
      {"gb18030",
       "\xd6\xd0\xb9\xfa\xb9\xfa\xbc\xd2\xd6\xf7\xcf\xaf\xbd\xf1\xcc\xec\xd4\xda\xb1\xb1\xbe"
       "\xa9\xbb\xe1\xbc\xfb\xc1\xcb\xc0\xb4\xb7\xc3\xb5\xc4\xcd\xe2\xb9\xfa\xb4\xfa\xb1\xed"
       "\xcd\xc5"},
      {"windows-1252",
       "L\x92\xe9t\xe9 \xe0 N\xeemes"},
      // One French word is not enough to be anything but Western.
      {"windows-1252", "un caf\xe9 noir"},
  };
  for (const Bytes& row : rows) {
    const std::string json = json_of(item(std::string("<title>") + row.text + "</title>"));
    EXPECT_NE(json.find(std::string("\"encoding\":\"") + row.label + "\",\"wellformed\":false"),
              std::string::npos)
        << row.label << "\n"
        << json;
  }
}

TEST(DecodeDocument, CountsEachHitOfALimitAndKeepsWhatIsWithin) {
  const auto times = [](const std::string& text, int count) {
    std::string all;
    for (int i = 0; i < count; ++i) all += text;
    return all;
  };
  DecodeLimits limits;
  limits.depth_max = 20;
  limits.entries_max = 3;
  limits.text_bytes_max = 10;
  std::string attributes;
  for (int i = 0; i < 300; ++i) attributes += " a" + std::to_string(i) + "='1'";
  const std::string ok = "<item><title>ok</title></item>";
  struct Limited {
    const char* what;
    std::string document;
    const char* holds;
    std::size_t entries;
  };
  const Limited rows[] = {
      {"nothing", channel(ok), R"("wellformed":true,"feed")", 1},
      {"nesting",
       channel(ok + "<item><description>" + times("<b>", 50) + "</description></item>" + ok),
       R"("limits":{"depth":)", 3},
      {"entries", channel(times(ok, 5)), R"("limits":{"entries":1})", 3},
      {"entries of a broken document", channel(times("<item><title>ok</title><b></item>", 5)),
       R"("limits":{"entries":1})", 3},
      {"attributes", channel("<item" + attributes + "><title>ok</title></item>"),
       R"("limits":{"attributes":44})", 1},
      {"a text", item("<title>123456789\u00E9</title>"), "\"limits\":{\"texts\":1}", 1},
      {"a text in CDATA", item("<title><![CDATA[123456789\u00E9]]></title>"),
       R"("title":"123456789")", 1},
      {"fields", item("<title>ok</title>" + times("<link>http://h/</link>", 300)),
       R"("limits":{"fields":44})", 1},
  };
  for (const Limited& row : rows) {
    const Document document = decode_document(row.document, {}, limits);
    EXPECT_EQ(document.entries.size(), row.entries) << row.what;
    const std::string json = document_to_json(document, "");
    EXPECT_NE(json.find(row.holds), std::string::npos) << row.what << "\n" << json.substr(0, 400);
  }
}

TEST(DecodeDocument, SavesEveryEntryOfABrokenDocumentAndSaysWhatItRepaired) {
  const std::string two = "<item><title>One &amp; 1</title></item><item><title>Two</title></item>";
  const auto all = [](const std::string& items) {
    return "<rss version='2.0'><channel>" + items + "</channel></rss>";
  };
  const Row rows[] = {
      {"nothing", all(two), R"("wellformed":true,"feed")"},
      {"ampersands",
       all("<item><title>One & "
           "1</title></item><item><title>Two</title><link>/?a=1&b=2</link></item>"),
       R"("repairs":{"bare ampersands":2})"},
      {"entities", all("<item><title>One & 1</title></item><item><title>Two&nbsp;</title></item>"),
       R"("undeclared entities":1})"},
      {"control characters",
       all("<item><title>One \x08&amp;&#8; 1</title></item><item><title>Two</title></item>"),
       R"("characters that XML does not allow":2})"},
      {"text before", "Warning: mysql_connect()\n<?xml version='1.0'?>" + all(two),
       R"("text before the document":1)"},
      {"white space before", "\n\n<?xml version='1.0'?>" + all(two),
       R"("text before the document":1)"},
      {"junk behind", all(two) + "<script>1</script>",
       R"("a structure that is not well-formed":1)"},
      {"unclosed tags",
       all("<item><b><title>One &amp; 1</title></item><item><i><title>Two</title></item>"),
       R"("a structure that is not well-formed":1)"},
      {"stray end tags",
       all("</p><item><title>One &amp; 1</title></div></item></p><item><title>Two</title></item>"),
       R"("a structure that is not well-formed":1)"},
      {"entries in a body that is never closed",
       all("<item><title>One &amp; 1</title><body><item><title>Two</title></item>"),
       R"("entries cut out at their tags":2)"},
      {"nested CDATA",
       all("<item><title>One &amp; 1</title><description><![CDATA[a <![CDATA[b]]> "
           "c]]></description>"
           "</item><item><title>Two</title></item>"),
       R"("wellformed":false)"},
      {"no end", "<rss version='2.0'><channel>" + two,
       R"("a structure that is not well-formed":1)"},
      {"an open CDATA section",
       all("<item><title>One &amp; 1</title></item><item><title><![CDATA[Two"),
       R"("a CDATA section without an end":1)"},
      {"invalid bytes",
       all("<item><title>One &amp; 1</title></item><item><title>Two \xff\xfe</title></item>"),
       R"("repairs":{"bytes that are invalid)"},
  };
  for (const Row& row : rows) {
    const std::string json = json_of(row.document);
    EXPECT_NE(json.find(row.holds), std::string::npos) << row.what << "\n" << json;
    EXPECT_NE(json.find("One & 1"), std::string::npos) << row.what << "\n" << json;
    EXPECT_NE(json.find("\"title\":\"Two"), std::string::npos) << row.what << "\n" << json;
  }
}

TEST(DecodeDocument, FindsTheDocumentBehindWhatStandsBeforeIt) {
  const std::string feed = channel("<title>T</title>" + std::string("<item><title>One</title></item>"));
  const Row rows[] = {
      {"a message of a script", "<br />\n<b>Warning</b>: x() in <b>/a.php</b><br />\n" + feed, ""},
      {"a script", "<script src=\"x\"></script><?xml version='1.0'?>" + feed, ""},
      {"a comment in a DOCTYPE", "<!DOCTYPE rss [<!-- don't ]> --><!ENTITY a \"]>\">]>" + feed, ""},
      {"a DOCTYPE with a quote too few", "<!DOCTYPE rss PUBLIC \"-//x>\n" + feed, ""},
      {"a DOCTYPE without an end", "<?xml version='1.0'?><!DOCTYPE rss\n" + feed, ""},
      {"a message behind the declaration", "<?xml version='1.0'?>\n<b>Warning</b>: x()\n" + feed, ""},
      {"a declaration without an end", "<?xml version='1.0' encoding='utf-8'>\n" + feed, ""},
      {"an end that is apart", "<?xml version='1.0'? >\n" + feed, ""},
      {"another instruction without an end", "<?xml version='1.0'?><?xml-stylesheet href='a'>" + feed, ""},
      {"an instruction that holds tags", "<?xml version='1.0'?><?php if ($a > 1) echo '<b>'; ?>" + feed, ""},
  };
  for (const Row& row : rows) {
    const std::string json = json_of(row.document);
    EXPECT_NE(json.find(R"("format":"rss20")"), std::string::npos) << row.what << "\n" << json;
    EXPECT_NE(json.find(R"("items":[{"title":"One")"), std::string::npos) << row.what << "\n" << json;
  }
  // A page that shows a feed is none.
  expect_rows({{"a page", "<html><pre>" + feed + "</pre></html>", R"("format":null)"},
               {"a message only", "<b>Warning</b>: no <feedback> <rss", R"("format":null)"}});
}

TEST(DecodeDocument, SaysWhenTheDeclarationIsNotWrittenAsXmlHasIt) {
  const std::pair<const char*, bool> rows[] = {
      {"<?xml version='1.0'?>", true},
      {"<?xml version = \"1.0\"\n encoding='utf-8' standalone=\"yes\" ?>", true},
      {"<?xml-stylesheet href='a'?>", true},
      {"<?xml version=1.0?>", false},
      {"<?XML version='1.0'?>", false},
      {"<?xml?>", false},
      {"<?xml encoding='utf-8'?>", false},
      {"<?xml version='1.0'encoding='utf-8'?>", false},
      {"<?xml version='1.0' encoding='utf-8' encoding='utf-8'?>", false},
  };
  for (const auto& [declaration, wellformed] : rows) {
    const Document read = decode_document(declaration + item("<title>One</title>"), {});
    EXPECT_EQ(read.wellformed, wellformed) << declaration;
    EXPECT_EQ(read.repairs.declaration, !wellformed) << declaration;
    EXPECT_EQ(read.entries.size(), 1u) << declaration;
  }
  const std::string feed = item("<title>One</title>");
  EXPECT_TRUE(decode_document("<?xml version='1.0'?><!DOCTYPE rss>" + feed, {}).wellformed);
  EXPECT_FALSE(decode_document("<!doctype rss>" + feed, {}).wellformed);
  EXPECT_FALSE(decode_document("<!DOCTYPE rss><!DOCTYPE rss>" + feed, {}).wellformed);
  EXPECT_FALSE(decode_document(item("<!DOCTYPE rss><title>One</title>"), {}).wellformed);
}

TEST(DecodeDocument, ReadsAnEntryWhoseTagsDoNotMatch) {
  const std::string behind = "<link>http://h.example/1</link><guid isPermaLink=\"false\">1</guid>";
  const Row rows[] = {
      {"a stray end tag", item("<title>One</title></p>" + behind), ""},
      {"a text without an end", item("<title>One" + behind), ""},
      {"a misspelt end", item("<title>One</titel>" + behind), ""},
      {"values without quotes", item("<title type=text>One</title>" + behind), ""},
      {"values that touch",
       item("<title>One</title><enclosure url=\"/e\"type=\"a/b\"/>" + behind), ""},
      {"end of the root in the middle", item("<title>One</title></rss>" + behind), ""},
  };
  for (const Row& row : rows) {
    const Document read = decode_document(row.document, {});
    ASSERT_EQ(read.entries.size(), 1u) << row.what;
    EXPECT_EQ(read.entries[0].title.value, "One") << row.what;
    EXPECT_EQ(read.entries[0].link, "http://h.example/1") << row.what;
    EXPECT_EQ(read.entries[0].id, "1") << row.what;
    EXPECT_FALSE(read.wellformed) << row.what;
  }
  expect_rows({
      {"brackets that begin no tag", item("<author>Me <me@h.example></author>"),
       R"("authors":[{"name":"Me","email":"me@h.example"}])"},
      {"HTML as it is", item("<description>a<br>b<img src=x>c<p>d</description><title>T</title>"),
       R"("title":"T")"},
      {"behind the root", channel("<title>T</title>") + "<item><title>One</title></item>",
       R"("items":[{"title":"One")"},
  });
}

TEST(DecodeDocument, LosesNothingBeforeTheEndOfASectionThatIsNone) {
  expect_rows({
      {"as it is written", item("<title>much text ]]> and more</title>"),
       R"("title":"much text ]]> and more")"},
      {"of a section inside of another",
       item("<description><![CDATA[a <![CDATA[b]]> c]]></description>"), R"("summary":"a b c")"},
      {"in a value", item("<title>T</title><enclosure url=\"http://h.example/]]>\"/>"),
       R"("url":"http://h.example/]]>")"},
  });
}

TEST(DecodeDocument, EndsASectionWhereItsElementEndsWhenItHoldsEntries) {
  const std::string next = "<item><title>Two</title><description><![CDATA[d]]></description></item>";
  const auto first = [](const std::string& description) {
    return "<item><title>One</title><description>" + description + "</description></item>\n";
  };
  const Row rows[] = {
      {"the end of another one", channel(first("<![CDATA[<p>a & b</p>") + next), ""},
      {"no end", channel(first("<![CDATA[<p>a & b</p>") + "<item><title>Two</title></item>"), ""},
      {"an element of its name in it", channel(first("<![CDATA[<p>a & b</p><description>x</description>") + next), ""},
  };
  for (const Row& row : rows) {
    const Document read = decode_document(row.document, {});
    ASSERT_EQ(read.entries.size(), 2u) << row.what;
    EXPECT_TRUE(read.entries[0].summary.value.starts_with("<p>a & b</p>")) << row.what;
    EXPECT_EQ(read.entries[1].title.value, "Two") << row.what;
    EXPECT_FALSE(read.wellformed) << row.what;
  }
  // The end of a section, misspelt: what is left of it goes.
  for (const char* end : {"]>", "]] >", "]]"}) {
    const Document read = decode_document(channel(first("<![CDATA[a [b" + std::string(end)) + next), {});
    ASSERT_EQ(read.entries.size(), 2u) << end;
    EXPECT_EQ(read.entries[0].summary.value, "a [b") << end;
  }
  // A section may show what a feed looks like.
  const Document whole = decode_document(
      channel(first("<![CDATA[a</description> <![CDATA[ <item/> ]]>") + next), {});
  ASSERT_EQ(whole.entries.size(), 2u);
  EXPECT_TRUE(whole.wellformed);
}

TEST(DecodeDocument, KnowsTheBeginningOfASectionHoweverItIsMisspelt) {
  for (const char* begin : {"<![CDATA[", "<![cdata[", "<[CDATA[", "<! [CDATA[", "<![ CDATA ["}) {
    const Document read =
        decode_document(item("<description>" + std::string(begin) + "<b>x</b> & y]]></description>"), {});
    ASSERT_EQ(read.entries.size(), 1u) << begin;
    EXPECT_EQ(read.entries[0].summary.value, "<b>x</b> & y") << begin;
    EXPECT_EQ(read.wellformed, std::string_view(begin) == "<![CDATA[") << begin;
  }
}

TEST(DecodeDocument, LosesNoReferenceBehindAnError) {
  const Document read = decode_document(
      "<rss><channel><item><title>a</channel></title></item><item><title>AT&amp;T &lt; &#62; "
      "&quot;</title>"
      "<description>&lt;p&gt;x</description></item></channel></rss>",
      {});
  ASSERT_EQ(read.entries.size(), 2u);
  EXPECT_FALSE(read.wellformed);
  EXPECT_EQ(read.entries[1].title.value, "AT&T < > \"");
  EXPECT_EQ(read.entries[1].summary.value, "<p>x");
}

TEST(DecodeDocument, KeepsEachWholeEntryWhereverTheDocumentIsCutOff) {
  std::string document = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title>";
  std::vector<std::size_t> ends;
  for (int i = 0; i < 5; ++i) {
    document += "<item><title>n" + std::to_string(i) +
                " &amp; \u00E9</title><description><![CDATA[<p>x</p>]]></description>"
                "<guid isPermaLink=\"false\">" +
                std::to_string(i) + "</guid></item>\n";
    ends.push_back(document.size() - 1);
  }
  document += "</channel></rss>";
  for (std::size_t size = 0; size <= document.size(); ++size) {
    const Document read = decode_document(std::string_view(document).substr(0, size), {});
    const auto whole = static_cast<std::size_t>(
        std::count_if(ends.begin(), ends.end(), [&](std::size_t end) { return end <= size; }));
    ASSERT_GE(read.entries.size(), whole) << size;
    for (std::size_t i = 0; i < whole; ++i)
      EXPECT_EQ(read.entries[i].id, std::to_string(i)) << size;
  }
}

TEST(DecodeDocument, TakesNoHalfOfAnAddressAnIdOrADateForTheWhole) {
  const std::string document =
      "<rss version='2.0'><channel><title>T</title><link>http://h.example/feed</link><item><title>One</title>"
      "<link>http://h.example/1234</link><guid isPermaLink='false'>id-1234</guid><author>jo@h.example (Jo)</author>"
      "<pubDate>Mon, 30 May 2016 10:00:00 GMT</pubDate><category>Sport</category>"
      "<comments>http://h.example/c/1234</comments><media:player xmlns:media='http://search.yahoo.com/mrss/' "
      "url='http://h.example/p'>x</media:player></item></channel></rss>";
  const auto is_one_of = [](const std::string& value, std::string_view whole) {
    return value.empty() || value == whole;
  };
  for (std::size_t size = 0; size <= document.size(); ++size) {
    const Document read = decode_document(std::string_view(document).substr(0, size), {});
    EXPECT_PRED2(is_one_of, read.feed.link, "http://h.example/feed") << size;
    for (const FeedEntry& entry : read.entries) {
      EXPECT_PRED2(is_one_of, entry.link, "http://h.example/1234") << size;
      EXPECT_PRED2(is_one_of, entry.id, "id-1234") << size;
      EXPECT_PRED2(is_one_of, entry.published, "Mon, 30 May 2016 10:00:00 GMT") << size;
      EXPECT_PRED2(is_one_of, entry.comments, "http://h.example/c/1234") << size;
      for (const Person& author : entry.authors) EXPECT_EQ(author.email, "jo@h.example") << size;
      for (const Category& category : entry.categories) EXPECT_EQ(category.term, "Sport") << size;
      EXPECT_TRUE(std::string_view("One").starts_with(entry.title.value)) << size;
    }
  }
  // An end tag that is missing elsewhere cuts nothing off.
  const Document read = decode_document(item("<link>http://h.example/1</item></channel></rss>"), {});
  ASSERT_EQ(read.entries.size(), 1u);
  EXPECT_EQ(read.entries[0].link, "http://h.example/1");
}

TEST(DecodeDocument, ReadsATextThatIsLargerThanTheParserTakes) {
  std::string text;
  while (text.size() < (11u << 20)) text += "w\u00F6rter <b>und</b> & Zeichen ";
  DecodeLimits limits;
  limits.text_bytes_max = 32u << 20;
  const Document document =
      decode_document(item("<title>a</title><description><![CDATA[" + text + "]]></description>"), {}, limits);
  ASSERT_EQ(document.entries.size(), 1u);
  EXPECT_EQ(document.entries[0].summary.value.size() + 1, text.size());
  EXPECT_TRUE(document.wellformed);
}

TEST(DecodeJobs, SaysOfADirectoryThatItCannotBeRead) {
  std::istringstream jobs("{\"path\":\"/\"}\n");
  std::ostringstream out;
  EXPECT_EQ(decode_jobs(jobs, out), 0);
  EXPECT_NE(out.str().find("the file cannot be read"), std::string::npos) << out.str();
}

}  // namespace
}  // namespace syndicated
