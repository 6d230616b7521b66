package bulla.httpd.http2;

import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.Rules;
import java.util.List;

/** Apache's mod_http2. Where it is not loaded, Protocols h2 is passed over, as httpd does. */
public final class Http2Module implements HttpdModule {
  @Override
  public String file() {
    return "mod_http2.c";
  }

  @Override
  public String identifier() {
    return "http2_module";
  }

  @Override
  public List<DirectiveRule> directives() {
    Rules rules = new Rules("mod_http2");
    Http2Directives.addTo(rules);
    return rules.list();
  }

  @Override
  public void register(Hooks hooks) {
    hooks.http2((host, secure) -> Http2Settings.limits(host.settings(), secure));
  }
}
