package bulla.httpd.ssl;

import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.tls.StapleSource;
import bulla.tls.TlsKey;
import bulla.tls.TlsSettings;
import java.nio.file.Path;
import java.util.List;
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

  static HostIdentity read(VirtualHost host, int index, KeyReader keyReader) throws HostFailure {
    NamedFiles files = NamedFiles.read(host, index);
    return new HostIdentity(
        files.label(),
        files.certificateFile(),
        files.keyFile(),
        files.certificate(),
        files.chain(),
        keyReader.read(host, index, files.keyFile()));
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
