package bulla.httpd.core;

import bulla.apacheconf.Node;
import bulla.http.Syntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** HttpProtocolOptions: pairs of words of which one holds. */
final class ProtocolOptions {
  /** The methods that httpd registers (RFC 9110, WebDAV and its relatives). */
  private static final Set<String> METHODS =
      Set.of(
          "GET HEAD PUT POST DELETE CONNECT OPTIONS TRACE PATCH PROPFIND PROPPATCH MKCOL COPY"
              .concat(" MOVE LOCK UNLOCK VERSION-CONTROL CHECKOUT UNCHECKOUT CHECKIN UPDATE LABEL")
              .concat(" REPORT MKWORKSPACE MKACTIVITY BASELINE-CONTROL MERGE")
              .split(" "));

  private static final List<List<String>> PAIRS =
      List.of(
          List.of("Strict", "Unsafe"),
          List.of("RegisteredMethods", "LenientMethods"),
          List.of("Allow0.9", "Require1.0"));

  /** RegisterHttpMethod: methods beside those. */
  static final Setting<Set<String>> REGISTERED = Setting.of("RegisterHttpMethod", Set.of());

  /** The words that were written, as the manual writes them. */
  static final Setting<Set<String>> WORDS =
      Setting.merged("HttpProtocolOptions", Set.of(), ProtocolOptions::merged);

  private ProtocolOptions() {}

  static void read(Node.Directive directive, DirectiveScope scope) {
    for (String argument : directive.arguments()) {
      List<String> pair = pair(argument);
      if (pair.isEmpty()) {
        scope.error(
            directive.at(),
            "HttpProtocolOptions accepts 'Unsafe' or 'Strict' (default), 'RegisteredMethods' or"
                + " 'LenientMethods' (default), and 'Require1.0' or 'Allow0.9' (default)",
            "choose among them");
        return;
      }
      String word = pair.get(pair.getFirst().equalsIgnoreCase(argument) ? 0 : 1);
      scope.server().update(WORDS, old -> with(old, word));
    }
    scope
        .server()
        .update(
            WORDS,
            words -> {
              for (List<String> pair : PAIRS) {
                if (words.containsAll(pair)) {
                  scope.error(
                      directive.at(),
                      "HttpProtocolOptions '"
                          + pair.getFirst()
                          + "' and '"
                          + pair.getLast()
                          + "' are mutually exclusive",
                      "leave one of them out");
                }
              }
              return words;
            });
  }

  static void register(Node.Directive directive, DirectiveScope scope) {
    for (String method : directive.arguments()) {
      scope.server().update(REGISTERED, old -> with(old, method));
    }
  }

  /** What a host's words come to; without any Strict, LenientMethods and Require1.0. */
  static Syntax syntax(Settings settings) {
    Set<String> words = settings.get(WORDS);
    Set<String> methods = new HashSet<>(settings.get(REGISTERED));
    methods.addAll(METHODS);
    return new Syntax(
        !words.contains("Unsafe"),
        words.contains("Allow0.9"),
        words.contains("RegisteredMethods") ? methods : Set.of());
  }

  /** Whether a host has heard of a method, be it that it does not do what it asks for. */
  static boolean knows(Settings settings, String method) {
    return METHODS.contains(method) || settings.get(REGISTERED).contains(method);
  }

  private static Set<String> merged(Set<String> outer, Set<String> inner) {
    List<String> all = new ArrayList<>(inner);
    for (String word : outer) {
      if (pair(word).stream().noneMatch(inner::contains)) {
        all.add(word);
      }
    }
    return Set.copyOf(all);
  }

  private static Set<String> with(Set<String> words, String word) {
    List<String> all = new ArrayList<>(words);
    all.remove(word);
    all.add(word);
    return Set.copyOf(all);
  }

  private static List<String> pair(String word) {
    for (List<String> pair : PAIRS) {
      if (pair.stream()
          .anyMatch(
              known -> known.toLowerCase(Locale.ROOT).equals(word.toLowerCase(Locale.ROOT)))) {
        return pair;
      }
    }
    return List.of();
  }
}
