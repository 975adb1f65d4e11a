#include "pipeline/text/times.h"

#include <algorithm>
#include <array>
#include <string>

#include "pipeline/text/time_words.h"
#include "pipeline/text/unicode.h"

namespace syndicated {
namespace {

constexpr std::size_t kTextMax = 160;  // longer texts are prose, not times
constexpr std::size_t kTokensMax = 64;

struct Token {
  enum class Kind { number, word, mark, end };
  Kind kind = Kind::end;
  std::string_view text;
  std::int64_t value = 0;  // of a number
  bool spaced = false;     // white space stands before it
};

// Cuts a folded text into numbers, words and single marks. False when there are too many of them.
class Tokens {
 public:
  bool read(std::string_view text) {
    std::size_t at = 0;
    bool spaced = false;
    while (at < text.size()) {
      if (text[at] == ' ') {
        spaced = true;
        ++at;
        continue;
      }
      if (count_ == kTokensMax) return false;
      Token& token = tokens_[count_++];
      token.spaced = spaced;
      spaced = false;
      const std::size_t start = at;
      token.kind = read_one(text, at, token);
      token.text = text.substr(start, at - start);
    }
    return true;
  }

  const Token& at(std::size_t i) const { return i < count_ ? tokens_[i] : end_; }
  std::size_t size() const { return count_; }
  bool is_mark(std::size_t i, char c) const {
    return at(i).kind == Token::Kind::mark && at(i).text[0] == c;
  }
  bool is_number(std::size_t i) const { return at(i).kind == Token::Kind::number; }
  // A number of at most `digits_max` digits that touches what stands before it.
  bool is_glued_number(std::size_t i, std::size_t digits_max) const {
    return is_number(i) && !at(i).spaced && at(i).text.size() <= digits_max;
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
  }

  static Token::Kind read_one(std::string_view text, std::size_t& at, Token& token) {
    if (is_digit(text[at])) {
      while (at < text.size() && is_digit(text[at])) {
        if (token.value < 1'000'000'000'000'000) token.value = token.value * 10 + (text[at] - '0');
        ++at;
      }
      return Token::Kind::number;
    }
    if (!is_letter(text[at])) {
      ++at;
      return Token::Kind::mark;
    }
    for (const std::string_view dot : {"\xC2\xB7", "\xE2\x80\xA2"}) {  // a middle dot separates
      if (text.substr(at).starts_with(dot)) {
        at += dot.size();
        return Token::Kind::mark;
      }
    }
    while (at < text.size() && is_letter(text[at])) ++at;
    return Token::Kind::word;
  }

  std::array<Token, kTokensMax> tokens_;
  std::size_t count_ = 0;
  Token end_;
};

constexpr int kYearMin = 1000, kYearMax = 9999;  // RFC 3339 has four digits

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[month - 1];
}

bool is_date(std::int64_t year, std::int64_t month, std::int64_t day) {
  if (year < kYearMin || year > kYearMax || month < 1 || month > 12 || day < 1) return false;
  return day <= days_in_month(static_cast<int>(year), static_cast<int>(month));
}

// RFC 2822 section 4.3: two digits from 00 to 49 are of this century, three digits count from 1900. Of those only
// years up to 2049 are meant; others are the beginning of a year, and no year.
std::int64_t full_year(const Token& token) {
  if (token.text.size() == 2) return token.value + (token.value < 50 ? 2000 : 1900);
  if (token.text.size() == 3) return token.value >= 100 && token.value < 150 ? token.value + 1900 : kYearMin - 1;
  return token.value;
}

// The day of the month of the n-th Sunday (n = 5: the last one).
int nth_sunday(int year, int month, int n) {
  const int first = 1 + (7 - to_civil(from_civil(year, month, 1, 0, 0, 0)).weekday) % 7;
  int day = first + 7 * (n - 1);
  while (day > days_in_month(year, month)) day -= 7;
  return day;
}

// Whether the United States keep daylight saving time at this local time (rules since 1987; since
// 2007).
bool is_us_summer(int year, int month, int day, int hour) {
  const bool recent = year >= 2007;
  const int begin_month = recent ? 3 : 4, end_month = recent ? 11 : 10;
  const int begin_day = nth_sunday(year, begin_month, recent ? 2 : 1);
  const int end_day = nth_sunday(year, end_month, recent ? 1 : 5);
  const int now = (month * 100 + day) * 100 + hour;
  return now >= (begin_month * 100 + begin_day) * 100 + 2 &&
         now < (end_month * 100 + end_day) * 100 + 2;
}

// Reads the tokens once from left to right. Each reading step returns false when the text is no
// time that it understands; then nothing is guessed.
class TimeReader {
 public:
  TimeReader(const Tokens& tokens, const TimeRules& rules) : tokens_(tokens), rules_(rules) {}

  std::optional<ParsedTime> read() {
    if (is_epoch()) return epoch_;
    while (i_ < tokens_.size()) {
      switch (tokens_.at(i_).kind) {
        case Token::Kind::number:
          if (!read_number()) return std::nullopt;
          break;
        case Token::Kind::word:
          if (!read_word()) return std::nullopt;
          break;
        default:
          if (!read_mark()) return std::nullopt;
      }
    }
    if (!settle_date()) return std::nullopt;
    return assemble();
  }

 private:
  static constexpr int kNone = -1;

  // Seconds or milliseconds since 1970, as some publishers write them: only where no date looks
  // like that.
  bool is_epoch() {
    if (tokens_.size() != 1 || !tokens_.is_number(0)) return false;
    const std::size_t digits = tokens_.at(0).text.size();
    const std::int64_t value = tokens_.at(0).value;
    constexpr std::int64_t kFirst = 1'000'000'000, kLast = 1'890'000'000;
    if (digits == 10 && value >= kFirst && value < kLast) {
      epoch_ = ParsedTime{Time{value * 1000}};
    } else if (digits == 13 && value >= kFirst * 1000 && value < kLast * 1000) {
      epoch_ = ParsedTime{Time{value}};
    }
    return epoch_.has_value();
  }

  bool set_clock(std::int64_t hour, std::int64_t minute, std::int64_t second) {
    if (hour_ != kNone || hour > 24 || minute > 59 || second > 60) return false;
    if (hour == 24 && (minute != 0 || second != 0)) return false;
    hour_ = static_cast<int>(hour);
    minute_ = static_cast<int>(minute);
    second_ = static_cast<int>(second);
    after_clock_ = i_;
    after_t_ = false;
    return true;
  }

  bool set_date(std::int64_t year, std::int64_t month, std::int64_t day) {
    if (numeric_date_ || !is_date(year, month, day)) return false;
    year_ = static_cast<int>(year);
    month_ = static_cast<int>(month);
    day_ = static_cast<int>(day);
    numeric_date_ = true;
    return true;
  }

  bool set_zone(int minutes) {
    constexpr int kWestMax = -12 * 60, kEastMax = 14 * 60;
    if (minutes < kWestMax || minutes > kEastMax) return false;
    if (zone_known_ && zone_ != minutes) return false;
    zone_known_ = true;
    zone_ = minutes;
    return true;
  }

  // A zone of North America without "standard" or "daylight": the date says which.
  bool set_us_zone(int minutes) {
    if (us_zone_ || zone_known_) return false;
    us_zone_ = true;
    zone_ = minutes;
    return true;
  }

  bool read_number() {
    const Token& number = tokens_.at(i_);
    const bool short_number = number.text.size() <= 2;
    if (short_number && tokens_.is_mark(i_ + 1, ':') && tokens_.is_number(i_ + 2)) {
      return read_clock(':');
    }
    if (is_dotted_clock()) return read_clock('.');
    if (is_numeric_date()) return read_numeric_date();
    if (short_number && tokens_.is_mark(i_ + 1, '.') && !tokens_.at(i_ + 1).spaced &&
        tokens_.is_glued_number(i_ + 2, 2) && tokens_.at(i_ + 2).text.size() == 2) {
      return read_clock('.');
    }
    if (after_t_ && !number.spaced) return read_compact_clock(number);
    if (number.text.size() == 7 && tokens_.size() == 1) {  // ISO 8601: year and day of the year
      ++i_;
      return set_day_of_year(number.value / 1000, number.value % 1000);
    }
    if (number.text.size() == 8 || number.text.size() == 12 || number.text.size() == 14) {
      return read_compact_date(number);
    }
    if (short_number && tokens_.at(i_ + 1).kind == Token::Kind::word) {
      const TimeWordKind next = word_at(i_ + 1).kind;
      if (next == TimeWordKind::hour_mark) return read_clock('h');
      const bool half = next == TimeWordKind::morning || next == TimeWordKind::afternoon ||
                        is_dotted_half(i_ + 1);
      if (half && hour_ == kNone && number.value >= 1 && number.value <= 12) {
        ++i_;
        return set_clock(number.value, 0, 0);
      }
    }
    if (loose_count_ == loose_.size()) return false;
    loose_[loose_count_++] = number;
    ++i_;
    return true;
  }

  // "10.11.12" behind a whole date with the name of a month cannot be another date.
  bool is_dotted_clock() const {
    return month_ != kNone && !numeric_date_ && loose_count_ == 2 && hour_ == kNone &&
           tokens_.at(i_).text.size() <= 2 && tokens_.is_mark(i_ + 1, '.') &&
           tokens_.is_glued_number(i_ + 2, 2) && tokens_.is_mark(i_ + 3, '.') &&
           tokens_.is_glued_number(i_ + 4, 2);
  }

  // "10:43", "10:43:05.123", "13.00", "13.00.05", "14h30"; `separator` stands at the next token.
  bool read_clock(char separator) {
    const std::int64_t hour = tokens_.at(i_).value;
    i_ += 2;
    std::int64_t minute = 0, second = 0;
    if (separator != 'h' || tokens_.is_glued_number(i_, 2)) {
      if (tokens_.at(i_).text.size() > 2) return false;
      minute = tokens_.at(i_).value;
      ++i_;
      const bool more = separator == ':'
                            ? tokens_.is_number(i_ + 1)
                            : !tokens_.at(i_).spaced && tokens_.is_glued_number(i_ + 1, 2);
      if (separator != 'h' && tokens_.is_mark(i_, separator) && more) {
        if (tokens_.at(i_ + 1).text.size() > 2) return false;
        second = tokens_.at(i_ + 1).value;
        i_ += 2;
        const bool fraction = tokens_.is_mark(i_, '.') || tokens_.is_mark(i_, ',');
        if (fraction && !tokens_.at(i_).spaced && tokens_.is_glued_number(i_ + 1, 12)) {
          read_fraction(tokens_.at(i_ + 1).text);
          i_ += 2;
        }
      }
    }
    return set_clock(hour, minute, second);
  }

  void read_fraction(std::string_view digits) {
    int scale = 100;
    for (const char digit : digits.substr(0, 3)) {
      millisecond_ += (digit - '0') * scale;
      scale /= 10;
    }
  }

  // ISO 8601 basic format after "T": hh, hhmm or hhmmss.
  bool read_compact_clock(const Token& number) {
    after_t_ = false;
    ++i_;
    const std::int64_t v = number.value;
    if (number.text.size() == 2) return set_clock(v, 0, 0);
    if (number.text.size() == 4) return set_clock(v / 100, v % 100, 0);
    return number.text.size() == 6 && set_clock(v / 10000, v / 100 % 100, v % 100);
  }

  bool read_compact_date(const Token& number) {
    std::int64_t v = number.value;
    ++i_;
    std::int64_t clock = 0;
    if (number.text.size() == 14) {
      clock = v % 1'000'000;
      v /= 1'000'000;
    } else if (number.text.size() == 12) {
      clock = v % 10'000 * 100;
      v /= 10'000;
    }
    if (!set_date(v / 10000, v / 100 % 100, v % 100)) return false;
    return number.text.size() == 8 || set_clock(clock / 10000, clock / 100 % 100, clock % 100);
  }

  bool is_numeric_date() const {
    const Token& mark = tokens_.at(i_ + 1);
    if (mark.kind != Token::Kind::mark || mark.spaced || !tokens_.is_glued_number(i_ + 2, 4)) {
      return false;
    }
    const char c = mark.text[0];
    if (c != '-' && c != '/' && c != '.') return false;
    const bool three = tokens_.is_mark(i_ + 3, c) && tokens_.is_glued_number(i_ + 4, 4);
    if (three) return !(c == '-' && tokens_.is_mark(i_ + 5, ':'));
    return c == '-' && tokens_.at(i_).text.size() == 4 && tokens_.at(i_ + 2).text.size() >= 2 &&
           tokens_.at(i_ + 2).text.size() <= 3 && !tokens_.is_mark(i_ + 3, ':');
  }

  bool read_numeric_date() {
    const Token& a = tokens_.at(i_);
    const Token& b = tokens_.at(i_ + 2);
    const char separator = tokens_.at(i_ + 1).text[0];
    if (!tokens_.is_mark(i_ + 3, separator) || !tokens_.is_glued_number(i_ + 4, 4)) {
      i_ += 3;
      // W3CDTF "2003-12" is a month, ISO 8601 "2003-335" a day of the year.
      return b.text.size() == 2 ? set_date(a.value, b.value, 1) : set_day_of_year(a.value, b.value);
    }
    const Token& c = tokens_.at(i_ + 4);
    i_ += 5;
    if (a.text.size() == 4) return c.text.size() <= 2 && set_date(a.value, b.value, c.value);
    if (c.text.size() != 4 && c.text.size() != 2) return false;
    if (a.text.size() > 2 || b.text.size() > 2) return false;
    return set_ambiguous_date(a, b, c, separator);
  }

  bool set_day_of_year(std::int64_t year, std::int64_t day) {
    if (year < kYearMin || day < 1) return false;
    int month = 1;
    while (month <= 12 && day > days_in_month(static_cast<int>(year), month)) {
      day -= days_in_month(static_cast<int>(year), month++);
    }
    return set_date(year, month, day);
  }

  // Day or month first? The country says it, the full stop says it, or only one reading is a date.
  // Otherwise the text is refused: 03/04/2021 is two dates.
  bool set_ambiguous_date(const Token& a, const Token& b, const Token& c, char separator) {
    const std::int64_t year = full_year(c);
    const bool day_first = is_date(year, b.value, a.value);
    const bool month_first = is_date(year, a.value, b.value);
    if (rules_.country == "US") {
      if (month_first) return set_date(year, a.value, b.value);
      return c.text.size() == 4 && day_first && set_date(year, b.value, a.value);
    }
    const bool known_order = separator == '.' || !rules_.country.empty();
    if (known_order) {
      if (day_first) return set_date(year, b.value, a.value);
      return c.text.size() == 4 && month_first && set_date(year, a.value, b.value);
    }
    const bool year_first =
        c.text.size() == 2 && a.text.size() == 2 && is_date(full_year(a), b.value, c.value);
    if (day_first && month_first && a.value == b.value && !year_first) {
      return set_date(year, b.value, a.value);
    }
    if (day_first + month_first + year_first != 1) return false;
    if (day_first) return set_date(year, b.value, a.value);
    if (month_first) return set_date(year, a.value, b.value);
    return set_date(full_year(a), b.value, c.value);
  }

  TimeWord word_at(std::size_t i) const {
    return find_time_word(tokens_.at(i).text, rules_.country);
  }

  // "a.m." and "p. m."
  bool is_dotted_half(std::size_t i) const {
    return (tokens_.at(i).text == "a" || tokens_.at(i).text == "p") &&
           tokens_.is_mark(i + 1, '.') && tokens_.at(i + 2).text == "m";
  }

  bool set_half(TimeWordKind half) {
    if (half_ != TimeWordKind::unknown) return false;
    half_ = half;
    after_clock_ = hour_ == kNone ? 0 : i_;
    return true;
  }

  bool read_word() {
    const Token& token = tokens_.at(i_);
    const TimeWord word = word_at(i_);
    if (token.text == "t" && i_ > 0) {
      ++i_;
      after_t_ = tokens_.is_number(i_);
      return after_t_;
    }
    if (is_dotted_half(i_)) {
      i_ += 3;
      return set_half(token.text == "a" ? TimeWordKind::morning : TimeWordKind::afternoon);
    }
    // "16:31:00 AT" is the Atlantic's time; "at" in front of a clock is a word.
    if (token.text == "at" && hour_ != kNone && after_clock_ == i_ && i_ + 1 == tokens_.size()) {
      ++i_;
      return set_us_zone(-4 * 60);
    }
    const bool behind_clock = hour_ != kNone && after_clock_ == i_;
    ++i_;
    if (behind_clock && is_half_letter(token)) return set_half_letter(token.text == "a");
    switch (word.kind) {
      case TimeWordKind::month:
        return set_month(word.value, token.text == "mar");
      case TimeWordKind::zone:
        if (word.value == 0 && is_offset(i_)) return read_offset();
        after_clock_ = i_;
        return set_zone(word.value);
      case TimeWordKind::us_zone:
        return set_us_zone(word.value);
      case TimeWordKind::morning:
      case TimeWordKind::afternoon:
        // German dates begin with "am".
        if (token.text == "am" && hour_ == kNone && loose_count_ == 0) return true;
        return set_half(word.kind);
      case TimeWordKind::weekday:
      case TimeWordKind::filler:
        return true;
      case TimeWordKind::ordinal:
        return loose_count_ > 0 && !token.spaced;
      case TimeWordKind::year_mark:
      case TimeWordKind::month_mark:
      case TimeWordKind::day_mark:
        return set_marked(word.kind);
      case TimeWordKind::hour_mark:
        return hour_ != kNone;
      default:
        // The day of the week in any language; what it is follows from the date.
        if (i_ == 1 && tokens_.is_mark(i_, ',')) return true;
        return behind_clock && read_military_zone(token);
    }
  }

  // "3:15p". A free-standing "a" may also be a preposition ("14:30 a 27 de junho") or, with an hour
  // of the afternoon, a military zone: then it says nothing.
  bool is_half_letter(const Token& token) const {
    if (token.text == "p") return true;
    return token.text == "a" && (!token.spaced || (hour_ <= 12 && !tokens_.is_number(i_)));
  }

  bool set_half_letter(bool morning) {
    return hour_ <= 12 && set_half(morning ? TimeWordKind::morning : TimeWordKind::afternoon);
  }

  // RFC 2822 section 4.3: the letters were specified with wrong signs, so they say UTC and no more.
  // Only at the end: elsewhere, or with a full stop, a letter is a word cut short ("3:15 n.m.").
  bool read_military_zone(const Token& token) {
    const bool at_end = i_ == tokens_.size() || tokens_.is_mark(i_, '(');
    return token.text.size() == 1 && token.text != "j" && at_end && set_zone(0);
  }

  // "mar" is March in five languages and Tuesday in three: as the first of two months it is the
  // day.
  bool set_month(int month, bool maybe_weekday) {
    if (month_ != kNone && !(first_month_maybe_weekday_ && !numeric_date_)) return false;
    first_month_maybe_weekday_ = maybe_weekday && month_ == kNone;
    if (numeric_date_) return maybe_weekday;
    month_ = month;
    numbers_before_month_ = loose_count_;
    return true;
  }

  // "2004년 5월 28일": the mark stands behind its number.
  bool set_marked(TimeWordKind kind) {
    if (loose_count_ == 0) return false;
    const Token number = loose_[--loose_count_];
    int& part = kind == TimeWordKind::year_mark    ? marked_year_
                : kind == TimeWordKind::month_mark ? month_
                                                   : marked_day_;
    if (part != kNone || number.text.size() > 4) return false;
    part = static_cast<int>(kind == TimeWordKind::year_mark ? full_year(number) : number.value);
    return true;
  }

  // A sign with digits that touch it, and no date behind.
  bool is_offset(std::size_t i) const {
    if (!tokens_.is_mark(i, '+') && !tokens_.is_mark(i, '-')) return false;
    return tokens_.is_glued_number(i + 1, 4) && !tokens_.is_mark(i + 2, '-') &&
           !tokens_.is_mark(i + 2, '/');
  }

  // "+0530", "+530", "+05", "+5:30", "-05:00".
  bool read_offset() {
    const int sign = tokens_.is_mark(i_, '-') ? -1 : 1;
    const Token& number = tokens_.at(i_ + 1);
    i_ += 2;
    std::int64_t hours = number.value, minutes = 0;
    if (number.text.size() > 2) {
      hours = number.value / 100;
      minutes = number.value % 100;
    } else if (tokens_.is_mark(i_, ':') && tokens_.is_glued_number(i_ + 1, 2)) {
      minutes = tokens_.at(i_ + 1).value;
      if (tokens_.at(i_ + 1).text.size() != 2 && minutes != 0) return false;  // its end is missing
      i_ += 2;
    }
    return minutes < 60 && set_zone(sign * static_cast<int>(hours * 60 + minutes));
  }

  bool read_mark() {
    const char c = tokens_.at(i_).text[0];
    if (c == '(') return read_comment(')');
    if (c == '[' && zone_known_) return read_comment(']');  // "+05:30[Asia/Kolkata]"
    if (c == '+' || c == '-') {
      const bool behind_clock = after_clock_ != 0 && after_clock_ == i_;
      const bool behind_date =
          numeric_date_ && hour_ == kNone && !tokens_.at(i_).spaced && tokens_.is_mark(i_ + 2, ':');
      if ((behind_clock || behind_date) && is_offset(i_)) return read_offset();
      ++i_;
      return c == '-';
    }
    ++i_;
    constexpr std::string_view kSeparators = ",.|;@/:'\"\xC2\xE2";
    return kSeparators.find(c) != std::string_view::npos;
  }

  // RFC 822 comments, which nest and have quoted pairs; the zone's name may stand there, as in
  // "22:43 (IST)".
  bool read_comment(char close) {
    ++i_;
    const std::size_t first = i_;
    for (int depth = 1; i_ < tokens_.size(); ++i_) {
      if (tokens_.is_mark(i_, '\\')) {
        ++i_;
      } else if (tokens_.is_mark(i_, '(')) {
        ++depth;
      } else if (tokens_.is_mark(i_, close) && --depth == 0) {
        break;
      }
    }
    const std::size_t length = i_ - first;
    ++i_;
    if (zone_known_ || us_zone_) return true;
    const TimeWord word = word_at(first);
    if (length == 1 && word.kind == TimeWordKind::zone) return set_zone(word.value);
    return true;
  }

  bool settle_date() {
    if (numeric_date_) return loose_count_ == 0 && marked_year_ == kNone && marked_day_ == kNone;
    if (marked_year_ != kNone || marked_day_ != kNone) {
      return loose_count_ == 0 && is_date(marked_year_, month_, marked_day_) &&
             set_date(marked_year_, month_, marked_day_);
    }
    if (month_ == kNone) {
      // W3CDTF "2003": a year and nothing else.
      return tokens_.size() == 1 && loose_count_ == 1 && loose_[0].text.size() == 4 &&
             loose_[0].value >= 1900 && loose_[0].value <= 2100 && set_date(loose_[0].value, 1, 1);
    }
    if (loose_count_ != 2) return false;
    const Token& a = loose_[0];
    const Token& b = loose_[1];
    const bool year_first = a.text.size() == 4 && numbers_before_month_ > 0;
    const Token& year = year_first ? a : b;
    const Token& day = year_first ? b : a;
    if (day.text.size() > 2 || year.text.size() < 2 || year.text.size() > 4) return false;
    return set_date(full_year(year), month_, day.value);
  }

  bool apply_half() {
    if (half_ == TimeWordKind::unknown) return true;
    if (hour_ == kNone) return false;
    if (half_ == TimeWordKind::morning) {
      if (hour_ > 12) return false;
      if (hour_ == 12) hour_ = 0;
    } else if (hour_ < 12) {
      hour_ += 12;
    } else if (hour_ == 24) {
      return false;
    }
    return true;
  }

  std::optional<ParsedTime> assemble() {
    if (!apply_half()) return std::nullopt;
    ParsedTime out;
    out.has_clock = hour_ != kNone;
    out.has_zone = zone_known_ || us_zone_;
    if (!out.has_clock) hour_ = minute_ = second_ = 0;
    int offset = out.has_zone ? zone_ : rules_.utc_offset_minutes;
    if (us_zone_ && is_us_summer(year_, month_, day_, hour_)) offset += 60;
    out.time = from_civil(year_, month_, day_, hour_, minute_, second_) +
               milliseconds(millisecond_) - minutes(offset);
    // The offset may lead out of the years that can be written, at both ends of them.
    const int year = to_civil(out.time).year;
    if (year < kYearMin || year > kYearMax) return std::nullopt;
    return out;
  }

  const Tokens& tokens_;
  const TimeRules& rules_;
  std::size_t i_ = 0;
  std::optional<ParsedTime> epoch_;
  int year_ = kNone, month_ = kNone, day_ = kNone;
  int marked_year_ = kNone, marked_day_ = kNone;
  int hour_ = kNone, minute_ = 0, second_ = 0, millisecond_ = 0;
  int zone_ = 0;
  bool zone_known_ = false, us_zone_ = false;
  bool numeric_date_ = false;
  bool after_t_ = false;
  bool first_month_maybe_weekday_ = false;
  TimeWordKind half_ = TimeWordKind::unknown;
  std::size_t after_clock_ =
      0;  // the token behind the clock (and AM or PM): an offset may stand there
  std::array<Token, 3> loose_;  // numbers that belong to a date with a month's name
  std::size_t loose_count_ = 0;
  std::size_t numbers_before_month_ = 0;
};

}  // namespace

std::optional<ParsedTime> parse_time(std::string_view text, const TimeRules& rules) {
  if (text.size() > kTextMax) return std::nullopt;
  Tokens tokens;
  const std::string folded = fold(normal_form(text));
  if (!tokens.read(folded)) return std::nullopt;
  return TimeReader(tokens, rules).read();
}

}  // namespace syndicated
