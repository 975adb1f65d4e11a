#include "config/diagnostic.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "config/source_line.h"

namespace syndicated {
namespace {

constexpr std::string_view red = "\x1b[1;31m";
constexpr std::string_view yellow = "\x1b[1;33m";
constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view dim = "\x1b[2m";
constexpr std::string_view reset = "\x1b[0m";

// Text with a style around it, or the plain text.
std::string styled(std::string_view style, std::string_view text, bool color) {
  if (!color) return std::string(text);
  std::string out(style);
  out += text;
  out += reset;
  return out;
}

std::string margin(std::string_view number) {
  std::string out(number.size() < 5 ? 5 - number.size() : 0, ' ');
  out += number;
  out += " │ ";
  return out;
}

void render_excerpt(std::string& out, const Diagnostic& diagnostic, const SourceText& source,
                    std::string_view style, bool color) {
  const Place& place = diagnostic.place;
  const Excerpt excerpt = make_excerpt(source.text, place);
  const std::string number = std::to_string(place.line);
  out += styled(dim, margin(number), color);
  out += excerpt.text;
  out += '\n';
  out += styled(dim, margin(""), color);
  out.append(excerpt.caret_at, ' ');
  std::string caret(excerpt.caret_length, '^');
  if (!diagnostic.hint.empty()) caret += " " + printable(diagnostic.hint);
  out += styled(style, caret, color);
  out += '\n';
}

}  // namespace

void Diagnostics::error(std::string_view code, const Place& place, std::string message,
                        std::string hint) {
  add({code, Severity::error, place, std::move(message), std::move(hint)});
}

void Diagnostics::warning(std::string_view code, const Place& place, std::string message,
                          std::string hint) {
  add({code, Severity::warning, place, std::move(message), std::move(hint)});
}

bool Diagnostics::has_error_at(const Place& place) const {
  return std::any_of(list_.begin(), list_.end(), [&](const Diagnostic& known) {
    return known.severity == Severity::error && known.place.file == place.file &&
           known.place.line == place.line && known.place.column == place.column;
  });
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::error) ++errors_;
  if (list_.size() >= diagnostics_max) {
    ++left_out_;
    return;
  }
  list_.push_back(std::move(diagnostic));
}

std::vector<Diagnostic> Diagnostics::take() {
  std::stable_sort(list_.begin(), list_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.place.file, a.place.line, a.place.column) <
           std::tie(b.place.file, b.place.line, b.place.column);
  });
  if (left_out_ != 0) {
    list_.push_back({"SY0008", Severity::error, Place{},
                     std::to_string(left_out_) + " more problems are not shown", ""});
  }
  errors_ = 0;
  left_out_ = 0;
  return std::exchange(list_, {});
}

std::string place_name(const Place& place, const std::vector<SourceText>& sources) {
  if (place.file < 0 || static_cast<std::size_t>(place.file) >= sources.size()) return "";
  const SourceText& source = sources[static_cast<std::size_t>(place.file)];
  return printable(source.name) + ":" + std::to_string(place.line) + ":" +
         std::to_string(character_column(source.text, place));
}

std::string render(const std::vector<Diagnostic>& diagnostics,
                   const std::vector<SourceText>& sources, bool color) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    const bool is_error = diagnostic.severity == Severity::error;
    const std::string_view style = is_error ? red : yellow;
    const std::string where = place_name(diagnostic.place, sources);
    if (!where.empty()) out += styled(bold, where, color) + "  ";
    std::string head = is_error ? "error[" : "warning[";
    head += diagnostic.code;
    head += "]";
    out += styled(style, head, color) + ": " + printable(diagnostic.message) + "\n";
    if (!where.empty()) {
      const SourceText& source = sources[static_cast<std::size_t>(diagnostic.place.file)];
      render_excerpt(out, diagnostic, source, style, color);
    } else if (!diagnostic.hint.empty()) {
      out += "    " + printable(diagnostic.hint) + "\n";
    }
  }
  return out;
}

const std::vector<DiagnosticCode>& diagnostic_codes() {
  static const std::vector<DiagnosticCode> codes = {
      {"SY0001", "A configuration file cannot be read."},
      {"SY0002", "A configuration file is larger than 1 MiB."},
      {"SY0003", "A configuration file is not UTF-8 text."},
      {"SY0004", "The text is not YAML."},
      {"SY0005", "Anchors, aliases, merge keys and tags are not part of this configuration."},
      {"SY0006", "The file nests too deep or holds too many values."},
      {"SY0007", "The file holds more than one YAML document."},
      {"SY0008", "There are more problems than are shown."},
      {"SY0101", "A mapping, a list or a single value was expected and something else was found."},
      {"SY0102", "A key has no value."},
      {"SY0103", "A switch is true or false and nothing else."},
      {"SY0104", "A whole number was expected."},
      {"SY0105", "A duration is a number with a unit: ms, s, m, h or d."},
      {"SY0106", "A size is a number with a unit: B, kB, MB, KiB, MiB or GiB."},
      {"SY0107", "The key is not known at this place."},
      {"SY0108", "A key or a value is set twice."},
      {"SY0109", "The value is not one of the possible ones."},
      {"SY0110", "The value is outside of its range."},
      {"SY0111", "A key that has to be there is missing."},
      {"SY0112", "The text does not have the form that this key needs."},
      {"SY0113", "The URL is not an absolute http or https URL."},
      {"SY0114", "The network is not a CIDR block."},
      {"SY0115", "A `${...}` cannot be replaced."},
      {"SY0116", "A property of the Kafka client belongs to the daemon or to another key."},
      {"SY0117", "A property of the Kafka client has a value that the client does not take."},
      {"SY0201", "There is no source."},
      {"SY0202", "There is no output, or there is more than one."},
      {"SY0203", "Two sources have the same id."},
      {"SY0204", "One file, stream or topic is used for two purposes."},
      {"SY0205", "A directory for the state is missing."},
      {"SY0206", "A feed is polled more often than http.min_interval allows."},
      {"SY0207", "Two values contradict each other."},
      {"SY0208", "A feed's port is not in http.ports."},
      {"SY0209", "Two feeds have the same URL."},
      {"SY0210", "There are Kafka topics but no brokers."},
      {"SY0211", "A Kafka topic is read without an output to Kafka."},
      {"SY0212", "A value is more than brokers allow unless they are told to."},
      {"SY0213", "The Kafka client does not take its settings as they are together."},
      {"SY0301", "A secret is written into the configuration."},
      {"SY0302", "A secret cannot be read."},
      {"SY0303", "A secret can be read by everybody on the machine."},
      {"SY0304", "A URL contains a user name or a password."},
      {"SY0305", "A password is sent without encryption."},
      {"SY0306", "The user or the password of an authentication is missing."},
  };
  return codes;
}

}  // namespace syndicated
