package bulla.revocation;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a certificate may send us: which hosts and addresses are asked because an AIA or CDP field
 * names them (BullaRevocationAllow). Whoever makes certificates could otherwise have the server
 * talk to whatever it can reach (server-side request forgery).
 *
 * <p>The address is looked at, and not the name alone: a name can have another address each time
 * that it is looked up.
 *
 * @param entries where {@code rule} is {@code LISTED}, else empty
 */
public record AllowedPlaces(Rule rule, List<AllowedPlace> entries) {
  /** For what the operator has written himself. */
  public static final AllowedPlaces ANY = new AllowedPlaces(Rule.ANY, List.of());

  /** Where nothing is written. */
  public static final AllowedPlaces DEFAULT = new AllowedPlaces(Rule.SERVERS, List.of());

  public AllowedPlaces {
    entries = List.copyOf(entries);
  }

  /** What decides. */
  public enum Rule {
    /** No restriction. */
    ANY,

    /**
     * What can be a server's address. Private addresses and this machine's own can: private PKIs
     * live there. One of a link alone cannot (169.254.169.254 hands out a cloud's secrets), nor one
     * of many hosts.
     */
    SERVERS,

    /** Only the entries; nobody when there are none. */
    LISTED
  }

  /**
   * These and more: what was listed before stays, and where nothing was only the new ones count.
   */
  public AllowedPlaces and(List<AllowedPlace> more) {
    return new AllowedPlaces(Rule.LISTED, Stream.concat(entries.stream(), more.stream()).toList());
  }

  /**
   * Whether a URL may be asked at an address of its host.
   *
   * @param address null if it is a name that another, a proxy, looks up
   */
  boolean permit(HttpUrl url, @Nullable InetAddress address) {
    return switch (rule) {
      case ANY -> true;
      case SERVERS -> address == null || !SpecialAddresses.isNoServers(address);
      case LISTED -> entries.stream().anyMatch(entry -> entry.covers(url, address));
    };
  }
}
