package bulla.apacheconf;

import java.util.List;

/** A part of an expression that gives a string. */
sealed interface Word {
  /** Text that stands for itself. */
  record Literal(String text) implements Word {}

  /** One after the other. */
  record Concatenation(List<Word> parts) implements Word {}

  /** {@code %{NAME}}. */
  record Variable(String name) implements Word {}

  /** {@code $0} to {@code $9}. */
  record Capture(int group) implements Word {}

  /** {@code name(argument)} or {@code %{name:argument}}. */
  record Call(String name, Word argument) implements Word {}

  /** The words joined; one word is itself. */
  static Word joined(List<Word> words) {
    return switch (words.size()) {
      case 0 -> new Literal("");
      case 1 -> words.getFirst();
      default -> new Concatenation(List.copyOf(words));
    };
  }
}
