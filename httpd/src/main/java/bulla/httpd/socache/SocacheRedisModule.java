package bulla.httpd.socache;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.DirectiveRule.Meaning;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.Rules;
import bulla.httpd.core.Setting;
import bulla.httpd.core.TimeText;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Apache's mod_socache_redis. */
public final class SocacheRedisModule implements HttpdModule {
  /** How long an answer of the server is waited for, and a connection to it. */
  static final Setting<Duration> TIMEOUT = Setting.of("RedisTimeout", Duration.ofSeconds(5));

  /** How long a connection that nobody uses stays open. */
  static final Setting<Duration> POOL_TTL = Setting.of("RedisConnPoolTTL", Duration.ofSeconds(15));

  @Override
  public String file() {
    return "mod_socache_redis.c";
  }

  @Override
  public String identifier() {
    return "socache_redis_module";
  }

  @Override
  public List<DirectiveRule> directives() {
    return new Rules("mod_socache_redis")
        .host(
            "RedisConnPoolTTL",
            Arguments.ONE,
            "TTL used for the connection pool with the Redis server(s)",
            duration(POOL_TTL))
        .host(
            "RedisTimeout",
            Arguments.ONE,
            "R/W timeout used for the connection with the Redis server(s)",
            duration(TIMEOUT))
        .list();
  }

  @Override
  public void register(Hooks hooks) {
    hooks.socache("redis", new RedisProvider());
  }

  private static Meaning duration(Setting<Duration> setting) {
    return (directive, scope) -> {
      OptionalLong millis = TimeText.millis(directive.arguments().getFirst());
      if (millis.isPresent() && millis.getAsLong() > 0) {
        scope.server().set(setting, Duration.ofMillis(millis.getAsLong()));
      } else {
        scope.error(
            directive.at(),
            directive.name() + " has wrong format",
            "write a number and s, ms, mi or h");
      }
    };
  }
}
