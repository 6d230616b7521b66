package bulla.httpd.core;

import bulla.apacheconf.DirectiveDeclaration.OverrideGroup;
import bulla.apacheconf.Node;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Options, AllowOverride and AllowOverrideList mean. */
final class OptionDirectives {
  private OptionDirectives() {}

  static void options(Node.Directive directive, DirectiveScope scope) {
    List<String> words = directive.arguments();
    long signed = words.stream().filter(OptionDirectives::signed).count();
    if (signed > 0 && signed < words.size()) {
      scope.error(
          directive.at(),
          "Either all Options must start with + or -, or no Option may.",
          "a list without signs replaces what was inherited, signs change it");
      return;
    }
    Options options =
        signed > 0
            ? (scope.directory().has(CoreSettings.OPTIONS)
                ? scope.directory().get(CoreSettings.OPTIONS)
                : Options.UNCHANGED)
            : new Options(true, Set.of(), Set.of());
    for (String word : words) {
      Set<Option> named = Option.ofWord(signed(word) ? word.substring(1) : word);
      if (named == null) {
        scope.error(
            directive.at(),
            "Illegal option " + word,
            "the options are Indexes, FollowSymLinks, SymLinksIfOwnerMatch, Includes,"
                + " IncludesNOEXEC, ExecCGI, MultiViews, All and None");
        return;
      }
      if (!scope.mayTurnOn(named)) {
        scope.error(directive.at(), "Option " + word + " not allowed here", "see AllowOverride");
        return;
      }
      options = options.with(!word.startsWith("-"), named);
    }
    scope.directory().set(CoreSettings.OPTIONS, options);
  }

  static void allowOverride(Node.Directive directive, DirectiveScope scope) {
    Set<OverrideGroup> groups = EnumSet.noneOf(OverrideGroup.class);
    Set<Option> options = EnumSet.noneOf(Option.class);
    for (String word : directive.arguments()) {
      int equals = word.indexOf('=');
      String key = (equals < 0 ? word : word.substring(0, equals)).toLowerCase(Locale.ROOT);
      Set<OverrideGroup> named = groups(key);
      if (named == null) {
        scope.error(
            directive.at(),
            "Illegal override option " + word,
            "the groups are AuthConfig, FileInfo, Indexes, Limit, Options[=...], All and None");
        return;
      }
      groups.addAll(named);
      if (equals >= 0 && key.equals("options")) {
        options.addAll(optionList(directive, scope, word.substring(equals + 1)));
      }
    }
    if (!scope.inDirectory()) {
      scope.warn(
          null,
          "AH00114: Useless use of AllowOverride in line "
              + directive.at().line()
              + " of "
              + directive.at().file()
              + ".");
    }
    scope
        .directory()
        .update(CoreSettings.OVERRIDE, old -> new OverridePolicy(groups, options, old.names()));
  }

  static void allowOverrideList(Node.Directive directive, DirectiveScope scope) {
    Set<String> names = new HashSet<>();
    for (String word : directive.arguments()) {
      if (!word.equalsIgnoreCase("none")) {
        names.add(word.toLowerCase(Locale.ROOT));
      }
    }
    scope
        .directory()
        .update(
            CoreSettings.OVERRIDE, old -> new OverridePolicy(old.groups(), old.options(), names));
  }

  private static Set<Option> optionList(
      Node.Directive directive, DirectiveScope scope, String list) {
    Set<Option> options = EnumSet.noneOf(Option.class);
    for (String word : list.split(",")) {
      Set<Option> named = Option.ofWord(word);
      if (named == null) {
        scope.error(directive.at(), "Illegal option " + word, "see Options for the words");
      } else {
        options.addAll(named);
      }
    }
    return options;
  }

  private static @Nullable Set<OverrideGroup> groups(String word) {
    return switch (word) {
      case "authconfig" -> EnumSet.of(OverrideGroup.AUTH_CONFIG);
      case "fileinfo" -> EnumSet.of(OverrideGroup.FILE_INFO);
      case "indexes" -> EnumSet.of(OverrideGroup.INDEXES);
      case "limit" -> EnumSet.of(OverrideGroup.LIMIT);
      case "options" -> EnumSet.of(OverrideGroup.OPTIONS);
      case "all" -> EnumSet.allOf(OverrideGroup.class);
      // Nonfatal only makes httpd lenient with what .htaccess may not say.
      case "none", "nonfatal" -> EnumSet.noneOf(OverrideGroup.class);
      default -> null;
    };
  }

  private static boolean signed(String word) {
    return word.startsWith("+") || word.startsWith("-");
  }
}
