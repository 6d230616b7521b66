package bulla.httpd.mime;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.OverrideGroup;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.FileType;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.Rules;
import bulla.httpd.core.Setting;
import bulla.httpd.core.Settings;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Apache's mod_mime: what the extensions of a file's name say. */
public final class MimeModule implements HttpdModule {
  private static final Setting<Extensions> TYPES = extensions("AddType");
  private static final Setting<Extensions> ENCODINGS = extensions("AddEncoding");
  private static final Setting<Extensions> LANGUAGES = extensions("AddLanguage");
  private static final Setting<Extensions> CHARSETS = extensions("AddCharset");
  private static final Setting<Extensions> HANDLERS = extensions("AddHandler");

  /** TypesConfig; of the main server. */
  static final Setting<Map<String, String>> TABLE = Setting.of("TypesConfig", Map.of());

  private static Setting<Extensions> extensions(String name) {
    return Setting.merged(name, Extensions.NONE, (outer, inner) -> inner.over(outer));
  }

  @Override
  public String file() {
    return "mod_mime.c";
  }

  @Override
  public String identifier() {
    return "mime_module";
  }

  @Override
  public List<DirectiveRule> directives() {
    Rules rules = new Rules("mod_mime");
    pair(rules, "AddType", "a mime type followed by one or more file extensions", TYPES);
    pair(
        rules,
        "AddEncoding",
        "an encoding (e.g., gzip), followed by one or more file extensions",
        ENCODINGS);
    pair(
        rules,
        "AddLanguage",
        "a language (e.g., fr), followed by one or more file extensions",
        LANGUAGES);
    pair(
        rules,
        "AddCharset",
        "a charset (e.g., iso-2022-jp), followed by one or more file extensions",
        CHARSETS);
    pair(rules, "AddHandler", "a handler name followed by one or more file extensions", HANDLERS);
    remove(rules, "RemoveType", TYPES);
    remove(rules, "RemoveEncoding", ENCODINGS);
    remove(rules, "RemoveLanguage", LANGUAGES);
    remove(rules, "RemoveCharset", CHARSETS);
    remove(rules, "RemoveHandler", HANDLERS);
    rules.server("TypesConfig", Arguments.ONE, "the MIME types config file", TypesFile::apply);
    // Filters of content (server-side includes) are not there; a page goes out as it is.
    rules.nothingToDo(
        EnumSet.allOf(bulla.apacheconf.DirectiveDeclaration.Scope.class),
        Arguments.ANY,
        "AddOutputFilter",
        "DefaultLanguage",
        "ModMimeUsePathInfo",
        "MultiviewsMatch");
    return rules.list();
  }

  private static void pair(Rules rules, String name, String help, Setting<Extensions> setting) {
    rules.anywhere(
        name,
        Arguments.ITERATE_AFTER_FIRST,
        OverrideGroup.FILE_INFO,
        help,
        (directive, scope) -> {
          String value = directive.arguments().getFirst();
          scope
              .directory()
              .update(
                  setting,
                  old ->
                      old.with(
                          directive.arguments().subList(1, directive.arguments().size()), value));
        });
  }

  private static void remove(Rules rules, String name, Setting<Extensions> setting) {
    rules.anywhere(
        name,
        Arguments.ITERATE,
        OverrideGroup.FILE_INFO,
        "one or more file extensions",
        (directive, scope) ->
            scope.directory().update(setting, old -> old.without(directive.arguments())));
  }

  @Override
  public void register(Hooks hooks) {
    hooks.typer(MimeModule::type);
  }

  /** Every extension of the name counts; where two say the same kind of thing the last wins. */
  private static @Nullable FileType type(String name, Settings directory, Settings server) {
    int dot = name.indexOf('.', name.startsWith(".") ? 1 : 0);
    if (dot < 0) {
      return null;
    }
    String type = null;
    String encoding = null;
    String language = null;
    String charset = null;
    String handler = null;
    for (String part : name.substring(dot + 1).split("\\.")) {
      String extension = part.toLowerCase(Locale.ROOT);
      String found = directory.get(TYPES).get(extension);
      type = or(found == null ? server.get(TABLE).get(extension) : found, type);
      encoding = or(directory.get(ENCODINGS).get(extension), encoding);
      language = or(directory.get(LANGUAGES).get(extension), language);
      charset = or(directory.get(CHARSETS).get(extension), charset);
      handler = or(directory.get(HANDLERS).get(extension), handler);
    }
    return new FileType(type, charset, encoding, language, handler);
  }

  private static @Nullable String or(@Nullable String found, @Nullable String before) {
    return found == null ? before : found;
  }
}
