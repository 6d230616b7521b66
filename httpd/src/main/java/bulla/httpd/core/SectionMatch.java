package bulla.httpd.core;

import bulla.apacheconf.Wildcard;
import java.util.List;
import java.util.regex.Pattern;

/** What a section applies to. */
public sealed interface SectionMatch {
  /** Whether it applies to a directory, a file's name or a URL path. */
  boolean applies(String subject);

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
      if (wild) {
        return wildPrefix(uri);
      }
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
  record Regex(Pattern pattern) implements SectionMatch {
    @Override
    public boolean applies(String subject) {
      return pattern.matcher(subject).find();
    }
  }

  /**
   * An If section with its ElseIf and Else sections: the first that holds applies.
   *
   * @param branches conditions in order, as text; an Else is the empty text
   */
  record Condition(List<String> branches) implements SectionMatch {
    public Condition {
      branches = List.copyOf(branches);
    }

    @Override
    public boolean applies(String subject) {
      return false;
    }
  }
}
