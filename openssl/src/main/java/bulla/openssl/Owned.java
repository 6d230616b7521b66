package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;

/** A native object that belongs to whoever made it, and is freed once, by {@link #close}. */
abstract sealed class Owned implements AutoCloseable permits Pkey, X509 {

  private final String name;
  private long address;

  /** Takes the object over. */
  Owned(String name, long address) {
    this.name = name;
    this.address = address;
  }

  /** Gives the owner's hold on it up. */
  abstract void free(long owned) throws Throwable;

  final long address() {
    if (address == Memory.NULL) {
      throw new IllegalStateException("the " + name + " was freed");
    }
    return address;
  }

  @Override
  public final void close() {
    long owned = address;
    address = Memory.NULL;
    try {
      free(owned);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }
}
