package bulla.httpd.unixd;

import bulla.apacheconf.Node;
import bulla.apacheconf.Position;
import bulla.posix.Group;
import bulla.posix.User;
import java.util.Optional;

/**
 * A user or a group as a directive names it.
 *
 * @param number empty if this machine has none of that name
 */
record Named(String text, Optional<Integer> number, Position at) {
  static Named user(Node.Directive directive) {
    String text = directive.arguments().getFirst();
    return new Named(text, digits(text).or(() -> User.named(text).map(User::uid)), directive.at());
  }

  static Named group(Node.Directive directive) {
    String text = directive.arguments().getFirst();
    return new Named(
        text, digits(text).or(() -> Group.named(text).map(Group::gid)), directive.at());
  }

  /** {@code #} and a number, read as atoi(3) reads it: what is no number is 0. */
  private static Optional<Integer> digits(String text) {
    if (!text.startsWith("#")) {
      return Optional.empty();
    }
    try {
      return Optional.of((int) Long.parseLong(text.substring(1)));
    } catch (NumberFormatException none) {
      return Optional.of(0);
    }
  }
}
