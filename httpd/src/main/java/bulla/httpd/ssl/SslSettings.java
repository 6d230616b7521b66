package bulla.httpd.ssl;

import bulla.httpd.core.DirectiveLine;
import bulla.httpd.core.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The settings of mod_ssl's other directives. */
final class SslSettings {
  private SslSettings() {}

  // Of servers and virtual hosts.

  static final Setting<Boolean> ENGINE = Setting.of("SSLEngine", false);
  static final Setting<Boolean> CERTIFICATE_WATCH = Setting.of("BullaCertificateWatch", true);
  static final Setting<List<Path>> CERTIFICATE_FILES = Setting.of("SSLCertificateFile", List.of());
  static final Setting<List<Path>> KEY_FILES = Setting.of("SSLCertificateKeyFile", List.of());
  static final Setting<Optional<Path>> CHAIN_FILE =
      Setting.of("SSLCertificateChainFile", Optional.empty());
  static final Setting<Optional<Path>> CA_FILE =
      Setting.of("SSLCACertificateFile", Optional.empty());
  static final Setting<Optional<Path>> CA_PATH =
      Setting.of("SSLCACertificatePath", Optional.empty());
  static final Setting<Optional<Path>> CADN_FILE =
      Setting.of("SSLCADNRequestFile", Optional.empty());
  static final Setting<Optional<Path>> CADN_PATH =
      Setting.of("SSLCADNRequestPath", Optional.empty());
  static final Setting<Set<String>> PROTOCOLS = Setting.of("SSLProtocol", Protocols.SUPPORTED);

  /** For TLS 1.2; empty for the library's default. */
  static final Setting<Optional<String>> CIPHER_LIST =
      Setting.of("SSLCipherSuite", Optional.of(Protocols.STRICT_CIPHERS));

  /** For TLS 1.3; empty for the library's default. */
  static final Setting<Optional<String>> CIPHER_SUITES =
      Setting.of("SSLCipherSuite TLSv1.3", Optional.empty());

  static final Setting<Boolean> HONOR_CIPHER_ORDER = Setting.of("SSLHonorCipherOrder", true);

  static final Setting<List<CommandDirective.Line>> COMMANDS =
      Setting.merged(CommandDirective.NAME, List.of(), SslSettings::appended);
  static final Setting<Boolean> SESSION_TICKETS = Setting.of("SSLSessionTickets", true);
  static final Setting<Optional<Path>> TICKET_KEY_FILE =
      Setting.of("SSLSessionTicketKeyFile", Optional.empty());

  /** Seconds. */
  static final Setting<Long> SESSION_LIFE = Setting.of("SSLSessionCacheTimeout", 300L);

  static final Setting<VerifyMode> VERIFY_CLIENT = Setting.of("SSLVerifyClient", VerifyMode.NONE);
  static final Setting<Integer> VERIFY_DEPTH = Setting.of("SSLVerifyDepth", 1);

  /** Where the two were written. */
  static final Setting<Optional<DirectiveLine>> VERIFY_CLIENT_LINE =
      Setting.of("line of SSLVerifyClient", Optional.empty());

  static final Setting<Optional<DirectiveLine>> VERIFY_DEPTH_LINE =
      Setting.of("line of SSLVerifyDepth", Optional.empty());

  static final Setting<Boolean> STRICT_SNI = Setting.of("SSLStrictSNIVHostCheck", false);

  /** Whether clients that cannot be asked later are asked in the first handshake. */
  static final Setting<Boolean> HANDSHAKE_REQUEST = Setting.of("BullaHandshakeRequest", true);

  // Of the main server alone.

  static final Setting<SniPolicy> SNI_POLICY = Setting.of("SSLVHostSNIPolicy", SniPolicy.SECURE);

  static final Setting<PassphraseSource> PASSPHRASE_DIALOG =
      Setting.of("SSLPassPhraseDialog", new PassphraseSource.Terminal());
  static final Setting<SessionCacheChoice> SESSION_CACHE =
      Setting.of("SSLSessionCache", new SessionCacheChoice.None());

  // Of directories.

  static final Setting<VerifyMode> DIRECTORY_VERIFY_CLIENT =
      Setting.of("SSLVerifyClient", VerifyMode.NONE);
  static final Setting<Integer> DIRECTORY_VERIFY_DEPTH = Setting.of("SSLVerifyDepth", 1);

  /** Where the two were written. */
  static final Setting<Optional<DirectiveLine>> DIRECTORY_VERIFY_CLIENT_LINE =
      Setting.of("line of SSLVerifyClient", Optional.empty());

  static final Setting<Optional<DirectiveLine>> DIRECTORY_VERIFY_DEPTH_LINE =
      Setting.of("line of SSLVerifyDepth", Optional.empty());

  /** Bytes. */
  static final Setting<Long> RENEG_BUFFER_SIZE = Setting.of("SSLRenegBufferSize", 131_072L);

  static final Setting<SslOption.Change> OPTIONS =
      Setting.merged("SSLOptions", SslOption.Change.NOTHING, (outer, inner) -> inner.after(outer));
  static final Setting<Boolean> REQUIRE_SSL = Setting.of("SSLRequireSSL", false);
  static final Setting<List<SslRequirement>> REQUIRE =
      Setting.merged("SSLRequire", List.of(), SslSettings::appended);
  static final Setting<Optional<String>> USER_NAME = Setting.of("SSLUserName", Optional.empty());

  /** Both lists, one after the other. */
  static <T> List<T> appended(List<T> outer, List<T> inner) {
    List<T> all = new ArrayList<>(outer);
    all.addAll(inner);
    return List.copyOf(all);
  }
}
