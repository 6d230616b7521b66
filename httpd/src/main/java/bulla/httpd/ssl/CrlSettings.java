package bulla.httpd.ssl;

import bulla.apacheconf.Position;
import bulla.httpd.core.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** The settings of the SSLCARevocation directives, all of servers and virtual hosts. */
final class CrlSettings {
  private CrlSettings() {}

  /** SSLCARevocationCheck's words. */
  enum Scope {
    NONE(0),
    /** Only the client's own certificate. */
    LEAF(1),
    /** Every certificate of the chain, the anchor's too. */
    CHAIN(2);

    private final int number;

    Scope(int number) {
      this.number = number;
    }

    /** The number that httpd's log has for it. */
    int number() {
      return number;
    }
  }

  static final Setting<Scope> CHECK = Setting.of("SSLCARevocationCheck", Scope.NONE);
  static final Setting<Boolean> NO_CRL_FOR_CERT_OK = Setting.of("no_crl_for_cert_ok", false);
  static final Setting<Optional<Path>> FILE = Setting.of("SSLCARevocationFile", Optional.empty());
  static final Setting<Optional<Path>> PATH = Setting.of("SSLCARevocationPath", Optional.empty());

  /** Whether lists are fetched from where certificates say that they are. */
  static final Setting<Boolean> FETCH = Setting.of("BullaCRLDistributionPoints", false);

  /** Of the main server alone: where fetched lists outlive the process. */
  static final Setting<Optional<Path>> CACHE = Setting.of("BullaCRLCache", Optional.empty());

  /** Where the check was asked for, and where the lists were named. */
  static final Setting<Optional<Position>> CHECK_AT =
      Setting.of("line of SSLCARevocationCheck", Optional.empty());

  static final Setting<Optional<Position>> LISTS_AT =
      Setting.of("line of SSLCARevocationFile or SSLCARevocationPath", Optional.empty());
}
