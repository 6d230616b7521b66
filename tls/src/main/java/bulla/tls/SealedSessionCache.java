package bulla.tls;

import org.jspecify.annotations.Nullable;

/**
 * A session cache that others can look into: what it keeps is encrypted and authenticated with the
 * host's ticket keys, and cannot be passed off as another session.
 *
 * @param cache sees ids and sealed sessions
 */
public record SealedSessionCache(SessionCache cache, TicketKeys keys) implements SessionCache {

  @Override
  public void keep(byte[] id, byte[] session, long seconds) {
    cache.keep(id, keys.seal(id, session), seconds);
  }

  @Override
  public byte @Nullable [] find(byte[] id) {
    byte[] sealed = cache.find(id);
    return sealed == null ? null : keys.unseal(id, sealed);
  }

  @Override
  public void forget(byte[] id) {
    cache.forget(id);
  }

  @Override
  public boolean mayBlock() {
    return cache.mayBlock();
  }
}
