package bulla.httpd.core;

import bulla.apacheconf.ModuleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The modules that a configuration may load and has loaded. As in httpd a module that is not built
 * in does nothing, and its directives are unknown, until LoadModule names it: a distribution that
 * leaves a module out must not get it back by changing servers.
 */
final class LoadedModules implements ModuleSet {
  private final List<HttpdModule> all;
  private final Set<String> builtIn;
  private final Set<String> loaded = new LinkedHashSet<>();
  private final List<String> told = new ArrayList<>();
  private final Set<String> absent = new LinkedHashSet<>();

  /** All modules that there are, the built-in ones loaded. */
  LoadedModules(List<HttpdModule> all, Set<String> builtIn) {
    this.all = List.copyOf(all);
    this.builtIn = Set.copyOf(builtIn);
    all.stream().map(HttpdModule::identifier).filter(builtIn::contains).forEach(loaded::add);
  }

  @Override
  public boolean loaded(String name) {
    if (absent.contains(name) || absent.contains(identifier(name))) {
      return !HttpdModules.harmless(identifier(name));
    }
    return all.stream()
        .anyMatch(
            module ->
                loaded.contains(module.identifier())
                    && (module.file().equals(name) || module.identifier().equals(name)));
  }

  private static String identifier(String name) {
    return name.startsWith("mod_") && name.endsWith(".c")
        ? name.substring(4, name.length() - 2) + "_module"
        : name;
  }

  @Override
  public Loading load(String identifier, String file) {
    told.add("AH01575: loaded module " + identifier + " from " + file);
    for (HttpdModule module : all) {
      if (module.identifier().equals(identifier)) {
        // Which modules are built in differs from distribution to distribution: no warning then.
        return loaded.add(identifier) || builtIn.contains(identifier)
            ? Loading.DONE
            : new Loading(null, "AH01574: module " + identifier + " is already loaded, skipping");
      }
    }
    if (HttpdModules.known(identifier)) {
      absent.add(identifier);
      return Loading.DONE;
    }
    return new Loading(
        "Cannot load "
            + file
            + " into server: "
            + identifier
            + " is no module of httpd's, and Bulla cannot load foreign code",
        null);
  }

  /** What is said of each LoadModule, in httpd's words. */
  List<String> told() {
    return List.copyOf(told);
  }

  /** The loaded modules, in the order of the whole list: the order in which hooks are asked. */
  List<HttpdModule> modules() {
    return all.stream().filter(module -> loaded.contains(module.identifier())).toList();
  }

  /** Modules that were named and that Bulla does not have. */
  List<String> absent() {
    return new ArrayList<>(absent);
  }

  /** The directives of modules that there are and that are not loaded, by name in lower case. */
  Map<String, HttpdModule> notLoaded() {
    Map<String, HttpdModule> directives = new HashMap<>();
    for (HttpdModule module : all) {
      if (!loaded.contains(module.identifier())) {
        for (DirectiveRule rule : module.directives()) {
          directives.put(rule.declaration().name().toLowerCase(Locale.ROOT), module);
        }
      }
    }
    return directives;
  }

  /** Short names of the loaded modules, by every name that they have. */
  Map<String, String> shortNames() {
    Map<String, String> names = new HashMap<>();
    for (HttpdModule module : modules()) {
      String brief = HttpdModules.brief(module.file());
      names.put(brief, brief);
      names.put(module.file(), brief);
      names.put(module.identifier(), brief);
    }
    for (String identifier : absent) {
      String brief = identifier.substring(0, Math.max(0, identifier.length() - "_module".length()));
      names.put(brief, brief);
      names.put(identifier, brief);
      names.put("mod_" + brief + ".c", brief);
    }
    return names;
  }

  /** The module whose directive is asked for without the module being loaded; null if none. */
  static @Nullable HttpdModule owner(Map<String, HttpdModule> notLoaded, String message) {
    int from = message.indexOf('\'');
    int to = message.indexOf('\'', from + 1);
    return from < 0 || to < 0
        ? null
        : notLoaded.get(message.substring(from + 1, to).toLowerCase(Locale.ROOT));
  }
}
