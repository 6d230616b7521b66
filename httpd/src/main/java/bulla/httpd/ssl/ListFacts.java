package bulla.httpd.ssl;

import bulla.httpd.core.Settings;
import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.pki.CrlIndex;
import bulla.revocation.CrlEvents;
import bulla.revocation.CrlFailure;
import bulla.revocation.CrlInForce;
import bulla.revocation.CrlStore;
import bulla.revocation.CrlSuccession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be told of the CRLs in a host's files. */
record ListFacts(VirtualHost host, List<Certificate> authorities, InstantSource clock) {

  /** One for each list, and one for each client CA that has none. */
  List<Examined> examine() {
    Settings settings = host.settings();
    if (settings.get(CrlSettings.CHECK) == CrlSettings.Scope.NONE) {
      return List.of();
    }
    IdentityHashMap<CrlIndex, CrlFailure> unusable = new IdentityHashMap<>();
    List<CrlInForce> lists;
    try (CrlStore store = store(settings, new Noting(unusable))) {
      store.load();
      store.know(authorities);
      lists = store.inForce();
    } catch (IOException unreadable) {
      return List.of(broken(String.valueOf(unreadable.getMessage())));
    }
    List<Examined> found = new ArrayList<>();
    lists.forEach(each -> found.add(examined(each, unusable.get(each.list()))));
    if (!settings.get(CrlSettings.FETCH) && !settings.get(CrlSettings.NO_CRL_FOR_CERT_OK)) {
      found.addAll(missing(lists));
    }
    return found;
  }

  private CrlStore store(Settings settings, CrlEvents events) {
    return new CrlStore(
        settings.get(CrlSettings.FILE).orElse(null),
        settings.get(CrlSettings.PATH).orElse(null),
        null,
        new CrlSuccession(),
        clock,
        events);
  }

  private Examined broken(String why) {
    String text =
        "AH01901: Host "
            + SslHost.id(host)
            + ": unable to configure X.509 CRL storage for certificate revocation";
    return new Examined(
        SslHost.id(host),
        Checkup.position(host),
        "",
        null,
        List.of(Fact.wrong(text, why)),
        List.of());
  }

  private static Examined examined(CrlInForce each, @Nullable CrlFailure failure) {
    CrlIndex list = each.list();
    String about =
        "CRL of %s, %s, %d entries"
            .formatted(
                list.issuer().rfc2253(),
                list.number() == null ? "no number" : "number " + list.number(),
                list.count());
    List<Fact> facts =
        failure == null
            ? List.of()
            : List.of(
                Fact.wrong(
                    failure.text(),
                    "put a current list of its issuer there; until then its clients are refused"));
    return new Examined(each.place(), "", about, list.nextUpdate(), facts, List.of());
  }

  private List<Examined> missing(List<CrlInForce> lists) {
    boolean all = host.settings().get(CrlSettings.CHECK) == CrlSettings.Scope.CHAIN;
    List<Examined> found = new ArrayList<>();
    for (Certificate authority : all ? authorities : ofClients(authorities)) {
      String name = authority.subject().canonical();
      if (lists.stream().noneMatch(each -> each.list().issuerText().equals(name))) {
        found.add(
            new Examined(
                "client CA of " + SslHost.id(host),
                Checkup.position(host),
                authority.subject().rfc2253(),
                null,
                List.of(
                    Fact.wrong(
                        "there is no CRL of it",
                        "put its list into SSLCARevocationFile or SSLCARevocationPath, or set"
                            + " BullaCRLDistributionPoints on; without it its clients are"
                            + " refused")),
                List.of()));
      }
    }
    return found;
  }

  /** The CAs that clients' certificates are of: those that are there for others are left out. */
  static List<Certificate> ofClients(List<Certificate> authorities) {
    return authorities.stream()
        .filter(
            each ->
                authorities.stream()
                    .noneMatch(other -> !other.equals(each) && other.isSignedBy(each)))
        .toList();
  }

  /** Remembers which lists are of no use. */
  private record Noting(IdentityHashMap<CrlIndex, CrlFailure> unusable) implements CrlEvents {
    @Override
    public void taken(String place, CrlIndex list) {}

    @Override
    public void unusable(String place, CrlIndex list, CrlFailure why) {
      unusable.put(list, why);
    }

    @Override
    public void refused(String place, String why) {}

    @Override
    public void notKept(String place, Path file, IOException why) {}
  }
}
