import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The words after the name of a command: `--name value`, any number of times, and plain words. */
final class Arguments {
  private final Map<String, List<String>> named = new HashMap<>();
  private final List<String> plain = new ArrayList<>();
  private final Set<String> asked = new HashSet<>();

  Arguments(String[] words, int begin) {
    for (int i = begin; i < words.length; i++) {
      if (!words[i].startsWith("--")) {
        plain.add(words[i]);
        continue;
      }
      if (i + 1 == words.length) throw new Wrong("no value behind " + words[i]);
      named.computeIfAbsent(words[i].substring(2), name -> new ArrayList<>()).add(words[++i]);
    }
  }

  /** A call that cannot be carried out as written. */
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1;

    Wrong(String what) {
      super(what);
    }
  }

  List<String> all(String name) {
    asked.add(name);
    return named.getOrDefault(name, List.of());
  }

  String text(String name, String otherwise) {
    List<String> values = all(name);
    return values.isEmpty() ? otherwise : values.get(values.size() - 1);
  }

  String text(String name) {
    String value = text(name, null);
    if (value == null) throw new Wrong("--" + name + " is missing");
    return value;
  }

  /** A list with commas between its parts; empty when the name is not there. */
  List<String> list(String name) {
    String value = text(name, "");
    return value.isEmpty() ? List.of() : List.of(value.split(","));
  }

  long number(String name, long otherwise) {
    return Long.parseLong(text(name, Long.toString(otherwise)));
  }

  double fraction(String name) {
    return Double.parseDouble(text(name, "0"));
  }

  List<String> words(String what) {
    if (plain.isEmpty()) throw new Wrong("no " + what + " is given");
    return plain;
  }

  String first(String what) {
    return words(what).get(0);
  }

  /** Call it when everything was asked for: a name that nobody knows is a mistake in the test. */
  void finish() {
    for (String name : named.keySet()) {
      if (!asked.contains(name)) throw new Wrong("--" + name + " is unknown");
    }
  }
}
