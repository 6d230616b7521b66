package bulla.httpd.core;

import bulla.apacheconf.DirectiveDeclaration.Scope;
import bulla.apacheconf.Expression;
import bulla.apacheconf.Node;
import bulla.apacheconf.Place;
import bulla.apacheconf.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One level of a configuration walk: a server, a host, a section, a .htaccess file. */
final class Frame implements DirectiveScope {
  private final ConfigurationWalk walk;
  final Place place;
  private final OverridePolicy policy;
  final @Nullable Frame outer;
  Settings.Builder server = new Settings.Builder();
  Settings.Builder directory = new Settings.Builder();
  List<Section> sections = new ArrayList<>();
  final List<HostSection> hosts;
  boolean inDirectory;
  @Nullable String subject;
  @Nullable Methods methods;

  /** A VirtualHost section with what stood in it. */
  record HostSection(Node.Section section, List<HostAddress> addresses, Frame frame) {}

  Frame(ConfigurationWalk walk, Place place, @Nullable Frame outer, OverridePolicy policy) {
    this.walk = walk;
    this.place = place;
    this.outer = outer;
    this.policy = policy;
    this.hosts = outer == null ? new ArrayList<>() : outer.hosts;
  }

  /** The same level, seen from inside of a section that changes no settings' place. */
  Frame entering(Node.Section section, @Nullable Scope inside) {
    Frame frame = new Frame(walk, place.inside(section.name(), inside), this, policy);
    frame.server = server;
    frame.directory = directory;
    frame.sections = sections;
    frame.inDirectory = inDirectory;
    frame.subject = subject;
    frame.methods = methods;
    return frame;
  }

  /** A new set of directory settings: of a Directory, Files, Location or If section. */
  void opensDirectory(@Nullable String subject) {
    this.directory = new Settings.Builder();
    this.sections = new ArrayList<>();
    this.inDirectory = true;
    if (subject != null) {
      this.subject = subject;
    }
  }

  /** New settings of every kind: of a virtual host. */
  void opensHost() {
    this.server = new Settings.Builder();
    this.directory = new Settings.Builder();
    this.sections = new ArrayList<>();
  }

  /** What a .htaccess file came to. */
  Section section(Path file) {
    return new Section(
        Section.Kind.DIRECTORY,
        SectionMatch.DirectoryPath.of(String.valueOf(subject)),
        directory.build(),
        SectionList.of(sections),
        new Position(file.toString(), 1));
  }

  @Override
  public Settings.Builder server() {
    return server;
  }

  @Override
  public Settings.Builder directory() {
    return directory;
  }

  @Override
  public boolean inDirectory() {
    return inDirectory;
  }

  @Override
  public boolean inVirtualHost() {
    for (Frame frame = this; frame != null; frame = frame.outer) {
      if (frame.place.scope() == Scope.VIRTUAL_HOST) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean inHtaccess() {
    return place.scope() == Scope.HTACCESS;
  }

  @Override
  public @Nullable String subject() {
    return subject;
  }

  @Override
  public @Nullable Methods methods() {
    return methods;
  }

  @Override
  public boolean mayTurnOn(Set<Option> options) {
    return !inHtaccess() || policy.options().isEmpty() || policy.options().containsAll(options);
  }

  @Override
  public boolean documentRootsMustBeThere() {
    return walk.documentRoots();
  }

  @Override
  public Path resolve(String path) {
    return walk.resolve(path);
  }

  @Override
  public @Nullable String module(String name) {
    return walk.module(name);
  }

  @Override
  public Expression.Options expressions() {
    return new Expression.Options(false, inHtaccess(), walk.names());
  }

  @Override
  public void interpret(List<Node> nodes) {
    for (Node node : nodes) {
      walk.node(node, this);
    }
  }

  @Override
  public void error(@Nullable Position at, String message, String remedy) {
    walk.error(at, message, remedy);
  }

  @Override
  public void warn(@Nullable Position at, String message) {
    walk.warn(at, message);
  }
}
