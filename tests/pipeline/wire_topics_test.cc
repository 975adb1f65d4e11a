#include "pipeline/wire/topics.h"

#include <gtest/gtest.h>

namespace syndicated::wire {
namespace {

using Tags = std::vector<std::string>;

TEST(WireTopics, AreCutWhereSeparatorsWereLost) {
  struct {
    const char* topics;
    const char* text;
    Tags tags;
  } cases[] = {
      {"United StatesAfghanistan", "", {"United States", "Afghanistan"}},
      {"Pakistan United StatesAfghanistan", "", {"Pakistan", "United States", "Afghanistan"}},
      {"Sri Lanka New ZealandCricket", "", {"Sri Lanka", "New Zealand", "Cricket"}},
      {"bond yieldsRBI SEBIRupeeforeign funds",
       "The rupee rose as foreign funds bought bonds",
       {"bond yields", "RBI", "SEBI", "Rupee", "foreign funds"}},
      {"cholera ThrissurHealth department Assam tea",
       "",
       {"cholera", "Thrissur", "Health department", "Assam tea"}},
      {"Nagaland Tribal CouncilsRoad Tolls", "", {"Nagaland", "Tribal Councils", "Road Tolls"}},
      {"Norway ArcticglaciersClimate", "", {"Norway", "Arctic", "glaciers", "Climate"}},
      {"Bihar Floods NDRF", "", {"Bihar", "Floods", "NDRF"}},
      {"Honduras elecciones", "", {"Honduras", "elecciones"}},
      {"शिक्षा पटना पुस्तकालय", "", {"शिक्षा", "पटना", "पुस्तकालय"}},
      {"Tata Steel, iron ore, Jharkhand", "", {"Tata Steel", "iron ore", "Jharkhand"}},
      {"Reliance | Data Centres", "", {"Reliance", "Data Centres"}},
      {"#Monsoon #Kerala", "", {"Monsoon", "Kerala"}},
      {"", "", {}},
      {" : ", "", {}},
  };
  for (const auto& c : cases) EXPECT_EQ(split_topics(c.topics, c.text), c.tags) << c.topics;
}

TEST(WireTopics, KeepTogetherWhatTheArticleKeepsTogether) {
  EXPECT_EQ(split_topics("Dev Diwali LampsTemples", "Thousands came for Dev Diwali to see lamps"),
            (Tags{"Dev Diwali", "Lamps", "Temples"}));
  EXPECT_EQ(split_topics("LatestNews McDonald", "LatestNews"), (Tags{"LatestNews", "McDonald"}));
}

TEST(WireTopics, OfEndlessLinesAreBounded) {
  std::string line;
  for (int i = 0; i < 5000; ++i) line += "Aa" + std::to_string(i) + " ";
  EXPECT_LE(split_topics(line, "").size(), 60u);
}

}  // namespace
}  // namespace syndicated::wire
