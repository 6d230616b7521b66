package bulla.httpd.ssl;

import bulla.httpd.core.Problems;
import bulla.httpd.core.Settings;
import bulla.httpd.core.VirtualHost;
import bulla.revocation.CrlStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The CRLs of all hosts. Hosts that name the same files share what is in them. */
final class CrlStores implements AutoCloseable {
  private final Map<Places, CrlStore> stores = new LinkedHashMap<>();
  private final InstantSource clock;

  CrlStores(InstantSource clock) {
    this.clock = clock;
  }

  private record Places(Optional<Path> file, Optional<Path> directory) {
    static Places of(Settings settings) {
      return new Places(settings.get(CrlSettings.FILE), settings.get(CrlSettings.PATH));
    }

    boolean none() {
      return file.isEmpty() && directory.isEmpty();
    }
  }

  /** Reads the CRLs of a host; what cannot be done stops the start. */
  void add(VirtualHost host, Problems problems) {
    Settings settings = host.settings();
    Places places = Places.of(settings);
    boolean checked = settings.get(CrlSettings.CHECK) != CrlSettings.Scope.NONE;
    if (places.none()) {
      if (checked) {
        problems.error(
            settings.get(CrlSettings.CHECK_AT).orElse(null),
            "AH01899: Host "
                + SslHost.id(host)
                + ": CRL checking has been enabled, but neither SSLCARevocationFile nor"
                + " SSLCARevocationPath is configured",
            "name the CRLs of the clients' CAs");
      }
    } else if (!checked) {
      problems.warn(
          settings.get(CrlSettings.LISTS_AT).orElse(null),
          "AH01902: Host "
              + SslHost.id(host)
              + ": X.509 CRL storage locations configured, but CRL checking"
              + " (SSLCARevocationCheck) is not enabled");
    } else {
      read(places, host, problems);
    }
  }

  private void read(Places places, VirtualHost host, Problems problems) {
    if (stores.containsKey(places)) {
      return;
    }
    CrlStore store =
        new CrlStore(
            places.file().orElse(null), places.directory().orElse(null), clock, new CrlLog(host));
    stores.put(places, store);
    try {
      store.load();
    } catch (IOException unusable) {
      problems.error(
          host.settings().get(CrlSettings.LISTS_AT).orElse(null),
          "AH01901: Host "
              + SslHost.id(host)
              + ": unable to configure X.509 CRL storage for certificate revocation",
          String.valueOf(unusable.getMessage()));
    }
  }

  /** The CRLs that a host's clients are looked up in; null if they are not. */
  @Nullable CrlStore of(VirtualHost host) {
    return host.settings().get(CrlSettings.CHECK) == CrlSettings.Scope.NONE
        ? null
        : stores.get(Places.of(host.settings()));
  }

  /** Starts to look at the files for changes. At most once. */
  void start() {
    stores.values().forEach(CrlStore::start);
  }

  @Override
  public void close() {
    stores.values().forEach(CrlStore::close);
  }
}
