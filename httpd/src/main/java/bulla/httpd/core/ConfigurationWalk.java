package bulla.httpd.core;

import bulla.apacheconf.ConfigurationError;
import bulla.apacheconf.DirectiveTable;
import bulla.apacheconf.Names;
import bulla.apacheconf.Node;
import bulla.apacheconf.Place;
import bulla.apacheconf.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Walks a configuration that was read, checks each directive against the table, and lets it fill
 * the settings of the place it stands in. Goes on after an error: all are collected.
 */
final class ConfigurationWalk implements Problems {
  private final DirectiveTable table;
  private final Map<String, DirectiveRule> rules = new HashMap<>();
  private final Map<String, String> modules;
  private final UnaryOperator<ConfigurationError> refine;
  private final Names names;
  private final Path serverRoot;
  private final boolean documentRoots;
  private final List<ConfigurationError> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * Makes a walk.
   *
   * @param modules short names by every name that a module has
   * @param documentRoots whether they must be there
   * @param refine has a last look at errors about unknown names
   */
  ConfigurationWalk(
      List<DirectiveRule> rules,
      Map<String, String> modules,
      UnaryOperator<ConfigurationError> refine,
      Names names,
      Path serverRoot,
      boolean documentRoots) {
    this.names = names;
    this.table = DirectiveTable.of(rules.stream().map(DirectiveRule::declaration).toList());
    for (DirectiveRule rule : rules) {
      this.rules.put(key(rule.declaration().name()), rule);
    }
    this.modules = Map.copyOf(modules);
    this.refine = refine;
    this.serverRoot = serverRoot;
    this.documentRoots = documentRoots;
  }

  /** What was wrong so far. */
  List<ConfigurationError> errors() {
    return errors;
  }

  /** What should be looked at. */
  List<String> warnings() {
    return warnings;
  }

  /** What the main server's nodes said, and its virtual hosts. */
  Frame server(List<Node> nodes) {
    Frame frame = new Frame(this, Place.SERVER, null, OverridePolicy.NONE);
    frame.interpret(nodes);
    return frame;
  }

  /** What a .htaccess file says. */
  Frame directoryFile(List<Node> nodes, OverridePolicy policy, String directory) {
    Place place = Place.htaccess(policy.groups(), policy.names());
    Frame frame = new Frame(this, place, null, policy);
    frame.subject = directory;
    frame.inDirectory = true;
    frame.interpret(nodes);
    return frame;
  }

  void node(Node node, Frame frame) {
    ConfigurationError error = table.check(node, frame.place);
    if (error != null) {
      errors.add(refine.apply(error));
      return;
    }
    DirectiveRule rule = rules.get(key((node instanceof Node.Section ? "<" : "") + node.name()));
    switch (rule) {
      case DirectiveRule.Directive(var declaration, var meaning)
          when node instanceof Node.Directive d ->
          meaning.apply(d, frame);
      case DirectiveRule.Section(var declaration, var meaning)
          when node instanceof Node.Section s ->
          meaning.apply(s, frame.entering(s, declaration.inside()));
      case null, default -> throw new IllegalStateException(node.name() + " has no meaning");
    }
  }

  boolean documentRoots() {
    return documentRoots;
  }

  Names names() {
    return names;
  }

  @Nullable String module(String name) {
    return modules.get(name.toLowerCase(Locale.ROOT));
  }

  Path resolve(String path) {
    return serverRoot.resolve(path).normalize();
  }

  @Override
  public void error(@Nullable Position at, String message, String remedy) {
    errors.add(new ConfigurationError(at, message, remedy));
  }

  @Override
  public void warn(@Nullable Position at, String message) {
    warnings.add(at == null ? message : message + " (" + at + ")");
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
