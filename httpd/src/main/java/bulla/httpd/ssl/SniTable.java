package bulla.httpd.ssl;

import bulla.httpd.core.HostTable;
import bulla.httpd.core.VirtualHost;
import bulla.tls.TlsHost;
import bulla.tls.TlsHostNames;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the host of an address for the name that a client sends. The first host that has the name,
 * by ServerName or by an alias, wins; an unknown name, or none, gets the address's first host.
 */
final class SniTable implements TlsHostNames {
  private final List<VirtualHost> speaking;
  private final SslHosts known;
  private final HostTable names;

  /**
   * Makes it of at least one host.
   *
   * @param known what each of them is at this moment
   */
  SniTable(List<VirtualHost> speaking, SslHosts known) {
    this.speaking = List.copyOf(speaking);
    this.known = known;
    this.names = new HostTable(this.speaking);
  }

  @Override
  public TlsHost host(@Nullable String serverName) {
    int place = serverName == null ? -1 : names.place(serverName);
    return Objects.requireNonNull(known.of(speaking.get(Math.max(place, 0)))).tls();
  }
}
