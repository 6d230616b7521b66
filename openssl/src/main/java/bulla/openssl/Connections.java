package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Finds the {@link Ssl} that an upcall is about. Upcall stubs are made once in the life of the
 * process, so each SSL* carries a number in its ex_data; the number leads back here.
 */
final class Connections {

  private static final LibSsl SSL = LibSsl.HANDLES;
  private static final int CLASS_INDEX_SSL = 0;
  private static final int INDEX = newIndex();
  private static final int STORE_CONTEXT_INDEX = storeContextIndex();

  // Entries come and go with their connections: added by the constructor, removed by close.
  private static final ConcurrentHashMap<Long, Ssl> OPEN = new ConcurrentHashMap<>();
  private static final AtomicLong NUMBERS = new AtomicLong();

  private Connections() {}

  static long add(Ssl connection, long ssl) {
    long number = NUMBERS.incrementAndGet();
    OPEN.put(number, connection);
    try {
      int _ = (int) SSL.setExData().invokeExact(ssl, INDEX, number);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
    return number;
  }

  static void remove(long number) {
    OPEN.remove(number);
  }

  /** How many native connections there are. */
  static int size() {
    return OPEN.size();
  }

  static Ssl of(long ssl) {
    try {
      long number = (long) SSL.getExData().invokeExact(ssl, INDEX);
      Ssl connection = OPEN.get(number);
      if (connection == null) {
        throw new IllegalStateException("libssl called back for a connection that is gone");
      }
      return connection;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  static Ssl ofStoreContext(long storeContext) {
    try {
      return of(
          (long)
              LibCrypto.HANDLES
                  .storeContextExData()
                  .invokeExact(storeContext, STORE_CONTEXT_INDEX));
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Lets {@link #ofStoreContext} find the connection, as libssl does for its own. */
  static void put(long storeContext, long ssl) {
    try {
      int _ =
          (int)
              LibCrypto.HANDLES
                  .storeContextSetExData()
                  .invokeExact(storeContext, STORE_CONTEXT_INDEX, ssl);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  private static int newIndex() {
    try {
      return (int)
          LibCrypto.HANDLES
              .getExNewIndex()
              .invokeExact(CLASS_INDEX_SSL, 0L, Memory.NULL, Memory.NULL, Memory.NULL, Memory.NULL);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  private static int storeContextIndex() {
    try {
      return (int) SSL.storeContextIndex().invokeExact();
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }
}
