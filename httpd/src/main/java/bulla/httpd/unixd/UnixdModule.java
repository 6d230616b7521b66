package bulla.httpd.unixd;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.Scope;
import bulla.apacheconf.Node;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.Rules;
import java.util.EnumSet;
import java.util.List;

/** Apache's mod_unixd: User and Group. */
public final class UnixdModule implements HttpdModule {
  @Override
  public String file() {
    return "mod_unixd.c";
  }

  @Override
  public String identifier() {
    return "unixd_module";
  }

  @Override
  public List<DirectiveRule> directives() {
    return new Rules("mod_unixd")
        .server("User", Arguments.ONE, "Effective user id for this server", UnixdModule::told)
        .server("Group", Arguments.ONE, "Effective group id for this server", (d, s) -> {})
        .nothingToDo(EnumSet.of(Scope.SERVER), Arguments.ONE, "Suexec")
        .list();
  }

  /** Who starts as root expects to be somebody else afterwards, and must know that he is not. */
  private static void told(Node.Directive directive, DirectiveScope scope) {
    String wanted = directive.arguments().getFirst();
    String user = System.getProperty("user.name", "");
    if (user.equals("root") && !wanted.equals("root")) {
      scope.warn(
          directive.at(),
          "User "
              + wanted
              + " is not taken: the server goes on as root; start it as "
              + wanted
              + " (systemd: User=, AmbientCapabilities=CAP_NET_BIND_SERVICE)");
    }
  }
}
