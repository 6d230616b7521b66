package bulla.httpd.mime;

import bulla.apacheconf.Node;
import bulla.httpd.core.DirectiveScope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A mime.types file: a type, and behind it the extensions that stand for it. */
final class TypesFile {
  private TypesFile() {}

  static void apply(Node.Directive directive, DirectiveScope scope) {
    Path file = scope.resolve(directive.arguments().getFirst());
    Map<String, String> types = new HashMap<>();
    try {
      for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
        String[] words = line.strip().split("\\s+");
        if (words[0].startsWith("#")) {
          continue;
        }
        for (int i = 1; i < words.length; i++) {
          types.put(words[i].toLowerCase(Locale.ROOT), words[0]);
        }
      }
    } catch (IOException unreadable) {
      scope.error(
          directive.at(),
          "AH01597: could not open mime types config file " + file + ".",
          "install it (Debian: media-types, Red Hat: mailcap), or correct TypesConfig");
      return;
    }
    scope.server().set(MimeModule.TABLE, Map.copyOf(types));
  }
}
