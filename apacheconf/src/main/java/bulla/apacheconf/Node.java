package bulla.apacheconf;

import java.util.List;

/** One thing in a configuration: a directive, or a section with what it holds. */
public sealed interface Node {

  /** The name as the directive table spells it: {@code SSLEngine}, {@code VirtualHost}. */
  String name();

  /** Where it starts. */
  Position at();

  /**
   * A directive.
   *
   * @param name as the directive table spells it
   * @param arguments the line split and unquoted as httpd splits it
   * @param raw the rest of the line after the name, trimmed, for directives that take it whole
   * @param at where it stands
   */
  record Directive(String name, List<String> arguments, String raw, Position at) implements Node {
    public Directive {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * A section. Sections that are decided while reading ({@code IfModule}, {@code IfDefine}, {@code
   * IfFile}, {@code IfVersion}) never appear: what they hold stands in their place, or nowhere.
   *
   * @param name as the directive table spells it, without the angle bracket
   * @param arguments the text between name and {@code >}, split and unquoted
   * @param raw the same text as it stood
   * @param children what it holds, in order
   * @param at where it opens
   */
  record Section(String name, List<String> arguments, String raw, List<Node> children, Position at)
      implements Node {
    public Section {
      arguments = List.copyOf(arguments);
      children = List.copyOf(children);
    }
  }
}
