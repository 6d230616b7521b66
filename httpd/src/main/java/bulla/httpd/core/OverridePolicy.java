package bulla.httpd.core;

import bulla.apacheconf.DirectiveDeclaration.OverrideGroup;
import java.util.Set;

/**
 * What AllowOverride and AllowOverrideList let .htaccess say.
 *
 * @param groups AllowOverride
 * @param options what Options may name there; empty for all
 * @param names AllowOverrideList, in lower case
 */
public record OverridePolicy(Set<OverrideGroup> groups, Set<Option> options, Set<String> names) {
  /** .htaccess is not read. */
  static final OverridePolicy NONE = new OverridePolicy(Set.of(), Set.of(), Set.of());

  public OverridePolicy {
    groups = Set.copyOf(groups);
    options = Set.copyOf(options);
    names = Set.copyOf(names);
  }

  /** Whether .htaccess is read at all. */
  boolean reads() {
    return !groups.isEmpty() || !names.isEmpty();
  }
}
