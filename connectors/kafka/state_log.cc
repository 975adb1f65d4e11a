#include "connectors/kafka/state_log.h"

#include <charconv>
#include <map>

namespace syndicated {
namespace {

using Numbers = std::map<std::string_view, std::uint64_t>;

Result<Numbers> read_numbers(std::string_view text) {
  Numbers numbers;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    const std::size_t sign = word.find('=');
    std::uint64_t value = 0;
    const char* begin = word.data() + (sign == std::string_view::npos ? 0 : sign + 1);
    const char* end = word.data() + word.size();
    const auto [stopped, problem] = std::from_chars(begin, end, value);
    if (sign == std::string_view::npos || problem != std::errc{} || stopped != end) {
      return Error{ErrorKind::invalid, "`" + std::string(word) + "` is not name=number"};
    }
    numbers[word.substr(0, sign)] = value;
  }
  return numbers;
}

void add(std::string& out, std::string_view name, std::uint64_t value) {
  if (!out.empty()) out += ' ';
  out += name;
  out += '=';
  out += std::to_string(value);
}

}  // namespace

std::string_view name_of(StateLog log) {
  constexpr std::array<std::string_view, kStateLogs> names = {"marks", "decisions", "heads"};
  return names[static_cast<std::size_t>(log)];
}

std::string state_topic(const std::string& daemon_name, StateLog log) {
  return daemon_name + "." + std::string(name_of(log));
}

std::string write_commit(const KafkaCommit& commit) {
  std::string out;
  add(out, "seq", commit.seq);
  add(out, "epoch", commit.line_epoch);
  add(out, "stream_time", static_cast<std::uint64_t>(commit.stream_time.ms));
  add(out, "fetched", commit.books.fetched);
  add(out, "new", commit.books.published_fresh);
  add(out, "revisions", commit.books.published_revisions);
  add(out, "duplicates", commit.books.duplicates);
  add(out, "unchanged", commit.books.unchanged);
  add(out, "filtered", commit.books.filtered);
  add(out, "dead", commit.books.dead_letters);
  add(out, "marks_seq", commit.last_seq[0]);
  add(out, "decisions_seq", commit.last_seq[1]);
  return out;
}

Result<KafkaCommit> read_commit(std::string_view text) {
  Result<Numbers> read = read_numbers(text);
  if (!read) return read.error();
  Numbers& n = *read;
  if (n["seq"] == 0) return Error{ErrorKind::invalid, "a commit without a number"};
  KafkaCommit commit;
  commit.seq = n["seq"];
  commit.line_epoch = n["epoch"];
  commit.stream_time = Time{static_cast<std::int64_t>(n["stream_time"])};
  commit.books = {n["fetched"],    n["new"],       n["revisions"], n["duplicates"],
                  n["unchanged"],  n["filtered"],  n["dead"]};
  commit.last_seq = {n["marks_seq"], n["decisions_seq"], n["seq"]};
  return commit;
}

std::string write_commit_mark(const CommitMark& mark) {
  std::string out;
  add(out, "seq", mark.seq);
  add(out, "after", mark.after);
  return out;
}

Result<CommitMark> read_commit_mark(std::string_view text) {
  Result<Numbers> read = read_numbers(text);
  if (!read) return read.error();
  return CommitMark{(*read)["seq"], (*read)["after"]};
}

std::string write_epoch(std::uint64_t epoch) { return "epoch=" + std::to_string(epoch); }

Result<std::uint64_t> read_epoch(std::string_view text) {
  Result<Numbers> read = read_numbers(text);
  if (!read) return read.error();
  return (*read)["epoch"];
}

std::string write_position(const Position& position) {
  std::string out;
  add(out, "epoch", position.epoch);
  add(out, "number", position.number);
  return out;
}

Result<Position> read_position(std::string_view origin, std::string_view text) {
  Result<Numbers> read = read_numbers(text);
  if (!read) return read.error();
  Numbers& n = *read;
  return Position{std::string(origin), static_cast<std::uint32_t>(n["epoch"]), n["number"]};
}

std::string write_header(const StateHeader& header) {
  return "format=" + std::to_string(header.format) + " authority " + header.authority;
}

Result<StateHeader> read_header(std::string_view text) {
  constexpr std::string_view between = " authority ";
  const std::size_t at = text.find(between);
  if (at == std::string_view::npos) return Error{ErrorKind::invalid, "a header of another form"};
  Result<Numbers> read = read_numbers(text.substr(0, at));
  if (!read) return read.error();
  return StateHeader{static_cast<std::uint32_t>((*read)["format"]),
                     std::string(text.substr(at + between.size()))};
}

}  // namespace syndicated
