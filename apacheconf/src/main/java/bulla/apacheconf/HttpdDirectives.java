package bulla.apacheconf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every directive that httpd's manual knows, with the module that it belongs to. */
final class HttpdDirectives {
  private static final String RESOURCE = "httpd-directives.tsv";

  private final Map<String, String> modules = new HashMap<>();

  HttpdDirectives() {
    try (InputStream in = HttpdDirectives.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is not in this build");
      }
      for (String row : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        String[] cells = row.split("\t");
        String name =
            cells[0].endsWith(">") ? cells[0].substring(0, cells[0].length() - 1) : cells[0];
        modules.putIfAbsent(name.toLowerCase(Locale.ROOT), cells[1]);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** The module that a directive belongs to in httpd; null if the manual does not know it. */
  @Nullable String module(String name) {
    return modules.get(name.toLowerCase(Locale.ROOT));
  }
}
