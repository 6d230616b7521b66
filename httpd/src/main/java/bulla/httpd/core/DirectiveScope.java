package bulla.httpd.core;

import bulla.apacheconf.Node;
import java.nio.file.Path;
import java.util.List;

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

  /** The methods of an enclosing Limit section; empty when there is none. */
  List<String> limitedTo();

  /** The Limit section's inverse, LimitExcept: the methods that are left alone. */
  List<String> limitedExcept();

  /** A path of the operator's, relative to ServerRoot. */
  Path resolve(String path);

  /** Interprets what a section holds, as if it stood in this place. */
  void interpret(List<Node> nodes);
}
