package bulla.httpd.core;

import bulla.apacheconf.DirectiveDeclaration;
import bulla.apacheconf.Node;

/** A directive or section with its meaning. */
public sealed interface DirectiveRule {
  /** What it looks like and where it may stand. */
  DirectiveDeclaration declaration();

  /** A directive. */
  record Directive(DirectiveDeclaration declaration, Meaning meaning) implements DirectiveRule {}

  /** A section that a module interprets itself: RequireAny. */
  record Section(DirectiveDeclaration declaration, SectionMeaning meaning)
      implements DirectiveRule {}

  /** Makes a directive. */
  static DirectiveRule of(DirectiveDeclaration declaration, Meaning meaning) {
    return new Directive(declaration, meaning);
  }

  /** Makes a section. */
  static DirectiveRule section(DirectiveDeclaration declaration, SectionMeaning meaning) {
    return new Section(declaration, meaning);
  }

  /** Puts a directive's meaning into the settings of where it stands. */
  @FunctionalInterface
  interface Meaning {
    /** Interprets; tells the scope what is wrong. Place and arity were checked before. */
    void apply(Node.Directive directive, DirectiveScope scope);
  }

  /** Puts a section's meaning into the settings of where it stands. */
  @FunctionalInterface
  interface SectionMeaning {
    /** Interprets; tells the scope what is wrong. The section's place was checked before. */
    void apply(Node.Section section, DirectiveScope scope);
  }
}
