package bulla.tls;

import bulla.openssl.OpenSsl;

/** The library that speaks TLS for us. */
public final class TlsLibrary {
  private TlsLibrary() {}

  /** Name and version as products are written: {@code OpenSSL/3.0.19}. */
  public static String product() {
    String[] words = OpenSsl.version().split(" ");
    return words.length < 2 ? words[0] : words[0] + "/" + words[1];
  }
}
