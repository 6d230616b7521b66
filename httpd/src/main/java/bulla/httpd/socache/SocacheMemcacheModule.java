package bulla.httpd.socache;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.Rules;
import bulla.httpd.core.TimeText;
import java.util.List;

/** Apache's mod_socache_memcache. */
public final class SocacheMemcacheModule implements HttpdModule {
  @Override
  public String file() {
    return "mod_socache_memcache.c";
  }

  @Override
  public String identifier() {
    return "socache_memcache_module";
  }

  @Override
  public List<DirectiveRule> directives() {
    return new Rules("mod_socache_memcache")
        .host(
            "MemcacheConnTTL",
            Arguments.ONE,
            "TTL used for the connection with the memcache server(s)",
            (directive, scope) -> {
              // One connection to each server is all there is, so none waits unused in a pool.
              if (TimeText.millis(directive.arguments().getFirst()).isEmpty()) {
                scope.error(
                    directive.at(),
                    "MemcacheConnTTL has wrong format",
                    "write a number and s, ms, mi or h");
              }
            })
        .list();
  }

  @Override
  public void register(Hooks hooks) {
    hooks.socache("memcache", new MemcacheProvider());
  }
}
