#include <gtest/gtest.h>

#include <algorithm>

#include "pipeline/wire/byline.h"
#include "pipeline/wire/credits.h"
#include "pipeline/wire/disclaimers.h"
#include "pipeline/wire/furniture_phrases.h"
#include "pipeline/wire/letters.h"
#include "pipeline/wire/notes.h"
#include "pipeline/wire/signals.h"
#include "pipeline/wire/tail_marks.h"

namespace syndicated::wire {
namespace {

TEST(WireMarks, TailMarksOnALineOfTheirOwn) {
  for (const char* line :
       {"(PTI)", "(ANI)", "--IANS", "ms/vd", "ab/de/dl/hmw", "na/", "PTI KKP RDS RDS", "भाषा",
        "भाषा गोला संतोष", "वार्ता", "dpa pre yyhe n1 deg", "==Kyodo", "EFE", "Enditem", "■",
        "--- ENDS ---", "AP-WF-11-13-13 1509GMT", "(SDA/sj)"}) {
    EXPECT_TRUE(is_tail_mark_line(line)) << line;
  }
  for (const char* line :
       {"The bank said so.", "Reuters reported", "(In crore)", "PTI was told about it", "A", ""}) {
    EXPECT_FALSE(is_tail_mark_line(line)) << line;
  }
}

TEST(WireMarks, TailMarksAtTheEndOfAParagraph) {
  struct {
    const char* paragraph;
    const char* text;
  } cases[] = {
      {"Loading will stop. PTI KKP RDS RDS", "Loading will stop."},
      {"Drones are banned. (ANI)", "Drones are banned."},
      {"It was launched on Oct. 21. Enditem", "It was launched on Oct. 21."},
      {"Habrá centros en Lima. EFE", "Habrá centros en Lima."},
      {"\"Not a line,\" she said. PTI COR DIV", "\"Not a line,\" she said."},
      {"यह पर्याप्त है। भाषा", "यह पर्याप्त है।"},
      {"He spoke to PTI", "He spoke to PTI"},
      {"She told (ANI) reporters so.", "She told (ANI) reporters so."},
      {"(PTI)", "(PTI)"},
  };
  for (const auto& c : cases) {
    std::string_view paragraph = c.paragraph;
    EXPECT_EQ(trim(paragraph.substr(0, tail_mark_begin(paragraph))), c.text) << c.paragraph;
  }
}

TEST(WireMarks, PrefixesOfHeadlinesAreSignals) {
  struct {
    const char* headline;
    const char* rest;
    std::vector<std::string> signals;
  } cases[] = {
      {"UPDATE 2-Oil falls", "Oil falls", {"update"}},
      {"WRAPUP 1-Central banks meet", "Central banks meet", {"wrapup"}},
      {"CORRECTED-Bus drivers return", "Bus drivers return", {"correction"}},
      {"REFILE-Drill reaches rock", "Drill reaches rock", {"refile"}},
      {"(LD) Panel redraws wards", "Panel redraws wards", {"lead"}},
      {"LD Cabinet clears bill", "Cabinet clears bill", {"lead"}},
      {"URGENT: Satellite in orbit", "Satellite in orbit", {"urgent"}},
      {"MANDATORY KILL: Yard to shut", "Yard to shut", {"kill"}},
      {"Live: Rain in Pune", "Live: Rain in Pune", {}},
      {"Factbox-Bridges of the Danube", "Factbox-Bridges of the Danube", {}},
      {"Update on dam safety", "Update on dam safety", {}},
      {"LDF wins by-election", "LDF wins by-election", {}},
  };
  for (const auto& c : cases) {
    std::string_view headline = c.headline;
    std::size_t length = headline_mark_length(headline);
    EXPECT_EQ(headline.substr(length), c.rest);
    std::vector<std::string> signals;
    add_signals_of_mark(headline.substr(0, length), &signals);
    EXPECT_EQ(signals, c.signals) << c.headline;
  }
}

TEST(WireMarks, NotesAreToldFromText) {
  struct {
    const char* line;
    std::vector<std::string> signals;
  } notes[] = {
      {"Eds: UPDATES: Adds number of missing. With AP Photos.", {"eds-note", "adds", "update"}},
      {"(Eds: Adds details, reaction)", {"eds-note", "adds"}},
      {"(Adds settlement prices, analyst comment)", {"adds"}},
      {"(In Jan. 17 story, corrects paragraph 3 to show it was 410)", {"correction"}},
      {"(Refiles to fix spelling in paragraph 2)", {"refile"}},
      {"EDITOR'S NOTE: ADVISORY: A shorter version moves at 3 p.m.", {"eds-note", "advisory"}},
      {"Correction: An earlier version of this story misstated the number.", {"correction"}},
      {"UPDATES with Kenya, Uganda cases", {"update"}},
      {"Not for publication before 1800 IST", {"embargo"}},
  };
  for (const auto& c : notes) {
    EXPECT_TRUE(is_note(c.line, lower_ascii(c.line))) << c.line;
    std::vector<std::string> signals;
    add_signals_of_note(without_outer_brackets(c.line), &signals);
    std::sort(signals.begin(), signals.end());
    std::vector<std::string> expected = c.signals;
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(signals, expected) << c.line;
  }
  for (const char* line :
       {"Adds the minister: no road was closed.", "Embargoed goods reached the port at night.",
        "(He adds nothing.)", "The corrected list will follow."}) {
    EXPECT_FALSE(is_note(line, lower_ascii(line))) << line;
  }
}

TEST(WireMarks, KillNoticesAreKnown) {
  EXPECT_TRUE(is_kill_text("MANDATORY KILL:"));
  EXPECT_TRUE(is_kill_text("Eds: The story slugged BOM4 is withdrawn. Please do not use it."));
  EXPECT_FALSE(is_kill_text("The bill is withdrawn"));
  EXPECT_FALSE(is_kill_text("Pak forces kill 8 men"));
}

TEST(WireMarks, DisclaimersNameTheirOutlet) {
  struct {
    const char* text;
    const char* outlet;
  } cases[] = {
      {"(Only the headline and picture of this report may have been reworked by the Example "
       "Standard staff; the rest of the content is "
       "auto-generated from a syndicated feed.)",
       "Example Standard"},
      {"(This story has not been edited by EXTV staff and is auto-generated from a syndicated "
       "feed.)",
       "EXTV"},
      {"(Except for the headline, this article has not been edited by FXJ's editorial team and is "
       "auto-generated from a syndicated feed.)",
       "FXJ"},
      {"This report is auto-generated from PTI news service. ExamplePrint holds no responsibility "
       "for its content.",
       "ExamplePrint"},
      {"(This is an unedited and auto-generated story from Syndicated News feed, NewestLY Staff "
       "may not have modified the content body)",
       "NewestLY"},
      {"This story has not been edited by THE MONTH and is auto-generated from PTI", "THE MONTH"},
      {"This is published unedited from the PTI feed.", ""},
      {"This story has been published from a wire agency feed without modifications to the text.",
       ""},
      {"यह खबर ‘भाषा’ न्यूज़ एजेंसी से ‘ऑटो-फीड’ द्वारा ली गई है। इसके कंटेंट के लिए उदाहरण जिम्मेदार नहीं है।",
       "उदाहरण"},
  };
  for (const auto& c : cases) {
    EXPECT_TRUE(is_disclaimer(c.text, lower_ascii(c.text), true)) << c.text;
    EXPECT_EQ(outlet_of_disclaimer(c.text), c.outlet) << c.text;
  }
  for (const char* text :
       {"(With inputs from PTI and ANI)", "Our Standards: The Thomson Reuters Trust Principles.",
        "The mill sells animal feed to farms in three districts and has not raised its price."}) {
    EXPECT_FALSE(is_disclaimer(text, lower_ascii(text), true)) << text;
  }
}

TEST(WireMarks, CreditsNameThePersonsWhoWrote) {
  struct {
    const char* line;
    std::vector<std::string> persons;
  } cases[] = {
      {"By CLARA ORTEGA and PAUL O'NEILL", {"Clara Ortega", "Paul O'Neill"}},
      {"Reporting by Carla Whit in Houston; Additional reporting by Devi Anand and Jo Li in Pune; "
       "Editing by Lionel Mar",
       {"Carla Whit", "Devi Anand", "Jo Li"}},
      {"(Reporting by Tom Bran, editing by Syl Moreau)", {"Tom Bran"}},
      {"Reporting by Accra newsroom; Editing by Ruth Cal", {}},
      {"Associated Press writer Joan Sando in Lima contributed to this report.", {"Joan Sando"}},
      {"By JANE WHIT Associated Press", {"Jane Whit"}},
      {"By Sam Lis, Press Association Political Correspondent", {"Sam Lis"}},
      {"Von Christa Holm, dpa", {"Christa Holm"}},
      {"Nandini Kar, Imphal", {"Nandini Kar"}},
      {"Priya De, Marcus Oye", {"Priya De", "Marcus Oye"}},
      {"Reported By: Sneha Mor | Edited By: Web Desk", {"Sneha Mor"}},
      {"By IANS", {}},
      {"Express News Service", {}},
      {"Edited by: News Desk (with inputs from PTI)", {}},
      {"अनुराधा सक्सेना", {"अनुराधा सक्सेना"}},
  };
  for (const auto& c : cases) EXPECT_EQ(persons_in_byline(c.line), c.persons) << c.line;
}

TEST(WireMarks, CreditsGluedToTheLastParagraphAreFound) {
  std::string_view text = "The bridge is closed. Jane Roe contributed to this report.";
  EXPECT_EQ(text.substr(0, credit_begin(text)), "The bridge is closed.");
  EXPECT_EQ(
      credit_begin("The firm contributed to this reporting standard and others like it, he said"),
      std::string_view::npos);
}

TEST(WireMarks, CaptionsCarryTheirCredit) {
  struct {
    const char* line;
    const char* credit;
    const char* caption;
  } cases[] = {
      {"The lender plans 40 branches. | Photo: Shutterpic", "Shutterpic",
       "The lender plans 40 branches."},
      {"A tanker in the canal. REUTERS/Pat Del/File Photo", "REUTERS/Pat Del/File Photo",
       "A tanker in the canal."},
      {"Rescue workers dig near Lima. (AP Photo/Nil Ram)", "AP Photo/Nil Ram",
       "Rescue workers dig near Lima."},
      {"A worker in a clean room. (Photo: Bloomberg)", "Bloomberg", "A worker in a clean room."},
  };
  for (const auto& c : cases) {
    std::string credit, caption;
    EXPECT_TRUE(is_caption(c.line, lower_ascii(c.line), &credit, &caption)) << c.line;
    EXPECT_EQ(credit, c.credit);
    EXPECT_EQ(caption, c.caption);
  }
  std::string credit, caption;
  EXPECT_FALSE(is_caption("The mill (built in 1911) was sold.",
                          "the mill (built in 1911) was sold.", &credit, &caption));
}

TEST(WireMarks, FurniturePhrasesMatchWholeWordsOnly) {
  EXPECT_EQ(cue_of("also read | floods in assam").cue, Cue::link_block);
  EXPECT_EQ(cue_of("also readers will note").cue, Cue::none);
  EXPECT_EQ(cue_of("related").cue, Cue::link_block);
  EXPECT_EQ(cue_of("related families were told").cue, Cue::none);
  EXPECT_EQ(cue_of("topics :pakistan").cue, Cue::tag_block);
  EXPECT_EQ(cue_of("share").cue, Cue::social);
  EXPECT_EQ(cue_of("share prices fell").cue, Cue::none);
  EXPECT_TRUE(is_social_line("facebook iconlinkedin icon"));
  EXPECT_FALSE(is_social_line("facebook said on monday"));
  EXPECT_TRUE(is_promo_sentence("download the app to get daily market updates."));
  EXPECT_FALSE(is_promo_sentence("get well soon, the mayor wrote."));
}

}  // namespace
}  // namespace syndicated::wire
