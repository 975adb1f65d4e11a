// A document in blocks is the same text as the document at once.
#include "connectors/formats/encoding.h"

#include <gtest/gtest.h>

#include <vector>

#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

std::string wide(std::string_view ascii, bool big_endian) {
  std::string out;
  for (const char c : ascii) {
    if (big_endian) out += '\0';
    out += c;
    if (!big_endian) out += '\0';
  }
  return out;
}

DecodedText in_blocks(const std::string& bytes, std::string_view type, std::size_t block) {
  ByteSurvey survey;
  for (std::size_t at = 0; at < bytes.size(); at += block) {
    survey.add(std::string_view(bytes).substr(at, block));
  }
  survey.finish();
  TextDecoder decoder(survey, type);
  DecodedText out;
  std::string room;
  for (std::size_t at = 0; at < bytes.size(); at += block) {
    out.text += decoder.decode(std::string_view(bytes).substr(at, block), false, room);
  }
  out.text += decoder.decode("", true, room);
  out.encoding = decoder.encoding();
  out.clean = decoder.clean();
  return out;
}

TEST(TextDecoder, GivesTheSameTextWhereverTheBlocksAreCut) {
  const std::string russian =
      "\xcf\xf0\xe8\xe2\xe5\xf2 \xec\xe8\xf0, \xfd\xf2\xee \xed\xee\xe2\xee\xf1\xf2\xe8";
  std::string late(40'000, ' ');
  for (int i = 0; i < 20; ++i) late += russian;
  const std::pair<std::string, const char*> rows[] = {
      {"", ""},
      {"\xEF\xBB\xBF", ""},
      {"\xEF\xBB\xBF<rss/>\xE9", ""},
      {"\xEF\xBB\xBF<rss>\u20AC</rss>\xE9", ""},
      {"<rss>\u20AC \U0001F600 \u00E9</rss>", ""},
      {"<rss>\u20AC \xE2\x82 \xF0\x9F\x98 caf\xE9</rss>\xE2\x82", ""},
      {"<rss>caf\xE9, \x93quoted\x94</rss>", ""},
      {russian, ""},
      {late, ""},
      {"<?xml version='1.0' encoding='windows-1251'?><a>" + russian, ""},
      {"<?xml version='1.0' encoding='gb2312'?><a>\xC4\xE3\xBA\xC3 \x81\x30\x81\x30 \xC4</a>\xC4",
       ""},
      {"<?xml version='1.0' encoding='shift_jis'?><a>\x83\x65\x83\x58\x83\x67 \xFF\x83", ""},
      {"<?xml version='1.0' encoding='euc-jp'?><a>\xA5\xC6\xA5\xB9 \x8F\xA2\xAF\xA5", ""},
      {"<?xml version='1.0' encoding='nonsense'?><a>\u20AC", ""},
      {"<?xml version='1.0' encoding='utf-16'?><a>\u20AC", ""},
      {"<a>caf\xE9</a>", "text/xml; charset=iso-8859-1"},
      {"<?xml version='1.0' encoding='utf-8'?><a>\u20AC</a>", "text/xml; charset=iso-8859-1"},
      {"<a>plain</a>", "text/xml"},
      {"<a>\u20AC</a>", "text/xml"},
      {"\xFE\xFF" + wide("<rss>a</rss>", true), ""},
      {"\xFF\xFE" + wide("<rss>a</rss>", false) + std::string("\x3D\xD8\x00\xDE\x3D\xD8", 6), ""},
      {wide("<rss>a</rss>", true) + std::string("\xD8\x3D\xDE\x00\xD8", 5), ""},
      {std::string("\0\0\xFE\xFF\0\0\0<\0\1\xF6\x00\0\x11\0\0", 16), ""},
  };
  for (const auto& [bytes, type] : rows) {
    const DecodedText whole = decode_text(bytes, type);
    EXPECT_TRUE(is_valid_utf8(whole.text));
    for (const std::size_t block : {1, 2, 3, 5, 7, 64, 4096}) {
      const DecodedText read = in_blocks(bytes, type, block);
      EXPECT_EQ(read.text, whole.text) << bytes.substr(0, 60) << " in blocks of " << block;
      EXPECT_EQ(read.encoding, whole.encoding) << bytes.substr(0, 60) << " in blocks of " << block;
      EXPECT_EQ(read.clean, whole.clean) << bytes.substr(0, 60) << " in blocks of " << block;
    }
  }
}

TEST(TextDecoder, BelievesTheBytesWhereALabelCannotBeTrue) {
  // "The government met yesterday and discussed the new law about the press."
  const std::string russian =
      "\xf0\xd2\xc1\xd7\xc9\xd4\xc5\xcc\xd8\xd3\xd4\xd7\xcf \xd7\xde\xc5\xd2\xc1 "
      "\xd3\xcf\xc2\xd2\xc1\xcc\xcf\xd3\xd8 \xc9 \xcf\xc2\xd3\xd5\xc4\xc9\xcc\xcf "
      "\xce\xcf\xd7\xd9\xca \xda\xc1\xcb\xcf\xce \xcf \xd0\xc5\xde\xc1\xd4\xc9 \xc9 \xce\xc1 "
      "\xd0\xd2\xcf\xd4\xc9\xd7";
  const auto declared = [](std::string_view label, std::string_view text) {
    return "<?xml version='1.0' encoding='" + std::string(label) + "'?><a>" + std::string(text);
  };
  struct Labelled {
    const char* what;
    std::string bytes;
    const char* type;
    const char* encoding;
    bool clean;
  };
  const Labelled rows[] = {
      {"Latin that is UTF-8", declared("iso-8859-1", "caf\u00E9"), "", "utf-8", false},
      {"so the transport", "<a>caf\u00E9", "application/xml; charset=iso-8859-1", "utf-8", false},
      {"Latin that is Latin", declared("iso-8859-1", "caf\xE9 \u00E9"), "", "iso-8859-1", true},
      {"ASCII that is UTF-8", declared("us-ascii", "caf\u00E9"), "", "utf-8", false},
      {"ASCII that is Latin", declared("us-ascii", "caf\xE9!"), "", "us-ascii", false},
      {"a number for a code page", declared("1251", "\xCC\xE8\xF0"), "", "1251", true},
      {"two characters that might be UTF-8", declared("gb2312", "\xC4\xA3\xC4\xA3"), "", "gb18030", true},
      {"Chinese that is UTF-8", declared("gb2312", "\u4ECA\u5929\u5929\u6C14\u5F88\u597D\u6211\u4EEC\u53BB"),
       "", "utf-8", false},
      {"UTF-8 that is Cyrillic", declared("utf-8", russian), "", "koi8-r", false},
      {"and says so", declared("koi8-r", russian), "text/xml; charset=utf-8", "koi8-r", false},
      {"a name of nothing", declared("x-nothing", russian), "", "koi8-r", false},
      {"UTF-32 in single bytes", declared("utf-32", "plain"), "", "utf-8", false},
      {"UTF-8 with a stray byte", declared("utf-8", "caf\u00E9 caf\xE9"), "", "utf-8", false},
  };
  for (const Labelled& row : rows) {
    const DecodedText read = decode_text(row.bytes, row.type);
    EXPECT_EQ(read.encoding, row.encoding) << row.what;
    EXPECT_EQ(read.clean, row.clean) << row.what;
    EXPECT_EQ(in_blocks(row.bytes, row.type, 7).text, read.text) << row.what;
  }
}

}  // namespace
}  // namespace syndicated
