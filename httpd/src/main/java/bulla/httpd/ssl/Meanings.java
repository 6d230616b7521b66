package bulla.httpd.ssl;

import bulla.apacheconf.Node;
import bulla.httpd.core.DirectiveRule.Meaning;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Meanings that many of mod_ssl's directives share. */
final class Meanings {
  private Meanings() {}

  /** A file that must be there, into a setting of the server. */
  static Meaning file(Setting<Optional<Path>> setting) {
    return file((scope, path) -> scope.server().set(setting, Optional.of(path)));
  }

  /** A file that must be there. */
  static Meaning file(BiConsumer<DirectiveScope, Path> use) {
    return (directive, scope) -> {
      Path path = existing(directive, scope);
      if (path != null) {
        use.accept(scope, path);
      }
    };
  }

  private static @Nullable Path existing(Node.Directive directive, DirectiveScope scope) {
    String argument = directive.arguments().getFirst();
    try {
      Path path = scope.resolve(argument);
      if (Files.isRegularFile(path) && Files.size(path) > 0) {
        return path;
      }
    } catch (InvalidPathException | IOException unusable) {
      // Told below, with files that are not there.
    }
    scope.error(
        directive.at(),
        directive.name() + ": file '" + argument + "' does not exist or is empty",
        "create the file, or correct its path");
    return null;
  }

  /** A directory that must be there, into a setting of the server. */
  static Meaning directory(Setting<Optional<Path>> setting) {
    return (directive, scope) -> {
      String argument = directive.arguments().getFirst();
      Path path = scope.resolve(argument);
      if (Files.isDirectory(path)) {
        scope.server().set(setting, Optional.of(path));
      } else {
        scope.error(
            directive.at(),
            directive.name() + ": directory '" + argument + "' does not exist",
            "create the directory, or correct its path");
      }
    };
  }

  /** A directory of the server's own, which is made when it is needed. */
  static Meaning ownDirectory(Setting<Optional<Path>> setting) {
    return (directive, scope) ->
        scope.server().set(setting, Optional.of(scope.resolve(directive.arguments().getFirst())));
  }

  /** On or Off, checked before, into a setting of the server. */
  static Meaning flag(Setting<Boolean> setting) {
    return (directive, scope) ->
        scope.server().set(setting, directive.arguments().getFirst().equalsIgnoreCase("on"));
  }

  /** A text into a setting of the server. */
  static Meaning text(Setting<Optional<String>> setting) {
    return (directive, scope) ->
        scope.server().set(setting, Optional.of(directive.arguments().getFirst()));
  }

  /** A number into a setting of the server. */
  static Meaning number(Setting<Long> setting, long least) {
    return (directive, scope) -> {
      long number = number(directive.arguments().getFirst());
      if (number < least) {
        scope.error(
            directive.at(),
            directive.name() + ": Invalid argument",
            "give a number of at least " + least);
      } else {
        scope.server().set(setting, number);
      }
    };
  }

  /** A number as httpd reads it (atoi): what a text begins with, 0 if with none. */
  static long number(String text) {
    int end = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    while (end < text.length() && end < 12 && Character.digit(text.charAt(end), 10) >= 0) {
      end++;
    }
    try {
      return Long.parseLong(text.substring(0, end));
    } catch (NumberFormatException none) {
      return 0;
    }
  }

  /** Tells of an argument that means nothing. */
  static void invalid(Node.Directive directive, DirectiveScope scope, String word, String remedy) {
    scope.error(directive.at(), directive.name() + ": Invalid argument '" + word + "'", remedy);
  }
}
