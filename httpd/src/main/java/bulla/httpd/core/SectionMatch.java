package bulla.httpd.core;

import bulla.apacheconf.Captures;
import bulla.apacheconf.Expression;
import bulla.apacheconf.ExpressionException;
import bulla.apacheconf.Position;
import bulla.apacheconf.Regex;
import bulla.apacheconf.Wildcard;
import org.jspecify.annotations.Nullable;

/** What a section applies to. */
public sealed interface SectionMatch {
  /**
   * Whether it applies to a directory, a file's name or a URL path.
   *
   * @throws ExpressionException if that cannot be told; nothing may be served then
   */
  boolean applies(String subject) throws ExpressionException;

  /** Among plain Directory sections: the number of components; the fewer the earlier. */
  default int weight() {
    return 0;
  }

  /**
   * A directory: {@code /var/www}, without slash at the end, wildcards within components. Applies
   * to exactly the directories of that many components.
   */
  record DirectoryPath(String path, boolean wild, int weight) implements SectionMatch {
    static DirectoryPath of(String path) {
      String plain =
          path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
      int components = plain.equals("/") ? 0 : (int) plain.chars().filter(c -> c == '/').count();
      return new DirectoryPath(plain, Wildcard.hasWildcards(plain), components);
    }

    @Override
    public boolean applies(String directory) {
      return wild ? Wildcard.matches(path, directory, false) : path.equals(directory);
    }
  }

  /** A file's name: wildcards allowed. */
  record FileName(String name, boolean wild) implements SectionMatch {
    @Override
    public boolean applies(String file) {
      return wild ? Wildcard.matches(name, file, false) : name.equals(file);
    }
  }

  /** A URL path and what is below it, by whole segments; with slash at the end only below. */
  record UrlPath(String path, boolean wild) implements SectionMatch {
    @Override
    public boolean applies(String uri) {
      return wild ? wildPrefix(uri) : prefix(uri);
    }

    private boolean prefix(String uri) {
      return uri.startsWith(path)
          && (path.endsWith("/")
              || uri.length() == path.length()
              || uri.charAt(path.length()) == '/');
    }

    private boolean wildPrefix(String uri) {
      for (int end = uri.length(); end > 0; end = uri.lastIndexOf('/', end - 1)) {
        if (Wildcard.matches(path, uri.substring(0, end), false)) {
          return true;
        }
      }
      return false;
    }
  }

  /** A regular expression, found anywhere. */
  record Pattern(Regex regex) implements SectionMatch {
    @Override
    public boolean applies(String subject) throws ExpressionException {
      return regex.find(subject, new Captures());
    }
  }

  /**
   * An If, ElseIf or Else section: applies to requests, not to names.
   *
   * @param own its condition; null for Else
   * @param before the section before it, which must not hold; null for If
   * @param at where it stands
   */
  record Condition(@Nullable Expression own, @Nullable Condition before, Position at)
      implements SectionMatch {
    @Override
    public boolean applies(String subject) {
      return false;
    }

    /** Whether this section is the one of its chain that holds for a request. */
    boolean holds(RequestContext request) throws ExpressionException {
      for (Condition earlier = before; earlier != null; earlier = earlier.before) {
        if (earlier.own != null && request.test(earlier.own)) {
          return false;
        }
      }
      return own == null || request.test(own);
    }
  }
}
