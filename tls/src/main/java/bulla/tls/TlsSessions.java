package bulla.tls;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How a host's clients come back without a full handshake.
 *
 * @param tickets whether tickets hold sessions (RFC 5077, RFC 8446 4.6.1)
 * @param keys protects tickets
 * @param cache keeps sessions that are no tickets; null to have none
 * @param life how long a session can be resumed; of several hosts of one address that of its
 *     default counts
 */
public record TlsSessions(
    boolean tickets, TicketKeys keys, @Nullable SessionCache cache, Duration life) {

  /** What httpd has where nothing is configured. */
  public static final Duration DEFAULT_LIFE = Duration.ofMinutes(5);

  /** Tickets under a key of this process, no cache. */
  public static TlsSessions inTickets() {
    InstantSource clock = InstantSource.system();
    return new TlsSessions(true, TicketKeys.random(clock, DEFAULT_LIFE), null, DEFAULT_LIFE);
  }

  /** No session is ever resumed. */
  public static TlsSessions none() {
    TlsSessions tickets = inTickets();
    return new TlsSessions(false, tickets.keys, null, tickets.life);
  }

  /** Whether sessions are handed out at all. */
  boolean resumable() {
    return tickets || cache != null;
  }
}
