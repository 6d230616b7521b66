package bulla.httpd.ssl;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.StartupException;
import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.pki.CertificateDetails;
import bulla.posix.Credentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.stream.Collectors;

/**
 * Puts certificates that were renewed in the place of those that a host was started with. Staples
 * of the new ones are fetched first; a pair that cannot be used leaves the old one, and the log
 * says so once.
 */
final class HostRenewal implements AutoCloseable {
  private final SslHosts hosts;
  private final Certification certification;
  private final Builder builder;
  private final IdentityHashMap<VirtualHost, Certification> renewed = new IdentityHashMap<>();
  private boolean closed;

  /** Builds a host from its files as they are now. */
  @FunctionalInterface
  interface Builder {
    SslHost build(VirtualHost host, Certification certification) throws HostFailure;
  }

  HostRenewal(SslHosts hosts, Certification certification, Builder builder) {
    this.builder = builder;
    this.hosts = hosts;
    this.certification = certification;
  }

  /** Takes a host's files as they are now. Blocks while staples are fetched. */
  void take(VirtualHost host) {
    HostLog log = host.log();
    Certification fresh = certification.forRenewal();
    try {
      SslHost built = builder.build(host, fresh);
      fresh.stapling().fetch();
      swap(host, built, fresh);
    } catch (HostFailure failure) {
      fresh.close();
      log.server(Ssl.LOG, LogLevel.ERROR, failure.text());
      LibraryErrors.log(log, LogLevel.ERROR, failure.libraryErrors());
      log.server(Ssl.LOG, LogLevel.ERROR, kept(host) + failure.remedy() + outOfReach(host));
    } catch (StartupException stopped) {
      fresh.close();
    }
  }

  private static String kept(VirtualHost host) {
    return "the certificate files of "
        + SslHost.id(host)
        + " have changed and cannot be used; what was read before goes on serving, and they are"
        + " tried again when they change: ";
  }

  /** A key that nobody but root can read is still the one of the start. */
  private static String outOfReach(VirtualHost host) {
    for (Path key : host.settings().get(SslSettings.KEY_FILES)) {
      if (!Credentials.root() && !Files.isReadable(key)) {
        return "; the server has given root up and cannot read "
            + key
            + " any more: restart it, or let its user read the file";
      }
    }
    return "";
  }

  private synchronized void swap(VirtualHost host, SslHost built, Certification fresh) {
    if (closed) {
      built.tls().close();
      fresh.close();
      return;
    }
    hosts.renew(built);
    certification
        .stapling()
        .retain(hosts.all().stream().flatMap(SslHost::stapled).collect(Collectors.toSet()));
    Certification earlier = renewed.put(host, fresh);
    if (earlier != null) {
      earlier.close();
    }
    for (Certificate certificate : built.certificates()) {
      host.log()
          .server(
              Ssl.LOG,
              LogLevel.NOTICE,
              "the certificate of "
                  + SslHost.id(host)
                  + " was renewed: serial number "
                  + certificate.serialHex()
                  + ", good until "
                  + CertificateDetails.time(certificate.notAfter()));
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    renewed.values().forEach(Certification::close);
  }
}
