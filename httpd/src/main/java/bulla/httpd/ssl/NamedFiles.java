package bulla.httpd.ssl;

import bulla.httpd.core.Settings;
import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that a host's directives name for one of its certificates, and what is in them but for
 * the key.
 *
 * @param label {@code name:port:index}, as messages name it
 * @param chain what is sent after it: what follows it in its own file, else the chain file,
 *     verbatim
 * @param chainFile where the chain was read; null if in the certificate's own file
 */
record NamedFiles(
    String label,
    Path certificateFile,
    Path keyFile,
    Certificate certificate,
    List<Certificate> chain,
    @Nullable Path chainFile) {

  /** OpenSSL's words for a file in which there is no PEM block. */
  private static final String NO_START_LINE =
      "error:0480006C:PEM routines::no start line (Expecting: TRUSTED CERTIFICATE)";

  /** Reads them; {@code index} counts from 0. */
  static NamedFiles read(VirtualHost host, int index) throws HostFailure {
    Settings settings = host.settings();
    List<Path> keys = settings.get(SslSettings.KEY_FILES);
    Path certificateFile = settings.get(SslSettings.CERTIFICATE_FILES).get(index);
    Path keyFile = index < keys.size() ? keys.get(index) : certificateFile;
    String label = SslHost.id(host) + ":" + index;

    List<Certificate> certificates = certificates(label, certificateFile);
    List<Certificate> chain = certificates.subList(1, certificates.size());
    Path chainFile = chain.isEmpty() ? settings.get(SslSettings.CHAIN_FILE).orElse(null) : null;
    if (chainFile != null) {
      chain = certificates(label, chainFile);
    }
    return new NamedFiles(
        label, certificateFile, keyFile, certificates.getFirst(), List.copyOf(chain), chainFile);
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
}
