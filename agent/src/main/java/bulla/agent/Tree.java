package bulla.agent;

import java.util.List;

/** A JSON or YAML document with the line of each part, counted from 1. */
sealed interface Tree {
  int line();

  /** What the operator would call it. */
  String kind();

  /** An object, entries as written. */
  record Mapping(int line, List<Entry> entries) implements Tree {
    @Override
    public String kind() {
      return "an object";
    }
  }

  /** A key and its value; the line is the key's. */
  record Entry(String key, int line, Tree value) {}

  /** A list. */
  record Sequence(int line, List<Tree> items) implements Tree {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Text, as well as YAML's plain scalars that look like something else. */
  record Text(int line, String value) implements Tree {
    @Override
    public String kind() {
      return "text";
    }
  }

  /**
   * A number as it was written.
   *
   * @param readAsText whether it may stand where text is wanted: YAML writes {@code 0640} and
   *     {@code 9401} without quotes
   */
  record Numeral(int line, String value, boolean readAsText) implements Tree {
    @Override
    public String kind() {
      return "a number";
    }
  }

  /** true or false. */
  record Truth(int line, boolean value) implements Tree {
    @Override
    public String kind() {
      return "true or false";
    }
  }

  /** null: as if the key were not there. */
  record Nothing(int line) implements Tree {
    @Override
    public String kind() {
      return "null";
    }
  }
}
