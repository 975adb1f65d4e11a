#include "daemon/sample_documents.h"

namespace syndicated {
namespace {

// The report that three outlets carry; the middle paragraph is what gets corrected.
const char* const kFirst =
    "MARIGOLD BAY, April 7 (PTI) - The harbour authority of Marigold Bay said on Monday that all twelve ferries "
    "would be electric by the end of next year, two years ahead of its plan.";
const char* const kSecond =
    "\"The batteries have become cheaper faster than we hoped,\" said Lena Ortiz, who heads the authority. "
    "The first four boats carried 310,000 passengers since January.";
const char* const kSecondCorrected =
    "\"The batteries have become cheaper faster than we hoped,\" said Lena Ortiz, who heads the authority. "
    "The first four boats carried 130,000 passengers since January.";
const char* const kThird =
    "The programme costs 86 million dollars, a third of it paid by the regional government.";

std::string paragraphs(const char* second) {
  return std::string("<p>") + kFirst + "</p><p>" + second + "</p><p>" + kThird + "</p>";
}

std::string rss(const char* second, bool corrected) {
  const std::string title =
      std::string(corrected ? "CORRECTED-" : "") + "Marigold Bay ferries to be electric two years early";
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
         "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>\n"
         "<title>The Bay Herald</title><link>https://herald.example/</link>"
         "<description>News of the bay</description><language>en</language>\n"
         "<item><guid isPermaLink=\"false\">herald-1001</guid><title>" + title + "</title>"
         "<link>https://herald.example/ferries?utm_source=rss</link>"
         "<pubDate>Mon, 07 Apr 2025 09:15:00 +0530</pubDate><category>Transport</category>"
         "<content:encoded><![CDATA[" + paragraphs(second) + "]]></content:encoded></item>\n"
         "<item><guid isPermaLink=\"false\">herald-1002</guid><title>Town library opens on Sundays</title>"
         "<link>https://herald.example/library</link><pubDate>Mon, 07 Apr 2025 08:00:00 +0530</pubDate>"
         "<description>The town library will open its doors on Sundays from May on, after a trial in which "
         "more families came than on any other day of the week.</description></item>\n"
         "</channel></rss>\n";
}

std::string atom() {
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
         "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\"><title>Coast Daily</title>"
         "<id>tag:coast.example,2025:feed</id><updated>2025-04-07T04:10:00Z</updated>\n"
         "<entry><id>tag:coast.example,2025:77</id><title>Electric ferries by next year, says authority</title>"
         "<link href=\"https://coast.example/77\"/><updated>2025-04-07T04:10:00Z</updated>"
         "<content type=\"html\"><![CDATA[" + paragraphs(kSecond) + "]]></content></entry>\n"
         "<entry><id>tag:coast.example,2025:78</id><title>Lighthouse keeper retires after 40 years</title>"
         "<link href=\"https://coast.example/78\"/><updated>2025-04-07T03:00:00Z</updated>"
         "<summary>Tomas Reed switched the lamp of the northern lighthouse by hand for four decades. On Friday "
         "he handed the key to a computer and to his daughter, who maintains it.</summary></entry>\n"
         "</feed>\n";
}

std::string json_feed() {
  return "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Harbour Wire\",\"language\":\"en\","
         "\"items\":[{\"id\":\"hw-5\",\"url\":\"https://wire.example/5\","
         "\"title\":\"Storm warning for the outer islands\",\"date_published\":\"2025-04-07T05:00:00Z\","
         "\"content_text\":\"The weather service expects gusts of up to 110 kilometres per hour on the outer "
         "islands tonight and asks skippers to stay in port until Wednesday morning.\",\"tags\":[\"Weather\"]}]}\n";
}

std::string page() {
  return "Home / Coast and Sea / News / Twelve ferries go electric\n\n"
         "Twelve ferries go electric\n\n"
         "The harbour authority is two years ahead of its own plan\n\n"
         "Press Trust of India Marigold Bay\n"
         "1 min read Last Updated : Apr 07 2025 | 10:43 AM IST\n\n" +
         std::string(kFirst + std::string("MARIGOLD BAY, April 7 (PTI) - ").size()) + "\n\n" + kSecond + "\n\n"
         "Also Read\n\nFishing quota to rise by a tenth next season\n\nBridge to the mainland closes for a week\n\n" +
         kThird + "\n\n"
         "(Only the headline and picture of this report may have been reworked by the Island Standard staff; the "
         "rest of the content is auto-generated from a syndicated feed.)\n\n"
         "Topics :Marigold Bay Ferries\n\nFirst Published: Apr 07 2025 | 10:43 AM IST\n";
}

Time at(int hour, int minute) { return from_civil(2025, 4, 7, hour, minute, 0); }

}  // namespace

std::vector<SampleFeed> sample_feeds() {
  return {
      {"bay-herald", "/herald.rss", "The Bay Herald", "en", "IN",
       {"application/rss+xml; charset=utf-8", rss(kSecond, false), at(4, 0)}},
      {"coast-daily", "/coast.atom", "Coast Daily", "en", "IN", {"application/atom+xml", atom(), at(4, 10)}},
      {"harbour-wire", "/wire.json", "Harbour Wire", "en", "IN", {"application/feed+json", json_feed(), at(5, 0)}},
      {"island-standard", "/page.txt", "Island Standard", "en", "IN",
       {"text/plain; charset=utf-8", page(), at(5, 13)}},
  };
}

SampleServer::Document corrected_sample() {
  return {"application/rss+xml; charset=utf-8", rss(kSecondCorrected, true), at(6, 0)};
}

}  // namespace syndicated
