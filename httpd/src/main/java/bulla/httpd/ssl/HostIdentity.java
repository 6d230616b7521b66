package bulla.httpd.ssl;

import bulla.httpd.core.Settings;
import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.tls.StapleSource;
import bulla.tls.TlsKey;
import bulla.tls.TlsSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One certificate of a host, read from the files that the directives name, with its key.
 *
 * @param label {@code name:port:index}, as messages name it
 * @param chain what is sent after it: what follows it in its own file, else the chain file,
 *     verbatim
 */
record HostIdentity(
    String label,
    Path certificateFile,
    Path keyFile,
    Certificate certificate,
    List<Certificate> chain,
    TlsKey key)
    implements AutoCloseable {

  /** OpenSSL's words for a file in which there is no PEM block. */
  private static final String NO_START_LINE =
      "error:0480006C:PEM routines::no start line (Expecting: TRUSTED CERTIFICATE)";

  static HostIdentity read(VirtualHost host, int index, KeyReader keyReader) throws HostFailure {
    Settings settings = host.settings();
    List<Path> files = settings.get(SslSettings.CERTIFICATE_FILES);
    List<Path> keys = settings.get(SslSettings.KEY_FILES);
    Path certificateFile = files.get(index);
    Path keyFile = index < keys.size() ? keys.get(index) : certificateFile;
    String label = SslHost.id(host) + ":" + index;

    List<Certificate> certificates = certificates(label, certificateFile);
    List<Certificate> chain = certificates.subList(1, certificates.size());
    Optional<Path> chainFile = settings.get(SslSettings.CHAIN_FILE);
    if (chain.isEmpty() && chainFile.isPresent()) {
      chain = certificates(label, chainFile.get());
    }
    return new HostIdentity(
        label,
        certificateFile,
        keyFile,
        certificates.getFirst(),
        List.copyOf(chain),
        keyReader.read(host, index, keyFile));
  }

  private static List<Certificate> certificates(String label, Path file) throws HostFailure {
    String text =
        "AH02562: Failed to configure certificate " + label + " (with chain), check " + file;
    try {
      List<Certificate> found = PemFiles.certificates(file);
      if (!found.isEmpty()) {
        return found;
      }
      throw new HostFailure(
          text, "the file holds no certificate in PEM form", List.of(NO_START_LINE));
    } catch (IOException unusable) {
      throw new HostFailure(text, String.valueOf(unusable.getMessage()), List.of());
    }
  }

  TlsSettings.Identity toTls(StapleSource staples) {
    return new TlsSettings.Identity(
        certificate.der(), chain.stream().map(Certificate::der).toList(), key, staples);
  }

  /** Gives the key back; the host that was made with it has its own hold on it. */
  @Override
  public void close() {
    key.close();
  }

  // Compared as the one that it is: its key is one and no other.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
