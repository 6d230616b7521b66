package bulla.httpd.alias;

import bulla.apacheconf.Captures;
import bulla.apacheconf.ExpressionException;
import bulla.apacheconf.Regex;
import bulla.httpd.core.CoreSettings;
import bulla.httpd.core.Settings;
import bulla.httpd.core.Translation;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One Alias. */
sealed interface Alias {
  /** Where a path leads; null if the alias is not about it. */
  @Nullable Translation translate(String uri);

  /** What an alias says of the files below: ScriptAlias names a handler. */
  static Settings settings(boolean script) {
    return script
        ? new Settings.Builder().set(CoreSettings.HANDLER, Optional.of("cgi-script")).build()
        : Settings.NONE;
  }

  /**
   * Alias and ScriptAlias.
   *
   * @param from URL path; matched by whole segments
   * @param to file system path, with a slash at the end where it was written
   */
  record Prefix(String from, String to, boolean script) implements Alias {
    @Override
    public @Nullable Translation translate(String uri) {
      String rest = Paths.rest(from, uri);
      return rest == null ? null : new Translation(Path.of(to + rest), Alias.settings(script));
    }
  }

  /** AliasMatch and ScriptAliasMatch; {@code to} may name groups. */
  record Pattern(Regex from, String to, boolean script) implements Alias {
    @Override
    public @Nullable Translation translate(String uri) {
      Captures captures = new Captures();
      try {
        return from.find(uri, captures)
            ? new Translation(Path.of(Paths.filled(to, captures)), Alias.settings(script))
            : null;
      } catch (ExpressionException tooLong) {
        return null;
      }
    }
  }
}
