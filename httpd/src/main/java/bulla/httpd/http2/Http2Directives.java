package bulla.httpd.http2;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.OverrideGroup;
import bulla.apacheconf.DirectiveDeclaration.Scope;
import bulla.apacheconf.Node;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Rules;
import bulla.httpd.core.Setting;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The directives of mod_http2's manual page. */
final class Http2Directives {
  private Http2Directives() {}

  private static final int LEAST_SIZE = 1024;
  private static final int MOST_PADDING_BITS = 8;

  static void addTo(Rules rules) {
    rules
        .host(
            "H2MaxSessionStreams",
            Arguments.ONE,
            "maximum number of open streams per session",
            number(Http2Settings.STREAMS, 1, Integer.MAX_VALUE, "value must be > 0"))
        .host(
            "H2WindowSize",
            Arguments.ONE,
            "window size on client DATA",
            number(Http2Settings.WINDOW, LEAST_SIZE, Integer.MAX_VALUE, "value must be >= 1024"))
        .host(
            "H2StreamMaxMemSize",
            Arguments.ONE,
            "maximum number of bytes buffered in memory for a stream",
            number(
                Http2Settings.STREAM_MEMORY,
                LEAST_SIZE,
                Integer.MAX_VALUE,
                "value must be >= 1024"))
        .host(
            "H2MaxDataFrameLen",
            Arguments.ONE,
            "maximum number of bytes in a single HTTP/2 DATA frame",
            number(Http2Settings.DATA_FRAME, 0, Integer.MAX_VALUE, "value must be 0 or larger"))
        .host(
            "H2MaxStreamErrors",
            Arguments.ONE,
            "maximum number of flow control errors tolerated",
            number(Http2Settings.STREAM_ERRORS, 0, Integer.MAX_VALUE, "value must be 0 or larger"))
        .host("H2Padding", Arguments.ONE, "set payload padding", Http2Directives::padding)
        .host(
            "H2ModernTLSOnly",
            Arguments.FLAG,
            "off to not impose RFC 7540 restrictions on TLS",
            Rules.serverFlag(Http2Settings.MODERN_TLS))
        .host(
            "H2Direct",
            Arguments.FLAG,
            "on to enable direct HTTP/2 mode",
            (d, s) -> s.server().set(Http2Settings.DIRECT, Optional.of(isOn(d))))
        .section(
            "H2StreamTimeout", Arguments.ONE, "set stream timeout", Http2Directives::streamTimeout);
    withoutEffect(rules);
    offOnly(rules);
  }

  private static void withoutEffect(Rules rules) {
    EnumSet<Scope> server = EnumSet.of(Scope.SERVER);
    EnumSet<Scope> host = EnumSet.of(Scope.SERVER, Scope.VIRTUAL_HOST);
    // They size httpd's pool of threads for streams; event loops have none to size.
    rules.nothingToDo(
        server, Arguments.ONE, "H2MinWorkers", "H2MaxWorkers", "H2MaxWorkerIdleSeconds");
    // How bytes are put into records, and files into memory, follows from what the client takes.
    rules.nothingToDo(
        host, Arguments.ONE, "H2TLSWarmUpSize", "H2TLSCoolDownSecs", "H2OutputBuffering");
    rules.anywhere(
        "H2CopyFiles",
        Arguments.ONE,
        OverrideGroup.FILE_INFO,
        "on to perform copy of file data",
        (d, s) -> {});
    // Heads of any length go out, in CONTINUATION frames where they have to.
    rules.nothingToDo(host, Arguments.ONE, "H2MaxHeaderBlockLen");
    // httpd itself does nothing with these any more.
    rules.nothingToDo(host, Arguments.ONE, "H2SerializeHeaders", "H2SessionExtraFiles");
    // Nothing is ever pushed: browsers have dropped it, and clients may always refuse it.
    rules.add(
        "H2Push",
        Arguments.ONE,
        EnumSet.allOf(Scope.class),
        null,
        "off to disable HTTP/2 server push",
        (d, s) -> {});
    rules.nothingToDo(host, Arguments.ANY, "H2PushPriority", "H2PushDiarySize");
  }

  /** What is not done here may be switched off and not on. */
  private static void offOnly(Rules rules) {
    rules
        .add(
            "H2Upgrade",
            Arguments.FLAG,
            EnumSet.allOf(Scope.class),
            null,
            "on to allow HTTP/1 Upgrades to h2/h2c",
            offOnly(
                "HTTP/2 by Upgrade is not spoken: RFC 9113 has dropped it",
                "remove the line; clients use ALPN over TLS, and prior knowledge without"))
        .host(
            "H2EarlyHints",
            Arguments.FLAG,
            "on to enable interim status 103 responses",
            offOnly("103 (Early Hints) is not sent", "remove the line"))
        .host(
            "H2WebSockets",
            Arguments.FLAG,
            "off to disable WebSockets over HTTP/2",
            offOnly("WebSockets over HTTP/2 are not spoken", "remove the line"))
        .add(
            "H2ProxyRequests",
            Arguments.FLAG,
            EnumSet.allOf(Scope.class),
            null,
            "Enables forward proxy requests via HTTP/2",
            offOnly("this is no forward proxy", "remove the line"))
        .anywhere(
            "H2PushResource",
            Arguments.ANY,
            OverrideGroup.FILE_INFO,
            "add a resource to be pushed in this location/on this server.",
            (d, s) -> s.error(d.at(), "nothing is pushed here", "remove the line"))
        .anywhere(
            "H2EarlyHint",
            Arguments.ANY,
            OverrideGroup.FILE_INFO,
            "add a a 'Link:' header for a 103 Early Hints response.",
            (d, s) -> s.error(d.at(), "103 (Early Hints) is not sent", "remove the line"));
  }

  private static DirectiveRule.Meaning offOnly(String reason, String remedy) {
    return (directive, scope) -> {
      if (isOn(directive)) {
        scope.error(directive.at(), directive.name() + ": " + reason, remedy);
      }
    };
  }

  private static boolean isOn(Node.Directive directive) {
    return directive.arguments().getFirst().equalsIgnoreCase("on");
  }

  private static DirectiveRule.Meaning number(
      Setting<Long> setting, long least, long most, String otherwise) {
    return (directive, scope) -> {
      Long number = number(directive.arguments().getFirst());
      if (number == null || number < least || number > most) {
        scope.error(directive.at(), directive.name() + ": " + otherwise, "correct the number");
      } else {
        scope.server().set(setting, number);
      }
    };
  }

  private static void padding(Node.Directive directive, DirectiveScope scope) {
    Long bits = number(directive.arguments().getFirst());
    if (bits == null || bits < 0 || bits > MOST_PADDING_BITS) {
      scope.error(
          directive.at(),
          "H2Padding: number of bits must be "
              + (bits != null && bits > MOST_PADDING_BITS ? "<= 8" : ">= 0"),
          "correct the number");
    } else {
      scope.server().set(Http2Settings.PADDING, bits);
    }
  }

  private static void streamTimeout(Node.Directive directive, DirectiveScope scope) {
    String text = directive.arguments().getFirst();
    boolean millis = text.endsWith("ms");
    boolean seconds = !millis && text.endsWith("s");
    Long number = number(text.substring(0, text.length() - (millis ? 2 : seconds ? 1 : 0)));
    if (scope.inDirectory()) {
      scope.error(
          directive.at(),
          "H2StreamTimeout is not told apart by directory",
          "move the line out of the section");
    } else if (number == null || number < 1) {
      scope.error(
          directive.at(), "H2StreamTimeout: Invalid timeout value", "write seconds, or 500ms");
    } else {
      scope
          .server()
          .set(
              Http2Settings.STREAM_TIMEOUT,
              Optional.of(millis ? Duration.ofMillis(number) : Duration.ofSeconds(number)));
    }
  }

  private static @Nullable Long number(String text) {
    boolean digits =
        !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(Character::isDigit);
    return digits ? Long.valueOf(text) : null;
  }
}
