package bulla.httpd.ssl;

import bulla.apacheconf.Position;

/** Where sessions that are no tickets are kept: SSLSessionCache. */
sealed interface SessionCacheChoice {

  /** Nowhere. */
  record None() implements SessionCacheChoice {}

  /**
   * In this process, for the name shmcb and dbm alike: there is but one process to share it.
   *
   * @param size bytes; with 0 sessions have an id and are not kept, nonenotnull
   */
  record Memory(long size) implements SessionCacheChoice {}

  /**
   * Where a provider of that name keeps them.
   *
   * @param argument what follows the name
   */
  record Provided(String provider, String argument, Position at) implements SessionCacheChoice {}
}
