// Pages and feed entries in the manner of the outlets, all invented, through read_article and
// annotate.
#include "pipeline/wire/article_reader.h"

#include <gtest/gtest.h>

#include "pipeline/wire/annotate.h"
#include "pipeline/wire/page_times.h"

namespace syndicated {
namespace {

using Texts = std::vector<std::string>;

Item page(std::string text) {
  Item item;
  item.is_page = true;
  item.content.value = std::move(text);
  return item;
}

Texts codes(const Annotations& annotations) {
  Texts out;
  for (const Agency& agency : annotations.agencies) out.push_back(agency.code);
  return out;
}

std::string shown(std::optional<Time> time) { return time ? format_rfc3339(*time) : std::string(); }

constexpr const char* kSyndicatedPage =
    " date 2025-03-04 Home / Ports Shipping / News / Salt traders ask for a second jetty at "
    "Kandla: Pak envoy\n"
    "\n"
    "Salt traders ask for a second jetty at Kandla: Pak envoy\n"
    "\n"
    "The request was made at a meeting with the harbour master, the traders' guild said in a note\n"
    "\n"
    "Omar Siddiq\n"
    "Omar Siddiq has led the guild since the spring of last year. | Image: Shutterpic\n"
    "Press Trust of India Karachi\n"
    "1 min read Last Updated : Mar 04 2025 | 9:12 PM IST\n"
    "Connect with us\n"
    "Facebook IconLinkedIN Icon\n"
    "\n"
    "Salt traders on Tuesday asked for a second jetty at the old harbour, calling the present one "
    "\"a plank with ambitions\".\n"
    "\n"
    "The request was made at a meeting with the harbour master, the traders' guild said in a "
    "note.\n"
    "\n"
    "Also Read\n"
    "\n"
    "Who pays for dredging when the river moves?\n"
    "\n"
    "Lighthouse keeper's cat wins harbour race\n"
    "\n"
    "Siddiq said barges wait nine days for a berth. The harbour master agreed to look at the "
    "cost.\n"
    "\n"
    "(Only the headline and picture of this report may have been reworked by the Example Standard "
    "staff; the rest of the content is "
    "auto-generated from a syndicated feed.)\n"
    "\n"
    "Connect with us on WhatsApp\n"
    "\n"
    "More From This Section\n"
    "\n"
    "Ferry to the islands gets a night service\n"
    "\n"
    "Topics :Pakistan Sri LankaSalt\n"
    "\n"
    "First Published: Mar 04 2025 | 8:55 PM IST\n"
    "\n"
    "Explore News\n"
    "\n"
    "Next Story";

TEST(WireReader, TakesASyndicatedPageApart) {
  SourceInfo source;
  source.country = "IN";
  Item item = page(kSyndicatedPage);
  Article article = read_article(item, source);
  EXPECT_EQ(article.headline, "Salt traders ask for a second jetty at Kandla: Pak envoy");
  EXPECT_EQ(article.standfirst,
            "The request was made at a meeting with the harbour master, the traders' guild said in "
            "a note");
  EXPECT_EQ(article.paragraphs,
            (Texts{"Salt traders on Tuesday asked for a second jetty at the old harbour, calling "
                   "the present one \"a plank with ambitions\".",
                   "The request was made at a meeting with the harbour master, the traders' guild "
                   "said in a note.",
                   "Siddiq said barges wait nine days for a berth. The harbour master agreed to "
                   "look at the cost."}));
  EXPECT_EQ(article.sections, (Texts{"Ports Shipping", "News"}));
  EXPECT_EQ(article.related, (Texts{"Who pays for dredging when the river moves?",
                                    "Lighthouse keeper's cat wins harbour race",
                                    "Ferry to the islands gets a night service"}));
  EXPECT_EQ(article.caption, "Omar Siddiq has led the guild since the spring of last year.");
  EXPECT_EQ(article.credit, "Shutterpic");
  EXPECT_EQ(article.dateline, "Press Trust of India Karachi");
  EXPECT_FALSE(article.dateline_in_body);
  EXPECT_EQ(article.topics, "Pakistan Sri LankaSalt");
  EXPECT_EQ(article.outlet_reading_minutes, 1);
  EXPECT_EQ(article.published_raw, "Mar 04 2025 | 8:55 PM IST");
  PageTimes times = page_times(article, source);
  EXPECT_EQ(shown(times.published), "2025-03-04T15:25:00Z");
  EXPECT_EQ(shown(times.updated), "2025-03-04T15:42:00Z");

  Annotations annotations = annotate(item, article, source);
  EXPECT_EQ(codes(annotations), Texts{"PTI"});
  EXPECT_GE(annotations.agencies[0].confidence_percent, 90);
  EXPECT_EQ(annotations.dateline.place, "Karachi");
  EXPECT_EQ(annotations.dateline.iso3166_1, "PK");
  EXPECT_EQ(annotations.dateline.iso3166_1_alpha3, "PAK");
  EXPECT_EQ(annotations.dateline.country, "Pakistan");
  EXPECT_TRUE(annotations.syndication.is_syndicated);
  EXPECT_EQ(annotations.syndication.outlet, "Example Standard");
  EXPECT_EQ(annotations.syndication.may_have_edited, (Texts{"headline", "picture"}));
  EXPECT_EQ(annotations.topics, (Texts{"Pakistan", "Sri Lanka", "Salt"}));
  EXPECT_EQ(annotations.language, "en");
  EXPECT_TRUE(annotations.byline.empty()) << "the picture's subject is no author";
  EXPECT_EQ(annotations.words, 57u);
  EXPECT_EQ(annotations.reading_minutes, 1u);
  EXPECT_TRUE(annotations.problems.empty());
}

TEST(WireReader, ResumesTheBodyBehindBlocksAndPromos) {
  SourceInfo source;
  Item item = page(
      "EXTV\n"
      "Pune News\n"
      "Pune Baker Finds a Gold Coin in a Sack of Flour From the Mill\n"
      "The coin was minted in 1862 and has a small hole, the police said.\n"
      "Read Time: 2 mins\n"
      "Share\n"
      "Twitter WhatsApp Facebook Reddit Email\n"
      "The sack weighed 50 kilograms and came by rail. (Representational)\n"
      "Edited by: News Desk (with inputs from PTI)\n"
      "Aug 22, 2024 14:11 pm IST / Updated: Aug 22, 2024 15:35 pm IST\n"
      "Advertisement\n"
      "Pune:\n"
      "A baker in Pune has found a gold coin in a sack of flour that he had bought from a mill in "
      "Nashik, the police said on Thursday.\n"
      "Also Read | Why Old Coins Turn Up in Grain Stores\n"
      "\"I thought it was a button,\" the baker said.\n"
      "Story continues below Advertisement\n"
      "What the law says\n"
      "Finds of this kind belong to the state, but the finder is paid a share of the value after "
      "an expert has looked at them.\n"
      "(Except for the headline, this story has not been edited by EXTV staff and is published "
      "from a syndicated feed.)\n"
      "Featured Video Of The Day\n"
      "Watch: Rain Floods Underpass\n"
      "Topics mentioned in this article\n"
      "Pune\n"
      "Gold Coin\n"
      "EXTV is now on the moon and has more news than anyone");
  Article article = read_article(item, source);
  EXPECT_EQ(article.headline, "Pune Baker Finds a Gold Coin in a Sack of Flour From the Mill");
  EXPECT_EQ(article.standfirst,
            "The coin was minted in 1862 and has a small hole, the police said.");
  EXPECT_EQ(article.sections, Texts{"Pune News"});
  ASSERT_EQ(article.paragraphs.size(), 4u);
  EXPECT_EQ(article.paragraphs[1], "\"I thought it was a button,\" the baker said.");
  EXPECT_EQ(article.paragraphs[2], "What the law says");
  EXPECT_EQ(article.related, Texts{"Why Old Coins Turn Up in Grain Stores"});
  Annotations annotations = annotate(item, article, source);
  EXPECT_EQ(codes(annotations), Texts{"PTI"});
  EXPECT_EQ(annotations.agencies[0].evidence[0].kind, "inputs_from");
  EXPECT_EQ(annotations.dateline.place, "Pune");
  EXPECT_TRUE(annotations.dateline.in_body);
  EXPECT_EQ(annotations.topics, (Texts{"Pune", "Gold Coin"}));
  EXPECT_EQ(annotations.outlet, "EXTV");
}

TEST(WireReader, ReadsAHindiPage) {
  SourceInfo source;
  Item item = page(
      "होम देश\n"
      "पटना के 40 पार्कों में रात को भी खुलेंगे पुस्तकालय\n"
      "भाषा\n"
      "6 अक्टूबर, 2024 04:50 pm IST\n"
      "फेसबुक\n"
      "पटना, 6 अक्टूबर (भाषा) पटना के 40 पार्कों में बने पुस्तकालय अब रात दस बजे तक खुले रहेंगे। नगर निगम ने रविवार "
      "को यह जानकारी दी।\n"
      "यह भी पढ़ें\n"
      "गंगा किनारे बनेगा नया घाट\n"
      "निगम के अनुसार हर पुस्तकालय में एक प्रहरी रहेगा।\n"
      "भाषा गोला संतोष\n"
      "संतोष\n"
      "यह खबर ‘भाषा’ न्यूज़ एजेंसी से ‘ऑटो-फीड’ द्वारा ली गई है। इसके कंटेंट के लिए उदाहरण जिम्मेदार नहीं है।\n"
      "Tags: पटना पुस्तकालय");
  Article article = read_article(item, source);
  EXPECT_EQ(article.sections, Texts{"देश"});
  EXPECT_EQ(article.paragraphs.size(), 2u);
  EXPECT_EQ(article.related, Texts{"गंगा किनारे बनेगा नया घाट"});
  Annotations annotations = annotate(item, article, source);
  EXPECT_EQ(annotations.language, "hi");
  EXPECT_EQ(annotations.language_source, "script");
  EXPECT_EQ(codes(annotations), Texts{"PTI"});
  EXPECT_EQ(annotations.dateline.place, "Patna");
  EXPECT_EQ(annotations.dateline.date, "2024-10-06");
  EXPECT_EQ(annotations.syndication.outlet, "उदाहरण");
  EXPECT_EQ(annotations.topics, (Texts{"पटना", "पुस्तकालय"}));
}

TEST(WireReader, KeepsNotesAndSignalsOfAnUpdate) {
  SourceInfo source;
  Item item = page(
      "Markets\n"
      "Commodities\n"
      "UPDATE 2-Tin falls 3% as smelters come back from holiday\n"
      "By Carla Whit\n"
      "October 5, 2023 2:02 PM UTC · Updated October 5, 2023 7:47 PM UTC\n"
      "A smelter in the hills near Oruro. REUTERS/Pat Del/File Photo\n"
      "Purchase Licensing Rights, opens new tab\n"
      "(Adds settlement prices, analyst comment)\n"
      "LA PAZ, Oct 5 (Reuters) - Tin prices fell about 3% on Thursday after two smelters said they "
      "would come back from holiday early.\n"
      "Stocks rose by 650 tonnes last week, the exchange said.\n"
      "($1 = 6.9100 bolivianos)\n"
      "Reporting by Carla Whit in La Paz; Additional reporting by Devi Anand; Editing by Lionel "
      "Mar\n"
      "Our Standards: The Thomson Reuters Trust Principles., opens new tab\n"
      "Suggested Topics:\n"
      "Commodities\n"
      "Read Next\n"
      "Copper waits for a strike vote");
  Article article = read_article(item, source);
  EXPECT_EQ(article.headline, "Tin falls 3% as smelters come back from holiday");
  EXPECT_EQ(article.headline_marks, Texts{"UPDATE 2-"});
  EXPECT_EQ(article.notes, Texts{"Adds settlement prices, analyst comment"});
  EXPECT_EQ(article.paragraphs.back(), "($1 = 6.9100 bolivianos)");
  EXPECT_EQ(article.paragraphs.size(), 3u);
  EXPECT_EQ(article.sections, (Texts{"Markets", "Commodities"}));
  EXPECT_EQ(article.related, Texts{"Copper waits for a strike vote"});
  Annotations annotations = annotate(item, article, source);
  EXPECT_EQ(annotations.signals, (Texts{"update", "adds"}));
  EXPECT_EQ(annotations.byline, (Texts{"Carla Whit", "Devi Anand"}));
  EXPECT_EQ(codes(annotations), Texts{"Reuters"});
  EXPECT_EQ(annotations.dateline.date, "2023-10-05");
}

TEST(WireReader, PublishesNoTextOfAKilledStory) {
  SourceInfo source;
  Item item = page(
      "MDS17\n"
      "MANDATORY KILL: Tea garden near Jorhat to close, 90 jobs at risk\n"
      "PTI | Published: Nov 08, 2024 14:30 IST\n"
      "Eds: The story slugged MDS9 'Tea garden near Jorhat to close' is withdrawn. The owner has "
      "denied it.\n"
      "The tea garden near Jorhat will close at the end of the month and 90 people will lose their "
      "jobs, an official said.\n");
  Article article = read_article(item, source);
  EXPECT_TRUE(article.killed);
  EXPECT_TRUE(article.paragraphs.empty());
  EXPECT_EQ(article.headline, "Tea garden near Jorhat to close, 90 jobs at risk");
  Annotations annotations = annotate(item, article, source);
  EXPECT_EQ(annotations.signals, (Texts{"kill", "eds-note"}));
  EXPECT_EQ(codes(annotations), Texts{"PTI"});
  EXPECT_EQ(annotations.words, 0u);
  EXPECT_EQ(annotations.reading_minutes, 0u);
}

TEST(WireReader, SummaryIsTheStandfirstOnlyBesideAFullText) {
  SourceInfo source;
  Item item;
  item.title.value = "Frogs return to a pond in Leeds - Example World";
  item.summary = {"<p>Forty of them came in one night</p>", true};
  item.content = {
      "<p>LEEDS, England (AP) — Frogs have returned to a pond in Leeds after nine "
      "years.</p><p>ALSO READ</p><p><a href='#'>A heron moves "
      "to town</a></p><p>\"They sing badly,\" a neighbour said. (AP)</p>",
      true};
  Article article = read_article(item, source);
  EXPECT_EQ(article.headline, "Frogs return to a pond in Leeds");
  EXPECT_EQ(article.standfirst, "Forty of them came in one night");
  EXPECT_EQ(article.paragraphs, (Texts{"Frogs have returned to a pond in Leeds after nine years.",
                                       "\"They sing badly,\" a neighbour said."}));
  EXPECT_EQ(article.related, Texts{"A heron moves to town"});
  item.content = {};
  article = read_article(item, source);
  EXPECT_EQ(article.standfirst, "");
  EXPECT_EQ(article.paragraphs, Texts{"Forty of them came in one night"});
  item.content = {"<p>Frogs have returned to a pond in Leeds after nine years.</p>", true};
  item.summary = {"Forty of them came in one...", false};
  EXPECT_EQ(read_article(item, source).standfirst, "") << "a summary that is cut off";
}

TEST(WireReader, FeedFieldsNameAgencyAuthorAndTags) {
  SourceInfo source;
  Item item;
  item.title.value = "A row of pumpkins";
  item.content = {
      "<p>The pumpkins were counted by hand in the rain, and there were more than last year.</p>",
      true};
  item.language = "en-GB";
  item.authors = {{"Gretchen Moy", "", ""}, {"ANI", "", ""}, {"Web Desk", "", ""}};
  item.categories = {{"Gardening", "", ""}, {"x1", "", "Pumpkins"}, {"Gardening", "", ""}};
  item.link = "https://www.gazette.example/p/1";
  Article article = read_article(item, source);
  Annotations annotations = annotate(item, article, source);
  EXPECT_EQ(annotations.byline, Texts{"Gretchen Moy"});
  EXPECT_EQ(codes(annotations), Texts{"ANI"});
  EXPECT_EQ(annotations.topics, (Texts{"Gardening", "Pumpkins"}));
  EXPECT_EQ(annotations.language, "en");
  EXPECT_EQ(annotations.language_source, "declared");
  EXPECT_EQ(annotations.outlet_domain, "gazette.example");
}

TEST(WireReader, LanguageIsToldFromTheTextWhenNobodyDeclaresIt) {
  SourceInfo source;
  Item item = page(
      "Un molino de Soria vuelve a girar después de cien años\n"
      "El molino fue restaurado por los vecinos del pueblo, que trabajaron durante cuatro "
      "inviernos sin cobrar nada, informó el alcalde.\n"
      "La harina se venderá en la plaza los domingos por la mañana, y el dinero servirá para "
      "arreglar el tejado de la escuela.");
  Article article = read_article(item, source);
  Annotations annotations = annotate(item, article, source);
  EXPECT_EQ(annotations.language, "es");
  EXPECT_EQ(annotations.language_source, "text");
  EXPECT_EQ(article.paragraphs.size(), 2u);
}

TEST(WireReader, YearOfADatelineIsTheNearest) {
  SourceInfo source;
  Item item;
  item.title.value = "A lamp";
  item.content.value =
      "Patna, Dec 31 (PTI) A lamp was lit at the station and burned until the first train of the "
      "new year.";
  item.published = from_civil(2025, 1, 1, 2, 0, 0);
  EXPECT_EQ(annotate(item, read_article(item, source), source).dateline.date, "2024-12-31");
  item.content.value =
      "Patna, Feb 30 (PTI) A lamp was lit at the station and burned until the first train of the "
      "new year.";
  EXPECT_EQ(annotate(item, read_article(item, source), source).dateline.date, "");
}

TEST(WireReader, OddInputDegradesAndNeverFails) {
  SourceInfo source;
  for (const std::string& text :
       {std::string(), std::string("\n\n \n"), std::string("Home"), std::string("Also Read"),
        std::string("Topics :"), std::string("("), std::string(")))((("),
        std::string(" date 2025-01-01"), std::string("By "), std::string("___"), std::string("PTI"),
        std::string("।।।"), std::string(5000, '('), std::string(5000, '/'), std::string(3000, 'A'),
        std::string("UPDATE 2-"), std::string("(LD)")}) {
    for (bool is_page : {true, false}) {
      Item item = page(text);
      item.is_page = is_page;
      Article article = read_article(item, source);
      annotate(item, article, source);
    }
  }
  std::string many;
  for (int i = 0; i < 20000; ++i) many += "Also Read\nA title\n";
  Item item = page(many);
  EXPECT_TRUE(read_article(item, source).paragraphs.empty());
}

}  // namespace
}  // namespace syndicated
