package bulla.httpd.unixd;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.Scope;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.Problems;
import bulla.httpd.core.Rules;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.Setting;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Apache's mod_unixd: User and Group. {@link Privileges} takes them when the server was started as
 * root; otherwise they are only checked.
 */
public final class UnixdModule implements HttpdModule {
  /** The define that lets the server stay root; httpd has to be compiled with it. */
  static final String STAYS_ROOT = "BIG_SECURITY_HOLE";

  static final Setting<Optional<Named>> USER = Setting.of("User", Optional.empty());
  static final Setting<Optional<Named>> GROUP = Setting.of("Group", Optional.empty());

  /** httpd's words, with the escapes with which its terminal shows them. */
  private static final String NO_ROOT =
      "Error:\\tApache has not been designed to serve pages while\\n"
          + "\\trunning as root.  There are known race conditions that\\n"
          + "\\twill allow any local user to read any file on the system.\\n"
          + "\\tIf you still desire to serve pages as root then\\n"
          + "\\tadd -DBIG_SECURITY_HOLE to the CFLAGS env variable\\n"
          + "\\tand then rebuild the server.\\n"
          + "\\tIt is strongly suggested that you instead modify the User\\n"
          + "\\tdirective in your httpd.conf file to list a non-root\\n"
          + "\\tuser.\\n";

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
        .server(
            "User",
            Arguments.ONE,
            "Effective user id for this server",
            (d, s) -> s.server().set(USER, Optional.of(Named.user(d))))
        .server(
            "Group",
            Arguments.ONE,
            "Effective group id for this server",
            (d, s) -> s.server().set(GROUP, Optional.of(Named.group(d))))
        .nothingToDo(EnumSet.of(Scope.SERVER), Arguments.ONE, "Suexec")
        .list();
  }

  @Override
  public void check(ServerContext server, Problems problems) {
    server.main().settings().get(USER).ifPresent(user -> checkUser(user, server, problems));
    server
        .main()
        .settings()
        .get(GROUP)
        .filter(group -> group.number().isEmpty())
        .ifPresent(
            group ->
                problems.error(
                    null,
                    "AH00544: httpd: bad group name " + group.text(),
                    "name a group of this machine ("
                        + group.at()
                        + "), or its number: Group #1000"));
  }

  private static void checkUser(Named user, ServerContext server, Problems problems) {
    if (user.number().isEmpty()) {
      problems.error(
          null,
          "AH00543: httpd: bad user name " + user.text(),
          "name a user of this machine (" + user.at() + "), or its number: User #1000");
    } else if (user.number().get() == 0 && !server.defines().contains(STAYS_ROOT)) {
      problems.error(
          user.at(),
          NO_ROOT,
          "name a user of its own; where nothing else will do, start with -D " + STAYS_ROOT);
    }
  }
}
