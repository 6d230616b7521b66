package bulla.httpd.unixd;

import bulla.httpd.core.HttpdModule.OwnDirectory;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.StartupException;
import bulla.posix.Credentials;
import bulla.posix.PosixException;
import bulla.posix.User;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;

/**
 * What the process is allowed, and gives up. Started as root it binds its ports, opens its logs and
 * reads its keys, and then becomes User and Group for good, before it accepts the first connection.
 */
public final class Privileges {
  private static final String MODULE = "unixd";

  private final ServerContext server;

  /** Of a server that is about to accept connections. */
  public Privileges(ServerContext server) {
    this.server = server;
  }

  /**
   * Gives root up, if the process has it.
   *
   * @param directories what the server's user must be able to write into
   * @throws StartupException if there is no user to become, the system refuses, or it could be
   *     undone; the process must end then
   */
  public void drop(List<OwnDirectory> directories) throws StartupException {
    if (!Credentials.root()) {
      return;
    }
    if (staysRoot()) {
      warn("the server goes on as root, as -D " + UnixdModule.STAYS_ROOT + " asks");
      return;
    }
    User user = user();
    int gid = server.main().settings().get(UnixdModule.GROUP).flatMap(Named::number).orElse(-1);
    if (gid == -1) {
      throw failed(
          "AH02156: setgid: unable to set group id to Group 4294967295",
          "name a group: Group " + user.name());
    }
    HandOver handOver = new HandOver(user.uid(), gid, server.main().log());
    directories.forEach(handOver::give);
    openClassPath();
    try {
      Credentials.become(user, gid);
    } catch (PosixException refused) {
      throw failed(
          text(refused, user, gid),
          "the system says: "
              + refused.getMessage()
              + "; a container may lack CAP_SETUID and"
              + " CAP_SETGID");
    } catch (IllegalStateException undone) {
      throw failed(
          "the server must not serve: " + undone.getMessage(),
          "look for what gives the process its rights back, or start it as " + user.name());
    }
    checkRuntime(user);
  }

  /** Tells of a User or Group that a reload cannot take any more. */
  public void compare(ServerContext earlier) {
    if (!text(earlier).equals(text(server)) && !Credentials.root()) {
      warn(
          "User and Group are taken when the server starts: stop it and start it for "
              + text(server)
              + " to be taken");
    }
  }

  private void warn(String text) {
    server.main().log().server(MODULE, LogLevel.WARN, text);
  }

  private static String text(ServerContext of) {
    Optional<Named> user = of.main().settings().get(UnixdModule.USER);
    Optional<Named> group = of.main().settings().get(UnixdModule.GROUP);
    return user.map(Named::text).orElse("-") + ":" + group.map(Named::text).orElse("-");
  }

  private boolean staysRoot() {
    return server.defines().contains(UnixdModule.STAYS_ROOT)
        && server.main().settings().get(UnixdModule.USER).flatMap(Named::number).orElse(0) == 0;
  }

  private User user() throws StartupException {
    int uid = server.main().settings().get(UnixdModule.USER).flatMap(Named::number).orElse(-1);
    return User.numbered(uid)
        .orElseThrow(
            () ->
                failed(
                    "AH02155: getpwuid: couldn't determine user name from uid "
                        + Integer.toUnsignedString(uid)
                        + ", you probably need to modify the User directive",
                    "a server that is started as root must be told whom to become, for instance"
                        + " User www-data and Group www-data"));
  }

  private static String text(PosixException refused, User user, int gid) {
    String call = String.valueOf(refused.getMessage());
    if (call.startsWith("setgid")) {
      return "AH02156: setgid: unable to set group id to Group " + gid;
    }
    return call.startsWith("initgroups")
        ? "AH02157: initgroups: unable to set groups for User " + user.name() + " and Group " + gid
        : "AH02162: setuid: unable to change to uid: " + user.uid();
  }

  private StartupException failed(String text, String remedy) {
    server.main().log().server(MODULE, LogLevel.ALERT, text);
    return new StartupException(List.of(text + " (" + remedy + ")"));
  }

  /** Jars are opened when a class is first looked for in them, which may be when it is too late. */
  private void openClassPath() throws StartupException {
    try {
      Enumeration<URL> everywhere =
          Privileges.class.getClassLoader().getResources("META-INF/MANIFEST.MF");
      while (everywhere.hasMoreElements()) {
        everywhere.nextElement();
      }
    } catch (IOException unreadable) {
      throw failed("cannot read the server's own files", String.valueOf(unreadable.getMessage()));
    }
  }

  /** The Java machine loads parts of itself later. */
  private void checkRuntime(User user) throws StartupException {
    Path library = Path.of(System.getProperty("java.home"), "lib");
    if (!Files.isReadable(library) || !Files.isExecutable(library)) {
      throw failed(
          "User " + user.name() + " cannot read " + library,
          "install Java where every user can read it, or start the server as a user who can");
    }
  }
}
