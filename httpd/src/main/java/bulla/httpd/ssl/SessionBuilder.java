package bulla.httpd.ssl;

import bulla.httpd.core.LogLevel;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.Settings;
import bulla.httpd.core.SocacheProvider;
import bulla.httpd.core.SystemError;
import bulla.httpd.core.VirtualHost;
import bulla.tls.MemorySessionCache;
import bulla.tls.SealedSessionCache;
import bulla.tls.SessionCache;
import bulla.tls.TicketKeys;
import bulla.tls.TlsSessions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes what one start's hosts hand out to clients who may come again. A key file that was changed
 * counts when the whole start has succeeded.
 */
final class SessionBuilder implements AutoCloseable {
  private final ServerContext server;
  private final KeptSessions kept;
  private final @Nullable SocacheProvider provider;
  private final Object description;
  private final @Nullable SessionCache cache;
  private final Map<Path, byte[]> read = new HashMap<>();
  private final Map<Path, TicketKeys> keys = new HashMap<>();
  private boolean used;

  /**
   * A builder.
   *
   * @param provider keeps sessions elsewhere; null if none was chosen
   */
  SessionBuilder(ServerContext server, @Nullable SocacheProvider provider) {
    this.server = server;
    this.provider = provider;
    this.kept = server.process().part(KeptSessions.class, KeptSessions::new);
    SessionCacheChoice choice = server.main().settings().get(SslSettings.SESSION_CACHE);
    this.description =
        provider != null && choice instanceof SessionCacheChoice.Provided provided
            ? provider.description(provided.argument(), server)
            : choice;
    SessionCache before = kept.cache(description);
    this.cache = before == null ? open(choice) : before;
  }

  private @Nullable SessionCache open(SessionCacheChoice choice) {
    return switch (choice) {
      case SessionCacheChoice.None _ -> null;
      case SessionCacheChoice.Memory memory ->
          new MemorySessionCache(memory.size(), server.clock());
      case SessionCacheChoice.Provided provided ->
          provider == null
              ? null
              : new SharedSessions(
                  provider.open(provided.argument(), SharedSessions.PURPOSE, server));
    };
  }

  /** How a host's clients come back. */
  TlsSessions of(VirtualHost host) throws HostFailure {
    Settings settings = host.settings();
    Duration life = Duration.ofSeconds(settings.get(SslSettings.SESSION_LIFE));
    @Nullable Path file = settings.get(SslSettings.TICKET_KEY_FILE).orElse(null);
    TicketKeys own = file == null ? kept.own(server.clock(), life) : ofFile(host, file, life);
    own.sessionLife(life);
    return new TlsSessions(
        settings.get(SslSettings.SESSION_TICKETS),
        own,
        cache == null || provider == null ? cache : sealed(host, cache, own, file),
        life);
  }

  /** The start has succeeded: new keys of files that were known protect new tickets. */
  void use() {
    used = true;
    kept.use(description, cache);
    keys.forEach(kept::use);
    read.forEach(
        (file, bytes) -> {
          TicketKeys known = keys.get(file);
          if (known != null) {
            known.replaceBy(bytes);
          }
        });
  }

  @Override
  public void close() {
    read.values().forEach(bytes -> Arrays.fill(bytes, (byte) 0));
    read.clear();
    if (!used
        && cache instanceof SharedSessions opened
        && !opened.equals(kept.cache(description))) {
      opened.close();
    }
  }

  private static SessionCache sealed(
      VirtualHost host, SessionCache cache, TicketKeys keys, @Nullable Path file) {
    if (file == null) {
      host.log()
          .server(
              Ssl.LOG,
              LogLevel.WARN,
              "Init: ("
                  + SslHost.id(host)
                  + ") sessions are kept where other servers can find them, and no other server can"
                  + " read them [Hint: SSLSessionTicketKeyFile]");
    }
    return new SealedSessionCache(cache, keys);
  }

  private TicketKeys ofFile(VirtualHost host, Path file, Duration life) throws HostFailure {
    TicketKeys known = keys.get(file);
    if (known != null) {
      return known;
    }
    TicketKeys before = kept.of(file);
    if (before != null && !Files.isReadable(file)) {
      // The process could read it before it became its User: as with private keys, what it has
      // read goes on counting.
      keys.put(file, before);
      return before;
    }
    byte[] bytes = read(host, file);
    read.put(file, bytes);
    TicketKeys made = before == null ? TicketKeys.shared(server.clock(), life, bytes) : before;
    keys.put(file, made);
    host.log()
        .server(
            Ssl.LOG,
            LogLevel.INFO,
            "AH02288: TLS session ticket key for "
                + SslHost.id(host)
                + " successfully loaded from "
                + file);
    return made;
  }

  private static byte[] read(VirtualHost host, Path file) throws HostFailure {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(TicketKeys.FILE_LENGTH);
    } catch (IOException unreadable) {
      SystemError error = SystemError.of(unreadable);
      throw new HostFailure(
          "AH02286: Failed to open ticket key file "
              + file
              + ": ("
              + error.errno()
              + ") "
              + error.text(),
          "let the server read it, or name another SSLSessionTicketKeyFile",
          List.of());
    }
    if (bytes.length < TicketKeys.FILE_LENGTH) {
      throw new HostFailure(
          "AH02287: Failed to read "
              + TicketKeys.FILE_LENGTH
              + " bytes from "
              + file
              + ": (70014) End of file found",
          "make one for " + SslHost.id(host) + " with openssl rand " + TicketKeys.FILE_LENGTH,
          List.of());
    }
    return bytes;
  }
}
