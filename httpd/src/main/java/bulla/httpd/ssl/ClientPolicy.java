package bulla.httpd.ssl;

import bulla.httpd.core.Section;
import bulla.httpd.core.SectionList;
import bulla.httpd.core.Setting;
import bulla.httpd.core.Settings;
import bulla.httpd.core.VirtualHost;
import bulla.tls.HandshakeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a host demands of its clients. A client that satisfied one host's demands has satisfied
 * another's only where they are the same.
 */
final class ClientPolicy {
  private ClientPolicy() {}

  private static final List<Setting<?>> SETTINGS =
      List.of(
          SslSettings.VERIFY_CLIENT,
          SslSettings.VERIFY_DEPTH,
          SslSettings.CA_FILE,
          SslSettings.CA_PATH,
          SslSettings.CADN_FILE,
          SslSettings.CADN_PATH,
          CrlSettings.CHECK,
          CrlSettings.NO_CRL_FOR_CERT_OK,
          CrlSettings.FILE,
          CrlSettings.PATH,
          CrlSettings.FETCH,
          OcspSettings.ENABLE,
          OcspSettings.NO_OCSP_FOR_CERT_OK,
          OcspSettings.POLICY,
          OcspSettings.NO_REV_AVAIL,
          OcspSettings.DEFAULT_RESPONDER,
          OcspSettings.OVERRIDE_RESPONDER,
          OcspSettings.ALLOWED,
          OcspSettings.NONCE,
          OcspSettings.TIME_SKEW,
          OcspSettings.MAX_AGE,
          OcspSettings.NO_VERIFY,
          OcspSettings.RESPONDER_CERTIFICATES);

  /** Whether two hosts demand the same. */
  static boolean same(Settings one, Settings other) {
    return SETTINGS.stream().allMatch(setting -> one.get(setting).equals(other.get(setting)));
  }

  /** All of it in words, to tell it from another. */
  static String text(Settings host) {
    return SETTINGS.stream()
        .map(setting -> setting + " " + host.get(setting))
        .collect(Collectors.joining("\n"));
  }

  /**
   * What a client that cannot be asked later is asked in the first handshake; null for nothing. A
   * .htaccess file is not known before a request leads to it, and does not count.
   */
  static @Nullable HandshakeRequest handshakeRequest(VirtualHost host) {
    Settings settings = host.settings();
    if (!settings.get(SslSettings.HANDSHAKE_REQUEST)) {
      return null;
    }
    VerifyMode whole = settings.get(SslSettings.VERIFY_CLIENT);
    boolean trusts =
        settings.get(SslSettings.CA_FILE).isPresent()
            || settings.get(SslSettings.CA_PATH).isPresent();
    List<Settings> paths = paths(host.sections());
    boolean asked =
        paths.stream()
            .map(path -> path.get(SslSettings.DIRECTORY_VERIFY_CLIENT))
            // Where nobody is trusted only a path that takes anybody can be satisfied.
            .anyMatch(
                mode -> mode.compareTo(whole) > 0 && (trusts || mode == VerifyMode.OPTIONAL_NO_CA));
    if (!asked) {
      return null;
    }
    int deepest = settings.get(SslSettings.VERIFY_DEPTH);
    for (Settings path : paths) {
      if (path.has(SslSettings.DIRECTORY_VERIFY_DEPTH)) {
        deepest = Math.max(deepest, path.get(SslSettings.DIRECTORY_VERIFY_DEPTH));
      }
    }
    return new HandshakeRequest(deepest);
  }

  /** The settings of all sections, those within sections too. */
  private static List<Settings> paths(SectionList sections) {
    List<Settings> found = new ArrayList<>();
    Stream.of(
            sections.directories(),
            sections.directoryPatterns(),
            sections.files(),
            sections.locations(),
            sections.conditions())
        .flatMap(List::stream)
        .forEach(
            (Section section) -> {
              found.add(section.settings());
              found.addAll(paths(section.nested()));
            });
    return found;
  }
}
