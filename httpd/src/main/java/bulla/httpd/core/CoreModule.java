package bulla.httpd.core;

import java.util.List;

/** Core itself, as a module: its directives. What it does is not hung on hooks. */
public final class CoreModule implements HttpdModule {
  @Override
  public String file() {
    return "core.c";
  }

  @Override
  public String identifier() {
    return "core_module";
  }

  @Override
  public List<DirectiveRule> directives() {
    Rules rules = new Rules("core");
    ServerDirectives.addTo(rules);
    DirectoryDirectives.addTo(rules);
    SectionDirectives.addTo(rules);
    return rules.list();
  }
}
