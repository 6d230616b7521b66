package bulla.httpd.core;

import bulla.apacheconf.Node;

/** What a directive or a section means. */
public sealed interface DirectiveRule {
  /** Its name as the manual spells it, sections without the angle bracket. */
  String name();

  /** A directive. */
  record Directive(String name, Meaning meaning) implements DirectiveRule {}

  /** A section that a module interprets itself: RequireAny. */
  record Section(String name, SectionMeaning meaning) implements DirectiveRule {}

  /** Makes a directive. */
  static DirectiveRule of(String name, Meaning meaning) {
    return new Directive(name, meaning);
  }

  /** Makes a section. */
  static DirectiveRule section(String name, SectionMeaning meaning) {
    return new Section(name, meaning);
  }

  /** Puts a directive's meaning into the settings of where it stands. */
  @FunctionalInterface
  interface Meaning {
    /** Interprets; tells the scope what is wrong. Context and arity were checked before. */
    void apply(Node.Directive directive, DirectiveScope scope);
  }

  /** Puts a section's meaning into the settings of where it stands. */
  @FunctionalInterface
  interface SectionMeaning {
    /** Interprets; tells the scope what is wrong. The section's context was checked before. */
    void apply(Node.Section section, DirectiveScope scope);
  }
}
