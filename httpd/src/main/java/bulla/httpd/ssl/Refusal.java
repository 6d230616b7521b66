package bulla.httpd.ssl;

import bulla.httpd.core.DirectiveLine;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a client that was refused because of its certificate. Names and numbers alone,
 * as they are kept on disk; instants in ISO 8601, UTC. No body, no field and no query of a request
 * is in it.
 *
 * @param id see {@link RefusalId}
 * @param at when
 * @param client address and port
 * @param host the virtual host, {@code name:port}
 * @param sni the name in the client's handshake; null if it sent none
 * @param protocol of TLS; null if the handshake did not get so far
 * @param path of the URL; null if no request was made, or none is known
 * @param error the X509_V_ number that stands, 0 for none
 * @param about the index in {@code chain} of the certificate in question
 * @param detail in words, for the cause
 * @param rules that asked for the certificate, and the one that was not met, last
 * @param chain leaf first, as far as it could be built, DER in base64
 * @param leftOut how many certificates of the chain were too much to keep
 * @param anchored whether the chain's last certificate is one that the host trusts
 * @param consulted what was asked about revocation
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Refusal(
    String id,
    RefusalCause cause,
    String at,
    String client,
    @Nullable String host,
    @Nullable String sni,
    @Nullable String protocol,
    @Nullable String path,
    int error,
    int about,
    @Nullable String detail,
    List<Rule> rules,
    List<String> chain,
    int leftOut,
    boolean anchored,
    List<Consulted> consulted) {
  public Refusal {
    rules = List.copyOf(rules);
    chain = List.copyOf(chain);
    consulted = List.copyOf(consulted);
  }

  /**
   * A line of the configuration.
   *
   * @param at {@code file:line}; null for a default
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Rule(String text, @Nullable String at) {
    static Rule of(DirectiveLine line) {
      return new Rule(line.text(), line.at() == null ? null : line.at().toString());
    }
  }

  /**
   * An OCSP answer or a CRL, or that there was none.
   *
   * @param kind {@code OCSP} or {@code CRL}
   * @param about the index in the chain of the certificate that it speaks of
   * @param source {@code fetched}, {@code kept}, {@code disk} or {@code file}
   * @param place URL or file
   * @param issuer a CRL's
   * @param number a CRL's
   * @param signer the subject of whose certificate signed it, as far as that is known
   * @param result in words
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Consulted(
      String kind,
      int about,
      String source,
      String place,
      @Nullable String issuer,
      @Nullable String number,
      @Nullable String producedAt,
      @Nullable String thisUpdate,
      @Nullable String nextUpdate,
      @Nullable String signer,
      String result) {}

  /** About how many octets it takes on disk. */
  int size() {
    int octets = 1024 + 512 * consulted.size();
    for (String certificate : chain) {
      octets += certificate.length();
    }
    return octets;
  }
}
