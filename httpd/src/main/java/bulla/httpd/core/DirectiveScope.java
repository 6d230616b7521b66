package bulla.httpd.core;

import bulla.apacheconf.Expression;
import bulla.apacheconf.Node;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a directive stands while it is read, and where its meaning goes. */
public interface DirectiveScope extends Problems {
  /**
   * Settings of the server as a whole: of the main server or of the virtual host that the directive
   * stands in. Inside directory sections there is nothing to set here.
   */
  Settings.Builder server();

  /**
   * Settings of directories: of the section or {@code .htaccess} file that the directive stands in,
   * or, outside of those, of all directories of the server or host.
   */
  Settings.Builder directory();

  /** Whether it stands in a Directory, Location, Files or If section, or in .htaccess. */
  boolean inDirectory();

  /** Whether it stands in a VirtualHost section, at whatever depth. */
  boolean inVirtualHost();

  /** Whether it stands in a .htaccess file. */
  boolean inHtaccess();

  /** The path or URL that the innermost directory section names; null outside of those. */
  @Nullable String subject();

  /** The Limit or LimitExcept section that it stands in; null when there is none. */
  @Nullable Methods methods();

  /** Whether AllowOverride lets .htaccess use these; outside of .htaccess always. */
  boolean mayTurnOn(Set<Option> options);

  /** Whether a DocumentRoot has to be there; {@code httpd -T} says no. */
  boolean documentRootsMustBeThere();

  /** A path of the operator's, relative to ServerRoot. */
  Path resolve(String path);

  /**
   * A loaded module's short name, {@code ssl}, for its file or identifier or short name; null if
   * there is none.
   */
  @Nullable String module(String name);

  /** How expressions are read here. */
  Expression.Options expressions();

  /** Interprets what a section holds, as if it stood in this place. */
  void interpret(List<Node> nodes);

  /**
   * The methods of a Limit section.
   *
   * @param names in upper case
   * @param except whether it is LimitExcept: every method but these
   */
  record Methods(Set<String> names, boolean except) {
    public Methods {
      names = Set.copyOf(names);
    }

    /** Whether a request's method is meant; GET means HEAD too. */
    public boolean cover(String method) {
      boolean named = names.contains(method) || (method.equals("HEAD") && names.contains("GET"));
      return named != except;
    }
  }
}
