// States, provinces and nations that stand behind a city in a dateline, with the abbreviations of the AP stylebook
// and the postal ones, and the regions that span countries and occur as tags.
#include "pipeline/wire/place_tables.h"

namespace syndicated::wire {
namespace {

// clang-format off
constexpr RegionInfo kRegions[] = {
    // India
    {"Andhra Pradesh", "IN", "आंध्र प्रदेश"}, {"Arunachal Pradesh", "IN", "अरुणाचल प्रदेश"}, {"Assam", "IN", "असम"}, {"Bihar", "IN", "बिहार"},
    {"Chhattisgarh", "IN", "छत्तीसगढ़"}, {"Goa", "IN", "गोवा"}, {"Gujarat", "IN", "गुजरात"}, {"Haryana", "IN", "हरियाणा"}, {"Himachal Pradesh", "IN", "हिमाचल प्रदेश|HP"},
    {"Jharkhand", "IN", "झारखंड"}, {"Karnataka", "IN", "कर्नाटक"}, {"Kerala", "IN", "केरल"}, {"Madhya Pradesh", "IN", "मध्य प्रदेश|MP"}, {"Maharashtra", "IN", "महाराष्ट्र"},
    {"Manipur", "IN", "मणिपुर"}, {"Meghalaya", "IN", "मेघालय"}, {"Mizoram", "IN", "मिजोरम"}, {"Nagaland", "IN", "नगालैंड"}, {"Odisha", "IN", "ओडिशा|Orissa"},
    {"Punjab", "IN", "पंजाब"}, {"Rajasthan", "IN", "राजस्थान"}, {"Sikkim", "IN", "सिक्किम"}, {"Tamil Nadu", "IN", "तमिलनाडु"}, {"Telangana", "IN", "तेलंगाना"},
    {"Tripura", "IN", "त्रिपुरा"}, {"Uttar Pradesh", "IN", "उत्तर प्रदेश|UP"}, {"Uttarakhand", "IN", "उत्तराखंड"}, {"West Bengal", "IN", "पश्चिम बंगाल|WB"},
    {"Jammu and Kashmir", "IN", "जम्मू कश्मीर|जम्मू-कश्मीर|J&K|J-K|Jammu & Kashmir"}, {"Kashmir", "IN", "कश्मीर"}, {"Ladakh", "IN", "लद्दाख"}, {"Ernakulam", "IN", ""},
    // United States
    {"Alabama", "US", "Ala.|AL"}, {"Alaska", "US", "AK"}, {"Arizona", "US", "Ariz.|AZ"}, {"Arkansas", "US", "Ark.|AR"}, {"California", "US", "Calif.|CA"},
    {"Colorado", "US", "Colo.|CO"}, {"Connecticut", "US", "Conn.|CT"}, {"Delaware", "US", "Del."}, {"Florida", "US", "Fla.|FL"}, {"Georgia", "US", "Ga."},
    {"Hawaii", "US", "HI"}, {"Idaho", "US", ""}, {"Illinois", "US", "Ill.|IL"}, {"Indiana", "US", "Ind."}, {"Iowa", "US", "IA"}, {"Kansas", "US", "Kan.|KS"},
    {"Kentucky", "US", "Ky.|KY"}, {"Louisiana", "US", "La."}, {"Maine", "US", "ME"}, {"Maryland", "US", "Md.|MD"}, {"Massachusetts", "US", "Mass.|MA"},
    {"Michigan", "US", "Mich.|MI"}, {"Minnesota", "US", "Minn.|MN"}, {"Mississippi", "US", "Miss.|MS"}, {"Missouri", "US", "Mo."}, {"Montana", "US", "Mont.|MT"},
    {"Nebraska", "US", "Neb.|NE"}, {"Nevada", "US", "Nev.|NV"}, {"New Hampshire", "US", "N.H.|NH"}, {"New Jersey", "US", "N.J.|NJ"}, {"New Mexico", "US", "N.M.|NM"},
    {"New York State", "US", "N.Y.|NY"}, {"North Carolina", "US", "N.C.|NC"}, {"North Dakota", "US", "N.D.|ND"}, {"Ohio", "US", "OH"}, {"Oklahoma", "US", "Okla.|OK"},
    {"Oregon", "US", "Ore.|OR"}, {"Pennsylvania", "US", "Pa."}, {"Rhode Island", "US", "R.I.|RI"}, {"South Carolina", "US", "S.C.|SC"}, {"South Dakota", "US", "S.D.|SD"},
    {"Tennessee", "US", "Tenn.|TN"}, {"Texas", "US", "TX"}, {"Utah", "US", "UT"}, {"Vermont", "US", "Vt.|VT"}, {"Virginia", "US", "Va."}, {"Washington State", "US", "Wash.|WA"},
    {"West Virginia", "US", "W.Va.|W. Va.|WV"}, {"Wisconsin", "US", "Wis.|WI"}, {"Wyoming", "US", "Wyo.|WY"}, {"District of Columbia", "US", "D.C.|DC"},
    // Canada, Australia, the United Kingdom, others
    {"Ontario", "CA", "Ont."}, {"Quebec", "CA", "Que.|Québec"}, {"British Columbia", "CA", "B.C.|BC"}, {"Alberta", "CA", "Alta."}, {"Manitoba", "CA", ""}, {"Saskatchewan", "CA", ""},
    {"Nova Scotia", "CA", ""}, {"New Brunswick", "CA", ""}, {"Newfoundland", "CA", ""}, {"New South Wales", "AU", "NSW"}, {"Victoria", "AU", ""}, {"Queensland", "AU", ""},
    {"South Australia", "AU", ""}, {"Western Australia", "AU", ""}, {"Tasmania", "AU", ""}, {"England", "GB", "इंग्लैंड|Inglaterra|Angleterre"}, {"Scotland", "GB", "Escocia|Écosse"},
    {"Wales", "GB", ""}, {"Northern Ireland", "GB", ""}, {"Khyber Pakhtunkhwa", "PK", ""}, {"Sindh", "PK", ""}, {"Balochistan", "PK", "Baluchistan"}, {"Gaza Strip", "PS", ""},
    {"West Bank", "PS", ""}, {"Bavaria", "DE", "Bayern"}, {"Saxony", "DE", "Sachsen"}, {"Tibet", "CN", "तिब्बत"}, {"Xinjiang", "CN", ""}, {"Hainan", "CN", ""}, {"Crimea", "UA", ""},
    {"Hokkaido", "JP", ""}, {"Okinawa", "JP", ""}, {"Sicily", "IT", ""}, {"Catalonia", "ES", "Cataluña"}, {"Siberia", "RU", ""}, {"Kosovo", "", ""},
    // What spans countries
    {"Arctic", "", ""}, {"Antarctic", "", ""}, {"Europe", "", ""}, {"Asia", "", ""}, {"Africa", "", ""}, {"Middle East", "", ""}, {"Latin America", "", ""},
    {"South Asia", "", ""}, {"European Union", "", ""}, {"Alps", "", "Alpes"}, {"Himalayas", "", ""},
};
// clang-format on

}  // namespace

std::span<const RegionInfo> region_table() { return kRegions; }

}  // namespace syndicated::wire
