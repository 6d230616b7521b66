package bulla.revocation;

import bulla.pki.Certificate;
import bulla.pki.MalformedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the issuer of a certificate: among the certificates at hand, or where the certificate says
 * that it can be had (caIssuers, RFC 5280 4.2.2.1). Whatever it finds made the signature.
 *
 * @param timeout of each network step
 * @param proxy asked in the other's stead, null for none
 * @param allowed who is asked because a certificate names it
 * @param events told of each exchange
 * @param failed is told why a place gave nothing
 */
public record IssuerFinder(
    Duration timeout,
    @Nullable HttpUrl proxy,
    AllowedPlaces allowed,
    ExchangeEvents events,
    Consumer<OcspFailure> failed) {
  static final long LIMIT = 65_536;
  private static final int URLS = 3;

  /**
   * The issuer among {@code chain} (the chain file), then {@code authorities} (the client-CA file),
   * then over the network; empty if there is none. Blocks.
   */
  public Optional<Certificate> find(
      Certificate subject, Collection<Certificate> chain, Collection<Certificate> authorities) {
    return among(subject, chain).or(() -> among(subject, authorities)).or(() -> fetch(subject));
  }

  /** The issuer among certificates at hand. */
  public static Optional<Certificate> among(
      Certificate subject, Collection<Certificate> candidates) {
    return candidates.stream().filter(subject::isSignedBy).findFirst();
  }

  private Optional<Certificate> fetch(Certificate subject) {
    PlainHttp http = new PlainHttp(timeout, LIMIT, proxy, allowed);
    return subject.caIssuersUrls().stream()
        .map(HttpUrl::of)
        .flatMap(Optional::stream)
        .limit(URLS)
        .map(url -> fetch(http, url))
        .map(found -> among(subject, found))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private List<Certificate> fetch(PlainHttp http, HttpUrl url) {
    try {
      return certificates(Measured.exchange(url, events, () -> http.get(url)).body());
    } catch (OcspException e) {
      failed.accept(e.failure());
      return List.of();
    } catch (MalformedException e) {
      OcspFailure why = new OcspFailure.Undecodable(url.hostPort(), String.valueOf(e.getMessage()));
      events.failedUs(url.text(), why);
      failed.accept(why);
      return List.of();
    }
  }

  /**
   * DER as RFC 5280 wants it, or PEM as CFSSL's sites often serve it.
   *
   * @throws MalformedException if it is neither
   */
  static List<Certificate> certificates(byte[] body) {
    return body.length > 0 && body[0] == '-'
        ? Certificate.allOfPem(new String(body, StandardCharsets.ISO_8859_1))
        : List.of(Certificate.ofDer(body));
  }
}
