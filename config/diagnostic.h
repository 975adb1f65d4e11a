// Diagnostics: what is wrong with a configuration, and where. They are collected, all of them, and
// printed together with the source line, a caret and a suggestion. A place is in bytes of the
// source; only the rendering thinks in characters. Values; any thread, each list by one thread at a
// time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated {

// A configuration file as it was read; diagnostics refer to it by its index.
struct SourceText {
  std::string name;
  std::string text;
};

struct Place {
  int file = -1;   // index into the source texts, -1: no file
  int line = 1;    // from 1
  int column = 1;  // in bytes, from 1
  int length = 1;  // in bytes, at least 1: what the caret underlines
};

enum class Severity { error, warning };

struct Diagnostic {
  std::string_view code;  // one of diagnostic_codes(), "SY0107"
  Severity severity = Severity::error;
  Place place;
  std::string message;  // one sentence without a full stop
  std::string hint;     // behind the caret: what to do, "" none
};

// Collects diagnostics. After diagnostics_max they are only counted, so that a hostile file cannot
// make the list long. One thread.
class Diagnostics {
 public:
  static constexpr std::size_t diagnostics_max = 100;

  void error(std::string_view code, const Place& place, std::string message, std::string hint = "");
  void warning(std::string_view code, const Place& place, std::string message,
               std::string hint = "");

  // True when a further diagnostic would only be counted: its words need not be made.
  bool is_full() const { return list_.size() >= diagnostics_max; }
  // True when an error has this place: what follows from it need not be told as well.
  bool has_error_at(const Place& place) const;

  bool has_errors() const { return errors_ != 0; }
  std::size_t errors() const { return errors_; }

  // In the order of the files and lines. Leaves the collection empty.
  std::vector<Diagnostic> take();

 private:
  void add(Diagnostic diagnostic);

  std::vector<Diagnostic> list_;
  std::size_t errors_ = 0;
  std::size_t left_out_ = 0;
};

// "name:line:column" of a place, "" when it has no file.
std::string place_name(const Place& place, const std::vector<SourceText>& sources);

// The text that a person reads; ends in a newline unless there is nothing to say. Nothing in it can
// steer a terminal, and credentials in the source lines (`password: ...`, `https://user:password@`)
// are starred out.
std::string render(const std::vector<Diagnostic>& diagnostics,
                   const std::vector<SourceText>& sources, bool color);

struct DiagnosticCode {
  std::string_view code;
  std::string_view meaning;  // one sentence
};

// Every code that this program can print, in order. Codes are never reused.
const std::vector<DiagnosticCode>& diagnostic_codes();

}  // namespace syndicated
