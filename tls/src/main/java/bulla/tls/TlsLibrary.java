package bulla.tls;

import bulla.openssl.ConfigurationCommand;
import bulla.openssl.OpenSsl;
import bulla.openssl.SslContext;

/** The library that speaks TLS for us. */
public final class TlsLibrary {
  private TlsLibrary() {}

  /** Name and version as products are written: {@code OpenSSL/3.0.19}. */
  public static String product() {
    String[] words = OpenSsl.version().split(" ");
    return words.length < 2 ? words[0] : words[0] + "/" + words[1];
  }

  /**
   * Whether it can staple what is sent after a host's own certificate: OpenSSL 3.6 and later, to
   * clients of TLS 1.3.
   */
  public static boolean staplesChains() {
    return OpenSsl.staplesChains();
  }

  /**
   * How many contexts (SSL_CTX) the process has: one or two for each host, and those of hosts that
   * are gone for as long as a connection uses them.
   */
  public static int liveContexts() {
    return SslContext.live();
  }

  /** What the value of a {@link TlsSettings.Command} is. */
  public enum CommandValue {
    /** The library knows no such command of servers. */
    UNKNOWN,
    TEXT,
    FILE,
    DIRECTORY,
    NONE
  }

  /** What the value of the command of that name is, SSL_CONF_cmd_value_type(3). */
  public static CommandValue commandValue(String name) {
    return switch (ConfigurationCommand.valueType(name)) {
      case UNKNOWN -> CommandValue.UNKNOWN;
      case STRING -> CommandValue.TEXT;
      case FILE -> CommandValue.FILE;
      case DIRECTORY -> CommandValue.DIRECTORY;
      case NONE -> CommandValue.NONE;
    };
  }
}
