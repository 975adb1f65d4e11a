#include "pipeline/wire/signals.h"

#include <algorithm>

#include "pipeline/wire/letters.h"
#include "pipeline/wire/notes.h"

namespace syndicated::wire {
namespace {

void add(std::string_view signal, std::vector<std::string>* signals) {
  if (std::find(signals->begin(), signals->end(), signal) == signals->end())
    signals->emplace_back(signal);
}

struct WordSignal {
  std::string_view word;  // lower case
  std::string_view signal;
};

constexpr WordSignal kMarks[] = {
    {"urgent", "urgent"},       {"breaking", "urgent"},
    {"flash", "flash"},         {"alert", "flash"},
    {"advisory", "advisory"},   {"update", "update"},
    {"updates", "update"},      {"writethru", "update"},
    {"updated", "update"},      {"corrected", "correction"},
    {"corrects", "correction"}, {"correction", "correction"},
    {"refile", "refile"},       {"wrapup", "wrapup"},
    {"kill", "kill"},           {"embargoed", "embargo"},
    {"lead", "lead"},           {"ld", "lead"},
    {"adds", "adds"},
};

// Words of a note count only with a capital, or at its start: "adds" inside a sentence is an
// ordinary verb.
constexpr WordSignal kNotes[] = {
    {"adds", "adds"},
    {"updates", "update"},
    {"updating", "update"},
    {"recasts", "update"},
    {"corrects", "correction"},
    {"correction", "correction"},
    {"corrected", "correction"},
    {"refiles", "refile"},
    {"advisory", "advisory"},
    {"leads", "lead"},
    {"embargoed", "embargo"},
    {"writethru", "update"},
    {"kill", "kill"},
};

}  // namespace

void add_signals_of_mark(std::string_view mark, std::vector<std::string>* signals) {
  std::string lower = lower_ascii(mark);
  for (const WordSignal& entry : kMarks) {
    if (contains_word(lower, entry.word)) add(entry.signal, signals);
  }
}

void add_signals_of_note(std::string_view note, std::vector<std::string>* signals) {
  std::string lower = lower_ascii(note);
  bool to_editors = lower.starts_with("eds") || lower.starts_with("ed:") ||
                    lower.starts_with("editor") || lower.starts_with("note to editor") ||
                    lower.starts_with("notes to editor") || lower.starts_with("attention editors");
  if (to_editors) add("eds-note", signals);
  for (const WordSignal& entry : kNotes) {
    for (std::size_t at = lower.find(entry.word); at != std::string::npos;
         at = lower.find(entry.word, at + 1)) {
      std::size_t end = at + entry.word.size();
      bool whole =
          (at == 0 || !is_letter(lower[at - 1])) && (end == lower.size() || !is_letter(lower[end]));
      bool marked =
          at == 0 || is_upper(note[at]) || entry.word == "corrects" || entry.word == "refiles";
      // "Leads" is a verb of its own too; as a signal it stands in capitals or before "with".
      if (entry.signal == "lead") marked = marked && lower.substr(end).starts_with(" with");
      if (entry.word == "kill") marked = marked && is_upper(note[at + 1]);
      if (whole && marked) {
        add(entry.signal, signals);
        break;
      }
    }
  }
  if (contains(lower, "has been corrected") || contains(lower, "was corrected"))
    add("correction", signals);
  if (contains(lower, "earlier version of this") || contains(lower, "previous version of this")) {
    if (contains(lower, "misstated") || contains(lower, "incorrect") || contains(lower, "correct"))
      add("correction", signals);
  }
  if (contains(lower, "not for publication before") || contains(lower, "embargoed until"))
    add("embargo", signals);
  if (contains(note, "2nd update") || contains(note, "1st update")) add("update", signals);
  if (is_kill_text(note)) add("kill", signals);
}

}  // namespace syndicated::wire
