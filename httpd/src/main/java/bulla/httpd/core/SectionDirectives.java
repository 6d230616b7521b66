package bulla.httpd.core;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.OverrideGroup;
import bulla.apacheconf.DirectiveDeclaration.Scope;
import bulla.apacheconf.Expression;
import bulla.apacheconf.ExpressionException;
import bulla.apacheconf.Node;
import bulla.apacheconf.Regex;
import bulla.apacheconf.Wildcard;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Core's sections. */
final class SectionDirectives {
  private SectionDirectives() {}

  static void addTo(Rules rules) {
    Set<Scope> server = EnumSet.of(Scope.SERVER);
    Set<Scope> host = EnumSet.of(Scope.SERVER, Scope.VIRTUAL_HOST);
    Set<Scope> all = EnumSet.allOf(Scope.class);
    Set<Scope> limit = EnumSet.of(Scope.DIRECTORY, Scope.HTACCESS);
    rules
        .container(
            "VirtualHost",
            Arguments.SECTION,
            server,
            null,
            Scope.VIRTUAL_HOST,
            SectionDirectives::host)
        .container(
            "Directory",
            Arguments.SECTION,
            host,
            null,
            Scope.DIRECTORY,
            (s, f) -> directory(s, (Frame) f))
        .container(
            "DirectoryMatch",
            Arguments.SECTION,
            host,
            null,
            Scope.DIRECTORY,
            (s, f) -> pattern(Section.Kind.DIRECTORY_MATCH, s, (Frame) f, 0))
        .container(
            "Location",
            Arguments.SECTION,
            host,
            null,
            Scope.DIRECTORY,
            (s, f) -> location(s, (Frame) f))
        .container(
            "LocationMatch",
            Arguments.SECTION,
            host,
            null,
            Scope.DIRECTORY,
            (s, f) -> pattern(Section.Kind.LOCATION, s, (Frame) f, 0))
        .container(
            "Files", Arguments.SECTION, all, null, Scope.DIRECTORY, (s, f) -> files(s, (Frame) f))
        .container(
            "FilesMatch",
            Arguments.SECTION,
            all,
            null,
            Scope.DIRECTORY,
            (s, f) -> pattern(Section.Kind.FILES, s, (Frame) f, 0))
        .container(
            "If", Arguments.SECTION, all, null, Scope.DIRECTORY, (s, f) -> condition(s, (Frame) f))
        .container(
            "ElseIf",
            Arguments.SECTION,
            all,
            null,
            Scope.DIRECTORY,
            (s, f) -> condition(s, (Frame) f))
        .container(
            "Else",
            Arguments.BARE_SECTION,
            all,
            null,
            Scope.DIRECTORY,
            (s, f) -> condition(s, (Frame) f))
        .container(
            "Limit",
            Arguments.SECTION,
            limit,
            OverrideGroup.LIMIT,
            null,
            (s, f) -> limit(s, (Frame) f, false))
        .container(
            "LimitExcept",
            Arguments.SECTION,
            limit,
            OverrideGroup.LIMIT,
            null,
            (s, f) -> limit(s, (Frame) f, true));
  }

  private static void host(Node.Section section, DirectiveScope scope) {
    Frame frame = (Frame) scope;
    List<HostAddress> addresses = new ArrayList<>();
    for (String argument : section.arguments()) {
      Ports.Pair pair = Ports.Pair.parse(argument);
      try {
        if (pair == null) {
          scope.error(
              section.at(),
              "Invalid address or port in <VirtualHost " + argument + ">",
              "write address:port");
        } else {
          addresses.add(new HostAddress(pair.address(), Math.max(0, pair.port())));
        }
      } catch (UnknownHostException unknown) {
        scope.error(
            section.at(),
            "AH00547: Could not resolve host name " + argument + " -- ignoring!",
            "name an address, or * for every address");
      }
    }
    frame.opensHost();
    frame.hosts.add(new Frame.HostSection(section, addresses, frame));
    frame.interpret(section.children());
  }

  private static void directory(Node.Section section, Frame frame) {
    if (section.arguments().getFirst().equals("~")) {
      pattern(Section.Kind.DIRECTORY_MATCH, section, frame, 1);
      return;
    }
    String path = section.arguments().getFirst();
    if (!path.startsWith("/")) {
      frame.error(
          section.at(), "<Directory \"" + path + "\"> path is invalid.", "write an absolute path");
      return;
    }
    String normal = Wildcard.hasWildcards(path) ? path : frame.resolve(path).toString();
    add(Section.Kind.DIRECTORY, SectionMatch.DirectoryPath.of(normal), section, frame, normal);
  }

  private static void location(Node.Section section, Frame frame) {
    if (section.arguments().getFirst().equals("~")) {
      pattern(Section.Kind.LOCATION, section, frame, 1);
      return;
    }
    String path = section.arguments().getFirst();
    SectionMatch match = new SectionMatch.UrlPath(path, Wildcard.hasWildcards(path));
    add(Section.Kind.LOCATION, match, section, frame, path);
  }

  private static void files(Node.Section section, Frame frame) {
    if (section.arguments().getFirst().equals("~")) {
      pattern(Section.Kind.FILES, section, frame, 1);
      return;
    }
    String name = section.arguments().getFirst();
    SectionMatch match = new SectionMatch.FileName(name, Wildcard.hasWildcards(name));
    add(Section.Kind.FILES, match, section, frame, null);
  }

  private static void pattern(Section.Kind kind, Node.Section section, Frame frame, int argument) {
    if (section.arguments().size() <= argument) {
      frame.error(
          section.at(),
          "<" + section.name() + "> directive requires additional arguments",
          "name a regular expression");
      return;
    }
    try {
      Regex regex = Regex.compile(section.arguments().get(argument), false);
      add(kind, new SectionMatch.Pattern(regex), section, frame, null);
    } catch (ExpressionException bad) {
      frame.error(
          section.at(),
          "Regex could not be compiled",
          "correct " + section.arguments().get(argument));
    }
  }

  /** An Else and an ElseIf hold where the If before them, and every ElseIf, does not. */
  private static void condition(Node.Section section, Frame frame) {
    List<SectionMatch.Condition> earlier = new ArrayList<>();
    if (!section.name().equals("If")) {
      Section last = frame.sections.isEmpty() ? null : frame.sections.getLast();
      if (last == null || !(last.match() instanceof SectionMatch.Condition before)) {
        frame.error(
            section.at(),
            "<"
                + section.name()
                + "> or <ElseIf> section without previous <If> or <ElseIf> section in same scope",
            "put it right behind the <If> section that it belongs to");
        return;
      }
      earlier.add(before);
    }
    @Nullable Expression own = null;
    if (!section.name().equals("Else")) {
      String text = unquoted(section.raw());
      try {
        own = Expression.parse(text, frame.expressions());
      } catch (ExpressionException bad) {
        frame.error(
            section.at(),
            "Cannot parse condition clause: " + bad.text(),
            "correct the expression " + text);
        return;
      }
    }
    SectionMatch match =
        new SectionMatch.Condition(
            own, earlier.isEmpty() ? null : earlier.getFirst(), section.at());
    add(Section.Kind.IF, match, section, frame, null);
  }

  private static String unquoted(String raw) {
    boolean quoted = raw.length() > 1 && raw.startsWith("\"") && raw.endsWith("\"");
    return quoted ? raw.substring(1, raw.length() - 1).replace("\\\"", "\"") : raw;
  }

  private static void add(
      Section.Kind kind,
      SectionMatch match,
      Node.Section section,
      Frame frame,
      @Nullable String subject) {
    List<Section> into = frame.sections;
    frame.opensDirectory(subject);
    frame.interpret(section.children());
    into.add(
        new Section(
            kind, match, frame.directory.build(), SectionList.of(frame.sections), section.at()));
  }

  private static void limit(Node.Section section, Frame frame, boolean except) {
    Set<String> names = new TreeSet<>();
    for (String name : section.arguments()) {
      if (name.equalsIgnoreCase("TRACE")) {
        frame.error(
            section.at(),
            "TRACE cannot be controlled by <" + section.name() + ">, see TraceEnable",
            "use TraceEnable off");
      }
      names.add(name);
    }
    frame.methods = new DirectiveScope.Methods(names, except);
    frame.interpret(section.children());
  }
}
