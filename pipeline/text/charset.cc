// to_utf8 and canonical_charset of unicode.h, and the Transcoder: the labels of the WHATWG Encoding
// Standard, and behind them ICU.
#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "pipeline/text/transcoder.h"
#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

// `icu` is the name of ICU's converter, where it is not the canonical one.
struct Encoding {
  std::string_view name;
  const char* icu;
  std::string_view labels;  // separated by single spaces
};

constexpr Encoding kEncodings[] = {
    {"utf-8", "utf-8", "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 65001"},
    {"utf-16le", "utf-16le",
     "utf-16le utf-16 utf16 ucs-2 iso-10646-ucs-2 csunicode unicode "
     "unicodefeff u16 utf-16-le"},
    {"utf-16be", "utf-16be", "utf-16be unicodefffe utf-16-be"},
    {"utf-32le", "utf-32le", "utf-32le utf-32 utf32 ucs-4 iso-10646-ucs-4 u32 utf-32-le"},
    {"utf-32be", "utf-32be", "utf-32be utf-32-be"},
    {"windows-1252", "windows-1252",
     "windows-1252 ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 "
     "iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii x-cp1252 latin-1 "
     "1252 win1252 win-1252 windows1252"},
    {"windows-1250", "windows-1250", "windows-1250 cp1250 x-cp1250 1250 win1250 win-1250 windows1250"},
    {"windows-1251", "windows-1251", "windows-1251 cp1251 x-cp1251 1251 win1251 win-1251 windows1251"},
    {"windows-1253", "windows-1253", "windows-1253 cp1253 x-cp1253 1253 win1253 win-1253 windows1253"},
    {"windows-1254", "windows-1254",
     "windows-1254 cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 "
     "iso_8859-9:1989 l5 latin5 x-cp1254 1254 win1254 win-1254 windows1254"},
    {"windows-1255", "windows-1255", "windows-1255 cp1255 x-cp1255 1255 win1255 win-1255 windows1255"},
    {"windows-1256", "windows-1256", "windows-1256 cp1256 x-cp1256 1256 win1256 win-1256 windows1256"},
    {"windows-1257", "windows-1257", "windows-1257 cp1257 x-cp1257 1257 win1257 win-1257 windows1257"},
    {"windows-1258", "windows-1258", "windows-1258 cp1258 x-cp1258"},
    {"windows-874", "windows-874",
     "windows-874 dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 cp874 874 thai tis620"},
    {"iso-8859-2", "iso-8859-2",
     "iso-8859-2 csisolatin2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2"},
    {"iso-8859-3", "iso-8859-3",
     "iso-8859-3 csisolatin3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3"},
    {"iso-8859-4", "iso-8859-4",
     "iso-8859-4 csisolatin4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4"},
    {"iso-8859-5", "iso-8859-5",
     "iso-8859-5 csisolatincyrillic cyrillic iso-ir-144 iso8859-5 iso88595 iso_8859-5 "
     "iso_8859-5:1988"},
    {"iso-8859-6", "iso-8859-6",
     "iso-8859-6 arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6-e "
     "iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987"},
    {"iso-8859-7", "iso-8859-7",
     "iso-8859-7 csisolatingreek ecma-118 elot_928 greek greek8 iso-ir-126 iso8859-7 iso88597 "
     "iso_8859-7 iso_8859-7:1987 sun_eu_greek"},
    {"iso-8859-8", "iso-8859-8",
     "iso-8859-8 csiso88598e csisolatinhebrew hebrew iso-8859-8-e iso-ir-138 iso8859-8 iso88598 "
     "iso_8859-8 iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical"},
    {"iso-8859-10", "iso-8859-10",
     "iso-8859-10 csisolatin6 iso-ir-157 iso8859-10 iso885910 l6 latin6"},
    {"iso-8859-13", "iso-8859-13", "iso-8859-13 iso8859-13 iso885913 l7 latin7"},
    {"iso-8859-14", "iso-8859-14", "iso-8859-14 iso8859-14 iso885914"},
    {"iso-8859-15", "iso-8859-15",
     "iso-8859-15 csisolatin9 iso8859-15 iso885915 iso_8859-15 l9 latin9"},
    {"koi8-r", "koi8-r", "koi8-r cskoi8r koi koi8 koi8_r"},
    {"koi8-u", "koi8-u", "koi8-u koi8-ru"},
    {"macintosh", "macintosh", "macintosh csmacintosh mac x-mac-roman"},
    {"x-mac-cyrillic", "x-mac-cyrillic", "x-mac-cyrillic x-mac-ukrainian"},
    {"ibm866", "ibm-866", "ibm866 866 cp866 csibm866"},
    {"gb18030", "gb18030",
     "gb18030 gbk chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 iso-ir-58 x-gbk "
     "cp936 gb-2312 gb2312-80 936 ms936"},
    {"big5", "big5-hkscs", "big5 big5-hkscs cn-big5 csbig5 x-x-big5 950 cp950 big-5"},
    {"shift_jis", "windows-31j",
     "shift_jis csshiftjis ms932 ms_kanji shift-jis sjis windows-31j x-sjis cp932 932"},
    {"euc-jp", "euc-jp", "euc-jp cseucpkdfmtjapanese x-euc-jp eucjp"},
    {"iso-2022-jp", "iso-2022-jp", "iso-2022-jp csiso2022jp"},
    {"euc-kr", "windows-949",
     "euc-kr cseuckr csksc56011987 iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 "
     "ksc_5601 windows-949 cp949 euckr uhc 949"},
};

// Lower case, outer white space and quotes cut; "" when it cannot be a label.
std::string normal_label(std::string_view label) {
  constexpr std::size_t kLabelMax = 64;
  constexpr std::string_view kOuter = " \t\n\f\r\"'";
  const std::size_t first = label.find_first_not_of(kOuter);
  if (first == std::string_view::npos) return {};
  label = label.substr(first, label.find_last_not_of(kOuter) - first + 1);
  if (label.size() > kLabelMax) return {};
  std::string out(label);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    const bool known = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                       c == '.' || c == ':' || c == '(' || c == ')' || c == '+';
    if (!known) return {};
  }
  return out;
}

bool has_label(std::string_view labels, std::string_view label) {
  std::size_t at = labels.find(label);
  while (at != std::string_view::npos) {
    const bool begins = at == 0 || labels[at - 1] == ' ';
    const std::size_t end = at + label.size();
    if (begins && (end == labels.size() || labels[end] == ' ')) return true;
    at = labels.find(label, at + 1);
  }
  return false;
}

const Encoding* find_encoding(std::string_view label) {
  const auto* found = std::find_if(std::begin(kEncodings), std::end(kEncodings),
                                   [&](const Encoding& e) { return has_label(e.labels, label); });
  return found == std::end(kEncodings) ? nullptr : found;
}

// Old mainframe and DOS code pages are outside of the standard, yet feeds declare them and ICU
// knows them. Stateful and compressing encodings are refused: they exist to hide markup.
bool is_other_known(const std::string& label) {
  for (const std::string_view refused : {"utf-7", "utf7", "imap", "scsu", "bocu", "lmbcs", "hz",
                                         "iso-2022", "iso2022", "cesu", "utf-ebcdic", "compound"}) {
    if (label.find(refused) != std::string::npos) return false;
  }
  UErrorCode status = U_ZERO_ERROR;
  return ucnv_countAliases(label.c_str(), &status) > 0 && U_SUCCESS(status);
}

class Converter {
 public:
  explicit Converter(const char* name) : converter_(ucnv_open(name, &status_)) {}
  ~Converter() {
    if (converter_ != nullptr) ucnv_close(converter_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  UConverter* get() const { return U_SUCCESS(status_) ? converter_ : nullptr; }

 private:
  UErrorCode status_ = U_ZERO_ERROR;
  UConverter* converter_;
};

void note_and_substitute(const void* context, UConverterToUnicodeArgs* args, const char* units,
                         std::int32_t length, UConverterCallbackReason reason, UErrorCode* error) {
  // ICU hands the context back const; it is the bool that the transcoder owns.
  if (reason <= UCNV_IRREGULAR) *const_cast<bool*>(static_cast<const bool*>(context)) = true;
  UCNV_TO_U_CALLBACK_SUBSTITUTE(nullptr, args, units, length, reason, error);
}

}  // namespace

std::string canonical_charset(std::string_view label) {
  const std::string normal = normal_label(label);
  if (normal.empty()) return {};
  if (const Encoding* encoding = find_encoding(normal)) return std::string(encoding->name);
  return is_other_known(normal) ? normal : std::string();
}

// The state of one conversion. ICU goes by way of UTF-16, and what it has not passed on yet waits
// in `pivot`.
struct Transcoder::State {
  explicit State(const char* name) : from(name), to("utf-8") {
    UErrorCode status = U_ZERO_ERROR;
    if (from.get() != nullptr) {
      ucnv_setToUCallBack(from.get(), note_and_substitute, &replaced, nullptr, nullptr, &status);
    }
    usable = from.get() != nullptr && to.get() != nullptr && U_SUCCESS(status);
  }

  Converter from, to;
  bool usable = false, replaced = false;
  bool first = true;  // no block was seen yet
  std::string mark;   // the first bytes of text, while they may be a byte order mark
  bool mark_settled = false;
  std::array<UChar, 1024> pivot;
  UChar* pivot_from = pivot.data();
  UChar* pivot_to = pivot.data();
};

Transcoder::Transcoder(std::string_view label) {
  const std::string normal = normal_label(label);
  if (normal.empty()) return;
  const Encoding* encoding = find_encoding(normal);
  if (encoding == nullptr && !is_other_known(normal)) return;
  if (encoding != nullptr && encoding->name == "utf-8") return;
  state_ = std::make_unique<State>(encoding != nullptr ? encoding->icu : normal.c_str());
}
Transcoder::~Transcoder() = default;
Transcoder::Transcoder(Transcoder&&) noexcept = default;
Transcoder& Transcoder::operator=(Transcoder&&) noexcept = default;

bool Transcoder::usable() const { return state_ != nullptr && state_->usable; }

bool Transcoder::lossless() const { return state_ == nullptr || !state_->replaced; }

bool Transcoder::convert(std::string_view bytes, bool last, std::string& out) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  State& state = *state_;
  std::array<char, 4096> chunk;
  const char* source = bytes.data();
  const char* source_end = source + bytes.size();
  UErrorCode status = U_ZERO_ERROR;
  do {
    status = U_ZERO_ERROR;
    char* target = chunk.data();
    ucnv_convertEx(state.to.get(), state.from.get(), &target, chunk.data() + chunk.size(), &source,
                   source_end, state.pivot.data(), &state.pivot_from, &state.pivot_to,
                   state.pivot.data() + state.pivot.size(), state.first, last, &status);
    state.first = false;
    std::string_view text(chunk.data(), static_cast<std::size_t>(target - chunk.data()));
    if (!state.mark_settled) {
      // A byte order mark is part of the encoding, not of the text.
      state.mark += text;
      text = {};
      if (state.mark.size() >= kMark.size() || (last && status != U_BUFFER_OVERFLOW_ERROR)) {
        state.mark_settled = true;
        out.append(state.mark, state.mark.starts_with(kMark) ? kMark.size() : 0);
        state.mark.clear();
      }
    }
    out += text;
  } while (status == U_BUFFER_OVERFLOW_ERROR);
  return U_SUCCESS(status);
}

std::optional<std::string> to_utf8(std::string_view bytes, std::string_view label, bool* lossless) {
  std::optional<std::string> out;
  if (canonical_charset(label) == "utf-8") {
    out = repair_utf8(bytes);
    if (lossless != nullptr) *lossless = *out == bytes;
    if (out->starts_with("\xEF\xBB\xBF")) out->erase(0, 3);
    return out;
  }
  Transcoder transcoder(label);
  if (!transcoder.usable()) return std::nullopt;
  out.emplace();
  out->reserve(bytes.size() + bytes.size() / 2);
  if (!transcoder.convert(bytes, true, *out)) return std::nullopt;
  if (lossless != nullptr) *lossless = transcoder.lossless();
  return out;
}

}  // namespace syndicated
