package bulla.pki;

import java.security.GeneralSecurityException;
import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorException;
import org.jspecify.annotations.Nullable;

/**
 * Where algorithms come from: the JDK's own first, because they are fast and start at once;
 * BouncyCastle's, made on first need and never registered globally, for what the JDK lacks.
 */
final class Providers {
  private Providers() {}

  /** A request to one provider; null means the JDK's. */
  @FunctionalInterface
  interface Request<T> {
    T from(@Nullable Provider provider) throws Exception;
  }

  static <T> T firstThatCan(Request<T> request) throws Exception {
    try {
      return request.from(null);
    } catch (GeneralSecurityException | OperatorException e) {
      try {
        return request.from(bouncyCastle());
      } catch (GeneralSecurityException | OperatorException second) {
        second.addSuppressed(e);
        throw second;
      }
    }
  }

  static BouncyCastleProvider bouncyCastle() {
    return BouncyCastleHolder.PROVIDER;
  }

  private static final class BouncyCastleHolder {
    static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
  }
}
