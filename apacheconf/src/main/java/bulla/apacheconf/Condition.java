package bulla.apacheconf;

import java.util.List;

/** A part of an expression that is true or false. */
sealed interface Condition {
  /** {@code true} or {@code false}. */
  record Constant(boolean value) implements Condition {}

  /** {@code not}. */
  record Not(Condition operand) implements Condition {}

  /** All of them hold; stops at the first that does not. */
  record All(List<Condition> operands) implements Condition {}

  /** One of them holds; stops at the first that does. */
  record Any(List<Condition> operands) implements Condition {}

  /** {@code -X word}. */
  record Unary(String operator, Word operand) implements Condition {}

  /** {@code word -name word}, for operators that match patterns. */
  record Pattern(String operator, Word text, Word pattern) implements Condition {}

  /** {@code word -ipmatch subnet}. */
  record InSubnet(Word address, Subnet subnet) implements Condition {}

  /** A comparison of two words. */
  record Comparison(Relation relation, Order order, Word left, Word right) implements Condition {}

  /** {@code word =~ regex}. */
  record Matches(Word text, Regex regex) implements Condition {}

  /** {@code word in {...}}. */
  record In(Word word, List<Word> list) implements Condition {}

  /** {@code word in function(word)}. */
  record InList(Word word, String function, Word argument) implements Condition {}

  /** What a comparison asks. */
  enum Relation {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    boolean holds(int difference) {
      return switch (this) {
        case EQUAL -> difference == 0;
        case NOT_EQUAL -> difference != 0;
        case LESS -> difference < 0;
        case LESS_OR_EQUAL -> difference <= 0;
        case GREATER -> difference > 0;
        case GREATER_OR_EQUAL -> difference >= 0;
      };
    }
  }

  /** How two words are ordered. */
  enum Order {
    /** By their bytes. */
    STRING,
    /** As 64-bit integers; text counts as 0. */
    INTEGER,
    /** SSLRequire's: the shorter is less, then by their bytes. */
    LENGTH_FIRST
  }
}
